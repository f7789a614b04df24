"""What the audit chain keeps of a measure: its fields and, as text, what hangs on it."""

from collections.abc import Iterable
from typing import Any

from gongjian.core.audit import state_of
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.plans import PlannedStep

State = dict[str, str | None]


def measure_state(
    measure: Measure,
    *,
    supporting: Iterable[Any] | None = None,
    steps: Iterable[PlannedStep] | None = None,
) -> State:
    """The fields; the supporting units' codes and the plan, read from the database unless given."""
    units = measure.supporting_units.all() if supporting is None else supporting
    if steps is None:
        steps = [PlannedStep.held(step) for step in measure.milestones.prefetch_related("evidence")]
    return state_of(measure) | {
        "supporting_units": "; ".join(sorted(unit.code for unit in units)),
        "milestones": "; ".join(str(step) for step in sorted(steps, key=lambda step: step.sequence)),
    }
