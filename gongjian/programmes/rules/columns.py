"""The ledger as a sheet: its columns, in the order of the workbook and of the pack's files."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.core.sheets import SheetPlan
from gongjian.programmes.rules.cells import LANGUAGES


@dataclass(frozen=True)
class Column:
    """`kind` says how a cell is read: text, lines, choice, campaign, unit, units, person, day, quantity, whole, yes."""

    name: str
    title: str | Promise
    meaning: str | Promise
    kind: str = "text"
    required: bool = False
    longest: int = 200
    width: int = 16
    field: str = ""  # the measure's field, where it is not called as the column is

    @property
    def attribute(self) -> str:
        return self.field or self.name

    def heads(self) -> set[str]:
        """Every way this column may be headed, in lower case: its code, its title in both languages."""
        found = {self.name.lower()}
        for language in LANGUAGES:
            with translation.override(language):
                found.add(str(self.title).lower())
        return found


MEASURE_COLUMNS = (
    Column("number", _("Measure number"), _("A stable number that people quote; the key of the row"), required=True, longest=40),
    Column("campaign", _("Campaign"), _("Title or code of the campaign"), "campaign", required=True, width=24),
    Column("provincial_action", _("Provincial action"), _("The provincial action it carries out, if any"), "campaign", width=24),
    Column("title", _("Measure"), _("What is to be done, in one line"), required=True, width=40),
    Column("title_en", _("English title"), _("Shown to readers of English"), longest=300, width=40),
    Column("origin", _("Origin"), _("Assigned from above, the city's own, or grassroots"), "choice"),
    Column("source_document", _("Source document"), _("Title and number of the document it comes from"), width=28),
    Column("goal", _("Goal"), _("What will be different, checkable"), "lines", longest=1000, width=40),
    Column("goal_en", _("Goal in English"), _("Shown to readers of English"), "lines", longest=2000, width=40),
    Column("goal_quantity", _("Quantity"), _("The goal as a number, figures only"), "quantity"),
    Column("goal_unit", _("Unit of quantity"), _("What the number counts"), longest=40),
    Column("result_form", _("Result"), _("The form in which the result will be seen"), "choice"),
    Column("leader", _("Leader in charge"), _("Post of the city leader in charge"), longest=100, width=22),
    Column("lead_unit", _("Lead unit"), _("Exactly one: name, short name or code"), "unit", required=True, width=24),
    Column("supporting_units", _("Supporting units"), _("Several are separated by a semicolon"), "units", longest=4000, width=32),
    Column("responsible_person", _("Person responsible"), _("Name or code of a person entered in the system"), "person"),
    Column("liaison", _("Liaison"), _("Name or code of a person entered in the system"), "person"),
    Column("start", _("Start"), _("2020-03-01, 2020/3/1 or 2020年3月1日"), "day", required=True, width=12),
    Column("due", _("Due"), _("Not before the start"), "day", required=True, width=12),
    Column("state", _("State"), _("For a new row: proposed (when empty), established or running. Later it changes on the measure's page only"), "choice"),
    Column("state_on", _("State since"), _("For a new row; empty means today"), "day", width=12),
    Column("merged_into", _("Merged into"), _("Number of the measure that took it over; only when merged"), longest=40),
    Column("felt_by_public", _("Felt by the public"), _("yes where somebody from outside looks before it is struck off, otherwise empty"), "yes", width=8, field="is_felt_by_public"),
    Column("is_sample", _("Sample"), _("yes for an invented row, otherwise empty"), "yes", width=8),
)  # fmt: skip

MILESTONE_COLUMNS = (
    Column("measure", _("Measure number"), _("Number of the measure"), required=True, longest=40),
    Column("sequence", _("Order"), _("1, 2, 3 …"), "whole", required=True, width=8),
    Column("title", _("Milestone"), _("What will have been done by then"), required=True, width=40),
    Column("title_en", _("English title"), _("Shown to readers of English"), longest=300, width=40),
    Column("due", _("Due"), _("Between the measure's start and its due date"), "day", required=True, width=12),
    Column("weight", _("Weight (%)"), _("Whole percent; a measure's weights sum to 100"), "whole", required=True, width=10),
    Column("evidence", _("Evidence"), _("Title of the proof"), width=28),
    Column("verified_on", _("Verified on"), _("Empty for a new milestone: the reform office verifies evidence on the measure's page"), "day", width=12),
)  # fmt: skip

CAMPAIGN_COLUMNS = (
    Column("code", _("Code"), _("Lower-case letters, digits and hyphens; the key of the row"), required=True, longest=60),
    Column("year", _("Year"), _("The year of the programme"), "whole", required=True),
    Column("kind", _("Kind of campaign"), _("provincial_action, city_campaign, pilot_policies, livelihood_commitments or scenarios"), "choice", required=True),
    Column("title", _("Title"), _("In full, as issued"), required=True, longest=100),
    Column("title_en", _("English title"), _("Shown to readers of English"), longest=200),
    Column("lead_unit", _("Lead unit"), _("Exactly one: name, short name or code"), "unit", required=True),
    Column("sequence", _("Order"), _("1, 2, 3 …"), "whole", required=True),
    Column("is_public", _("Shown to the public"), _("yes where anybody may look at its board: livelihood commitments"), "yes"),
    Column("is_sample", _("Sample"), _("yes for an invented row, otherwise empty"), "yes"),
)  # fmt: skip

MEASURES, MILESTONES = "measures", "milestones"
SHEETS = {
    MEASURES: (_("Measures"), MEASURE_COLUMNS),
    MILESTONES: (_("Milestones"), MILESTONE_COLUMNS),
}


def sheet_plans() -> list[SheetPlan]:
    """What a workbook of the ledger may contain, in either language."""
    return [_plan(name, title, columns) for name, (title, columns) in SHEETS.items()]


def _plan(name: str, title: str | Promise, columns: Sequence[Column]) -> SheetPlan:
    titles = {name}
    for language in LANGUAGES:
        with translation.override(language):
            titles.add(str(title).lower())
    heads = {head: column.name for column in columns for head in column.heads()}
    required = frozenset(column.name for column in columns if column.required)
    return SheetPlan(name, title, frozenset(titles), heads, required)


def title_of(sheet: str, column: str) -> str:
    """A column's head in the reader's language; the name as it is where there is no such column."""
    return next((str(each.title) for each in SHEETS[sheet][1] if column in (each.name, each.attribute)), column)
