"""Special supervision as a pack tells it: planned, visited, what was found and how it was put right."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from gongjian.programmes.actions.findings import accept_rectification, report_rectified
from gongjian.programmes.actions.inspections import (
    choose_sample,
    declare,
    end_visits,
    finish_inspection,
    plan_inspection,
    set_team,
    start_inspection,
)
from gongjian.programmes.actions.visits import Seen, record_visit
from gongjian.programmes.models import Finding, Inspection
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader, moment, several

FILES: dict[str, dict[str, str]] = {
    "inspections.csv": {
        "code": "代码 · code",
        "year": "所评估的年度 · year of the programme it looks at",
        "title": "名称 · title",
        "title_en": "英文名称 · English title",
        "plan": "方案 · plan",
        "planned_on": "制定方案的日期 · the day it was planned",
        "since": "起 · from",
        "until": "止 · to",
        "leader": "组长代码 · leader of the team",
        "members": "成员代码，用 ; 隔开 · members",
        "measures": "抽查的举措编号，用 ; 隔开 · measures in the sample",
        "reason": "选取理由 · why these were chosen",
        "ended_on": "现场结束日期，尚未结束留空 · the day the visits ended",
        "finished_on": "评估办结日期，尚未办结留空 · the day it was done",
    },
    "visits.csv": {
        "inspection": "督导评估代码 · inspection",
        "measure": "举措编号 · measure",
        "inspector": "评估人员代码 · inspector",
        "visited_on": "到现场日期 · visited on",
        "place": "地点 · place",
        "evaluated": "评估完成率（%） · evaluator's %",
        "notes": "现场情况 · what was seen",
        "grade": "问题等级：minor 一般、serious 较重、grave 严重；没有问题留空 · grade of the finding, if any",
        "finding": "问题 · the finding",
        "words": "问题说明 · what is wrong",
        "due": "整改期限 · rectify by",
        "reported_on": "报送整改的日期 · the day it was reported rectified",
        "rectification": "整改情况 · how it was put right",
        "accepted_on": "第一人验收日期 · accepted by the first",
        "closed_on": "第二人验收日期 · closed by the second",
    },
}


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    reader, visits = Reader(pack, "inspections.csv"), Reader(pack, "visits.csv")
    for row in reader.rows():
        yield from reader.event(row, "planned_on", 9, lambda row=row: _plan(row, reader, cast))
        yield from reader.event(row, "since", 8, lambda row=row: start_inspection(_of(row["code"]), by=cast.office))
        yield from reader.event(row, "ended_on", 19, lambda row=row: end_visits(_of(row["code"]), by=cast.office))
        yield from reader.event(
            row, "finished_on", 19, lambda row=row: finish_inspection(_of(row["code"]), by=cast.office)
        )
    for row in visits.rows():
        yield from visits.event(row, "visited_on", 10, lambda row=row: _visit(row, visits, cast))
        yield from visits.event(row, "reported_on", 11, lambda row=row: _rectify(row, cast))
        yield from visits.event(row, "accepted_on", 15, lambda row=row: _accept(row, cast.account(row["inspector"])))
        yield from visits.event(row, "closed_on", 16, lambda row=row: _accept(row, cast.office))


def _of(code: str) -> Inspection:
    found = Inspection.objects.filter(code=code).first()
    if found is None:
        raise LookupError(_("There is no inspection %(code)s.") % {"code": code})
    return found


def _plan(row: Any, reader: Reader, cast: Cast) -> None:
    since, until = reader.day(row, "since"), reader.day(row, "until")
    if since is None or until is None:
        return
    told = {"year": int(row["year"]), "title_en": row["title_en"], "plan": row["plan"], "is_sample": cast.is_sample}
    inspection = plan_inspection(row["code"], row["title"], by=cast.office, since=since, until=until, **told)
    leader = cast.account(row["leader"])
    team = [leader, *(cast.account(code) for code in several(row["members"]))]
    set_team(inspection, team, leader=leader, by=cast.office)
    for member in team:
        declare(inspection, [], by=member, words=_("No conflict of interest."))
    measures = [cast.measure(number) for number in several(row["measures"])]
    choose_sample(_of(row["code"]), measures, by=cast.office, reason=row["reason"])


def _visit(row: Any, reader: Reader, cast: Cast) -> None:
    day = reader.day(row, "visited_on")
    if day is None:
        return
    found = []
    if row["finding"]:
        found = [Seen(grade=row["grade"], title=row["finding"], words=row["words"], due=reader.day(row, "due"))]
    record_visit(
        _of(row["inspection"]),
        cast.measure(row["measure"]),
        by=cast.account(row["inspector"]),
        key=uuid5(NAMESPACE_URL, f"{row['inspection']}/{row['measure']}/{day}"),
        visited_at=moment(day, 9, 30),
        place=row["place"],
        evaluated=int(row["evaluated"]),
        notes=row["notes"],
        findings=found,
    )


def _finding(row: Any) -> Finding:
    return Finding.objects.select_related("unit").get(
        inspection__code=row["inspection"], measure__number=row["measure"], title=row["finding"]
    )


def _rectify(row: Any, cast: Cast) -> None:
    finding = _finding(row)
    report_rectified(finding, by=cast.holder(finding.unit, "handler"), rectification=row["rectification"])


def _accept(row: Any, by: Any) -> None:
    accept_rectification(_finding(row), by=by)
