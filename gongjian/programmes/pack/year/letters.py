"""Letters as a pack tells them: what became of those that the rules proposed after a month was frozen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from gongjian.programmes.actions.escalation import propose_letters
from gongjian.programmes.actions.letters import (
    close_letter,
    issue_letter,
    receive_letter,
    record_interview,
    reply_letter,
    waive_letter,
)
from gongjian.programmes.models import Letter
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader, moment

FILES: dict[str, dict[str, str]] = {
    "letters.csv": {
        "month": "冻结后提出该函的月份 · the month after whose freezing it was proposed",
        "measure": "举措编号 · number of the measure",
        "level": "级别：1 提示函、2 督办函、3 约谈、4 通报 · level",
        "issued_on": "发出日期，未发出留空 · the day it was issued",
        "waived_on": "免发日期 · the day it was waived",
        "ruling": "免发或办结的理由 · why it was waived or closed",
        "received_on": "签收日期 · the day the unit signed for it",
        "interviewed_on": "约谈日期 · the day of the interview",
        "place": "约谈地点 · place of the interview",
        "minutes": "约谈纪要 · what was said",
        "replied_on": "答复日期 · the day of the reply",
        "reply": "答复 · the reply",
        "closed_on": "办结日期 · the day it was closed",
    }
}


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    months = Reader(pack, "months.csv")
    for row in months.rows():
        at, day = months.month(row), months.day(row, "frozen_on")
        if day:
            next_day = moment(day + timedelta(days=1), 8)
            yield Event(next_day, months.file, row.line, lambda at=at: propose_letters(cast.month(at), by=cast.office))
    reader = Reader(pack, "letters.csv")
    for row in reader.rows():
        at = reader.month(row)
        yield from _letter_events(reader, row, at, cast)


def _letter_events(reader: Reader, row: Any, at: tuple[int, int], cast: Cast) -> Iterator[Event]:
    def letter() -> Letter:
        known = {"measure__number": row["measure"], "level": row["level"], "month__year": at[0], "month__month": at[1]}
        found = Letter.objects.filter(**known).select_related("unit", "measure").first()
        if found is None:
            words = _("No letter of level %(level)s on %(code)s was proposed then.")
            raise LookupError(words % {"level": row["level"], "code": row["measure"]})
        return found

    def unit(duty: str) -> Any:
        return cast.holder(letter().unit, duty)

    def issue() -> None:
        day = reader.day(row, "interviewed_on")
        summons = {"interview_at": moment(day, 15), "place": row["place"]} if day else {}
        issue_letter(letter(), by=cast.office, **summons)

    yield from reader.event(row, "issued_on", 10, issue)
    yield from reader.event(row, "waived_on", 10, lambda: waive_letter(letter(), reason=row["ruling"], by=cast.office))
    yield from reader.event(row, "received_on", 15, lambda: receive_letter(letter(), by=unit("handler")))
    yield from reader.event(
        row, "interviewed_on", 16, lambda: record_interview(letter(), minutes=row["minutes"], by=cast.office)
    )
    yield from reader.event(
        row, "replied_on", 17, lambda: reply_letter(letter(), text=row["reply"], by=unit("unit_head"))
    )
    yield from reader.event(row, "closed_on", 18, lambda: close_letter(letter(), ruling=row["ruling"], by=cast.office))
