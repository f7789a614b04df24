"""An application is the only way a date or a goal of an established measure moves; old values stay, and who applied
does not approve."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.adjustments import (
    apply_adjustment,
    approve_adjustment,
    refuse_adjustment,
    withdraw_adjustment,
)
from gongjian.programmes.actions.evidence import submit_evidence, verify_evidence
from gongjian.programmes.actions.measures import edit_measure
from gongjian.programmes.models import Adjustment, Measure
from gongjian.programmes.tests.factories import make_account, make_evidence

State = Measure.State
LATER = date(2021, 3, 31)


@pytest.fixture
def running(city):
    return city.measure(
        state=State.RUNNING, weights=(40, 60), goal="办成一件事", goal_quantity=Decimal(10), goal_unit="件"
    )


def applied(city, measure, **wanted):
    wanted = wanted or {"due": LATER}
    return apply_adjustment(measure, wanted, reason="设备迟到", by=city.handler)


def fresh(measure):
    return Measure.objects.get(pk=measure.pk)


def test_an_approved_application_moves_what_it_names_and_keeps_what_stood(city, running):
    first = running.milestones.get(sequence=1)
    wanted = {"due": LATER, "goal": "办成两件事", "goal_quantity": Decimal(20), "milestones": {1: date(2021, 1, 15)}}
    application = applied(city, running, **wanted)
    assert fresh(running).state == State.ADJUSTMENT_APPLIED and fresh(running).due == running.due
    approve_adjustment(application, by=city.reform, ruling="同意")
    now = fresh(running)
    assert (now.state, now.due, now.goal, now.goal_quantity) == (State.RUNNING, LATER, "办成两件事", 20)
    assert now.milestones.get(sequence=1).due == date(2021, 1, 15)
    application.refresh_from_db()
    assert application.before == {
        "due": "2020-11-30", "goal": "办成一件事", "goal_quantity": "10", "milestones": {"1": first.due.isoformat()},
    }  # fmt: skip
    record = AuditRecord.objects.get(action="measure.adjusted")
    assert record.changes["due"] == ["2020-11-30", "2021-03-31"] and record.note == "同意"


def test_only_what_would_change_stands_in_an_application(city, running):
    application = applied(city, running, due=LATER, goal=running.goal, goal_quantity=Decimal("10.0000"), milestones={
        step.sequence: step.due for step in running.milestones.all()
    })  # fmt: skip
    assert application.wanted == {"due": "2021-03-31"}


def test_an_application_that_would_change_nothing_is_refused(city, running):
    with pytest.raises(ValidationError, match=r"Nothing would|无需调整"):
        applied(city, running, due=running.due)


@pytest.mark.parametrize("state", [State.ESTABLISHED, State.RUNNING, State.SUSPENDED])
@pytest.mark.parametrize("end", ["approved", "refused", "withdrawn"])
def test_the_measure_goes_back_to_where_it_was(city, state, end):
    measure = city.measure(state=state, weights=(100,))
    application = applied(city, measure)
    if end == "approved":
        approve_adjustment(application, by=city.reform)
    elif end == "refused":
        refuse_adjustment(application, ruling="理由不足", by=city.reform)
    else:
        withdraw_adjustment(application, by=city.head)
    assert fresh(measure).state == state and Adjustment.objects.get().state == end
    assert (fresh(measure).due == LATER) is (end == "approved")


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.ESTABLISHED, State.RUNNING, State.SUSPENDED, State.MERGED})
)
def test_nothing_is_applied_for_in_another_state(city, state):
    with pytest.raises(ValidationError):
        applied(city, city.measure(state=state, weights=(100,)))


def test_a_second_application_waits_for_the_first(city, running):
    applied(city, running)
    with pytest.raises(ValidationError):
        applied(city, running, due=date(2021, 6, 30))


# --- what may be asked for ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"due": date(2019, 12, 31)}, "due"),
        ({"goal": "  "}, "goal"),
        ({"goal_quantity": None}, "goal_quantity"),
        ({"milestones": {9: LATER}}, "milestones"),
        ({"milestones": {1: date(2021, 3, 31)}}, "milestones"),  # behind the measure's own date
        ({"due": date(2020, 2, 10)}, "milestones"),  # a milestone would be left behind it
    ],
)
def test_what_makes_no_sound_measure_is_refused_at_its_field(city, running, wanted, field):
    with pytest.raises(ValidationError) as refused:
        applied(city, running, **wanted)
    assert field in refused.value.message_dict and fresh(running).state == State.RUNNING


@pytest.mark.parametrize("wanted", [{"state": "struck_off"}, {"lead_unit": 1}, {"number": "X"}, {"start": LATER}])
def test_nothing_else_is_moved_by_an_application(city, running, wanted):
    with pytest.raises(ValidationError):
        applied(city, running, **wanted)


def test_the_date_of_a_verified_milestone_stays(city, running):
    make_evidence(running.milestones.get(sequence=1), verified=True)
    with pytest.raises(ValidationError, match="1"):
        applied(city, running, milestones={1: date(2020, 10, 1)})


def test_evidence_goes_on_while_an_application_waits_and_what_it_proved_can_no_longer_move(city, running):
    application = applied(city, running, milestones={1: date(2020, 10, 1)})
    proof = submit_evidence(running.milestones.get(sequence=1), title="文件", by=city.handler)
    verify_evidence(proof, by=city.reform)
    with pytest.raises(ValidationError):
        approve_adjustment(application, by=city.reform)
    assert Adjustment.objects.get().state == "applied"


def test_a_reason_is_needed_to_apply_and_to_refuse(city, running):
    with pytest.raises(ValidationError):
        apply_adjustment(running, {"due": LATER}, reason=" ", by=city.handler)
    with pytest.raises(ValidationError):
        refuse_adjustment(applied(city, running), ruling=" ", by=city.reform)


# --- who ------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["reform", "other", "reader", "system", "nobody"])
def test_only_the_lead_unit_applies_and_withdraws(city, running, who):
    with pytest.raises(PermissionDenied):
        apply_adjustment(running, {"due": LATER}, reason="迟", by=getattr(city, who))
    with pytest.raises(PermissionDenied):
        withdraw_adjustment(applied(city, running), by=getattr(city, who))


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "system", "nobody"])
def test_only_the_reform_office_rules(city, running, who):
    application = applied(city, running)
    with pytest.raises(PermissionDenied):
        approve_adjustment(application, by=getattr(city, who))
    with pytest.raises(PermissionDenied):
        refuse_adjustment(application, ruling="否", by=getattr(city, who))


def test_who_applied_does_not_approve_even_with_both_duties(city, running):
    both = make_account("handler", "reform_office", scope=city.root, unit=city.office)
    application = apply_adjustment(running, {"due": LATER}, reason="迟", by=both)
    with pytest.raises(ValidationError, match=r"yourself|本人"):
        approve_adjustment(application, by=both)
    assert approve_adjustment(application, by=city.reform).ruled_by == city.reform


def test_a_ruling_is_given_once(city, running):
    application = applied(city, running)
    approve_adjustment(application, by=city.reform)
    for act in (
        lambda: approve_adjustment(application, by=city.deputy),
        lambda: refuse_adjustment(application, ruling="否", by=city.deputy),
        lambda: withdraw_adjustment(application, by=city.head),
    ):
        with pytest.raises(ValidationError):
            act()


def test_who_rules_and_who_applied_are_told(city, running):
    application = applied(city, running)
    assert {line.recipient for line in Notification.objects.all()} == {city.reform, city.deputy}
    Notification.objects.all().delete()
    approve_adjustment(application, by=city.reform)
    assert {line.recipient for line in Notification.objects.all()} == {city.head, city.handler}


# --- everything else ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"due": LATER}, {"goal": "别的"}, {"goal_en": "Other"}, {"goal_quantity": Decimal(1)}, {"goal_unit": "个"},
        {"is_felt_by_public": False},
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["reform", SYSTEM])
def test_no_edit_moves_a_promise_of_an_established_measure(city, running, who, change):
    Measure.objects.filter(pk=running.pk).update(is_felt_by_public=True)
    by = who if who is SYSTEM else getattr(city, who)
    with pytest.raises(ValidationError) as refused:
        edit_measure(running, change, by=by)
    assert set(refused.value.message_dict) == set(change)


def test_a_proposal_is_still_edited_freely(city):
    measure = city.measure(goal="旧")
    edited = edit_measure(measure, {"due": LATER, "goal": "新", "goal_quantity": Decimal(3)}, by=city.reform)
    assert (edited.due, edited.goal, edited.goal_quantity) == (LATER, "新", 3)
