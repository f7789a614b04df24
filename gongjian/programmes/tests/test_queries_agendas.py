"""What a frozen month puts on its review's agenda, in which order, and why."""

from datetime import date

from gongjian.programmes.actions.tasks import set_task
from gongjian.programmes.models import Adjustment, AgendaItem, Task
from gongjian.programmes.queries.agendas import candidates_of
from gongjian.programmes.tests.reviewing import Light, city, frozen_month, light_of

__all__ = ["city"]
Kind = AgendaItem.Kind


def kinds(month):
    return [(one.kind, one.measure_id) for one in candidates_of(month)]


def pair(city, last, now, **fields):
    """A measure with one light in August and one in September."""
    measure = city.measure()
    light_of(city.august, measure, last[0], planned=last[1], verified=last[2])
    light_of(city.september, measure, now[0], planned=now[1], verified=now[2], **fields)
    return measure


def test_a_red_measure_is_on_the_agenda_with_the_reason_of_its_light_and_a_green_one_is_not(city):
    (one,) = candidates_of(city.september)
    assert (one.kind, one.measure_id, one.unit_id) == (Kind.RED, city.red.pk, city.water.pk)
    assert "落后进度30个百分点" in one.reason
    assert "30 points behind plan" in one.reason_en


def test_one_that_turned_from_green_to_yellow_is_slipping_and_says_from_what(city):
    measure = pair(city, (Light.GREEN, 40, 40), (Light.YELLOW, 60, 55), reason="落后进度5个百分点")
    one = candidates_of(city.september)[1]
    assert (one.kind, one.measure_id) == (Kind.SLIPPING, measure.pk)
    assert str(Light.GREEN.label) in one.reason or "正常" in one.reason
    assert "落后进度5个百分点" in one.reason


def test_a_yellow_one_further_behind_than_last_month_slips_and_one_that_gains_does_not(city):
    worse = pair(city, (Light.YELLOW, 50, 47), (Light.YELLOW, 60, 52))
    pair(city, (Light.YELLOW, 50, 44), (Light.YELLOW, 60, 58))
    assert kinds(city.september) == [(Kind.RED, city.red.pk), (Kind.SLIPPING, worse.pk)]
    reason = candidates_of(city.september)[1].reason
    assert "8" in reason
    assert "3" in reason


def test_a_measure_reopened_after_strike_off_slips(city):
    reopened = pair(city, (Light.BLUE, 100, 100), (Light.YELLOW, 100, 90))
    assert (Kind.SLIPPING, reopened.pk) in kinds(city.september)


def test_without_an_earlier_month_nothing_slips(city):
    frozen_month(1)
    october = frozen_month(10, 2019)
    light_of(october, city.green, Light.YELLOW, planned=20, verified=10)
    assert kinds(october) == []


def test_a_moved_due_date_and_an_approved_adjustment_put_a_green_measure_on_the_agenda(city):
    moved = pair(city, (Light.GREEN, 40, 40), (Light.GREEN, 40, 40), due=date(2020, 12, 31))
    adjusted = pair(city, (Light.GREEN, 40, 40), (Light.GREEN, 40, 40))
    Adjustment.objects.create(
        measure=adjusted,
        state=Adjustment.State.APPROVED,
        reason="疫情",
        applied_on=date(2020, 9, 1),
        ruled_on=date(2020, 9, 10),
        state_before="running",
    )
    found = {one.measure_id: one for one in candidates_of(city.september)}
    assert found[moved.pk].kind == found[adjusted.pk].kind == Kind.MOVED
    assert "2020年12月31日" in found[moved.pk].reason
    assert "2020年9月10日" in found[adjusted.pk].reason


def test_an_adjustment_approved_on_the_day_of_the_snapshot_before_belongs_to_the_month_before(city):
    measure = pair(city, (Light.GREEN, 40, 40), (Light.GREEN, 40, 40))
    values = {"state": Adjustment.State.APPROVED, "reason": "疫情", "state_before": "running"}
    Adjustment.objects.create(measure=measure, applied_on=date(2020, 8, 1), ruled_on=city.august.as_of, **values)
    assert kinds(city.september) == [(Kind.RED, city.red.pk)]
    assert (Kind.MOVED, measure.pk) in kinds(city.august)


def test_the_widest_gap_comes_first_among_the_red(city):
    wide = pair(city, (Light.RED, 90, 10), (Light.RED, 95, 10))
    assert kinds(city.september) == [(Kind.RED, wide.pk), (Kind.RED, city.red.pk)]


def test_a_unit_with_open_demands_of_an_earlier_review_presents_once_until_they_are_closed(city):
    august = city.prepare(city.august)
    item = august.items.get(measure=city.red)
    tasks = [set_task(f"整改{n}", unit=city.health, due=date(2020, 12, 1), item=item, by=city.reform) for n in range(2)]
    one = candidates_of(city.september)[-1]
    assert (one.kind, one.unit_id, one.measure_id) == (Kind.DEMANDS, city.health.pk, None)
    assert "2" in one.reason
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(state=Task.State.CLOSED)
    assert Kind.DEMANDS not in [one.kind for one in candidates_of(city.september)]


def test_demands_of_the_month_itself_or_a_later_one_are_not_asked_for(city):
    review = city.prepare(city.september)
    item = review.items.get(measure=city.red)
    set_task("整改", unit=city.health, due=date(2020, 12, 1), item=item, by=city.reform)
    assert Kind.DEMANDS not in [one.kind for one in candidates_of(city.september)]
    assert Kind.DEMANDS not in [one.kind for one in candidates_of(city.august)]


def test_the_agenda_of_many_measures_costs_as_many_queries_as_that_of_one(city, django_assert_num_queries):
    with django_assert_num_queries(6):
        candidates_of(city.september)
    for _n in range(20):
        pair(city, (Light.GREEN, 40, 40), (Light.YELLOW, 60, 55))
    with django_assert_num_queries(6):
        candidates_of(city.september)
