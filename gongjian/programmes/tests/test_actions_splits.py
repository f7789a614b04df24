"""Splitting: the parts together promise what the measure promised, and the figures say what it did to the count."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.indicators.computed import REGISTRY
from gongjian.programmes.actions.measures import remove_measure
from gongjian.programmes.actions.moves import merge_measure
from gongjian.programmes.actions.splits import split_measure
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.plans import PlannedStep
from gongjian.programmes.rules.splits import Part, to_hundred
from gongjian.programmes.tests.factories import make_evidence

State = Measure.State


@pytest.fixture
def whole(city):
    return city.measure(state=State.RUNNING, weights=(30, 30, 40), goal_quantity=Decimal(10), goal_unit="件")


def parts(measure, *quantities, **fields):
    return [
        Part(f"{measure.number}-{number}", f"第{number}部分", goal_quantity=Decimal(quantity), **fields)
        for number, quantity in enumerate(quantities, 1)
    ]


def split(city, measure, *quantities, by=None, **fields):
    return split_measure(measure, parts(measure, *quantities, **fields), reason="分头推进", by=by or city.reform)


def figure(name):
    return REGISTRY[f"programmes.{name}"].compute(year=2020).value


def test_the_original_leaves_the_count_and_its_parts_enter_it_where_it_stood(city, whole):
    made = split(city, whole, 4, 6)
    whole.refresh_from_db()
    assert whole.state == State.SPLIT and {part.state for part in made} == {State.RUNNING}
    assert {part.split_from for part in made} == {whole} and {part.due for part in made} == {whole.due}
    assert (figure("measures"), figure("measures_by_split"), figure("measures_merged")) == (2, 1, 0)
    record = AuditRecord.objects.get(action="measure.split")
    assert record.note == "分头推进" and record.subject_id == str(whole.pk)


def test_parts_take_over_the_open_milestones_with_their_dates_and_whole_weights(city, whole):
    make_evidence(whole.milestones.get(sequence=1), verified=True)
    for part in split(city, whole, 4, 6):
        steps = list(part.milestones.values_list("sequence", "weight", "due"))
        open_ = list(whole.milestones.filter(sequence__gt=1).values_list("due", flat=True))
        assert [weight for _order, weight, _due in steps] == [43, 57] and [due for *_rest, due in steps] == open_


@pytest.mark.parametrize("weights", [(1, 1, 1), (30, 40), (99, 1), (100,), (7, 11, 13, 17)])
def test_weights_brought_to_a_hundred_stay_whole_and_sum_to_it(weights):
    assert sum(to_hundred(weights)) == 100 and all(weight >= 0 for weight in to_hundred(weights))


@pytest.mark.parametrize("quantities", [(4, 5), (4, 7), (10, 0), (-1, 11), (10,)])
def test_quantities_that_do_not_sum_to_what_was_promised_are_refused(city, whole, quantities):
    with pytest.raises(ValidationError):
        split(city, whole, *quantities)
    whole.refresh_from_db()
    assert whole.state == State.RUNNING and Measure.objects.count() == 1


def test_where_no_quantity_was_promised_no_part_has_one(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    with pytest.raises(ValidationError):
        split(city, measure, 1, 2)
    assert len(split_measure(measure, [Part("A", "甲"), Part("B", "乙")], reason="分", by=city.reform)) == 2


def test_no_part_is_due_later_than_the_measure_was_and_no_step_later_than_its_part(city, whole):
    with pytest.raises(ValidationError):
        split(city, whole, 4, 6, due=date(2020, 12, 1))
    late = (PlannedStep(1, "晚", "", date(2020, 12, 1), 100),)
    with pytest.raises(ValidationError):
        split(city, whole, 4, 6, steps=late)
    light = (PlannedStep(1, "轻", "", date(2020, 6, 1), 90),)
    with pytest.raises(ValidationError):
        split(city, whole, 4, 6, steps=light)


def test_numbers_are_new_and_differ(city, whole):
    taken = city.measure()
    with pytest.raises(ValidationError, match=taken.number):
        split_measure(whole, [Part(taken.number, "甲"), Part("B", "乙")], reason="分", by=city.reform)
    with pytest.raises(ValidationError, match="A"):
        split_measure(whole, [Part("A", "甲", goal_quantity=Decimal(4)), Part("A", "乙", goal_quantity=Decimal(6))],
                      reason="分", by=city.reform)  # fmt: skip


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "nobody"])
def test_only_the_reform_office_splits_and_it_says_why(city, whole, who):
    with pytest.raises(PermissionDenied):
        split(city, whole, 4, 6, by=getattr(city, who))
    with pytest.raises(ValidationError):
        split_measure(whole, parts(whole, 4, 6), reason=" ", by=city.reform)


def test_what_others_were_merged_into_is_not_split(city, whole):
    merge_measure(city.measure(state=State.RUNNING), whole, by=city.reform, reason="同")
    with pytest.raises(ValidationError):
        split(city, whole, 4, 6)


def test_nothing_is_merged_into_what_was_split_and_it_is_not_removed_while_its_parts_stand(city, whole):
    split(city, whole, 4, 6)
    with pytest.raises(ValidationError):
        merge_measure(city.measure(state=State.RUNNING), whole, by=city.reform, reason="同")
    with pytest.raises(ValidationError):
        remove_measure(whole, by=city.reform, reason="重复")


def test_a_part_split_again_counts_through_its_own_parts_and_merging_takes_the_rise_back(city, whole):
    first, second = split(city, whole, 4, 6)
    third, fourth = split(city, first, 1, 3)
    assert (figure("measures"), figure("measures_by_split")) == (3, 2)
    merge_measure(third, fourth, by=city.reform, reason="同")
    assert (figure("measures"), figure("measures_by_split"), figure("measures_merged")) == (2, 1, 1)
    assert second.state == State.RUNNING


def test_a_year_without_campaigns_knows_of_no_splits(city, whole):
    assert REGISTRY["programmes.measures_by_split"].compute(year=1999).value is None
