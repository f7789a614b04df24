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
    evidence_changed: bool


def readings_of(query: str) -> QuerySet[Reading]:
    """Every reading of one query (`FigureRequest.query`), newest first."""
    return Reading.objects.filter(query=query).select_related("owner")


def movement_since(reading: Reading | None, figure: Figure) -> Movement | None:
    """How the figure stands against a reading; reads the rows behind the figure. Days for dates."""
    if reading is None:
        return None
    then, now = reading.value, figure.value
    difference: Decimal | int | None = None
    if isinstance(then, Decimal) and isinstance(now, Decimal):
        difference = now - then
    elif isinstance(then, date) and isinstance(now, date):
        difference = (now - then).days
    evidence_changed = evidence_of(figure).digest != reading.evidence_digest
    return Movement(reading, difference, then != now, evidence_changed)
