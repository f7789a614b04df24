"""Tables people upload: .xlsx and .csv read row by row into text, with everything wrong named by sheet, row and column.

What a cell may hold is the reading app's affair; here it only becomes text: a date 2020-12-24, a number in
plain figures, 15 % as "15%". Memory stays flat: worksheets are streamed, other parts of the workbook are limited.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import IO, Any

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from gongjian.core.files import CSV

MOST_ROWS, MOST_COLUMNS = 20_000, 200
MOST_READ = 50_000  # rows looked at, empty ones included
HEAD_WITHIN = 10  # a title and a remark may stand above the head
MOST_SHARED, MOST_SHEET, MOST_PART = 40 * 2**20, 250 * 2**20, 8 * 2**20
ENCODINGS = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"))
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# What may stand before the root element: white space, comments, instructions; no DOCTYPE, so no entities either.
PROLOG = 2**16
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?>\s+|<!--.*?-->|<\?.*?\?>)*+<[A-Za-z_]", re.DOTALL)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\x00<|\xff\xfe|\xfe\xff")  # by content: a part may bear any name
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)", re.ASCII)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_MARKS = re.compile(r"[*＊]|[（(](?:必填|required)[）)]", re.IGNORECASE)


def half_width(text: str) -> str:
    """Figures and signs of a Chinese keyboard (２０２０／３／１, ５％) as plain ones. All else stays: 10² is not 102."""
    return text.translate(_FULL_WIDTH).strip()


def day_of(text: str) -> date | None:
    """The day written as 2020-3-1, 2020/3/1, 2020.3.1 or 2020年3月1日; None for any other text.

    Raises ValueError for a day the calendar does not have.
    """
    found = _DAY.fullmatch(half_width(text))
    if found is None:
        return None
    year, _mark, month, day, month_said, day_said = found.groups()
    return date(int(year), int(month or month_said), int(day or day_said))


@dataclass(frozen=True)
class SheetPlan:
    """A sheet that is expected: `heads` gives the column a head means, in lower case."""

    name: str
    title: str | Promise
    titles: frozenset[str]
    heads: Mapping[str, str]
    required: frozenset[str]


@dataclass(frozen=True)
class SheetRow:
    """One row that holds something: its number as the spreadsheet shows it, its cells as text by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class SheetProblem:
    """What is wrong and where; row 0 and an empty column mean the whole sheet."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass
class Book:
    """What was read. `letters` says where a column stands, `encoding` how a .csv was read, `ignored` which heads
    nobody knows."""

    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[SheetProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    encoding: str = ""

    def fail(self, plan: SheetPlan, row: int, column: str, message: str) -> None:
        self.problems.append(SheetProblem(plan.name, row, column, message))


def read_book(file: IO[bytes], kind: str, plans: Sequence[SheetPlan]) -> Book:
    """Read the sheets that are planned; the first plan takes the first sheet when none bears its name.

    Raises ValidationError when the file cannot be read at all; what is wrong inside it stands in `problems`.
    """
    file.seek(0)
    return _read_csv(file, plans[0]) if kind == CSV else _read_xlsx(file, plans)


# --- .xlsx ----------------------------------------------------------------------------------
def _read_xlsx(file: IO[bytes], plans: Sequence[SheetPlan]) -> Book:
    _check_parts(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions it does not know
            source = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception:  # a workbook can be broken in as many ways as there are parts in it
        raise ValidationError(_("The workbook cannot be opened: save it again as .xlsx and upload that.")) from None
    book = Book()
    try:
        for plan, sheet in _assigned(source, plans):
            _read_sheet(book, plan, sheet)
    finally:
        source.close()
    return book


def _check_parts(file: IO[bytes]) -> None:
    """Nothing that would swell in memory or call for something from outside. Raises ValidationError."""
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as part:
                    start = part.read(PROLOG)
                if not (entry.filename.endswith((".xml", ".rels")) or _XML.match(start)):
                    continue
                is_sheet = entry.filename.startswith("xl/worksheets/")
                most = MOST_SHARED if entry.filename.endswith("sharedStrings.xml") else MOST_PART
                if entry.file_size > (MOST_SHEET if is_sheet else most):
                    raise ValidationError(_("The workbook is too large: keep the table only, without other content."))
                if b"\x00" in start or not _ROOT.match(start):
                    raise ValidationError(_("The workbook contains declarations that no spreadsheet program writes."))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ValidationError(_("The file is damaged: it cannot be opened.")) from None


def _assigned(source: Any, plans: Sequence[SheetPlan]) -> Iterator[tuple[SheetPlan, Any]]:
    sheets = list(source.worksheets)
    if not sheets:
        raise ValidationError(_("The workbook has no sheet."))
    named = {sheet.title.strip().lower(): sheet for sheet in sheets}
    for plan in plans:
        found = next((named[title] for title in plan.titles if title in named), None)
        if found is None and plan is plans[0]:
            found = sheets[0]
        if found is not None:
            yield plan, found


def _read_sheet(book: Book, plan: SheetPlan, sheet: Any) -> None:
    sheet.reset_dimensions()  # what a workbook declares need not be true
    head = _rows(book, plan, _xlsx_rows(book, plan, sheet))
    if head:
        _scan(book, plan, sheet, head)


def _xlsx_rows(book: Book, plan: SheetPlan, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            if len(row) > MOST_COLUMNS and any(cell.value is not None for cell in row[MOST_COLUMNS:]):
                yield number, [""] * len(row)
                return
            cells = []
            for cell in row[:MOST_COLUMNS]:
                if cell.data_type == "e":
                    letter = get_column_letter(cell.column)
                    message = _("The cell shows the error %(error)s.") % {"error": cell.value}
                    book.fail(plan, number, letter, message)
                    cells.append("")
                else:
                    cells.append(as_text(cell.value, partial(getattr, cell, "number_format")))
            yield number, cells
    except ValidationError:
        raise
    except Exception:
        raise ValidationError(_("The workbook cannot be read to its end: save it again as .xlsx.")) from None


def _scan(book: Book, plan: SheetPlan, sheet: Any, head: int) -> None:
    """What reading by rows does not show: merged cells, and formulas that were never calculated."""
    with sheet._get_source() as part:
        rest = b""
        while chunk := part.read(2**20):
            text = rest + chunk
            end = 0
            for match in _MERGED.finditer(text):
                end = match.end()
                first, top, last, bottom = (group.decode() for group in match.groups())
                if int(bottom) >= head:
                    message = _("Cells %(cells)s are merged: undo the merge and fill in each row.")
                    book.fail(plan, int(top), first, message % {"cells": f"{first}{top}:{last}{bottom}"})
            for match in _UNCOUNTED.finditer(text):
                end = max(end, match.end())
                letter, row = match[1].decode(), int(match[2])
                if row > head:
                    book.fail(plan, row, letter, _("A formula without a result: paste it as a value."))
            rest = text[max(end, len(text) - 8192) :]


# --- .csv -----------------------------------------------------------------------------------
def _read_csv(file: IO[bytes], plan: SheetPlan) -> Book:
    book = Book()
    raw = file.read()
    for encoding, name in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError as error:
            broken = error.start
            continue
        book.encoding = name
        break
    else:
        line = raw[:broken].count(b"\n") + 1
        raise ValidationError(
            _("The file is neither UTF-8 nor GB18030 (line %(line)s): save it as “CSV UTF-8”.") % {"line": line}
        )
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ValidationError(_("The file is UTF-16: save it as “CSV UTF-8”."))
    _rows(book, plan, _csv_rows(book, plan, text))
    return book


def _csv_rows(book: Book, plan: SheetPlan, text: str) -> Iterator[tuple[int, list[str]]]:
    start = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=start.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            book.fail(plan, number, "", _("The row cannot be read: %(error)s.") % {"error": error})
            return
        yield number, [_without_guard(cell.strip()) for cell in cells]


def _without_guard(cell: str) -> str:
    """The apostrophe our own export sets before what a spreadsheet would run."""
    return cell[1:] if re.match(r"'[=+\-@\t\r＝＋－＠]", cell) else cell


# --- both -----------------------------------------------------------------------------------
def _rows(book: Book, plan: SheetPlan, rows: Iterator[tuple[int, list[str]]]) -> int:
    """Read head and rows into the book; the head's row number, 0 when there is none."""
    found: dict[int, str] = {}
    head = 0
    kept = book.rows.setdefault(plan.name, [])
    for number, cells in rows:
        if number > MOST_READ:
            message = _("The sheet has more than %(most)s rows: delete the empty rows below the table.")
            book.fail(plan, number, "", message % {"most": MOST_READ})
            break
        if _too_wide(cells):
            message = _("The row has %(found)s columns; at most %(most)s are read.")
            book.fail(plan, number, "", message % {"found": len(cells), "most": MOST_COLUMNS})
            break
        if not head:
            found = _head(plan, cells)
            if found:
                head = number
                _check_head(book, plan, number, cells)
            elif number >= HEAD_WITHIN:
                break
            continue
        values = {name: cells[index] if index < len(cells) else "" for index, name in found.items()}
        if not any(values.values()):
            continue
        if len(kept) >= MOST_ROWS:
            message = _("More than %(most)s rows: divide the file.") % {"most": MOST_ROWS}
            book.fail(plan, number, "", message)
            break
        kept.append(SheetRow(number, values))
    if not head and not any(problem.sheet == plan.name for problem in book.problems):
        message = _("No row of column heads was found in the first %(rows)s rows of the sheet “%(sheet)s”.")
        book.fail(plan, 0, "", message % {"rows": HEAD_WITHIN, "sheet": plan.title})
    book.letters[plan.name] = {name: get_column_letter(index + 1) for index, name in found.items()}
    return head


