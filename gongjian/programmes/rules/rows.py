"""Rows of a workbook or a pack, checked against the ledger: what would be written, or what is wrong and where.

Nothing is written here. The page's dry run, the import and the pack all ask the same function.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.models.measures import number_shape
from gongjian.programmes.queries.adjustments import adjusted_among
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.columns import MEASURE_COLUMNS, MEASURES, MILESTONE_COLUMNS, MILESTONES, Column
from gongjian.programmes.rules.drafts import Draft, LedgerEntry, LedgerRow, RowProblem
from gongjian.programmes.rules.entering import NOT_STANDING, state_problem
from gongjian.programmes.rules.lookups import Register, all_campaigns, all_people, all_units, measures_numbered
from gongjian.programmes.rules.measures import PROMISED, is_fixed, moved_promises, writing_problem
from gongjian.programmes.rules.plans import PlannedStep, check_plan, dropped_with_evidence, has_evidence
from gongjian.programmes.rules.states import plan_is_open

CHOICES: dict[str, Any] = {
    "origin": Measure.Origin,
    "result_form": Measure.ResultForm,
    "state": Measure.State,
}
DEFAULTS: dict[str, Any] = {
    "origin": Measure.Origin.OWN,
    "result_form": Measure.ResultForm.DOCUMENT,
    "state": Measure.State.PROPOSED,
}
# What a file may set on a new measure but never move on one that stands in the ledger.
SETTLED = ("state", "state_on", "merged_into")
REPORT_EVERY = 200


Progress = Callable[[int, int], None]


def check_rows(
    rows: Sequence[LedgerRow], steps: Sequence[LedgerRow] = (), *, by: object, progress: Progress | None = None
) -> Draft:
    """Check every row of measures and of milestones. Problems never stop the check: all are named at once."""
    return _Check(by, progress).run(rows, steps)


class _Check:
    def __init__(self, by: object, progress: Progress | None):
        self.by = by
        self.progress = progress
        self.draft = Draft()
        self.held: dict[str, dict[int, PlannedStep]] = {}
        self.registers: dict[str, Register] = {
            "unit": all_units(),
            "campaign": all_campaigns(),
            "person": all_people(),
        }
        self.today = clock.today()

    def run(self, rows: Sequence[LedgerRow], steps: Sequence[LedgerRow]) -> Draft:
        numbers = [row.cells.get("number", "").strip() for row in rows]
        targets = [row.cells.get("merged_into", "").strip() for row in rows]
        named = [row.cells.get("measure", "").strip() for row in steps]
        self.existing = measures_numbered([*numbers, *targets, *named])
        self.adjusted = adjusted_among(self.existing.values()) if self.by is SYSTEM else set()
        total, seen = len(rows) + len(steps), {}
        entries: dict[str, LedgerEntry] = {}
        for done, row in enumerate(rows):
            self._tell(done, total)
            entry = self._measure(row, seen)
            if entry:
                entries[entry.number] = entry
        self._milestones(steps, entries, {number for number in numbers if number}, len(rows), total)
        for entry in entries.values():
            self._finish(entry, entries)
        self.draft.entries = list(entries.values())
        self.draft.problems.sort(key=lambda problem: (problem.sheet, problem.line))
        return self.draft

    def _tell(self, done: int, total: int) -> None:
        if self.progress and done % REPORT_EVERY == 0:
            self.progress(done, total)

    def fail(self, sheet: str, line: int, column: str, message: object) -> None:
        if isinstance(message, ValidationError):
            message = " ".join(message.messages)
        self.draft.problems.append(RowProblem(sheet, line, column, str(message)))

    # --- one cell ---------------------------------------------------------------------------
    def _cells(self, sheet: str, row: LedgerRow, columns: Sequence[Column]) -> dict[str, Any] | None:
        """The row's values by column name; None when a required one is missing or a cell is wrong."""
        values, sound = {}, True
        for column in columns:
            if column.name not in row.cells and not column.required:
                continue
            try:
                values[column.attribute] = self._cell(column, row.cells.get(column.name, ""))
            except ValidationError as error:
                self.fail(sheet, row.line, column.name, error)
                sound = False
        return values if sound else None

    def _cell(self, column: Column, value: str) -> Any:
        raw = cells.text(value, longest=column.longest, lines=column.kind == "lines")
        if not raw:
            if column.required:
                raise ValidationError(cells.must_be_filled())
            return self._nothing(column)
        if column.kind in ("text", "lines"):
            return raw
        if column.kind == "choice":
            return cells.choice(raw, CHOICES[column.name])
        if column.kind == "units":
            parts = [part.strip() for part in raw.replace("；", ";").replace("、", ";").split(";")]
            return list(dict.fromkeys(self.registers["unit"].find(part) for part in parts if part))
        if column.kind in self.registers:
            return self.registers[column.kind].find(raw)
        if column.kind == "whole":
            return cells.whole(raw, least=1, most=100 if column.name == "weight" else 99)
        return {"day": cells.day, "quantity": cells.quantity, "yes": cells.yes}[column.kind](raw)

    def _nothing(self, column: Column) -> Any:
        return {"text": "", "lines": "", "units": [], "yes": False}.get(column.kind)

    # --- one measure ------------------------------------------------------------------------
    def _measure(self, row: LedgerRow, seen: dict[str, int]) -> LedgerEntry | None:
        number = row.cells.get("number", "").strip()
        if number and number in seen:
            message = _("The number %(number)s already stands in row %(row)s.")
            self.fail(MEASURES, row.line, "number", message % {"number": number, "row": seen[number]})
            return None
        seen[number] = row.line
        values = self._cells(MEASURES, row, MEASURE_COLUMNS)
        if values is None:
            return None
        entry = LedgerEntry(row.line, number, values, existing=self.existing.get(number))
        entry.merged_into = values.pop("merged_into", "")
        entry.supporting = values.pop("supporting_units", None)
        if entry.existing is not None and "merged_into" not in row.cells:
            entry.merged_into = entry.existing.merged_into.number if entry.existing.merged_into else ""
        return entry if self._whole_row(row, entry) else None

    def _whole_row(self, row: LedgerRow, entry: LedgerEntry) -> bool:
        """What cells mean together."""
        before = len(self.draft.problems)
        values = entry.values
        try:
            number_shape(entry.number)
        except ValidationError as error:
            self.fail(MEASURES, row.line, "number", error)
        if values["due"] < values["start"]:
            self.fail(MEASURES, row.line, "due", _("The due date lies before the start."))
        action = values.get("provincial_action")
        if action and action.kind != Campaign.Kind.PROVINCIAL_ACTION:
            message = _("“%(title)s” is not a provincial action.") % {"title": action.title}
            self.fail(MEASURES, row.line, "provincial_action", message)
        if entry.supporting and values["lead_unit"] in entry.supporting:
            self.fail(MEASURES, row.line, "supporting_units", _("The lead unit cannot also support."))
        self._may_write(row, entry)
        return len(self.draft.problems) == before

    def _may_write(self, row: LedgerRow, entry: LedgerEntry) -> None:
        if self.by is SYSTEM:
            return
        if problem := writing_problem(self.by, entry.values["lead_unit"], entry.supporting or [], entry.existing):
            self.fail(MEASURES, row.line, *problem)

    # --- milestones -------------------------------------------------------------------------
    def _milestones(
        self,
        rows: Sequence[LedgerRow],
        entries: dict[str, LedgerEntry],
        numbers: set[str],
        done: int,
        total: int,
    ) -> None:
        of_bad_rows: dict[str, list[PlannedStep]] = {}
        for index, row in enumerate(rows):
            self._tell(done + index, total)
            number = row.cells.get("measure", "").strip()
            values = self._cells(MILESTONES, row, MILESTONE_COLUMNS)
            entry = entries.get(number) or self._entry_of_existing(number, entries, numbers)
            if entry is None:
                if number and number not in numbers:
                    message = _("There is no measure %(number)s, neither in this file nor in the ledger.")
                    self.fail(MILESTONES, row.line, "measure", message % {"number": cells.short(number)})
                elif values is not None:
                    of_bad_rows.setdefault(number, []).append(PlannedStep.of(values, row.line))
                continue
            if values is not None:
                held = self._held_steps(entry).get(values["sequence"])
                entry.steps = [*(entry.steps or []), PlannedStep.of(values, row.line, held)]
        for steps in of_bad_rows.values():  # the measure's own dates are not known, its weights still sum or not
            for line, column, message in check_plan(steps, start=date.min, due=date.max):
                self.fail(MILESTONES, line, column, message)

    def _held_steps(self, entry: LedgerEntry) -> dict[int, PlannedStep]:
        if entry.existing is None:
            return {}
        if entry.number not in self.held:
            milestones = entry.existing.milestones.all()
            self.held[entry.number] = {step.sequence: PlannedStep.held(step) for step in milestones}
        return self.held[entry.number]

    def _entry_of_existing(self, number: str, entries: dict[str, LedgerEntry], numbers: set[str]) -> LedgerEntry | None:
        """A file may bring milestones of a measure that stands in the ledger already."""
        measure = self.existing.get(number)
        if measure is None or number in numbers:
            return None
        values = {"lead_unit": measure.lead_unit, "start": measure.start, "due": measure.due}
        merged_into = measure.merged_into.number if measure.merged_into else ""
        entries[number] = LedgerEntry(0, number, values, existing=measure, merged_into=merged_into)
        return entries[number]

    # --- the row against the ledger ---------------------------------------------------------
    def _finish(self, entry: LedgerEntry, entries: dict[str, LedgerEntry]) -> None:
        if entry.is_new:
            for name, value in (DEFAULTS | {"state_on": self.today}).items():
                entry.values[name] = entry.values.get(name) or value
        else:  # an empty cell of these leaves what stands
            for name in (*DEFAULTS, "state_on"):
                if not entry.values.get(name):
                    entry.values.pop(name, None)
        if entry.existing is not None and entry.existing.pk in self.adjusted:
            self._keep_adjusted(entry, entry.existing)
        if entry.existing is not None:
            entry.changes = changes_of(entry)
        if self._check_state(entry):
            self._check_merge(entry, entries)
        if entry.steps is not None:
            self._check_steps(entry)
        if self.by is SYSTEM:
            return
        if entry.existing is None:
            self._check_verified(entry)
        else:
            self._check_settled(entry, entry.existing)

    def _keep_adjusted(self, entry: LedgerEntry, measure: Measure) -> None:
        """What an approved adjustment moved is newer than a pack that is loaded again: it stays."""
        entry.values |= {name: getattr(measure, name) for name in PROMISED}
        held = self._held_steps(entry)
        if entry.steps is not None:
            steps = [
                replace(step, due=held[step.sequence].due) if step.sequence in held else step for step in entry.steps
            ]
            entry.steps = steps

    def _check_state(self, entry: LedgerEntry) -> bool:
        """Whether the state may be what the row says, or stays what it was."""
        if entry.existing is not None and not {"state", "milestones"} & entry.changes.keys():
            return True
        held = entry.existing.state if entry.existing else ""
        steps = list(self._held_steps(entry).values()) if entry.steps is None else entry.steps
        message = state_problem(Measure.State(entry.values.get("state") or held), held, steps, by=self.by)
        if message and entry.line:
            self.fail(MEASURES, entry.line, "state", message)
        elif message:  # the file names the measure among the milestones only
            self.fail(MILESTONES, steps[0].line, "verified_on", message)
        return not message

    def _check_merge(self, entry: LedgerEntry, entries: dict[str, LedgerEntry]) -> None:
        default = entry.existing.state if entry.existing else None
        is_merged = entry.values.get("state", default) == Measure.State.MERGED
        if is_merged != bool(entry.merged_into):
            message = _("A merged measure names the measure it was merged into, and no other does.")
            self.fail(MEASURES, entry.line, "merged_into", message)
            return
        if not is_merged:
            return
        target, held = entries.get(entry.merged_into), self.existing.get(entry.merged_into)
        state = target.values.get("state") if target else None
        state = state or (held.state if held else None)
        moves = entry.is_new or bool({"state", "merged_into"} & entry.changes.keys())
        if entry.merged_into == entry.number or state is None:
            message = _("There is no other measure %(number)s.") % {"number": cells.short(entry.merged_into)}
            self.fail(MEASURES, entry.line, "merged_into", message)
        elif state == Measure.State.MERGED or (moves and (state in NOT_STANDING or (held and held.is_removed))):
            message = _("%(number)s does not stand: choose a measure that does.")
            self.fail(MEASURES, entry.line, "merged_into", message % {"number": entry.merged_into})

    def _check_steps(self, entry: LedgerEntry) -> None:
        steps = entry.steps or []
        for line, column, message in check_plan(steps, start=entry.values["start"], due=entry.values["due"]):
            self.fail(MILESTONES, line, column, message)
        dropped = dropped_with_evidence(entry.existing, steps) if entry.existing else []
        if dropped:
            self.fail(MILESTONES, steps[0].line, "sequence", has_evidence(dropped))
        for step in steps if self.by is SYSTEM else ():
            if step.verified_on and not step.evidence:
                self.fail(MILESTONES, step.line, "evidence", _("Verified, but by what evidence?"))
            if step.verified_on and step.verified_on > self.today:
                self.fail(MILESTONES, step.line, "verified_on", _("This day has not come yet."))

    def _check_settled(self, entry: LedgerEntry, measure: Measure) -> None:
        """An import does not walk round the signatures: state, due date and plan change on the measure's page."""
        for name in SETTLED:
            if name in entry.changes:
                message = _("Of a measure in the ledger this changes on its own page only (now: %(now)s).")
                self.fail(MEASURES, entry.line, name, message % {"now": cells.said(entry.changes[name][0])})
        for name in moved_promises(measure, entry.values):
            message = _("%(why)s (now: %(now)s)") % {"why": is_fixed(name), "now": cells.said(getattr(measure, name))}
            self.fail(MEASURES, entry.line, name, message)
        if "milestones" in entry.changes and entry.steps and not plan_is_open(measure, list(measure.milestones.all())):
            message = _("The milestones of an established measure are no longer changed by a file (%(number)s).")
            self.fail(MILESTONES, entry.steps[0].line, "measure", message % {"number": entry.number})
        elif "milestones" in entry.changes:
            self._check_verified(entry)

    def _check_verified(self, entry: LedgerEntry) -> None:
        """Nor round the second pair of eyes: a person's file submits evidence, somebody else verifies it."""
        stands = self._held_steps(entry)
        for step in entry.steps or []:
            held = stands.get(step.sequence)
            if step.verified_on != (held.verified_on if held else None):
                message = _("A file verifies no evidence: somebody else does, on the measure's page.")
                self.fail(MILESTONES, step.line, "verified_on", message)
            elif held and held.verified_on and step.evidence != held.evidence:
                message = _("“%(evidence)s” has been verified: no file puts another in its place.")
                self.fail(MILESTONES, step.line, "evidence", message % {"evidence": held.evidence})


def changes_of(entry: LedgerEntry) -> dict[str, tuple[Any, Any]]:
    """Field by field, what the row would change on the measure that stands: (now, then)."""
    measure = entry.existing
    assert measure is not None
    changes = {}
    for name, then in entry.values.items():
        if name == "number":
            continue
        now = getattr(measure, name)
        if now != then:
            changes[name] = (_labelled(name, now), _labelled(name, then))
    if entry.supporting is not None:
        now = list(measure.supporting_units.all())
        if {unit.pk for unit in now} != {unit.pk for unit in entry.supporting}:
            changes["supporting_units"] = (now, entry.supporting)
    merged = measure.merged_into.number if measure.merged_into else ""
    if merged != entry.merged_into:
        changes["merged_into"] = (merged, entry.merged_into)
    if entry.steps is not None:
        now = [PlannedStep.held(milestone) for milestone in measure.milestones.all()]
        then = sorted(entry.steps, key=lambda step: step.sequence)
        if [step.content for step in now] != [step.content for step in then]:
            changes["milestones"] = (now, then)
    return changes


def _labelled(name: str, value: Any) -> Any:
    return CHOICES[name](value) if name in CHOICES else value
