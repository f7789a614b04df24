"""Inspections for the permission table: one planned, one on site with a visit and findings in each state, one rectifying."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.findings import apply_for_extension, report_rectified
from gongjian.programmes.actions.inspections import (
    choose_sample,
    declare,
    end_visits,
    plan_inspection,
    set_team,
    start_inspection,
)
from gongjian.programmes.actions.visits import Seen, Shot, record_visit
from gongjian.programmes.models import Measure

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
FOUND = ("to_rectify", "to_accept", "to_extend")
AT = datetime(2020, 9, 15, 10, tzinfo=timezone.get_default_timezone())


def inspections_of(world: Any) -> None:
    with clock.at(AT):
        for code in ("planned", "on-site", "rectifying"):
            _inspection(world, code)
        found = {finding.title: finding for finding in world.other["visit"].findings.all()}
        handler, paper = world.account("handler"), SimpleUploadedFile("整改报告.pdf", b"%PDF-1.4 report")
        world.other["finding_open"] = found["to_rectify"]
        report = {"by": handler, "rectification": "已补正", "upload": paper}
        world.other["finding_reported"] = report_rectified(found["to_accept"], **report)
        asked = {"by": handler, "new_due": date(2099, 12, 31), "reason": "需招标"}
        world.other["extension"] = apply_for_extension(found["to_extend"], **asked)


def _inspection(world: Any, code: str) -> None:
    inspector = world.account("inspector")
    period = {"since": date(2020, 9, 14), "until": date(2020, 9, 30)}
    inspection = plan_inspection(code, f"督导{code}", by=SYSTEM, **period)
    set_team(inspection, [inspector], leader=inspector, by=SYSTEM)
    measure = Measure.objects.get(number="running")
    choose_sample(inspection, [measure], by=SYSTEM, reason="重点")
    declare(inspection, [world.units["commerce"]], by=inspector)
    if code == "planned":
        return
    start_inspection(inspection, by=SYSTEM)
    shot = Shot(SimpleUploadedFile("现场.png", PICTURE))
    seen = [Seen("minor", title, "资料不全", date(2099, 6, 30)) for title in FOUND] if code == "on-site" else []
    facts = {
        "key": UUID(int=len(code)),
        "visited_at": AT,
        "place": "大厅",
        "evaluated": 30,
        "notes": "已看",
        "findings": seen,
    }
    visit = record_visit(inspection, measure, by=inspector, photos=[shot], **facts)
    if code == "on-site":
        world.other |= {"visit": visit, "visit_photo": visit.photos.get()}
    else:
        end_visits(inspection, by=SYSTEM)


def _code(code: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"code": code}


def _pk(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


INSPECTION_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programmes:inspection": _code("on-site"),
    "programmes:inspection#planned": _code("planned"),
    "programmes:inspection_edit": _code("planned"),
    "programmes:inspection_team": _code("planned"),
    "programmes:inspection_declare": _code("planned"),
    "programmes:inspection_draw": _code("planned"),
    "programmes:inspection_choose": _code("planned"),
    "programmes:inspection_start": _code("planned"),
    "programmes:inspection_end_visits": _code("on-site"),
    "programmes:inspection_finish": _code("rectifying"),
    "programmes:visit_add": _code("on-site"),
    "programmes:visit": _pk("visit"),
    "programmes:visit_photo": _pk("visit_photo"),
    "programmes:finding": _pk("finding_open"),
    "programmes:finding_report": _pk("finding_open"),
    "programmes:finding_accept": _pk("finding_reported"),
    "programmes:finding_return": _pk("finding_reported"),
    "programmes:finding_file": _pk("finding_reported"),
    "programmes:extension_apply": _pk("finding_open"),
    "programmes:extension_rule": _pk("extension"),
}
