"""The table of moves: every state × every move, who may, and what hinders."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.checks import look_back
from gongjian.programmes.actions.moves import ACTIONS, merge_measure
from gongjian.programmes.actions.splits import split_measure
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.splits import Part
from gongjian.programmes.rules.states import MOVES, TABLE, check_move, obstacles
from gongjian.programmes.tests.factories import make_evidence, verify_all

State = Measure.State
# Written out once more, by hand: what the table must say.
ALLOWED = {
    ("propose", State.RETURNED): State.PROPOSED,
    ("establish", State.PROPOSED): State.ESTABLISHED,
    ("return_measure", State.PROPOSED): State.RETURNED,
    ("start", State.ESTABLISHED): State.RUNNING,
    ("apply_strike_off", State.RUNNING): State.STRIKE_OFF_APPLIED,
    ("strike_off", State.STRIKE_OFF_APPLIED): State.STRUCK_OFF,
    ("return_strike_off", State.STRIKE_OFF_APPLIED): State.RUNNING,
    ("suspend", State.ESTABLISHED): State.SUSPENDED,
    ("suspend", State.RUNNING): State.SUSPENDED,
    ("resume", State.SUSPENDED): State.RUNNING,
    ("merge", State.PROPOSED): State.MERGED,
    ("merge", State.ESTABLISHED): State.MERGED,
    ("merge", State.RUNNING): State.MERGED,
    ("merge", State.SUSPENDED): State.MERGED,
    ("split", State.PROPOSED): State.SPLIT,
    ("split", State.ESTABLISHED): State.SPLIT,
    ("split", State.RUNNING): State.SPLIT,
    ("split", State.SUSPENDED): State.SPLIT,
    ("reopen", State.STRUCK_OFF): State.RUNNING,
}


def in_state(city, state):
    """A measure in this state, with all its milestones verified so that only the state can hinder."""
    fields = {"merged_into": city.measure()} if state == State.MERGED else {}
    measure = city.measure(state=state, weights=(40, 60), **fields)
    verify_all(measure)
    return measure


def move(measure, name, *, by=SYSTEM, target=None):
    if name == "merge":
        return merge_measure(measure, target, by=by, reason="并入")
    if name == "split":
        split_measure(measure, [Part(f"{measure.number}-{n}", "一部分") for n in (1, 2)], reason="拆分", by=by)
    elif name == "reopen":
        check_move(by, measure, "reopen", reason="原因")
        look_back(measure, False, words="结果不稳", by=by)
    if name in ("split", "reopen"):
        return Measure.objects.get(pk=measure.pk)
    return ACTIONS[name](measure, by=by, reason="原因")


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state_does_what_the_table_says(city, state, name):
    measure, target = in_state(city, state), city.measure(state=State.RUNNING)
    if (name, state) in ALLOWED:
        assert move(measure, name, target=target).state == ALLOWED[name, state]
    else:
        with pytest.raises(ValidationError, match=r"The measure is now|举措现为"):
            move(measure, name, target=target)
        measure.refresh_from_db()
        assert measure.state == state


def test_every_move_can_be_made_by_somebody():
    assert {name for name, _state in ALLOWED} == set(MOVES)
    assert all(step.duties for step in TABLE)


# who: reform office, head of the lead unit, handler of the lead unit, head of another unit, reader
WHO = {
    "propose": "reform head handler",
    "establish": "reform",
    "return_measure": "reform",
    "start": "reform head handler",
    "apply_strike_off": "head",
    "strike_off": "reform",
    "return_strike_off": "reform",
    "suspend": "reform",
    "resume": "reform",
    "merge": "reform",
    "split": "reform",
    "reopen": "reform",
}


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("who", ["reform", "head", "handler", "other", "reader", "system", "nobody"])
def test_a_move_is_made_only_by_those_whose_duty_it_is(city, name, who):
    measure = in_state(city, MOVES[name].sources[0])
    account = getattr(city, who)
    if who in WHO[name].split():
        check_move(account, measure, name, reason="原因")
    else:
        with pytest.raises(PermissionDenied):
            check_move(account, measure, name, reason="原因")


@pytest.mark.parametrize("name", [step.name for step in TABLE if step.says_why])
def test_a_move_that_must_say_why_is_refused_without_a_reason(city, name):
    measure = in_state(city, MOVES[name].sources[0])
    with pytest.raises(ValidationError, match=r"say why|写明原因"):
        check_move(city.reform, measure, name, reason="  ")


@pytest.mark.parametrize("name", MOVES)
def test_a_removed_measure_does_not_move(city, name):
    measure = in_state(city, MOVES[name].sources[0])
    measure.is_removed = True
    with pytest.raises(ValidationError, match=r"removed|已删除"):
        check_move(SYSTEM, measure, name, reason="原因")


def test_nothing_is_established_whose_weights_do_not_sum_to_100(city):
    measure = city.measure(weights=(40, 50))
    with pytest.raises(ValidationError, match="90"):
        check_move(city.reform, measure, "establish")


def test_strike_off_needs_every_milestone_verified_and_names_those_that_are_not(city):
    measure = city.measure(state=State.RUNNING, weights=(40, 60))
    first, _second = measure.milestones.all()
    make_evidence(first, verified=True)
    (words,) = obstacles(city.head, measure, "apply_strike_off")
    assert "节点2" in words and "节点1" not in words


def test_a_measure_without_milestones_proves_nothing(city):
    assert obstacles(city.head, city.measure(state=State.RUNNING), "apply_strike_off")


def test_returned_evidence_does_not_count_as_verified(city):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    make_evidence(measure.milestones.get(), returned_reason="不全")
    assert obstacles(city.head, measure, "apply_strike_off")


def test_the_two_signatures_of_a_strike_off_are_two_people(city):
    both = in_state(city, State.RUNNING)
    account = city.reform
    account.posts_today[0].duties.append("unit_head")
    applied = ACTIONS["apply_strike_off"](both, by=account)
    with pytest.raises(ValidationError, match=r"yourself|本人"):
        ACTIONS["strike_off"](applied, by=account)
    assert ACTIONS["strike_off"](applied, by=city.deputy).state == State.STRUCK_OFF
