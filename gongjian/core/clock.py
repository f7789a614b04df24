"""The day the city lives in: today, everywhere but in a trial city whose records end on another day.

A sample city of 2020 would otherwise be six years late with everything. Only a trial installation can have another
day (`settings.CITY_DAY_FILE`; in production there is none). The audit chain, sessions and jobs keep the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def today() -> date:
    """The city's day."""
    return timezone.localdate(now())


def now() -> datetime:
    """The city's day at the real time of day."""
    pretended = _pretended.get()
    if pretended is not None:
        return pretended
    moment, day = timezone.now(), city_day()
    return moment if day is None else _at(day, timezone.localtime(moment))


def city_day() -> date | None:
    """The day a trial city lives in, when it is not the real one."""
    path = _file()
    try:
        return date.fromisoformat(path.read_text(encoding="ascii").strip()) if path else None
    except (FileNotFoundError, ValueError):
        return None


def is_trial() -> bool:
    """Can this installation live in another day than the real one?"""
    return _file() is not None


def keep_city_day(day: date | None) -> None:
    """Set the trial city's day; None goes back to the real one. Raises RuntimeError where there is no trial city."""
    path = _file()
    if path is None:
        raise RuntimeError("A city in production lives today.")
    if day is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(day.isoformat(), encoding="ascii")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within it, this is now: for a pack that tells what happened, action by action, and for tests."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def _file() -> Path | None:
    return settings.CITY_DAY_FILE


def _at(day: date, moment: datetime) -> datetime:
    return moment.replace(year=day.year, month=day.month, day=day.day)
