"""Which language a reader gets: records carry both, the interface is translated, dates are written their way."""

import inspect
from collections.abc import Callable
from datetime import date, datetime
from functools import partialmethod
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import get_language

from gongjian.algorithms.numerals import write


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def in_language(chinese: str, english: str) -> str:
    """The wording for the reader's language; English falls back to Chinese where it is missing."""
    return english if english and is_english() else chinese


def wording() -> Callable[[str, str], str]:
    """`in_language` for many texts of one page: which language it is, is asked once."""
    return (lambda chinese, english: english or chinese) if is_english() else (lambda chinese, english: chinese)


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


def words_of_choice(model: type[Model], name: str) -> Callable[[Any], str]:
    """What says a field's choice in words, record for record; what no choice names is said as it is.

    The same words as `get_…_display`, which makes the whole table of words anew whenever it is asked: made once here,
    for whoever asks of many records.
    """
    shown = f"get_{name}_display"
    if not isinstance(inspect.getattr_static(model, shown, None), partialmethod):  # the model has words of its own
        return lambda record: getattr(record, shown)()
    words = dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]

    def said(record: Any) -> str:
        value = getattr(record, name)
        return force_str(words.get(value, value), strings_only=True)

    return said
