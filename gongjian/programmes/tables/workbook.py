"""The ledger as a workbook: the template people fill in, and the export that can be imported again unchanged."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from gongjian.programmes.models import Measure
from gongjian.programmes.rules.columns import MEASURE_COLUMNS, MEASURES, MILESTONE_COLUMNS, MILESTONES, SHEETS, Column
from gongjian.programmes.rules.lookups import Register, all_campaigns, all_people, all_units
from gongjian.programmes.rules.plans import PlannedStep
from gongjian.programmes.rules.rows import CHOICES
from gongjian.programmes.rules.workbook import EXAMPLES

CHUNK = 500
LAST_ROW = 5_000  # dropdown lists reach this far down
MOST_DIGITS = 15  # what a spreadsheet keeps of a number


class LedgerSheet:
    """The ledger's rows as cells, with names that the import finds again."""

    def __init__(self) -> None:
        self.units, self.campaigns, self.people = all_units(), all_campaigns(), all_people()

    def rows(self, measures: QuerySet[Measure]) -> Iterator[tuple[list[Any], list[list[Any]]]]:
        """Each measure's cells and those of its milestones."""
        wanted = measures.select_related(
            "campaign", "provincial_action", "lead_unit", "responsible_person", "liaison", "merged_into"
        ).prefetch_related("supporting_units", "milestones__evidence")
        for measure in wanted.iterator(chunk_size=CHUNK):
            yield self.cells_of(measure), [self.step_cells(measure, step) for step in measure.milestones.all()]

    def cells_of(self, measure: Measure) -> list[Any]:
        return [self._cell(measure, column) for column in MEASURE_COLUMNS]

    def _cell(self, measure: Measure, column: Column) -> Any:
        if column.name == "merged_into":
            return measure.merged_into.number if measure.merged_into else ""
        if column.kind == "units":
            return ";".join(self.units.name_for(unit) for unit in measure.supporting_units.all())
        value = getattr(measure, column.attribute)
        if value is None or value == "":
            return ""
        if column.kind == "choice":
            return str(CHOICES[column.name](value).label)
        if column.kind == "yes":
            return _("yes") if value else ""
        register = self._registers.get(column.kind)
        return register.name_for(value) if register else value

    @property
    def _registers(self) -> dict[str, Register]:
        return {"unit": self.units, "campaign": self.campaigns, "person": self.people}

    def step_cells(self, measure: Measure, milestone: Any) -> list[Any]:
        step = PlannedStep.held(milestone)
        proof = [step.evidence, step.verified_on or ""]
        return [measure.number, step.sequence, step.title, step.title_en, step.due, step.weight, *proof]


def heads(columns: Sequence[Column]) -> list[str]:
    return [str(column.title) for column in columns]


def write_ledger(measures: QuerySet[Measure]) -> Any:
    """The measures as a workbook of two sheets and the lists behind their dropdowns."""
    return _write(LedgerSheet(), measures)


def write_template() -> Any:
    """An empty workbook with notes, dropdown lists and one example that the import leaves out."""
    return _write(LedgerSheet(), None)


