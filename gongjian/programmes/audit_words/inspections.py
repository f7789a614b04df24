"""What the audit chain's codes of inspections are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "inspection.planned": _("planned the inspection"),
    "inspection.edited": _("changed the inspection"),
    "inspection.team_set": _("named the inspection's team"),
    "inspection.declared": _("declared interests"),
    "inspection.sample_drawn": _("drew the sample by lot"),
    "inspection.sample_chosen": _("chose the sample by hand"),
    "inspection.started": _("sent the team on site"),
    "inspection.visits_ended": _("ended the visits"),
    "inspection.scored": _("scored the unit"),
    "inspection.finished": _("finished the inspection"),
    "visit.recorded": _("recorded a visit"),
    "finding.added": _("found something wrong"),
    "finding.reported": _("reported the finding rectified"),
    "finding.accepted_once": _("accepted the rectification first"),
    "finding.closed": _("accepted the rectification second and closed the finding"),
    "finding.returned": _("sent the rectification back"),
    "finding.reminded": _("reminded the unit of the finding"),
    "finding.due_moved": _("moved the day to rectify by"),
    "extension.applied": _("applied for an extension"),
    "extension.approved": _("approved the extension"),
    "extension.refused": _("refused the extension"),
}
