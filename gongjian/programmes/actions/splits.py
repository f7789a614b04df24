"""One measure becomes several. It leaves the count, its parts enter it, and the figures say so."""

from collections.abc import Sequence

from django.db import transaction

from gongjian.core import clock
from gongjian.core.audit import Actor, record
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.actions.telling import tell_of_move, tell_of_part
from gongjian.programmes.models import Measure, Milestone
from gongjian.programmes.rules.measures import check_measure
from gongjian.programmes.rules.splits import Part, check_split, plan_for_part
from gongjian.programmes.rules.states import MOVES, check_move

# What a part takes over from the original as it stands.
KEPT = (
    "campaign",
    "provincial_action",
    "origin",
    "source_document",
    "result_form",
    "leader",
    "start",
    "state",
    "is_felt_by_public",
    "is_sample",
)


@transaction.atomic
def split_measure(measure: Measure, parts: Sequence[Part], *, reason: str, by: Actor) -> list[Measure]:
    """Put `parts` in the place of a measure; each stands where the original stood and is led by its unit unless said.

    The parts' quantities sum to the original's and no date lies behind its own. Raises PermissionDenied,
    ValidationError; then nothing is split.
    """
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
    check_move(by, measure, "split", reason=reason)
    check_split(by, measure, parts)
    supporting = list(measure.supporting_units.all())
    made = [_made(measure, part, supporting, by) for part in parts]
    before = measure_state(measure)
    measure.state, measure.state_on = MOVES["split"].target, clock.today()
    measure.version += 1
    measure.save(update_fields=["state", "state_on", "version"])
    record(measure, MOVES["split"].audit, by=by, before=before, after=measure_state(measure), note=reason)
    tell_of_move(measure, "split", by=by, reason=reason)
    for part in made:
        if part.lead_unit_id != measure.lead_unit_id:
            tell_of_part(part, measure, by=by)
    return made


def _made(measure: Measure, part: Part, supporting: list, by: Actor) -> Measure:
    unit = part.lead_unit or measure.lead_unit
    same = unit.pk == measure.lead_unit_id
    made = Measure(
        number=part.number,
        title=part.title,
        title_en=part.title_en,
        goal=part.goal or measure.goal,
        goal_en=part.goal_en or (measure.goal_en if not part.goal else ""),
        goal_quantity=part.goal_quantity,
        goal_unit=measure.goal_unit,
        lead_unit=unit,
        responsible_person=measure.responsible_person if same else None,
        liaison=measure.liaison if same else None,
        due=part.due or measure.due,
        state_on=clock.today(),
        split_from=measure,
        **{name: getattr(measure, name) for name in KEPT},
    )
    helping = [other for other in supporting if other.pk != unit.pk]
    check_measure(made, [])
    made.save()
    made.supporting_units.set(helping)
    steps = part.steps or plan_for_part(measure, made.due)
    Milestone.objects.bulk_create(
        Milestone(
            measure=made,
            sequence=step.sequence,
            title=step.title,
            title_en=step.title_en,
            due=step.due,
            weight=step.weight,
        )
        for step in steps
    )
    after = measure_state(made, supporting=helping, steps=steps)
    record(made, "measure.made_by_split", by=by, after=after, note=measure.number)
    return made
