"""What the audit chain's codes of adjustments, outside checks and look-backs are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "adjustment.applied": _("applied for an adjustment"),
    "adjustment.approved": _("approved the adjustment"),
    "adjustment.refused": _("refused the adjustment"),
    "adjustment.withdrawn": _("withdrew the application for an adjustment"),
    # The measure's story names the fields at this; here nothing follows.
    "measure.adjusted": _("changed the measure by an approved adjustment"),
    "outside_check.recorded": _("recorded an outside check"),
    "look_back.recorded": _("recorded a look-back"),
}
