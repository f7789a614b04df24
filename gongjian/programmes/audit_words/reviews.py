"""What the audit chain's codes of reviews are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "review.prepared": _("prepared the review"),
    "review.edited": _("changed the review"),
    "review.rebuilt": _("built the agenda again"),
    "review.started": _("began the review"),
    "review.called": _("called an item of the review"),
    "review.held": _("closed the review"),
    "review.worded": _("worded the circular"),
    "review.circulated": _("issued the circular"),
    "review.published": _("showed the circular to the public"),
    "review.withdrawn": _("took the circular back from the public"),
    "agenda.added": _("put an item on the agenda"),
    "agenda.dropped": _("took an item off the agenda"),
    "agenda.restored": _("put an item back on the agenda"),
    "agenda.moved": _("changed the order of the agenda"),
    "agenda.stated": _("handed in a statement"),
    "agenda.commented": _("wrote the chair's comment"),
}
