"""Task forces as a pack tells them: founded, staffed, their meetings, and what became of each decision."""

from collections.abc import Iterator
from typing import Any

from gongjian.programmes.actions.forces import found_force, second
from gongjian.programmes.actions.meetings import record_meeting
from gongjian.programmes.actions.tasks import close_task, report_task, set_task
from gongjian.programmes.models import Meeting, Task, TaskForce
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader, several

FILES: dict[str, dict[str, str]] = {
    "forces.csv": {
        "code": "专班代码 · code",
        "name": "专班名称 · name",
        "name_en": "英文名称 · English name",
        "unit": "设在单位的代码 · host unit",
        "leader": "组长代码 · leader",
        "liaison": "联络员代码 · liaison officer",
        "purpose": "职责 · what it is for",
        "purpose_en": "英文职责 · in English",
        "since": "成立日期 · since",
        "campaigns": "推动的攻坚行动代码，用 ; 隔开 · campaigns it drives",
        "measures": "推动的举措编号，用 ; 隔开 · measures it drives",
    },
    "secondments.csv": {
        "force": "专班代码 · task force",
        "person": "抽调人员代码 · person",
        "unit": "派出单位代码 · unit that lends the person",
        "role": "分工 · role",
        "since": "起始日期 · since",
    },
    "meetings.csv": {
        "code": "会议代号，只在本包内使用 · a name for this pack's own use",
        "force": "专班代码，不属于专班留空 · task force, if any",
        "held_on": "召开日期 · held on",
        "title": "名称 · title",
        "place": "地点 · place",
        "chair": "主持人 · chaired by",
        "attended": "参加人员 · who attended",
        "minutes": "纪要 · minutes",
    },
    "decisions.csv": {
        "meeting": "会议代号 · meeting",
        "title": "议定事项 · what was decided",
        "unit": "责任单位代码 · unit that owes it",
        "measure": "相关举措编号，没有则留空 · measure, if any",
        "due": "完成日期 · due",
        "reported_on": "报送落实情况的日期 · the day it was reported done",
        "result": "落实情况 · what was done",
        "closed_on": "销结日期 · the day it was closed",
    },
}
FOUNDED = ("code", "name", "name_en", "purpose", "purpose_en")
HELD = ("title", "place", "chair", "attended", "minutes")


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    yield from _forces(pack, cast)
    meetings, decisions = Reader(pack, "meetings.csv"), Reader(pack, "decisions.csv")
    held: dict[str, Meeting] = {}
    days = {row["code"]: row for row in meetings.rows()}
    for row in meetings.rows():
        yield from meetings.event(row, "held_on", 14, lambda row=row: _hold(row, meetings, held, cast))
    for row in decisions.rows():
        if row["meeting"] not in days:
            pack.fail(decisions.file, row.line, "meeting", row["meeting"])
            continue
        day = days[row["meeting"]]
        yield from meetings.event(day, "held_on", 17, lambda row=row: _decide(row, decisions, held, cast))
        yield from decisions.event(row, "reported_on", 11, lambda row=row: _report(row, held, cast))
        yield from decisions.event(row, "closed_on", 16, lambda row=row: close_task(_task(row, held), by=cast.office))


def _forces(pack: Any, cast: Cast) -> Iterator[Event]:
    reader, members = Reader(pack, "forces.csv"), Reader(pack, "secondments.csv")
    for row in reader.rows():
        yield from reader.event(row, "since", 8, lambda row=row: _found(row, reader, cast))
    for row in members.rows():
        yield from members.event(row, "since", 9, lambda row=row: _second(row, members, cast))


def _found(row: Any, reader: Reader, cast: Cast) -> None:
    values = {name: row[name] for name in FOUNDED} | {
        "unit": cast.unit(row["unit"]),
        "leader": cast.person(row["leader"]),
        "liaison": cast.person(row["liaison"]),
        "since": reader.day(row, "since"),
        "campaigns": cast.campaigns(several(row["campaigns"])),
        "measures": [cast.measure(number) for number in several(row["measures"])],
        "is_sample": cast.is_sample,
    }
    found_force(values, by=cast.office)


def _second(row: Any, reader: Reader, cast: Cast) -> None:
    force, since = TaskForce.objects.get(code=row["force"]), reader.day(row, "since")
    if since:
        lent = {"from_unit": cast.unit(row["unit"]), "role": row["role"]}
        second(force, cast.person(row["person"]), since=since, by=cast.office, **lent)


def _hold(row: Any, reader: Reader, held: dict[str, Meeting], cast: Cast) -> None:
    values = {name: row[name] for name in HELD} | {"held_on": reader.day(row, "held_on"), "is_sample": cast.is_sample}
    values["force"] = TaskForce.objects.get(code=row["force"]) if row["force"] else None
    held[row["code"]] = record_meeting(values, by=cast.office)


def _decide(row: Any, reader: Reader, held: dict[str, Meeting], cast: Cast) -> None:
    due, measure = reader.day(row, "due"), cast.measure(row["measure"]) if row["measure"] else None
    if due:
        owed = {"unit": cast.unit(row["unit"]), "due": due, "measure": measure, "is_sample": cast.is_sample}
        set_task(row["title"], meeting=held[row["meeting"]], by=cast.office, **owed)


def _task(row: Any, held: dict[str, Meeting]) -> Task:
    return Task.objects.select_related("unit").get(meeting=held[row["meeting"]], title=row["title"])


def _report(row: Any, held: dict[str, Meeting], cast: Cast) -> None:
    task = _task(row, held)
    report_task(task, result=row["result"], by=cast.holder(task.unit, "handler"))
