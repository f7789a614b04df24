"""Reviews as a pack tells them: prepared, held, commented on, circulated; and what became of each demand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from gongjian.programmes.actions.agendas import hand_in_statement, set_demand, write_comment
from gongjian.programmes.actions.circulars import circulate_review, word_circular
from gongjian.programmes.actions.reviews import close_session, go_on, prepare_review, start_session
from gongjian.programmes.actions.tasks import close_task, report_task
from gongjian.programmes.models import AgendaItem, Review, Task
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader, moment

FILES: dict[str, dict[str, str]] = {
    "reviews.csv": {
        "month": "所点评的月份，如 2020-03；该月须已冻结 · the month reviewed",
        "prepared_on": "拟定议程的日期 · the day the agenda was drawn up",
        "held_on": "会议日期 · the day of the meeting",
        "place": "地点 · place",
        "chair": "主持人代码 · code of the person in the chair",
        "opening": "通报开头 · opening words of the circular",
        "closing": "通报结尾 · closing words of the circular",
        "circulated_on": "印发通报的日期，尚未印发留空 · the day the circular went out",
        "public": "是否公开：yes 或 no · shown to the public",
    },
    "comments.csv": {
        "month": "月份 · month",
        "measure": "举措编号，须在当月议程上 · number of a measure on the agenda",
        "statement": "陈述，会前一天提交 · the unit's statement",
        "strengths": "肯定的方面 · strengths",
        "problems": "存在问题 · problems",
        "demand": "要求，没有则留空 · what was demanded",
        "due": "要求的完成日期 · by when",
        "reported_on": "单位报送落实情况的日期 · the day the unit reported it done",
        "result": "落实情况 · what was done",
        "closed_on": "销结日期 · the day it was closed",
    },
}


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    reviews, comments = Reader(pack, "reviews.csv"), Reader(pack, "comments.csv")
    held = {}
    for row in reviews.rows():
        at, day = reviews.month(row), reviews.day(row, "held_on")
        if day is None:
            continue
        held[at] = day
        yield from reviews.event(row, "prepared_on", 9, lambda row=row, at=at, day=day: _prepare(row, at, day, cast))
        if not row["circulated_on"]:
            continue  # still to be held
        yield from reviews.event(row, "held_on", 9, lambda at=at: start_session(_review(at), by=cast.office))
        yield from reviews.event(row, "held_on", 18, lambda at=at: _end(at, cast))
        yield from reviews.event(row, "circulated_on", 17, lambda row=row, at=at: _circulate(row, at, cast))
    for row in comments.rows():
        at = comments.month(row)
        if at in held:
            yield from _comment_events(comments, row, at, held[at], cast)
        else:
            pack.fail(comments.file, row.line, "month", _("No review of that month is told."))


def _comment_events(reader: Reader, row: Any, at: tuple[int, int], day: Any, cast: Cast) -> Iterator[Event]:
    def item() -> AgendaItem:
        found = AgendaItem.objects.filter(review=_review(at), measure__number=row["measure"]).first()
        if found is None:
            raise LookupError(_("%(code)s is not on the agenda.") % {"code": row["measure"]})
        return found

    def task() -> Task:
        return Task.objects.get(item=item(), title=row["demand"])

    if row["statement"]:
        before = moment(day - timedelta(days=1), 11)
        yield Event(before, reader.file, row.line, lambda: _state(item(), row["statement"], cast))
    yield Event(moment(day, 10), reader.file, row.line, lambda: _comment(item(), row, reader, cast))
    yield from reader.event(row, "reported_on", 11, lambda: _report(task(), row["result"], cast))
    yield from reader.event(row, "closed_on", 16, lambda: close_task(task(), by=cast.office))


def _review(at: tuple[int, int]) -> Review:
    return Review.objects.select_related("month").get(month__year=at[0], month__month=at[1])


def _prepare(row: Any, at: tuple[int, int], day: Any, cast: Cast) -> None:
    chair, month = cast.person(row["chair"]), cast.month(at)
    prepare_review(month, held_on=day, chair=chair, by=cast.office, place=row["place"], is_sample=cast.is_sample)


def _state(item: AgendaItem, statement: str, cast: Cast) -> None:
    writer = cast.holder(item.unit, "handler")
    presenter = cast.holder(item.unit, "unit_head")
    hand_in_statement(item, {"presenter": str(presenter), "statement": statement}, by=writer)


def _comment(item: AgendaItem, row: Any, reader: Reader, cast: Cast) -> None:
    write_comment(item, {"strengths": row["strengths"], "problems": row["problems"]}, by=cast.office)
    due = reader.day(row, "due")
    if row["demand"] and due:
        set_demand(item, row["demand"], unit=item.unit, due=due, by=cast.office)


def _end(at: tuple[int, int], cast: Cast) -> None:
    """Everybody on the agenda is called, in its order; then the meeting is over."""
    review = _review(at)
    for _item in review.items.all():
        go_on(_review(at), by=cast.office)
    close_session(_review(at), by=cast.office)


def _report(task: Task, result: str, cast: Cast) -> None:
    report_task(task, result=result, by=cast.holder(task.unit, "handler"))


def _circulate(row: Any, at: tuple[int, int], cast: Cast) -> None:
    word_circular(_review(at), opening=row["opening"], closing=row["closing"], by=cast.office)
    circulate_review(_review(at), by=cast.office, is_public=row["public"] == "yes")
