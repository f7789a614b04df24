"""What the audit chain's codes of overviews are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "overview.created": _("created the overview"),
    "overview.text_edited": _("edited the overview's text"),
    "overview.labels_set": _("set the labels"),
    "overview.public_face_set": _("set what the public sees"),
    "snapshot.taken": _("took a snapshot"),
    "snapshot.published": _("published the snapshot"),
    "snapshot.withdrawn": _("withdrew the snapshot"),
}
