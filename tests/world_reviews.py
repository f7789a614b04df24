"""Reviews for the permission table: one prepared, one in session, one held, two circulated (one of them public)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Person
from gongjian.programmes.actions.agendas import add_item, drop_item, hand_in_statement
from gongjian.programmes.actions.circulars import circulate_review
from gongjian.programmes.actions.reviews import close_session, prepare_review, start_session
from gongjian.programmes.models import Measure, MeasureLight, Month, Review

# A year of its own, so that the other months of the world have their own reviews.
YEAR, PREPARED, IN_SESSION, HELD, CIRCULATED, PUBLIC = 2019, 1, 2, 3, 4, 5


def reviews_of(world: Any) -> None:
    measure = Measure.objects.select_related("campaign", "lead_unit").get(number="running")
    with clock.at(datetime(2020, 2, 20, 9, tzinfo=timezone.get_default_timezone())):
        made = {number: _review(number, measure) for number in (PREPARED, IN_SESSION, HELD, CIRCULATED, PUBLIC)}
        world.other["item"] = item = made[PREPARED].items.get(measure=measure)
        paper = SimpleUploadedFile("发言.pdf", b"%PDF-1.4 statement")
        hand_in_statement(item, {"presenter": "局长", "statement": "已整改。"}, by=SYSTEM, upload=paper)
        dropped = add_item(made[PREPARED], unit=measure.lead_unit, reason="典型发言", by=SYSTEM)
        world.other["item_dropped"] = drop_item(dropped, reason="另行安排", by=SYSTEM)
        for number in (IN_SESSION, HELD, CIRCULATED, PUBLIC):
            start_session(made[number], by=SYSTEM)
        world.other["item_presented"] = made[IN_SESSION].items.get(measure=measure)
        for number in (HELD, CIRCULATED, PUBLIC):
            close_session(made[number], by=SYSTEM)
        circulate_review(made[CIRCULATED], by=SYSTEM)
        circulate_review(made[PUBLIC], by=SYSTEM, is_public=True)


def _review(number: int, measure: Measure) -> Review:
    on = date(YEAR, number, 28)
    state = {"state": Month.State.FROZEN, "as_of": on, "frozen_at": timezone.now()}
    month = Month.objects.create(year=YEAR, month=number, opened_on=on, due_on=on, **state)
    MeasureLight.objects.create(
        month=month,
        measure=measure,
        light=MeasureLight.Light.RED,
        planned=50,
        verified=0,
        reason="节点1逾期",
        reason_en="Step 1 is overdue",
        campaign=measure.campaign,
        unit=measure.lead_unit,
        state=measure.state,
        due=measure.due,
    )
    chair = Person.objects.get(code="p-new")
    return prepare_review(month, held_on=date(2020, 2, 20), chair=chair, by=SYSTEM)


def _month(number: int) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"year": YEAR, "month": number}


def _item(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


REVIEW_ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programmes:review": _month(PREPARED),
    "programmes:review_edit": _month(PREPARED),
    "programmes:review_rebuild": _month(PREPARED),
    "programmes:review_print": _month(PREPARED),
    "programmes:review_start": _month(PREPARED),
    "programmes:review_next": _month(IN_SESSION),
    "programmes:review_close": _month(IN_SESSION),
    "programmes:review_hall": _month(IN_SESSION),
    "programmes:hall_now": _month(IN_SESSION),
    "programmes:circular_words": _month(HELD),
    "programmes:circular_issue": _month(HELD),
    "programmes:circular": _month(CIRCULATED),
    "programmes:circular#public": _month(PUBLIC),
    "programmes:circular#not-issued": _month(HELD),
    "programmes:circular_docx": _month(CIRCULATED),
    "programmes:circular_docx#public": _month(PUBLIC),
    "programmes:circular_publish": _month(CIRCULATED),
    "programmes:circular_withdraw": _month(PUBLIC),
    "programmes:agenda_add": _month(PREPARED),
    "programmes:agenda_move": _item("item"),
    "programmes:agenda_drop": _item("item"),
    "programmes:agenda_restore": _item("item_dropped"),
    "programmes:agenda_statement": _item("item"),
    "programmes:agenda_file": _item("item"),
    "programmes:agenda_comment": _item("item_presented"),
    "programmes:agenda_demand": _item("item_presented"),
}
