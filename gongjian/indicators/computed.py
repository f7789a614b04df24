"""Computed figures: declared in an app's `figures.py`, beside the rows they count.

    @computed("programmes.measures", title=_("Reform measures"), unit=_("measure|measures"),
              meaning=_("…"), source=_("Measure ledger"), columns=("number", "title"), public=True)
    def measures(*, year: int) -> Computed:
        return count_of(queries.measures_that_count(year))

The registry is filled once, when Django starts, by importing every app's `figures` module.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import override

Text = str | Promise
P, T = ParamSpec("P"), TypeVar("T")


@dataclass(frozen=True)
class Computed:
    """What a computed figure answers: a value (a Decimal, or None when nothing can be said) and its rows, unread."""

    value: Decimal | None
    rows: QuerySet | None = None
    counts_rows: bool = False  # the value is the number of rows: nobody need count them again


@dataclass(frozen=True)
class ComputedFigure:
    """A declared figure. `unit` is `singular|plural` in English; its translation is the Chinese measure word.

    `columns` are the fields of the rows that anybody who may see the figure may see; `key` names a row;
    `breakdown` is the field by which the figure's card counts its rows ("campaign"), "" for none.
    `value_type` is "number", or "year" for what is written 2020年 and never 2,020.
    """

    name: str
    compute: Callable[..., Computed]
    title: Text
    meaning: Text
    unit: Text
    source: Text
    columns: tuple[str, ...] = ()
    key: str = "pk"
    public: bool = False
    breakdown: str = ""
    value_type: str = "number"

    @cached_property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.compute).parameters

    @cached_property
    def required(self) -> frozenset[str]:
        """The parameters without which it cannot be asked."""
        return frozenset(name for name, found in self.parameters.items() if found.default is found.empty)

    def takes_number(self, name: str) -> bool:
        return self.parameters[name].annotation in (int, "int")

    @cached_property
    def texts(self) -> dict[str, str]:
        """title, meaning, unit and source in both languages, as records keep them: title, title_en …"""
        said = {}
        for ending, language in (("", "zh-hans"), ("_en", "en")):
            with override(language):
                said |= {f"{name}{ending}": str(getattr(self, name)) for name in ("title", "meaning", "unit", "source")}
        return said


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
    breakdown: str = "",
    value_type: str = "number",
) -> Callable[[Callable[..., Computed]], Callable[..., Computed]]:
    """Declare a computed figure. Raises ValueError when the name is taken: one definition per figure."""

    def declare(function: Callable[..., Computed]) -> Callable[..., Computed]:
        if name in REGISTRY:
            raise ValueError(f"Two definitions of the figure {name}.")
        REGISTRY[name] = ComputedFigure(
            name, function, title, meaning, unit, source, columns, key, public, breakdown, value_type
        )
        return function

    return declare


_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """While figures are read together, what they ask `once_a_reading` is asked once."""
    outer = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(outer)


def once_a_reading(question: Callable[P, T]) -> Callable[P, T]:
    """For what many figures ask of a year, such as whether anything is known of it: one answer for all that are read
    together, none kept beyond that. What is asked with has to be hashable."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        return answers[key]

    return ask


def count_of(rows: QuerySet) -> Computed:
    """How many rows; counted by the database, read only when somebody opens them."""
    return Computed(Decimal(rows.count()), rows, counts_rows=True)


def counted_already(count: int, rows: QuerySet) -> Computed:
    """As `count_of`, where one query has counted for several figures of one reading."""
    return Computed(Decimal(count), rows, counts_rows=True)


def sum_of(rows: QuerySet, field: str) -> Computed:
    """The sum of a field; None, not zero, when there are no rows."""
    total = rows.aggregate(total=Sum(field))["total"]
    return Computed(None if total is None else Decimal(total), rows)


def value_of(value: Decimal | int | None, rows: QuerySet | None = None) -> Computed:
    """A value found in another way; kept to six decimals, like every figure."""
    return Computed(None if value is None else Decimal(value), rows)
