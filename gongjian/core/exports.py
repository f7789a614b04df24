"""Tables as .xlsx and .csv: text never becomes a formula, dates stay dates, memory stays flat."""

import csv
import html
import io
import itertools
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import quote

import xlsxwriter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongjian.core.cells import plain_rows

EXPORTS = ("xlsx", "csv")
MOST_ROWS, CHUNK = 50_000, 1_000
FIRST_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
# Full-width signs too: Excel in Chinese reads them as their ASCII brothers.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
MOST_CHARACTERS = 32_767  # of a cell; Excel counts in UTF-16 units
T = TypeVar("T")


def export_table(
    table: Any, kind: str, *, prepare: Callable[[list[Any]], None] | None = None
) -> FileResponse | StreamingHttpResponse:
    """The table's rows under its filters and sort. Raises ValidationError over 50,000 rows.

    `prepare` is handed the records by the thousand, as a page hands it its own.
    """
    records = table.data.data
    if _count(records) > MOST_ROWS:
        words = _("More than %(most)s rows: please filter first.") % {"most": f"{MOST_ROWS:,}"}
        raise ValidationError(words)
    rows = _values(table, records, prepare)
    name = f"{table.export_name}-{timezone.localdate():%Y%m%d}.{kind}"
    return xlsx_response(rows, name) if kind == "xlsx" else csv_response(rows, name)


def _count(records: Any) -> int:
    return records.count() if isinstance(records, QuerySet) else len(records)


def _values(table: Any, records: Any, prepare: Callable[[list[Any]], None] | None) -> Iterator[list[Any]]:
    """The head, then the rows: never more than a thousand records in memory."""
    columns = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    yield [force_str(column.header) for column in columns]
    source = iter(records.iterator(chunk_size=CHUNK) if isinstance(records, QuerySet) else records)
    while chunk := list(itertools.islice(source, CHUNK)):
        if prepare:
            prepare(chunk)
        yield from plain_rows(table, chunk, columns)


def disposition(name: str) -> str:
    """An attachment's Content-Disposition, for names in any script (RFC 6266)."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def csv_response(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(in_this_language(_csv_lines(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(name)
    return response


def in_this_language(parts: Iterable[T]) -> Iterator[T]:
    """Make each part in the language that is spoken now: a streamed answer is made after the request is over."""
    return _in_language(get_language() or settings.LANGUAGE_CODE, iter(parts))


def _in_language(language: str, parts: Iterator[T]) -> Iterator[T]:
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield "\ufeff"  # Excel reads UTF-8 only with this mark
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([harmless(plain(cell)) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx_response(rows: Iterable[Iterable[Any]], name: str) -> FileResponse:
    return file_answer(write_xlsx([("1", rows)]), name)


def file_answer(file: Any, name: str) -> FileResponse:
    response = FileResponse(file, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = disposition(name)
    return response


def write_xlsx(sheets: list[tuple[str, Iterable[Iterable[Any]]]]) -> Any:
    """A workbook in a temporary file; the first row of each sheet is its head. Strings are never formulas."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer reads and closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#F2F0EC", "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 0)
            widths: dict[int, int] = {}
            for number, row in enumerate(rows):
                _write_row(sheet, number, row, head if number == 0 else None, day, widths)
            for column, width in widths.items():
                sheet.set_column(column, column, min(60, max(9, width + 2)))
    file.seek(0)
    return file


def _write_row(sheet: Any, number: int, row: Iterable[Any], head: Any, day: Any, widths: dict[int, int]) -> None:
    for column, cell in enumerate(itertools.islice(row, 16_384)):
        value = plain(cell)
        if number < 200:  # enough to know how wide a column must be
            widths[column] = max(widths.get(column, 0), _width(value))
        if value == "" and head is None:
            continue
        if isinstance(value, date):
            sheet.write_datetime(number, column, value, day)
        elif isinstance(value, str):
            sheet.write_string(number, column, _fitting(value), head)
        else:
            sheet.write_number(number, column, value, head)


def _width(value: Any) -> int:
    """In columns of one Latin letter; a Chinese character takes two."""
    lines = str(value).splitlines() or [""]
    return max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in lines)


def _fitting(text: str) -> str:
    """Text that fits a cell, with a sign where it was cut."""
    if len(text.encode("utf-16-le", "replace")) // 2 <= MOST_CHARACTERS:
        return text
    return text.encode("utf-16-le", "replace")[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"


def plain(cell: Any) -> Any:
    """A cell as a number that a spreadsheet keeps exactly, a date, or text."""
    if cell is None or cell == "—":
        return ""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(cell) else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell if cell >= FIRST_DAY else cell.isoformat()
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return cell if _is_exact(cell) else str(cell)
    text = force_str(cell)
    return html.unescape(strip_tags(text)).strip() if isinstance(cell, SafeString) else text.strip()


def _is_exact(number: int | float | Decimal) -> bool:
    return math.isfinite(number) and -(10**15) < number < 10**15


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it (CWE-1236)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
