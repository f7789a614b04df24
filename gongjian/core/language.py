"""Which language a reader gets: records carry both, the interface is translated, dates are written their way."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from gongjian.algorithms.numerals import write


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def in_language(chinese: str, english: str) -> str:
    """The wording for the reader's language; English falls back to Chinese where it is missing."""
    return english if english and is_english() else chinese


def day(value: date | datetime | None) -> str:
    """2020年12月24日; 24 December 2020; a dash for nothing."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return write(value, style="date", language="en" if is_english() else "zh-hans")


def minute(value: datetime | None) -> str:
    """A moment to the minute, in local time."""
    return "—" if value is None else f"{day(value)} {timezone.localtime(value):%H:%M}"
