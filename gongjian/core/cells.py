"""How the cells of a table are drawn.

django-tables2 asks anew for every cell what is the same for a whole column: which arguments its `render` takes, where
its value stands, whether its field has choices and their words. That was half of what a list cost. Here each column
is asked once; what a cell says is what django-tables2 would say.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature

from gongjian.core.language import words_of_choice

GIVEN = frozenset({"value", "record", "column", "bound_column", "bound_row", "table"})  # what a `render` may ask for
Find = Callable[[Any], Any]


def drawn_rows(table: tables.Table, rows: Iterable[BoundRow]) -> Iterator[str]:
    """The rows of a page as HTML, part by part; every part is escaped."""
    columns = [Cells(column) for column in table.columns]
    for row in rows:
        yield "<tr>"
        for cells in columns:
            drawn = cells.drawn(row)
            yield cells.opening(row, drawn)
            yield drawn if isinstance(drawn, SafeString) else conditional_escape(drawn)
            yield "</td>"
        yield "</tr>"


def plain_rows(table: tables.Table, records: Iterable[Any], columns: Iterable[BoundColumn]) -> Iterator[list[Any]]:
    """The same for a file: what each column's `value` says of each record."""
    readers = [Cells(column) for column in columns]
    for record in records:
        row = BoundRow(record, table=table)
        yield [cells.value(row) for cells in readers]


class Cells:
    """One column of one table, asked once for everything that does not change from row to row."""

    def __init__(self, column: BoundColumn):
        self.column = column
        self._find: dict[type, Find] = {}
        self._draw, self._say = called(column.render), called(column.value)
        attributes = column.column.attrs
        self._changes = any(
            callable(value) for value in (attributes.get("td") or attributes.get("cell") or {}).values()
        )
        self._opening = "" if self._changes else self._opened()

    def drawn(self, row: BoundRow) -> Any:
        """What stands in the cell; escaped only where it says so itself (SafeString)."""
        value = self._value_in(row.record)
        if value in self.column.column.empty_values:
            return self.column.default
        given = self._given(row, value)
        content = self._draw(given)
        return self.column.link(content, **given) if self.column.link else content

    def value(self, row: BoundRow) -> Any:
        """What a file says; None for nothing."""
        value = self._value_in(row.record)
        return None if value in self.column.column.empty_values else self._say(self._given(row, value))

    def opening(self, row: BoundRow, drawn: Any) -> str:
        """The tag before the cell; made once, unless its attributes are asked of every record."""
        if self._changes:
            self.column.current_record, self.column.current_value = row.record, drawn
            return self._opened()
        return self._opening

    def _opened(self) -> SafeString:
        return format_html('<td {} data-label="{}">', self.column.attrs["td"].as_html(), self.column.header)

    def _given(self, row: BoundRow, value: Any) -> dict[str, Any]:
        return {
            "value": value,
            "record": row.record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": row.table,
        }

    def _value_in(self, record: Any) -> Any:
        """What the column's accessor leads to; None where it leads nowhere."""
        find = self._find.get(type(record))
        if find is None:
            find = self._find[type(record)] = finder(self.column.accessor, type(record))
        try:
            return find(record)
        except Exception:  # as django-tables2: a column may have no value at all, only a `render`
            return None


def called(function: Callable[..., Any]) -> Callable[[dict[str, Any]], Any]:
    """The function, given of what there is as much as it asks for."""
    names, takes_all = signature(function)
    if takes_all:
        return lambda given: function(**given)
    if not GIVEN.issuperset(names):
        return lambda given: None
    return lambda given: function(**{name: given[name] for name in names})


def finder(accessor: tables.A, kind: type) -> Find:
    """How to get from a record of this kind to what the accessor names; a choice is said in its words."""
    bits = accessor.bits
    choices = getattr(accessor.get_field(kind), "choices", None) if issubclass(kind, Model) and bits else None
    if choices:
        return words_of_choice(kind, bits[0]) if len(bits) == 1 else lambda record: _far(accessor, record)
    if len(bits) == 1 and not hasattr(kind, "__getitem__"):
        return lambda record: _called(getattr(record, bits[0]))
    return accessor.resolve  # type: ignore[no-any-return]


def _far(accessor: tables.A, record: Any) -> Any:
    """A value behind a relation, in words where it is a choice."""
    last, name = accessor.penultimate(record)
    field = accessor.get_field(record)
    shown = getattr(last, f"get_{name}_display", None) if isinstance(last, Model) else None
    return shown() if shown and getattr(field, "choices", ()) else accessor.resolve(record)


def _called(found: Any) -> Any:
    """A method is called, as a template would; never one that changes something."""
    if not callable(found) or getattr(found, "do_not_call_in_templates", False):
        return found
    if getattr(found, "alters_data", False):
        raise ValueError("A column may not name what changes a record.")
    return found()
