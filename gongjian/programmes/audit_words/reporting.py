"""What the audit chain's codes of monthly reports, their chains and the daily round are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "report.written": _("wrote the report"),
    "report.carried": _("carried over what was not handed in"),
    "report.sent": _("sent the report for signature"),
    "report.signed": _("signed the report"),
    "report.sent_back": _("sent the report back to be changed"),
    "report.submitted": _("signed the report last and handed it in"),
    "report.recalled": _("recalled the report"),
    "report.accepted": _("accepted the report"),
    "report.returned": _("returned the report"),
    "report.told": _("took over a report signed elsewhere"),
    "claim.made": _("claimed a milestone"),
    "claim.withdrawn": _("withdrew a claim"),
    "evidence.withdrawn": _("withdrew evidence"),
    "approval_chain.set": _("set the approval chain"),
    "month.chased": _("reminded of reports"),
    "round.made": _("made the day's round"),
    "city.day_moved": _("moved the trial city's day"),
}
