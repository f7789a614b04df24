import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.measures import remove_measure
from gongjian.programmes.actions.moves import apply_strike_off, merge_measure, return_strike_off, start
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import measures_that_count
from gongjian.programmes.tests.factories import make_account, verify_all

State = Measure.State


def test_a_move_writes_one_record_with_its_reason(city):
    measure = city.measure(state=State.ESTABLISHED)
    start(measure, by=city.head, reason="条件具备")
    (record,) = AuditRecord.objects.filter(subject_id=str(measure.pk))
    assert (record.action, record.note, record.changes["state"]) == (
        "measure.started",
        "条件具备",
        ["established", "running"],
    )


def test_a_refused_move_writes_nothing(city):
    measure = city.measure(state=State.PROPOSED)
    with pytest.raises(ValidationError):
        start(measure, by=city.head)
    assert not AuditRecord.objects.exists()


def test_a_move_looks_at_what_stands_and_not_at_the_copy_it_was_given(city):
    measure = city.measure(state=State.ESTABLISHED)
    stale = Measure.objects.get(pk=measure.pk)
    start(measure, by=city.head)
    with pytest.raises(ValidationError):
        start(stale, by=city.head)


def test_the_day_of_a_move_is_kept_and_the_version_counts(city):
    measure = city.measure(state=State.ESTABLISHED)
    moved = start(measure, by=city.head)
    assert moved.state_on > measure.state_on and moved.version == measure.version + 1


def test_a_returned_application_forgets_its_first_signature(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    verify_all(measure)
    applied = apply_strike_off(measure, by=city.head)
    assert applied.applied_by == city.head
    assert return_strike_off(applied, by=city.reform, reason="佐证不足").applied_by is None


def test_a_merged_measure_names_where_it_went_and_no_longer_counts(city):
    measure, target = city.measure(state=State.RUNNING), city.measure(state=State.RUNNING)
    merged = merge_measure(measure, target, by=city.reform, reason="内容相同")
    assert merged.merged_into == target
    assert list(measures_that_count(2020)) == [target]


def test_a_measure_is_not_merged_into_itself_into_a_merged_one_or_away_from_others(city):
    measure, target, third = (city.measure(state=State.RUNNING) for _n in range(3))
    with pytest.raises(ValidationError):
        merge_measure(measure, measure, by=city.reform, reason="误")
    merge_measure(measure, target, by=city.reform, reason="内容相同")
    with pytest.raises(ValidationError):
        merge_measure(third, Measure.objects.get(pk=measure.pk), by=city.reform, reason="误")
    with pytest.raises(ValidationError):
        merge_measure(target, third, by=city.reform, reason="误")


def test_merging_looks_at_what_stands_and_not_at_the_copies_it_was_given(city):
    measure, target, third = (city.measure(state=State.RUNNING) for _n in range(3))
    stale = Measure.objects.get(pk=measure.pk)
    Measure.objects.filter(pk=third.pk).update(state=State.MERGED, merged_into=measure)
    with pytest.raises(ValidationError):
        merge_measure(stale, target, by=city.reform, reason="内容相同")


def test_what_took_others_over_is_not_removed(city):
    measure, target = city.measure(state=State.RUNNING), city.measure(state=State.RUNNING)
    merged = merge_measure(measure, target, by=city.reform, reason="内容相同")
    with pytest.raises(ValidationError):
        remove_measure(target, by=city.reform, reason="重复")
    remove_measure(merged, by=city.reform, reason="重复")
    assert remove_measure(target, by=city.reform, reason="重复").is_removed


def test_nobody_gives_what_was_promised_to_a_unit_outside_the_scope(city):
    local = make_account("reform_office", scope=city.water)
    measure, target = city.measure(state=State.RUNNING), city.measure(state=State.RUNNING, lead_unit=city.health)
    with pytest.raises(PermissionDenied):
        merge_measure(measure, target, by=local, reason="内容相同")
    measure.refresh_from_db()
    assert measure.state == State.RUNNING
    assert merge_measure(measure, target, by=city.reform, reason="内容相同").merged_into == target
