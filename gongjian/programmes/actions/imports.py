"""Many measures at once, from a workbook or a pack: all of them or nothing."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongjian.core.audit import SYSTEM, Actor, record_many
from gongjian.core.audit.records import Entry
from gongjian.programmes.actions.recording import State, measure_state
from gongjian.programmes.models import Evidence, Measure, Milestone
from gongjian.programmes.rules.lookups import batches
from gongjian.programmes.rules.plans import PlannedStep
from gongjian.programmes.rules.rows import Draft, LedgerEntry, LedgerRow, Progress, RowProblem, check_rows

BATCH = 500


class ImportRefused(Exception):
    """Nothing was written; `problems` says why, cell by cell."""

    def __init__(self, problems: Sequence[RowProblem]):
        self.problems = list(problems)
        super().__init__("; ".join(f"{each.sheet}:{each.line} {each.column}: {each.message}" for each in problems))


def import_measures(
    rows: Sequence[LedgerRow],
    steps: Sequence[LedgerRow] = (),
    *,
    by: Actor,
    note: str = "",
    progress: Progress | None = None,
) -> Draft:
    """Create and update measures (and their milestones) by number. Raises ImportRefused; then nothing is written.

    Rows that change nothing write nothing. `progress` is told while the rows are checked, before the transaction.
    """
    draft = check_rows(rows, steps, by=by, progress=progress)
    if draft.problems:
        raise ImportRefused(draft.problems)
    write_draft(draft, by=by, note=note)
    return draft


@transaction.atomic
def write_draft(draft: Draft, *, by: Actor, note: str = "") -> None:
    """Write a draft without problems."""
    measures: dict[str, Measure] = {}
    # A merged measure points at one that stands, so those that stand come first.
    for merged in (False, True):
        for batch in batches([entry for entry in draft.created if bool(entry.merged_into) is merged], BATCH):
            made = Measure.objects.bulk_create([_made(entry, measures) for entry in batch])
            measures |= {measure.number: measure for measure in made}
    entries = [entry for entry in draft.entries if entry.is_new or entry.changes]
    before = {entry.number: _state_before(entry.existing) for entry in entries if entry.existing is not None}
    _update([entry for entry in entries if not entry.is_new], measures)
    _support(entries, measures)
    _plan(entries, measures, by=by)
    records = [_record(entry, measures[entry.number], before.get(entry.number), note) for entry in entries]
    record_many(records, by=by)


def _made(entry: LedgerEntry, measures: dict[str, Measure]) -> Measure:
    measure = Measure(**entry.values)
    measure.merged_into = _target(entry, measures)
    return measure


def _target(entry: LedgerEntry, measures: dict[str, Measure]) -> Measure | None:
    if not entry.merged_into:
        return None
    return measures.get(entry.merged_into) or Measure.objects.get(number=entry.merged_into)


def _state_before(measure: Measure) -> State:
    steps = [PlannedStep.held(step) for step in measure.milestones.all()]
    return measure_state(measure, supporting=measure.supporting_units.all(), steps=steps)


def _update(entries: Iterable[LedgerEntry], measures: dict[str, Measure]) -> None:
    changed = {"version"}
    touched = []
    for entry in entries:
        measure = entry.existing
        assert measure is not None
        for name in entry.changes.keys() - {"supporting_units", "milestones", "merged_into"}:
            setattr(measure, name, entry.values[name])
            changed.add(name)
        if "merged_into" in entry.changes:
            measure.merged_into = _target(entry, measures)
            changed.add("merged_into")
        measure.version += 1
        measures[measure.number] = measure
        touched.append(measure)
    for batch in batches(touched, 100):
        Measure.objects.bulk_update(batch, sorted(changed))


def _support(entries: Iterable[LedgerEntry], measures: dict[str, Measure]) -> None:
    through = Measure.supporting_units.through
    changed = [entry for entry in entries if entry.supporting is not None]
    for batch in batches([entry for entry in changed if "supporting_units" in entry.changes], BATCH):
        through.objects.filter(measure__in=[measures[entry.number].pk for entry in batch]).delete()
    links = [
        through(measure_id=measures[entry.number].pk, unit_id=unit.pk)
        for entry in changed
        if entry.is_new or "supporting_units" in entry.changes
        for unit in entry.supporting or []
    ]
    through.objects.bulk_create(links, batch_size=BATCH)


def _plan(entries: Iterable[LedgerEntry], measures: dict[str, Measure], *, by: Actor) -> None:
    """Milestones by their order: changed, added, dropped; evidence the file brings is added, never taken away."""
    made: list[tuple[Milestone, PlannedStep]] = []
    kept: list[tuple[Milestone, PlannedStep]] = []
    for entry in entries:
        if entry.steps is None or not (entry.is_new or "milestones" in entry.changes):
            continue
        held = {} if entry.is_new else {step.sequence: step for step in measures[entry.number].milestones.all()}
        for step in entry.steps:
            milestone = held.pop(step.sequence, None) or Milestone(measure=measures[entry.number])
            milestone.sequence, milestone.title, milestone.title_en = step.sequence, step.title, step.title_en
            milestone.due, milestone.weight = step.due, step.weight
            (kept if milestone.pk else made).append((milestone, step))
        Milestone.objects.filter(pk__in=[step.pk for step in held.values()]).delete()
    Milestone.objects.bulk_create([milestone for milestone, _step in made], batch_size=BATCH)
    for batch in batches([milestone for milestone, _step in kept], 100):
        Milestone.objects.bulk_update(batch, ["title", "title_en", "due", "weight"])
    _prove([*made, *kept], fresh={milestone.pk for milestone, _step in made}, by=by)


def _prove(pairs: Iterable[tuple[Milestone, PlannedStep]], *, fresh: set[int], by: Actor) -> None:
    new, ruled = [], []
    account = None if by is SYSTEM else by
    for milestone, step in pairs:
        if not step.evidence:
            continue
        held = (
            [] if milestone.pk in fresh else [proof for proof in milestone.evidence.all() if not proof.returned_reason]
        )
        proof = next((proof for proof in held if proof.title == step.evidence), None)
        if proof is None:
            proof = Evidence(milestone=milestone, title=step.evidence, submitted_at=_moment(step.verified_on))
            proof.submitted_by = account
            new.append(proof)
        elif proof.verified_on != step.verified_on:
            ruled.append(proof)
        proof.verified_on = step.verified_on
        proof.verified_by = account if step.verified_on else None
    Evidence.objects.bulk_create(new, batch_size=BATCH)
    for batch in batches(ruled, 100):
        Evidence.objects.bulk_update(batch, ["verified_on", "verified_by"])


def _moment(day: Any) -> datetime:
    """When evidence was handed in, as far as a file can say: at the latest at noon of the day it was verified."""
    return datetime.combine(day, time(4), UTC) if day else timezone.now()


def _record(entry: LedgerEntry, measure: Measure, before: State | None, note: str) -> Entry:
    after = measure_state(
        measure,
        supporting=_supporting_after(entry),
        steps=_steps_after(entry),
    )
    return Entry(measure, "measure.edited" if before else "measure.added", before, after, note)


def _supporting_after(entry: LedgerEntry) -> list[Any]:
    if entry.supporting is not None:
        return entry.supporting
    return list(entry.existing.supporting_units.all()) if entry.existing else []


def _steps_after(entry: LedgerEntry) -> list[PlannedStep]:
    if entry.steps is not None:
        return entry.steps
    return [PlannedStep.held(step) for step in entry.existing.milestones.all()] if entry.existing else []
