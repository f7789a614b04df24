"""Reports of the permission table's city: one being written, with a claim, and one handed in."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.claims import claim_milestone
from gongjian.programmes.actions.reporting import send_for_signature, sign_report, write_report
from gongjian.programmes.models import MonthlyReport
from tests.world_months import FROZEN, OPEN, YEAR


def reports_of(world: Any) -> None:
    with clock.at(datetime(YEAR, OPEN, 21, 9, tzinfo=timezone.get_default_timezone())):
        draft = MonthlyReport.objects.get(month=world.other["month"], measure__number="running")
        claim_milestone(draft, world.other["evidence"].milestone, evidence=world.other["evidence"], by=SYSTEM)
        other = MonthlyReport.objects.get(month=world.other["month"], measure__number="applied")
        write_report(other, {"progress": "已全部完成"}, by=world.account("handler"))
        send_for_signature(other, by=world.account("handler"))
        sign_report(other, by=world.account("unit_head"), opinion="agreed")


def _at(number: str, month: int = OPEN, **more: Any) -> Any:
    return lambda world: {"year": YEAR, "month": month, "number": number} | more


REPORT_ARGUMENTS = {
    "programmes:report_list": lambda world: {"year": YEAR, "month": OPEN},
    "programmes:report": _at("running"),
    "programmes:report#handed-in": _at("applied"),
    "programmes:report_autosave": _at("running"),
    "programmes:report_carry": _at("running", FROZEN),
    "programmes:report_print": _at("applied"),
    "programmes:report_send": _at("running"),
    "programmes:report_sign": _at("running"),
    "programmes:report_recall": _at("applied"),
    "programmes:report_accept": _at("applied"),
    "programmes:report_return": _at("applied"),
    "programmes:report_claim": _at("running", sequence=2),
    "programmes:claim_withdraw": _at("running", sequence=1),
    "programmes:claim_verify": _at("running", sequence=1),
    "programmes:evidence_withdraw": lambda world: {"pk": world.other["evidence"].pk},
    "programmes:measure_reports": lambda world: {"number": "running"},
    "programmes:approval_chain": lambda world: {"code": "approval"},
}
