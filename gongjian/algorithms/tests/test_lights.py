"""The rule of the lights: its table of cases, and what no order of events may do to one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gongjian.algorithms.lights import (
    BLUE,
    GREEN,
    ORDER,
    RED,
    YELLOW,
    Standing,
    Step,
    Thresholds,
    is_worse,
    light_of,
)

DAY = date(2020, 9, 30)
RULES = Thresholds()


def step(weight, *, due=0, verified=None, sequence=1, declared=False, rejected=False):
    """A milestone due and verified so many days before (−) or after the day."""
    on = None if verified is None else DAY + timedelta(days=verified)
    return Step(sequence, DAY + timedelta(days=due), weight, on, declared, rejected)


def standing(*steps, **facts):
    return Standing(DAY, tuple(replace(each, sequence=n) for n, each in enumerate(steps, 1)), **facts)


# what, the measure, light, planned, verified, days overdue, the codes of its reasons
CASES = [
    ("struck off", standing(step(100, due=-5, verified=-6), struck_off=True), BLUE, 100, 100, 0, "struck_off"),
    ("struck off wins over everything", standing(step(100, due=-90), struck_off=True, reported=False),
     BLUE, 100, 0, 0, "struck_off"),
    ("no report", standing(step(100, due=30), reported=False), RED, 0, 0, 0, "no_report"),
    ("all verified, but no report", standing(step(100, due=-1, verified=-2), reported=False),
     RED, 100, 100, 0, "no_report"),
    ("no report where none is owed", standing(step(100, due=30), report_owed=False, reported=False),
     GREEN, 0, 0, 0, "on_course"),
    ("eleven points behind", standing(step(11), step(89, due=60)), RED, 11, 0, 0, "behind"),
    ("ten points behind, just due", standing(step(10), step(90, due=60)), YELLOW, 10, 0, 0, "behind"),
    ("one point behind, overdue by a day", standing(step(1, due=-1), step(99, due=60)),
     YELLOW, 1, 0, 1, "behind overdue"),
    ("thirty days overdue", standing(step(5, due=-30), step(95, due=60)), YELLOW, 5, 0, 30, "behind overdue"),
    ("thirty-one days overdue", standing(step(5, due=-31), step(95, due=60)), RED, 5, 0, 31, "overdue behind"),
    ("behind in one, ahead in another: still overdue", standing(step(20, due=-3), step(80, due=60, verified=-1)),
     YELLOW, 20, 80, 3, "overdue"),
    ("evidence rejected before it is due", standing(step(50, due=10, declared=True, rejected=True), step(50, due=60)),
     YELLOW, 0, 0, 0, "rejected"),
    ("rejected once, then verified", standing(step(50, due=10, verified=-1, rejected=True), step(50, due=60)),
     GREEN, 0, 50, 0, "on_course"),
    ("all declared reached, nothing proved", standing(step(50, due=20, declared=True), step(50, due=60, declared=True)),
     YELLOW, 0, 0, 0, "unproved"),
    ("all declared, half proved",
     standing(step(50, due=-20, verified=-21, declared=True), step(50, due=60, declared=True)),
     YELLOW, 50, 50, 0, "unproved"),
    ("all declared and proved", standing(step(100, due=60, declared=True, verified=-1)), GREEN, 0, 100, 0, "on_course"),
    ("one declared and waiting, the rest to come", standing(step(50, due=20, declared=True), step(50, due=60)),
     GREEN, 0, 0, 0, "on_course"),
    ("as planned", standing(step(40, due=-10, verified=-12), step(60, due=30)), GREEN, 40, 40, 0, "on_course"),
    ("ahead of plan", standing(step(40, due=-10, verified=-12), step(60, due=30, verified=-1)),
     GREEN, 40, 100, 0, "on_course"),
    ("verified only after the day", standing(step(40, due=-10, verified=1), step(60, due=30)),
     RED, 40, 0, 10, "behind overdue"),
    ("verified on the day, due on the day", standing(step(100, verified=0)), GREEN, 100, 100, 0, "on_course"),
    ("no plan", standing(), GREEN, 0, 0, 0, "on_course"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "measure", "light", "planned", "verified", "days", "codes"), CASES)
def test_the_table_of_cases(what, measure, light, planned, verified, days, codes):
    found = light_of(measure, RULES)
    assert (found.light, found.planned, found.verified, found.overdue_days) == (light, planned, verified, days), what
    assert " ".join(reason.code for reason in found.reasons) == codes


def test_the_worked_example_of_the_page():
    plan = (step(20, due=-60, verified=-58), step(30, due=-15), step(30, due=45), step(20, due=80))
    found = light_of(standing(*plan), RULES)
    assert (found.light, found.planned, found.verified, found.overdue_days) == (RED, 50, 20, 15)
    assert [(reason.code, reason.light, reason.number, reason.step) for reason in found.reasons] == [
        ("behind", RED, 30, 0),
        ("overdue", YELLOW, 15, 2),
    ]


def test_the_oldest_overdue_milestone_gives_the_days():
    found = light_of(standing(step(5, due=-3), step(2, due=-20), step(93, due=60)), RULES)
    assert [(reason.number, reason.step) for reason in found.reasons if reason.code == "overdue"] == [(20, 2)]


def test_thresholds_decide_between_yellow_and_red():
    measure = standing(step(15, due=-5), step(85, due=60))
    assert light_of(measure, Thresholds(red_gap=10)).light == RED
    assert light_of(measure, Thresholds(red_gap=15)).light == YELLOW
    assert light_of(measure, Thresholds(red_gap=15, red_overdue_days=4)).light == RED


@pytest.mark.parametrize(("now", "before", "worse"), [
    (RED, YELLOW, True), (YELLOW, GREEN, True), (GREEN, BLUE, True), (RED, RED, False), (GREEN, RED, False),
    (BLUE, GREEN, False),
])  # fmt: skip
def test_slipping(now, before, worse):
    assert is_worse(now, before) is worse


days = some.integers(-90, 90)
steps = some.builds(
    lambda sequence, weight, due, verified, declared, rejected: step(
        weight, due=due, verified=verified, declared=declared, rejected=rejected, sequence=sequence
    ),
    some.integers(1, 9),
    some.integers(1, 40),
    days,
    some.none() | days,
    some.booleans(),
    some.booleans(),
)
measures = some.builds(
    lambda plan, struck, owed, reported: standing(*plan, struck_off=struck, report_owed=owed, reported=reported),
    some.lists(steps, max_size=8),
    some.booleans(),
    some.booleans(),
    some.booleans(),
)
limits = some.builds(Thresholds, some.integers(0, 100), some.integers(0, 120))


def changed(measure, number, **facts):
    plan = list(measure.steps)
    plan[number] = replace(plan[number], **facts)
    return replace(measure, steps=tuple(plan))


@given(measures, limits, some.integers(0, 7))
def test_verifying_a_milestone_never_worsens_a_light(measure, rules, number):
    if number < len(measure.steps):
        before, after = light_of(measure, rules), light_of(changed(measure, number, verified_on=DAY), rules)
        assert not is_worse(after.light, before.light)
        assert after.verified >= before.verified


@given(measures, limits, some.integers(0, 7), some.integers(1, 60))
def test_more_time_never_worsens_a_light_and_less_never_betters_it(measure, rules, number, more):
    if number < len(measure.steps):
        later = changed(measure, number, due=measure.steps[number].due + timedelta(days=more))
        assert not is_worse(light_of(later, rules).light, light_of(measure, rules).light)


@given(measures, limits)
def test_handing_in_the_report_never_worsens_a_light(measure, rules):
    assert not is_worse(light_of(replace(measure, reported=True), rules).light, light_of(measure, rules).light)


@given(measures, limits, some.integers(0, 7))
def test_declaring_never_betters_a_light(measure, rules, number):
    if number < len(measure.steps):
        declared = changed(measure, number, declared=True)
        assert not is_worse(light_of(measure, rules).light, light_of(declared, rules).light)


@given(measures, limits)
def test_all_declared_without_all_proved_is_yellow_at_best(measure, rules):
    declared = replace(measure, steps=tuple(replace(each, declared=True) for each in measure.steps), struck_off=False)
    found = light_of(declared, rules)
    if found.verified < sum(each.weight for each in declared.steps):
        assert found.light in (YELLOW, RED)


@given(measures, limits)
def test_the_light_is_the_gravest_of_its_reasons_and_the_same_however_the_milestones_are_listed(measure, rules):
    found = light_of(measure, rules)
    assert found.reasons
    assert found.light == max((reason.light for reason in found.reasons), key=ORDER.index)
    turned = light_of(replace(measure, steps=tuple(reversed(measure.steps))), rules)
    assert (turned.light, turned.planned, turned.verified, turned.overdue_days) == (
        found.light, found.planned, found.verified, found.overdue_days,
    )  # fmt: skip


@given(measures, limits)
def test_stricter_limits_never_better_a_light(measure, rules):
    stricter = Thresholds(max(0, rules.red_gap - 5), max(0, rules.red_overdue_days - 10))
    assert not is_worse(light_of(measure, rules).light, light_of(measure, stricter).light)
