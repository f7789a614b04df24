"""Measures: added, edited, planned, removed and restored."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import Actor, record
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.models import Measure, Milestone
from gongjian.programmes.rules.cells import said
from gongjian.programmes.rules.measures import (
    EDITABLE,
    check_add_measure,
    check_edit_measure,
    check_measure,
    check_remove,
    check_restore,
    check_set_milestones,
)
from gongjian.programmes.rules.plans import PlannedStep, check_plan, dropped_with_evidence, has_evidence


class Clash(ValidationError):
    """Somebody else changed the same fields meanwhile; `fields` gives what stands there now. Nothing was written."""

    def __init__(self, fields: dict[str, Any]):
        self.fields = fields
        super().__init__(
            {
                name: _("Somebody changed this meanwhile to: %(now)s. Save again to put yours in its place.")
                % {"now": said(now)}
                for name, now in fields.items()
            }
        )


@transaction.atomic
def add_measure(number: str, values: dict[str, Any], *, by: Actor) -> Measure:
    """A proposed measure from `values` by field (`supporting_units` as a list of units).

    Raises PermissionDenied, ValidationError by field.
    """
    wanted = {name: value for name, value in values.items() if name in EDITABLE}
    supporting = wanted.pop("supporting_units", [])
    measure = Measure(number=number, state=Measure.State.PROPOSED, state_on=clock.today(), **wanted)
    check_add_measure(by, measure.lead_unit)
    check_measure(measure, supporting)
    measure.save()
    measure.supporting_units.set(supporting)
    record(measure, "measure.added", by=by, after=measure_state(measure, supporting=supporting, steps=()))
    return measure


@transaction.atomic
def edit_measure(measure: Measure, values: dict[str, Any], *, by: Actor, base: dict[str, Any] | None = None) -> Measure:
    """Change fields of a measure (`supporting_units` as a list of units).

    `base` is what the editor saw. A field the editor left alone keeps what others wrote meanwhile; one that both
    changed differently raises Clash. Nothing is written when nothing differs.
    """
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    wanted = {name: value for name, value in values.items() if name in EDITABLE}
    wanted = _without_clashes(measure, wanted, base)
    check_edit_measure(by, measure, wanted)
    before = measure_state(measure)
    supporting = wanted.pop("supporting_units", list(measure.supporting_units.all()))
    for name, value in wanted.items():
        setattr(measure, name, value)
    check_measure(measure, supporting)
    after = measure_state(measure, supporting=supporting)
    if after == before:
        return measure
    measure.version += 1
    measure.save()
    measure.supporting_units.set(supporting)
    record(measure, "measure.edited", by=by, before=before, after=after | {"version": str(measure.version)})
    return measure


def seen_by_editor(measure: Measure) -> dict[str, Any]:
    """What an editor sees of a measure, plain enough to travel in a form and come back as `base`."""
    return {name: _plain(_now(measure, name)) for name in EDITABLE}


def _now(measure: Measure, name: str) -> Any:
    return list(measure.supporting_units.all()) if name == "supporting_units" else getattr(measure, name)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(unit.pk for unit in value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def _without_clashes(measure: Measure, wanted: dict[str, Any], base: dict[str, Any] | None) -> dict[str, Any]:
    """What the editor really changed. Raises Clash."""
    if base is None:
        return wanted
    mine, clashes = {}, {}
    for name, value in wanted.items():
        seen, typed, now = base.get(name), _plain(value), _now(measure, name)
        if name in base and typed == seen:
            continue
        if name in base and _plain(now) not in (seen, typed):
            clashes[name] = now
        mine[name] = value
    if clashes:
        raise Clash(clashes)
    return mine


@transaction.atomic
def set_milestones(measure: Measure, steps: Sequence[PlannedStep], *, by: Actor) -> Measure:
    """Replace the plan of a measure that is not fixed yet. Raises PermissionDenied, ValidationError."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    check_set_milestones(by, measure)
    problems = [message for _line, _column, message in check_plan(steps, start=measure.start, due=measure.due)]
    dropped = dropped_with_evidence(measure, steps)
    if dropped:
        problems.append(has_evidence(dropped))
    if problems:
        raise ValidationError(problems)
    before = measure_state(measure)
    held = {milestone.sequence: milestone for milestone in measure.milestones.all()}
    for step in steps:
        milestone = held.pop(step.sequence, None) or Milestone(measure=measure, sequence=step.sequence)
        milestone.title, milestone.title_en = step.title, step.title_en
        milestone.due, milestone.weight = step.due, step.weight
        milestone.full_clean(validate_unique=False, validate_constraints=False)
        milestone.save()
    Milestone.objects.filter(pk__in=[milestone.pk for milestone in held.values()]).delete()
    after = measure_state(measure)
    if after["milestones"] == before["milestones"]:
        return measure
    measure.version += 1
    measure.save(update_fields=["version"])
    after["version"] = str(measure.version)
    record(measure, "measure.milestones_set", by=by, before=before, after=after)
    return measure


@transaction.atomic
def remove_measure(measure: Measure, *, by: Actor, reason: str) -> Measure:
    """Take a measure out of the ledger; the reason stays in its life story. It is kept and can be restored."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    check_remove(by, measure, reason=reason)
    return _set_removed(measure, True, "measure.removed", by=by, note=reason.strip())


@transaction.atomic
def restore_measure(measure: Measure, *, by: Actor) -> Measure:
    """Undo a removal."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    check_restore(by, measure)
    return _set_removed(measure, False, "measure.restored", by=by)


def _set_removed(measure: Measure, removed: bool, code: str, *, by: Actor, note: str = "") -> Measure:
    before = measure_state(measure)
    measure.is_removed = removed
    measure.version += 1
    measure.save(update_fields=["is_removed", "version"])
    record(measure, code, by=by, before=before, after=measure_state(measure), note=note)
    return measure
