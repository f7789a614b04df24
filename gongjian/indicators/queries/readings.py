"""What a figure said before: its readings, and how far it has moved since."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from gongjian.indicators.models import Reading
from gongjian.indicators.queries.evidence import evidence_of
from gongjian.indicators.queries.figures import Figure


@dataclass(frozen=True)
class Movement:
    """A figure against an earlier reading. `difference` is None where there is nothing to subtract."""

    reading: Reading
    difference: Decimal | int | None
    value_changed: bool
    evidence_changed: bool | None  # None: there are too many rows to compare while a page waits


def readings_of(query: str) -> QuerySet[Reading]:
    """Every reading of one query (`FigureRequest.query`), newest first."""
    return Reading.objects.filter(query=query).select_related("owner")


def last_reading(query: str) -> Reading | None:
    return readings_of(query).first()


def movement_since(reading: Reading | None, figure: Figure, *, most_rows: int | None = None) -> Movement | None:
    """How the figure stands against a reading (days for dates).

    Reads the rows behind the figure to compare the evidence, unless there are more than `most_rows`.
    """
    if reading is None:
        return None
    then, now = reading.value, figure.value
    difference: Decimal | int | None = None
    if isinstance(then, Decimal) and isinstance(now, Decimal):
        difference = now - then
    elif isinstance(then, date) and isinstance(now, date):
        difference = (now - then).days
    too_many = most_rows is not None and figure.evidence_count > most_rows
    evidence_changed = None if too_many else evidence_of(figure).digest != reading.evidence_digest
    return Movement(reading, difference, then != now, evidence_changed)
