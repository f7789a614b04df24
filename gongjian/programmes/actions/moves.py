"""Moves of a measure from state to state; the table of them is `rules.states.TABLE`."""

from typing import Any

from django.db import transaction

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.actions.telling import tell_of_move, tell_of_takeover
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.measures import check_merge_into
from gongjian.programmes.rules.states import MOVES, check_move


def propose(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """Put a returned measure before the reform office again."""
    return _move(measure, "propose", by=by, reason=reason)


def establish(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """Take a proposed measure into the ledger; its due date and plan are fixed from then on."""
    return _move(measure, "establish", by=by, reason=reason)


def return_measure(measure: Measure, *, by: Actor, reason: str) -> Measure:
    """Give a proposal back to its lead unit."""
    return _move(measure, "return_measure", by=by, reason=reason)


def start(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """Work begins."""
    return _move(measure, "start", by=by, reason=reason)


def apply_strike_off(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """First signature, the lead unit's head: every milestone is verified, the goal is reached."""
    return _move(measure, "apply_strike_off", by=by, reason=reason, applied_by=None if by is SYSTEM else by)


def strike_off(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """Second signature, the reform office's: the measure is finished."""
    return _move(measure, "strike_off", by=by, reason=reason)


def return_strike_off(measure: Measure, *, by: Actor, reason: str) -> Measure:
    """The application does not convince; work goes on."""
    return _move(measure, "return_strike_off", by=by, reason=reason, applied_by=None)


def suspend(measure: Measure, *, by: Actor, reason: str) -> Measure:
    """Stop work for the time being; the measure goes on counting."""
    return _move(measure, "suspend", by=by, reason=reason)


def resume(measure: Measure, *, by: Actor, reason: str = "") -> Measure:
    """Go on with a suspended measure."""
    return _move(measure, "resume", by=by, reason=reason)


@transaction.atomic
def merge_measure(measure: Measure, target: Measure, *, by: Actor, reason: str) -> Measure:
    """Let another measure take over what this one promised; this one no longer counts."""
    both = Measure.objects.select_for_update().filter(pk__in=[measure.pk, target.pk]).order_by("pk").in_bulk()
    measure, target = both[measure.pk], both[target.pk]  # as they stand: neither is merged away or removed meanwhile
    check_merge_into(by, measure, target)
    merged = _move(measure, "merge", by=by, reason=reason, merged_into=target)
    tell_of_takeover(target, merged, by=by)
    return merged


@transaction.atomic
def _move(measure: Measure, name: str, *, by: Actor, reason: str, **also: Any) -> Measure:
    """One row of the table. Raises PermissionDenied, ValidationError."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    check_move(by, measure, name, reason=reason)
    before = measure_state(measure)
    measure.state = MOVES[name].target
    measure.state_on = clock.today()
    for field, value in also.items():
        setattr(measure, field, value)
    measure.version += 1
    measure.save(update_fields=["state", "state_on", "version", *also])
    record(measure, MOVES[name].audit, by=by, before=before, after=measure_state(measure), note=reason)
    tell_of_move(measure, name, by=by, reason=reason)
    return measure


ACTIONS = {
    "propose": propose,
    "establish": establish,
    "return_measure": return_measure,
    "start": start,
    "apply_strike_off": apply_strike_off,
    "strike_off": strike_off,
    "return_strike_off": return_strike_off,
    "suspend": suspend,
    "resume": resume,
}
