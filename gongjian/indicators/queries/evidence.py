"""What stands behind a figure, and its digest. Page: docs/algorithms/readings.md."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from gongjian.algorithms.seal import canonical
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries.figures import Figure

ALGORITHM = "sha256"
_OF_DEFINITION = ("name", "meaning", "unit", "value_type", "numerator", "denominator")
_OF_OBSERVATION = [
    "year",
    "period_start",
    "as_of",
    "number",
    "date",
    "bound",
    "is_planned",
    "source",
    "note",
    "is_sample",
    "revision",
]


@dataclass(frozen=True)
class Evidence:
    """How many records, how many of them samples, and one digest over the names and contents of all."""

    count: int
    samples: int
    digest: str


def evidence_of(figure: Figure) -> Evidence:
    """Reads every row behind the figure once. Changing, adding or removing any of them changes the digest."""
    if figure.operands:
        parts = [evidence_of(operand) for operand in figure.operands]
        lines = iter([_definition_line(figure.definition), *([part.digest] for part in parts)])
        return Evidence(sum(p.count for p in parts), sum(p.samples for p in parts), _digest(figure.name, lines))
    if figure.rows is not None:
        return _of_rows(figure, figure.rows)
    if figure.observation is not None:
        lines = iter([_definition_line(figure.definition), _observation_line(figure.observation)])
        return Evidence(1, int(figure.is_sample), _digest(figure.name, lines))
    return Evidence(0, 0, _digest(figure.name, iter([[str(figure.value)]])))


def _of_rows(figure: Figure, rows: QuerySet) -> Evidence:
    """One pass: all columns of the rows' own table, in the order of their keys."""
    names = [column.attname for column in rows.model._meta.concrete_fields]
    sample_at = names.index("is_sample") if "is_sample" in names else None
    found = list(rows.order_by("pk").values_list(*names))
    samples = sum(bool(row[sample_at]) for row in found) if sample_at is not None else 0
    lines: list[Any] = [[rows.model._meta.label_lower, *names], *found]
    return Evidence(len(found), samples, _digest(figure.name, iter(lines)))


def sample_count(figure: Figure) -> int:
    """How many of the records behind it are invented; one cheap query for computed figures."""
    if figure.operands:
        return sum(sample_count(operand) for operand in figure.operands)
    if figure.rows is None:
        return int(figure.is_sample)
    try:
        figure.rows.model._meta.get_field("is_sample")
    except FieldDoesNotExist:
        return 0
    return figure.rows.filter(is_sample=True).count()


def _definition_line(definition: Definition | None) -> list[Any]:
    return [getattr(definition, name) for name in _OF_DEFINITION] if definition else []


def _observation_line(row: Observation) -> list[Any]:
    document = row.document.sha256 if row.document else ""
    return [_plain(getattr(row, name)) for name in _OF_OBSERVATION] + [document]


def _plain(value: Any) -> Any:
    """What can be made canonical. Numbers as a person writes them: 62.6, also where the database gave 62.600000."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if value is None or isinstance(value, str | int | float | list | dict | date) else str(value)


def _digest(name: str, lines: Iterator[Any]) -> str:
    code = hashlib.new(ALGORITHM)
    code.update(canonical(name))
    for line in lines:
        code.update(b"\n")
        code.update(canonical([_plain(value) for value in line]))
    return f"{ALGORITHM}:{code.hexdigest()}"
