"""A figure's value and period in the reader's words, where no text says how to write them."""

import calendar
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from gongjian.algorithms.numerals import CHINESE, ENGLISH, NumberStyleError, write
from gongjian.core.language import is_english
from gongjian.indicators.models import Definition, Observation

WAN = 10_000


class Said(Protocol):
    """What has a value with a unit: a figure or a reading."""

    value: Decimal | date | None
    unit: str
    unit_en: str
    value_type: str
    bound: str


def words_of(said: Said) -> str:
    """20多项, 114万户, 第11位, 2020年11月8日; a dash for nothing."""
    return value_in_words(said.value, said.unit, said.unit_en, said.value_type, said.bound)


def value_in_words(
    value: Decimal | date | None, unit: str, unit_en: str, value_type: str = "number", bound: str = "exact"
) -> str:
    """Whole ten thousands are written with 万 where the unit has no scale of its own."""
    if value is None:
        return "—"
    language = ENGLISH if is_english() else CHINESE
    said_unit = unit_en if is_english() and unit_en else unit.partition("|")[0]
    style = "plain"
    if value_type in ("year", Definition.ValueType.ORDINAL):
        style = value_type
    elif isinstance(value, Decimal) and abs(value) >= WAN and value % 100 == 0 and not unit.startswith(("万", "亿")):
        style = "wan"
    try:
        return write(value, unit=said_unit, style=style, language=language, bound=bound)
    except NumberStyleError:  # a unit that has a scale in the middle, a rank of nothing: said plainly
        return f"{value}{said_unit.partition('|')[0]}"


def difference_in_words(difference: Decimal | int | None, said: Said) -> str:
    """+1 measure, −0.5 %, 2 days later; "" where nothing can be subtracted."""
    if difference is None:
        return ""
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    if isinstance(said.value, date):
        return _("%(sign)s%(days)s days") % {"sign": sign, "days": abs(difference)}
    if said.value_type == Definition.ValueType.ORDINAL:
        return f"{sign}{abs(difference)}"
    return sign + value_in_words(Decimal(abs(difference)), said.unit, said.unit_en)


def period_in_words(start: date | None, end: date | None) -> str:
    """2020年1—11月 for whole months of a year, otherwise both days; "" for a figure of one day."""
    if not start or not end:
        return ""
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1] and start.year == end.year
    if not whole:
        language = ENGLISH if is_english() else CHINESE
        days = [write(found, style="date", language=language) for found in (start, end)]
        return _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}
    if (start.month, end.month) == (1, 12):
        return _("the whole of %(year)s") % {"year": start.year}
    names = [calendar.month_name[found.month] if is_english() else str(found.month) for found in (start, end)]
    if names[0] == names[1]:
        return _("%(month)s %(year)s") % {"month": names[0], "year": start.year}
    return _("%(first)s–%(last)s %(year)s") % {"first": names[0], "last": names[1], "year": start.year}


def bound_in_words(bound: str) -> str:
    return _("not less than the number given") if bound == Observation.Bound.AT_LEAST else _("exactly this number")
