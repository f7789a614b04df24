"""What the audit chain's codes of commitments and pilot policies are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "attainment.reported": _("reported progress"),
    "attainment.verified": _("verified progress"),
    "attainment.returned": _("returned reported progress"),
    "attainment.entered": _("entered progress"),
    "attainment.changed": _("changed entered progress"),
    "target.entered": _("entered a target"),
    "target.changed": _("changed a target"),
    "target.dropped": _("took a target away"),
    "photo.added": _("added a photograph"),
    "photo.published": _("showed a photograph to the public"),
    "photo.changed": _("changed a photograph"),
    "photo.hidden": _("hid a photograph from the public"),
    "photo.withdrawn": _("withdrew a photograph"),
    "grant.entered": _("entered who granted the pilot policy"),
    "grant.edited": _("changed who granted the pilot policy"),
    "grant.landed": _("named the document that landed the pilot policy"),
}
