"""Computed figures: declared in an app's `figures.py`, beside the rows they count.

    @computed("programmes.measures", title=_("Reform measures"), unit=_("measure|measures"),
              meaning=_("…"), source=_("Measure ledger"), columns=("number", "title"), public=True)
    def measures(*, year: int) -> Computed:
        return count_of(queries.measures_that_count(year))

The registry is filled once, when Django starts, by importing every app's `figures` module.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Computed:
    """What a computed figure answers: a value (a Decimal, or None when nothing can be said) and its rows, unread."""

    value: Decimal | None
    rows: QuerySet | None = None
    counts_rows: bool = False  # the value is the number of rows: nobody need count them again


@dataclass(frozen=True)
class ComputedFigure:
    """A declared figure. `unit` is `singular|plural` in English; its translation is the Chinese measure word.

    `columns` are the fields of the rows that anybody who may see the figure may see; `key` names a row.
    """

    name: str
    compute: Callable[..., Computed]
    title: Text
    meaning: Text
    unit: Text
    source: Text
    columns: tuple[str, ...]
    key: str
    public: bool

    @cached_property
    def parameters(self) -> frozenset[str]:
        return frozenset(inspect.signature(self.compute).parameters)


REGISTRY: dict[str, ComputedFigure] = {}


def computed(
    name: str,
    *,
    title: Text,
    meaning: Text,
    unit: Text,
    source: Text,
    columns: tuple[str, ...] = (),
    key: str = "pk",
    public: bool = False,
) -> Callable[[Callable[..., Computed]], Callable[..., Computed]]:
    """Declare a computed figure. Raises ValueError when the name is taken: one definition per figure."""

    def declare(function: Callable[..., Computed]) -> Callable[..., Computed]:
        if name in REGISTRY:
            raise ValueError(f"Two definitions of the figure {name}.")
        REGISTRY[name] = ComputedFigure(name, function, title, meaning, unit, source, columns, key, public)
        return function

    return declare


def count_of(rows: QuerySet) -> Computed:
    """How many rows; counted by the database, read only when somebody opens them."""
    return Computed(Decimal(rows.count()), rows, counts_rows=True)


def sum_of(rows: QuerySet, field: str) -> Computed:
    """The sum of a field; None, not zero, when there are no rows."""
    total = rows.aggregate(total=Sum(field))["total"]
    return Computed(None if total is None else Decimal(total), rows)


def value_of(value: Decimal | int | None, rows: QuerySet | None = None) -> Computed:
    return Computed(None if value is None else Decimal(value), rows)
