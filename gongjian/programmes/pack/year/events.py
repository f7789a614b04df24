"""What happened at a moment, and the line of the pack that tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.programmes.rules import cells


@dataclass(frozen=True, order=True)
class Event:
    """`act` is played when it is `at`; of two at one moment the earlier line goes first."""

    at: datetime
    file: str
    line: int
    act: Callable[[], Any] = field(compare=False)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day in the city's own time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class Reader:
    """The cells of one file's rows; what is wrong in one is a problem of the pack, and the row is left out."""

    def __init__(self, pack: Any, file: str):
        self.pack, self.file = pack, file

    def rows(self) -> list[Any]:
        return self.pack.rows(self.file)

    def day(self, row: Any, column: str) -> date | None:
        """A day; None for an empty cell and for one that holds no day, which is a problem."""
        try:
            return cells.day(row[column])
        except ValidationError as error:
            self.pack.fail(self.file, row.line, column, error)
            return None

    def event(self, row: Any, column: str, hour: int, act: Callable[[], Any]) -> list[Event]:
        """At that hour of the day named in the column; nothing when the cell is empty."""
        day = self.day(row, column)
        return [] if day is None else [Event(moment(day, hour), self.file, row.line, act)]

    def month(self, row: Any) -> tuple[int, int]:
        """The year and month of a cell such as 2020-03; (0, 0) for what is none, which is a problem."""
        year, _dash, month = row["month"].partition("-")
        if year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
            return int(year), int(month)
        self.pack.fail(self.file, row.line, "month", _("A month such as 2020-03 is expected."))
        return 0, 0


def several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
