"""How measures stood on a month's last day when much happened between that day and the freezing."""

from datetime import date
from decimal import Decimal

import pytest

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions import months
from gongjian.programmes.actions.adjustments import apply_adjustment
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.actions.moves import suspend
from gongjian.programmes.actions.reminders import remind_of_reports
from gongjian.programmes.actions.rulebooks import change_rules
from gongjian.programmes.actions.splits import split_measure
from gongjian.programmes.models import Measure, MonthlyReport
from gongjian.programmes.queries.reporting import reports_to_write
from gongjian.programmes.rules.splits import Part
from gongjian.programmes.rules.standings import mark_of
from gongjian.programmes.tests.factories import make_notices
from gongjian.programmes.tests.factories_reporting import at, moment

State, Report = Measure.State, MonthlyReport.State


@pytest.fixture
def calendar(city):
    make_notices(2020, 2021)
    return city


def running(city, **fields):
    return city.measure(**{"state": State.RUNNING, "weights": (100,)} | fields)


def september():
    with at(2020, 9, 18):
        return open_month(2020, 9, by=SYSTEM)


def halves(measure):
    return [Part(f"{measure.number}-{n}", f"第{n}部分", goal_quantity=measure.goal_quantity / 2) for n in (1, 2)]


@pytest.mark.parametrize(("day", "shown"), [((2020, 9, 28), "parts"), ((2020, 10, 2), "whole")])
def test_a_measure_and_its_parts_never_stand_in_one_month(calendar, day, shown):
    measure = running(calendar, goal_quantity=Decimal(10), goal_unit="件")
    month = september()
    with at(*day):
        parts = split_measure(measure, halves(measure), reason="分头推进", by=calendar.reform)
    with at(2020, 10, 3):
        freeze_month(month, by=calendar.reform)
    lit = set(month.lights.values_list("measure", flat=True))
    assert lit == ({part.pk for part in parts} if shown == "parts" else {measure.pk})


def test_a_measure_suspended_after_it_was_asked_owes_no_report_and_nobody_is_chased(calendar):
    measure, other = running(calendar), running(calendar)
    month = september()
    assert {report.measure for report in reports_to_write(calendar.handler)} == {measure, other}
    with at(2020, 9, 21):
        suspend(measure, by=calendar.reform, reason="等上级政策")
    assert [report.measure for report in reports_to_write(calendar.handler)] == [other]
    with at(2020, 9, 28):
        remind_of_reports(clock.today(), by=SYSTEM)
    assert [report.measure for report in month.reports.filter(chased_on=date(2020, 9, 28))] == [other]
    with at(2020, 10, 3):
        freeze_month(month, by=calendar.reform)
    words = {light.measure_id: light.reason for light in month.lights.all()}
    assert "本月未报" in words[other.pk] and "本月未报" not in words[measure.pk]


@pytest.mark.parametrize(("state", "asked"), [(State.SUSPENDED, 0), (State.ESTABLISHED, 0), (State.RUNNING, 1)])
def test_applying_for_an_adjustment_makes_no_measure_run(calendar, state, asked):
    measure = running(calendar, state=state)
    with at(2020, 9, 2):
        apply_adjustment(measure, {"due": date(2020, 12, 20)}, reason="等批复", by=calendar.handler)
    assert september().reports.count() == asked


def test_one_report_recalled_while_another_comes_in_is_noticed(calendar):
    running(calendar), running(calendar)
    month = september()
    first, second = month.reports.order_by("pk")
    month.reports.filter(pk=first.pk).update(state=Report.SUBMITTED)
    mark = mark_of(month)
    month.reports.filter(pk=first.pk).update(state=Report.ACCEPTED)
    assert mark_of(month) == mark  # accepting changes no light
    month.reports.filter(pk=first.pk).update(state=Report.DRAFT)
    month.reports.filter(pk=second.pk).update(state=Report.SUBMITTED)
    assert mark_of(month) != mark


def test_rules_changed_while_the_lights_are_drawn_are_those_that_lit_them(calendar, monkeypatch):
    measure = running(calendar, weights=(5, 95))
    measure.milestones.filter(sequence=1).update(due=date(2020, 9, 20))
    measure.milestones.filter(sequence=2).update(due=date(2020, 11, 20))
    month = september()
    month.reports.update(state=Report.SUBMITTED, submitted_at=moment(2020, 9, 24))
    drawn = months._draw

    def slowly(found, rules, progress):
        lights = drawn(found, rules, progress)
        if rules.red_gap != 2:
            change_rules(2020, {"red_gap": 2}, by=calendar.reform)
        return lights

    monkeypatch.setattr(months, "_draw", slowly)
    with at(2020, 10, 3):
        month = freeze_month(month, by=calendar.reform)
    assert (month.rules["red_gap"], month.lights.get().light) == (2, "red")
