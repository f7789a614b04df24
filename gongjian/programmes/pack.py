"""What the ledger reads from a pack: campaigns, measures, milestones."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation

from gongjian.core.audit import Actor
from gongjian.programmes.actions.campaigns import add_campaign, edit_campaign
from gongjian.programmes.actions.imports import write_draft
from gongjian.programmes.models import Campaign
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.cells import LANGUAGES
from gongjian.programmes.rules.columns import CAMPAIGN_COLUMNS, MEASURE_COLUMNS, MILESTONE_COLUMNS, Column
from gongjian.programmes.rules.lookups import Register, all_units
from gongjian.programmes.rules.rows import MEASURES, MILESTONES, LedgerRow, check_rows

SHEETS = {MEASURES: "measures.csv", MILESTONES: "milestones.csv"}


def _comments(columns: Sequence[Column]) -> dict[str, str]:
    """Each column with its meaning in both languages."""
    comments = {}
    for column in columns:
        words = []
        for language in LANGUAGES:
            with translation.override(language):
                words.append(str(column.meaning))
        comments[column.name] = " · ".join(dict.fromkeys(words))
    return comments


class _Files(dict):
    """Comments need translations, which are not there yet when this module is imported."""

    def __init__(self, files: dict[str, Sequence[Column]]):
        super().__init__({name: {} for name in files})
        self.columns = files

    def items(self):
        return [(name, _comments(columns)) for name, columns in self.columns.items()]


FILES = _Files(
    {"campaigns.csv": CAMPAIGN_COLUMNS, "measures.csv": MEASURE_COLUMNS, "milestones.csv": MILESTONE_COLUMNS}
)


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load campaigns, then measures with their milestones; problems go to `pack.fail`, and then nothing is written."""
    campaigns = _load_campaigns(pack, by=by)
    if pack.problems:
        return {}
    rows = [LedgerRow(row.line, row) for row in pack.rows("measures.csv")]
    steps = [LedgerRow(row.line, row) for row in pack.rows("milestones.csv")]
    draft = check_rows(rows, steps, by=by)
    for problem in draft.problems:
        pack.fail(SHEETS[problem.sheet], problem.line, problem.column, problem.message)
    if not pack.problems:
        write_draft(draft, by=by, note=f"{pack.settings['name']}")
    return {"campaigns": campaigns, "measures": len(rows), "milestones": len(steps)}


def _load_campaigns(pack: Any, *, by: Actor) -> int:
    rows, units = pack.rows("campaigns.csv"), all_units()
    held = {campaign.code: campaign for campaign in Campaign.objects.all()}
    for row in rows:
        values = _campaign_values(pack, row, units)
        if values is None:
            continue
        try:
            if values["code"] in held:
                edit_campaign(held[values["code"]], values, by=by)
            else:
                held[values["code"]] = add_campaign(values, by=by)
        except ValidationError as error:
            _fail_each(pack, row, error)
    return len(rows)


def _campaign_values(pack: Any, row: Any, units: Register) -> dict[str, Any] | None:
    values, before = {}, len(pack.problems)
    for column in CAMPAIGN_COLUMNS:
        try:
            raw = cells.text(row.get(column.name, ""), longest=column.longest)
            if column.required and not raw:
                pack.fail("campaigns.csv", row.line, column.name, cells.must_be_filled())
                continue
            values[column.name] = _campaign_cell(column, raw, units)
        except ValidationError as error:
            pack.fail("campaigns.csv", row.line, column.name, error)
    return values if len(pack.problems) == before else None


def _campaign_cell(column: Column, raw: str, units: Register) -> Any:
    if column.kind == "choice":
        return cells.choice(raw, Campaign.Kind)
    if column.kind == "unit":
        return units.find(raw)
    if column.kind == "whole":
        return cells.whole(raw, least=1, most=9999)
    return cells.yes(raw) if column.kind == "yes" else raw


def _fail_each(pack: Any, row: Any, error: ValidationError) -> None:
    for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
        column = "" if name == "__all__" else name
        pack.fail("campaigns.csv", row.line, column, " ".join(messages))
