"""Values from a spreadsheet: what each row would do, and everything that is wrong with it, before anything is done."""

import datetime
import difflib
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.sheets import Book, SheetPlan, SheetProblem, SheetRow, day_of, half_width, read_book
from gongjian.indicators.models import Definition, Observation, period_of, without_zeros
from gongjian.indicators.rules.observations import can_report, check_period, check_value

MOST_VALUES = 1_000
# What a column is called in Chinese and in English; a file may use either. `title` and `unit` are for reading only.
HEADS: dict[str, tuple[str, str]] = {
    "name": ("文稿中的名称", "name in texts"),
    "title": ("指标", "figure"),
    "unit": ("计量单位", "unit of measure"),
    "year": ("年份", "year"),
    "period_start": ("时段起始日", "period from"),
    "as_of": ("截至", "as of"),
    "value": ("数值", "value"),
    "bound": ("界限", "bound"),
    "is_planned": ("规划数", "planned"),
    "source": ("数据来源", "data source"),
    "source_en": ("英文数据来源", "english data source"),
    "note": ("备注", "note"),
    "note_en": ("英文备注", "english note"),
    "reason": ("更正理由", "reason of the correction"),
}
PLAN = SheetPlan(
    name="values",
    title=gettext_lazy("Values"),
    titles=frozenset({"填报表", "values"}),
    heads={head: name for name, both in HEADS.items() for head in both},
    required=frozenset({"name", "year", "value"}),
)
BOUNDS = {"": "exact", "等于": "exact", "exact": "exact", "不少于": "at_least", "at_least": "at_least"}
BOUNDS |= {"exactly": "exact", "at least": "at_least"}
YES = {"": False, "否": False, "no": False, "是": True, "yes": True}
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class ValueEntry:
    """One row that would do something: report a first value, or correct `old`."""

    row: int
    definition: Definition
    year: int
    period_start: datetime.date | None
    as_of: datetime.date | None
    value: Decimal | datetime.date
    said: dict[str, Any]
    reason: str
    old: Observation | None


@dataclass
class ValuesDraft:
    """What a file would do. `problems` empty: it can be done."""

    book: Book
    entries: list[ValueEntry] = field(default_factory=list)
    unchanged: int = 0

    @property
    def problems(self) -> list[SheetProblem]:
        return self.book.problems


def check_values(file: IO[bytes], kind: str, *, by: Any) -> ValuesDraft:
    """Read and check every row; rows without a value are not filled in and are left out.

    Raises ValidationError when the file cannot be read at all.
    """
    draft = ValuesDraft(read_book(file, kind, [PLAN]))
    rows = [row for row in draft.book.rows.get(PLAN.name, []) if row.cells.get("value")]
    if len(rows) > MOST_VALUES:
        words = _("More than %(most)s values: divide the file.")
        draft.book.fail(PLAN, rows[MOST_VALUES].number, "", words % {"most": MOST_VALUES})
        return draft
    reader = _RowReader(by)
    for row in rows:
        try:
            entry = reader.read(row)
        except ValidationError as error:
            _note(draft.book, row, error)
        else:
            if entry is None:
                draft.unchanged += 1
            else:
                draft.entries.append(entry)
    return draft


def _note(book: Book, row: SheetRow, error: ValidationError) -> None:
    letters = book.letters.get(PLAN.name, {})
    if not hasattr(error, "error_dict"):
        book.fail(PLAN, row.number, "", " ".join(error.messages))
        return
    for name, messages in error.message_dict.items():
        column = "value" if name in ("number", "date") else name
        book.fail(PLAN, row.number, letters.get(column, ""), " ".join(messages))


