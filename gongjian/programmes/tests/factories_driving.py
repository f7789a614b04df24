"""Frozen months with their lights, and letters in every state, for tests of what drives a measure."""

from datetime import date, datetime

from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import import_notice
from gongjian.organizations.models import YearNotice
from gongjian.programmes.actions.letters import issue_letter, propose_letter, receive_letter, reply_letter
from gongjian.programmes.models import Letter, MeasureLight, Month


def on(year, month, day):
    """It is nine in the morning of that day, in the city."""
    return clock.at(datetime(year, month, day, 9, tzinfo=timezone.get_default_timezone()))


def make_frozen(year, month, lights=(), **fields):
    """A frozen month; `lights` are pairs of measure and colour. It cannot be changed afterwards: say `fields` now."""
    made, _new = Month.objects.get_or_create(
        year=year, month=month,
        defaults={
            "state": Month.State.FROZEN, "opened_on": date(year, month, 18), "due_on": date(year, month, 25),
            "as_of": date(year, month, 28), "frozen_at": timezone.now(),
        } | fields,
    )  # fmt: skip
    for measure, light in lights:
        MeasureLight.objects.create(
            month=made, measure=measure, light=light, planned=50, verified=0, reason="节点1逾期",
            reason_en="Step 1 is overdue", campaign=measure.campaign, unit=measure.lead_unit, state=measure.state,
            due=measure.due,
        )  # fmt: skip
    return made


def make_letter(city, state="proposed", *, level=Letter.Level.PROMPT, day=(2020, 9, 1), **fields):
    """A letter to the water bureau, brought to this state by its actions."""
    make_notices_once()
    with on(*day):
        letter = propose_letter(city.water, level, reason="进展滞后", by=SYSTEM, **fields)
        if state in ("issued", "received", "replied"):
            letter = issue_letter(letter, by=city.reform)
        if state in ("received", "replied"):
            letter = receive_letter(letter, by=city.head)
        if state == "replied":
            letter = reply_letter(letter, text="已整改。", by=city.head)
    return letter


def make_notices_once():
    held = set(YearNotice.objects.values_list("year", flat=True))
    for year in {2020, 2021} - held:
        import_notice(year, by=SYSTEM)