def _write(sheet: LedgerSheet, measures: QuerySet[Measure] | None) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer reads and closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#F2F0EC", "border": 1, "text_wrap": True}),
            "required": book.add_format({"bold": True, "bg_color": "#FBEEEC", "border": 1, "text_wrap": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "example": book.add_format({"italic": True, "font_color": "#625E57"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        pages = {name: book.add_worksheet(str(title)) for name, (title, _columns) in SHEETS.items()}
        for name, (_title, columns) in SHEETS.items():
            _head(pages[name], columns, formats)
        if measures is None:
            _example(sheet, pages, formats)
        else:
            _fill(sheet, pages, measures, formats)
        lists = _lists(book, sheet)
        for name, (_title, columns) in SHEETS.items():
            _dropdowns(pages[name], columns, lists)
        _notes(book, formats)
    file.seek(0)
    return file


def _head(page: Worksheet, columns: Sequence[Column], formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 2)
    page.set_landscape()
    page.set_paper(8)
    page.repeat_rows(0)
    for number, column in enumerate(columns):
        page.set_column(number, number, column.width)
        page.write_string(0, number, str(column.title), formats["required" if column.required else "head"])
        needed = _("Required. ") if column.required else ""
        page.write_comment(0, number, f"{needed}{column.meaning}", {"x_scale": 1.6})


def _fill(
    sheet: LedgerSheet, pages: dict[str, Worksheet], measures: QuerySet[Measure], formats: dict[str, Any]
) -> None:
    below = 1
    for number, (cells, steps) in enumerate(sheet.rows(measures), 1):
        _row(pages[MEASURES], number, cells, formats)
        for step in steps:
            _row(pages[MILESTONES], below, step, formats)
            below += 1


def _row(page: Worksheet, number: int, cells: Iterable[Any], formats: dict[str, Any], style: Any = None) -> None:
    for column, value in enumerate(cells):
        if value == "" or value is None:
            continue
        if isinstance(value, date):
            page.write_datetime(number, column, value, formats["day"])
        elif isinstance(value, int | Decimal) and len(Decimal(value).normalize().as_tuple().digits) <= MOST_DIGITS:
            page.write_number(number, column, float(value), style)
        else:
            page.write_string(number, column, f"{value:f}" if isinstance(value, Decimal) else str(value), style)


def _example(sheet: LedgerSheet, pages: dict[str, Worksheet], formats: dict[str, Any]) -> None:
    """One filled row in each sheet; its number begins with a word the import leaves out."""
    number = f"{EXAMPLES[0]}-001"
    unit = next(iter(sheet.units.codes.values()), None)
    campaign = next(iter(sheet.campaigns.codes.values()), None)
    values = {
        "number": number,
        "campaign": sheet.campaigns.name_for(campaign) if campaign else "",
        "title": _("Example: deliver land permits on the day the land is signed over (this row is not imported)"),
        "origin": str(Measure.Origin.OWN.label),
        "goal": _("Time from signing to permit cut to one day"),
        "goal_quantity": 1,
        "goal_unit": _("day"),
        "result_form": str(Measure.ResultForm.DOCUMENT.label),
        "leader": _("Executive vice mayor"),
        "lead_unit": sheet.units.name_for(unit) if unit else "",
        "start": date(2020, 3, 1),
        "due": date(2020, 11, 30),
        "state": str(Measure.State.PROPOSED.label),
    }
    cells = [values.get(column.name, "") for column in MEASURE_COLUMNS]
    _row(pages[MEASURES], 1, cells, formats, formats["example"])
    steps = ((_("Rules issued"), date(2020, 6, 30), 40), (_("First permit delivered"), date(2020, 11, 30), 60))
    for order, (title, due, weight) in enumerate(steps, 1):
        values = {"measure": number, "sequence": order, "title": title, "due": due, "weight": weight}
        cells = [values.get(column.name, "") for column in MILESTONE_COLUMNS]
        _row(pages[MILESTONES], order, cells, formats, formats["example"])


def _lists(book: xlsxwriter.Workbook, sheet: LedgerSheet) -> dict[str, str]:
    """A sheet of the names that may be chosen; the range of each list by column name."""
    lists: dict[str, list[str]] = {
        "lead_unit": [sheet.units.name_for(unit) for unit in sheet.units.codes.values() if unit.ended_on is None],
        "campaign": [sheet.campaigns.name_for(campaign) for campaign in sheet.campaigns.codes.values()],
        "provincial_action": [
            sheet.campaigns.name_for(campaign)
            for campaign in sheet.campaigns.codes.values()
            if campaign.kind == campaign.Kind.PROVINCIAL_ACTION
        ],
    }
    lists |= {name: [str(label) for label in choices.labels] for name, choices in CHOICES.items()}
    lists["is_sample"] = lists["felt_by_public"] = [_("yes")]
    title = _("Lists")
    page = book.add_worksheet(title)
    ranges = {}
    longest = max(len(values) for values in lists.values())
    for row in range(longest):  # row by row: the workbook is written as it goes
        for number, values in enumerate(lists.values()):
            if row < len(values):
                page.write_string(row, number, values[row])
    for number, (name, values) in enumerate(lists.items()):
        letter = xlsxwriter.utility.xl_col_to_name(number)
        if values:
            ranges[name] = f"='{title}'!${letter}$1:${letter}${len(values)}"
    return ranges


def _dropdowns(page: Worksheet, columns: Sequence[Column], lists: dict[str, str]) -> None:
    for number, column in enumerate(columns):
        if column.name in lists:
            rule = {"validate": "list", "source": lists[column.name], "error_type": "warning"}
            page.data_validation(1, number, LAST_ROW, number, rule)


def _notes(book: xlsxwriter.Workbook, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_("Notes"))
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90, formats["wrap"])
    lines = [
        (
            _("How it works"),
            _("Rows are added and changed by their number; rows that are not in the file stay as they are."),
        ),
        ("", _("Columns with a red head must be filled in. Columns may be left out or stand in another order.")),
        ("", _("If any row has a problem nothing is imported; the page names each by row and column.")),
        (
            "",
            _(
                "The state of a measure in the ledger, and the due date and goal of an established one, are not changed by a file."
            ),
        ),
        ("", _("Rows whose number begins with “%(mark)s” are examples and are left out.") % {"mark": EXAMPLES[0]}),
    ]
    for name, (title, columns) in SHEETS.items():
        for number, column in enumerate(columns):
            lines.append(
                (
                    str(title) if number == 0 else "",
                    _("%(column)s: %(meaning)s") % {"column": column.title, "meaning": column.meaning},
                )
            )
        if name == MEASURES:
            lines.append(("", ""))
    for number, (head, words) in enumerate(lines):
        page.write_string(number, 0, head, formats["head"] if head else None)
        page.write_string(number, 1, words, formats["wrap"])