class _RowReader:
    """Checks rows against the definitions and observations there are, fetched once."""

    def __init__(self, by: Any):
        self.by = by
        self.definitions = {row.name: row for row in Definition.objects.select_related("owner")}
        self.current = {
            (row.definition_id, row.year, row.period): row for row in Observation.objects.filter(is_current=True)
        }
        self.seen: dict[tuple[int, int, str], int] = {}

    def read(self, row: SheetRow) -> ValueEntry | None:
        """The entry, or None when the row says what stands already. Raises ValidationError by column."""
        cells = row.cells
        definition = self._definition(cells.get("name", ""))
        year, start, as_of = _year(cells), _day(cells, "period_start"), _day(cells, "as_of")
        value = _value(cells["value"], definition)
        key = (definition.pk, year, period_of(start, as_of))
        if key in self.seen:
            raise ValidationError(
                _("The same figure and period stand in row %(row)s already.") % {"row": self.seen[key]}
            )
        self.seen[key] = row.number
        old = self.current.get(key)
        said = self._said(cells, old)
        if old and old.value == value and all(getattr(old, name) == words for name, words in said.items()):
            return None
        reason = cells.get("reason", "")
        if old and not reason:
            words = _("A value stands already (%(value)s): say why it is corrected.")
            raise ValidationError({"reason": words % {"value": old.value if old.value is not None else "—"}})
        entry = ValueEntry(row.number, definition, year, start, as_of, value, said, reason, old)
        _check(entry)
        return entry

    def _definition(self, name: str) -> Definition:
        found = self.definitions.get(name)
        if found is None:
            near = difflib.get_close_matches(name, self.definitions, n=1)
            words = _("“%(name)s” is not known. Did you mean “%(near)s”?") if near else _("“%(name)s” is not known.")
            raise ValidationError({"name": words % {"name": name[:60], "near": near[0] if near else ""}})
        if not can_report(self.by, found):
            raise ValidationError({"name": _("This figure is not yours to report.")})
        return found

    def _said(self, cells: dict[str, str], old: Observation | None) -> dict[str, Any]:
        """What the file's columns say; columns it does not have leave a correction as it was."""
        said: dict[str, Any] = {
            name: cells[name] for name in ("source", "source_en", "note", "note_en") if name in cells
        }
        if not said.get("source") and old:
            said["source"] = old.source
        if "bound" in cells:
            said["bound"] = _choice(cells, "bound", BOUNDS)
        if "is_planned" in cells:
            said["is_planned"] = _choice(cells, "is_planned", YES)
        return said


def _check(entry: ValueEntry) -> None:
    """The same checks as an entry by hand. Raises ValidationError by field."""
    kept = {"is_planned": entry.old.is_planned, "bound": entry.old.bound} if entry.old else {}
    row = Observation(
        definition=entry.definition,
        year=entry.year,
        period_start=entry.period_start,
        as_of=entry.as_of,
        number=entry.value if isinstance(entry.value, Decimal) else None,
        date=None if isinstance(entry.value, Decimal) else entry.value,
        reason=entry.reason,
        **(kept | entry.said),
    )
    row.clean_fields(exclude=["definition", "document", "entered_by"])
    check_period(row)
    check_value(row)


def _choice(cells: dict[str, str], column: str, words: dict[str, Any]) -> Any:
    try:
        return words[cells[column].lower()]
    except KeyError:
        accepted = "、".join(word for word in words if word)
        raise ValidationError({column: _("Write one of: %(words)s.") % {"words": accepted}}) from None


def _year(cells: dict[str, str]) -> int:
    text = half_width(cells.get("year", "")).removesuffix("年")
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValidationError({"year": _("A year of four digits is expected.")})
    return int(text)


def _day(cells: dict[str, str], column: str) -> datetime.date | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        if found := day_of(text):
            return found
    except ValueError:
        pass
    raise ValidationError({column: _("“%(text)s” is not a date such as 2020-12-24.") % {"text": text[:40]}})


def _value(text: str, definition: Definition) -> Decimal | datetime.date:
    if definition.value_type == Definition.ValueType.DATE:
        day = _day({"value": text}, "value")
        assert day is not None  # rows without a value were left out
        return day
    plain = half_width(text)
    if definition.unit == "%":
        plain = plain.removesuffix("%")
    if not _NUMBER.fullmatch(plain):
        words = _("“%(text)s” is not a number such as 62.6 (no thousands separators, no unit, six decimals at most).")
        raise ValidationError({"value": words % {"text": text[:40]}})
    return without_zeros(Decimal(plain))
