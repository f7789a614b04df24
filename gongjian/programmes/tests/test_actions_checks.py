"""Before striking off somebody from outside looks; afterwards a look-back may reopen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.programmes.actions.checks import look_back, record_outside_check
from gongjian.programmes.actions.evidence import submit_evidence, verify_evidence
from gongjian.programmes.actions.moves import apply_strike_off, strike_off
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.queries.adjustments import without_outside_check
from gongjian.programmes.rules.states import obstacles
from gongjian.programmes.tests.factories import make_evidence, verify_all
from gongjian.programmes.tests.factories_driving import on

State = Measure.State


@pytest.fixture
def felt(city):
    measure = city.measure(state=State.RUNNING, weights=(40, 60), is_felt_by_public=True, supporting=[city.health])
    verify_all(measure)
    return apply_strike_off(measure, by=city.head)


def check(city, measure, passed=True, *, day=date(2020, 10, 1), who="市人大代表走访组", by=None):
    with on(2020, 12, 1):
        return record_outside_check(
            measure, checked_by=who, has_passed=passed, words="走访20户", by=by or city.reform, checked_on=day
        )


def test_what_the_public_feels_is_struck_off_after_somebody_from_outside_looked(city, felt):
    with pytest.raises(ValidationError, match=r"outside|外部"):
        strike_off(felt, by=city.reform)
    check(city, felt)
    assert strike_off(felt, by=city.reform).state == State.STRUCK_OFF


def test_the_last_look_speaks(city, felt):
    check(city, felt, day=date(2020, 10, 1))
    check(city, felt, passed=False, day=date(2020, 10, 8))
    assert obstacles(city.reform, felt, "strike_off")
    check(city, felt, day=date(2020, 10, 9))
    assert not obstacles(city.reform, felt, "strike_off")


def test_a_look_entered_later_about_an_earlier_day_does_not_undo_a_failed_one(city, felt):
    check(city, felt, passed=False, day=date(2020, 10, 8))
    check(city, felt, day=date(2020, 10, 1))
    assert obstacles(city.reform, felt, "strike_off")


def test_a_look_from_before_a_reopening_proves_nothing_afterwards(city, felt):
    check(city, felt)
    strike_off(felt, by=city.reform)
    with on(2020, 12, 1):
        look_back(felt, False, words="群众反映仍要跑两趟", by=city.reform)
        proof = submit_evidence(felt.milestones.get(sequence=2), title="整改照片", note="存改革办", by=city.handler)
        verify_evidence(proof, by=city.reform)
        felt = apply_strike_off(felt, by=city.head)
    assert obstacles(city.reform, felt, "strike_off") and felt in without_outside_check(Measure.objects.all())
    check(city, felt, day=date(2020, 12, 1))
    assert not obstacles(city.reform, felt, "strike_off")
    assert felt not in without_outside_check(Measure.objects.all())


def test_what_is_not_felt_needs_no_look(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    verify_all(measure)
    assert strike_off(apply_strike_off(measure, by=city.head), by=city.reform).state == State.STRUCK_OFF


@pytest.mark.parametrize("who", ["水利局张三", "水 利 局", "卫健委办公室", "改革办李四", "Water  bureau, Mr Li"])
def test_nobody_with_a_part_in_the_measure_looks_from_outside(city, felt, who):
    with pytest.raises(ValidationError) as refused:
        check(city, felt, who=who)
    assert "checked_by" in refused.value.message_dict


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2021, 1, 1)])
def test_a_look_lies_between_the_start_and_today(city, felt, day):
    with pytest.raises(ValidationError) as refused:
        check(city, felt, day=day)
    assert "checked_on" in refused.value.message_dict


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "nobody"])
def test_only_the_reform_office_enters_looks_and_looks_back(city, felt, who):
    with pytest.raises(PermissionDenied):
        check(city, felt, by=getattr(city, who))
    with pytest.raises(PermissionDenied):
        look_back(felt, True, words="好", by=getattr(city, who))


def test_the_list_of_missing_looks_is_what_the_rule_refuses(city, felt):
    other = city.measure(state=State.STRIKE_OFF_APPLIED)
    measures = Measure.objects.filter(pk__in=[felt.pk, other.pk])
    assert list(without_outside_check(measures)) == [felt]
    check(city, felt)
    assert not without_outside_check(measures).exists()
    check(city, felt, passed=False, day=date(2020, 10, 8))
    assert list(without_outside_check(measures)) == [felt]


# --- evidence -------------------------------------------------------------------------------
def test_a_title_alone_is_no_evidence_attached(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    make_evidence(measure.milestones.get(), verified=True, note=" ")
    (words,) = obstacles(city.head, measure, "apply_strike_off")
    assert "节点1" in words
    Evidence.objects.update(note="原件存档案室")
    assert not obstacles(city.head, measure, "apply_strike_off")


# --- look-backs -----------------------------------------------------------------------------
@pytest.fixture
def finished(city):
    measure = city.measure(state=State.RUNNING, weights=(40, 60))
    verify_all(measure)
    return strike_off(apply_strike_off(measure, by=city.head), by=city.reform)


def test_what_holds_stays_struck_off(city, finished):
    look_back(finished, True, words="运行正常", by=city.deputy)
    finished.refresh_from_db()
    assert finished.state == State.STRUCK_OFF and finished.look_backs.get().holds


def test_what_does_not_hold_runs_again_from_today_and_owes_new_evidence(city, finished):
    with on(2020, 12, 1):
        look_back(finished, False, words="平台停用", by=city.deputy, milestones=[2])
    finished.refresh_from_db()
    assert (finished.state, finished.state_on, finished.applied_by) == (State.RUNNING, date(2020, 12, 1), None)
    assert Evidence.objects.get(milestone__measure=finished, verified_on=None).returned_on == date(2020, 12, 1)
    assert obstacles(city.head, finished, "apply_strike_off")
    again = submit_evidence(finished.milestones.get(sequence=2), title="恢复运行", note="日志", by=city.handler)
    verify_evidence(again, by=city.reform)
    assert strike_off(apply_strike_off(finished, by=city.head), by=city.reform).state == State.STRUCK_OFF


def test_unless_said_the_last_milestone_is_the_one_that_does_not_hold(city, finished):
    look_back(finished, False, words="平台停用", by=city.deputy)
    proofs = Evidence.objects.order_by("milestone__sequence")
    assert [proof.verified_on is None for proof in proofs] == [False, True] and proofs.last().returned_reason


@pytest.mark.parametrize("orders", [[], [7]])
def test_a_look_back_names_milestones_that_are_there_or_nothing_is_kept(city, finished, orders):
    with pytest.raises(ValidationError):
        look_back(finished, False, words="平台停用", by=city.deputy, milestones=orders)
    finished.refresh_from_db()
    assert finished.state == State.STRUCK_OFF and not finished.look_backs.exists()


def test_only_what_was_struck_off_is_looked_back_at(city, felt):
    with pytest.raises(ValidationError):
        look_back(felt, True, words="好", by=city.reform)
