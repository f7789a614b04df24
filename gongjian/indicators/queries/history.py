"""How a figure came to be what it is: its revisions, and its course over the periods or readings."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries.figures import Figure
from gongjian.indicators.queries.readings import readings_of

MOST_POINTS, MOST_REVISIONS = 12, 50


@dataclass(frozen=True)
class Point:
    """One bar of the course: `height` in percent of the tallest."""

    at: date | datetime | None
    year: int | None
    value: Decimal
    height: int
    planned: bool = False


def revisions_of(definition: Definition) -> QuerySet[Observation]:
    """Every revision of every period, the latest period and revision first."""
    rows = definition.observations.select_related("entered_by__person", "document")
    return rows.order_by("-year", "-as_of", "-period", "-revision")


def course_of(figure: Figure) -> list[Point]:
    """Its reported values over periods of the same months, or its readings and today; empty where it never moved.

    Ranks and dates have no course: a bar would say that the larger is the better.
    """
    if figure.value_type != Definition.ValueType.NUMBER:
        return []
    found = _periods(figure) if figure.definition and not figure.definition.is_derived else []
    found = found if len(found) > 1 else _moments(figure)
    if len({value for _at, _year, value, _planned in found}) < 2:
        return []
    found = found[-MOST_POINTS:]
    tallest = max(abs(value) for _at, _year, value, _planned in found) or Decimal(1)
    return [
        Point(at, year, value, max(2, round(abs(value) / tallest * 100)), planned) for at, year, value, planned in found
    ]


def _shape(row: Observation) -> object:
    """Which months a period covers: January to November is not set beside a whole year."""
    start, end = row.period_start, row.as_of
    return (start.month, start.day, end.month, end.day) if start and end else None


def _periods(figure: Figure) -> list[tuple[date | datetime | None, int | None, Decimal, bool]]:
    rows = figure.definition.observations.filter(is_current=True, number__isnull=False) if figure.definition else []
    shape = _shape(figure.observation) if figure.observation else None
    ordered = sorted((row for row in rows if _shape(row) == shape), key=lambda row: (row.year, row.as_of or date.min))
    return [(row.as_of, row.year, row.value, row.is_planned) for row in ordered if isinstance(row.value, Decimal)]


def _moments(figure: Figure) -> list[tuple[date | datetime | None, int | None, Decimal, bool]]:
    rows = reversed(readings_of(figure.query).filter(number__isnull=False)[:MOST_POINTS])
    found: list[tuple[date | datetime | None, int | None, Decimal, bool]] = [
        (row.read_at, None, row.value, row.is_planned) for row in rows if isinstance(row.value, Decimal)
    ]
    if found and isinstance(figure.value, Decimal):
        # The readings stand at the day they were read; the day a reported value speaks of may lie years before.
        found.append(
            (timezone.localdate() if figure.definition else figure.as_of, None, figure.value, figure.is_planned)
        )
    return found