def _too_wide(cells: list[str]) -> bool:
    """Something stands beyond what we read; such a row of a workbook is handed over as empty cells."""
    return len(cells) > MOST_COLUMNS and (any(cells[MOST_COLUMNS:]) or not any(cells))


def _key(head: str) -> str:
    return re.sub(r"\s+", " ", _MARKS.sub("", head)).strip().lower()


def _head(plan: SheetPlan, cells: list[str]) -> dict[int, str]:
    """The columns by position, if this row is the head: at least two heads are known."""
    found = {index: plan.heads[_key(cell)] for index, cell in enumerate(cells) if _key(cell) in plan.heads}
    return found if len(set(found.values())) >= 2 else {}


def _check_head(book: Book, plan: SheetPlan, number: int, cells: list[str]) -> None:
    seen: dict[str, str] = {}
    for index, cell in enumerate(cells):
        name, letter = plan.heads.get(_key(cell)), get_column_letter(index + 1)
        if name in seen:
            message = _("The head “%(head)s” stands twice (%(first)s and %(second)s).")
            book.fail(plan, number, letter, message % {"head": cell, "first": seen[name], "second": letter})
        elif name:
            seen[name] = letter
        elif cell:
            book.ignored.append(cell)
    for name in sorted(plan.required - seen.keys()):
        heads = sorted((head for head, column in plan.heads.items() if column == name), key=str.isascii)
        book.fail(plan, number, "", _("The column “%(head)s” is missing.") % {"head": heads[0] if heads else name})


def as_text(value: Any, number_format: Callable[[], str] = str) -> str:
    """A cell's value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)).strip()


def _number(value: int | float, number_format: Callable[[], str]) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    number = Decimal(repr(value))
    if "%" in number_format():
        return f"{(number * 100).normalize():f}%"
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"
