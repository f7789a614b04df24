"""Numbers as official Chinese (and English) texts write them: 197项, 2万台, 20多项, 80%以上, 第11位, 1/4.

`write` turns one value into the words in which it stands. Nothing is rounded unless `digits` says so, and
万 and 亿 never meet in one number. Page: docs/algorithms/numerals.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Value = Decimal | int | date
CHINESE = "zh-hans"
_DIGITS = "零一二三四五六七八九"
_WORDS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class NumberStyleError(Exception):
    """The value cannot be written in the style: `reason` is a code, `style` and `value` say where.

    Codes: unknown_style, not_a_number, not_a_date, would_round, not_whole, too_large, no_such_fraction.
    """

    def __init__(self, reason: str, style: str, value: object):
        self.reason, self.style, self.value = reason, style, value
        super().__init__(f"{value} cannot be written in style {style}: {reason}")


@dataclass(frozen=True)
class Request:
    """One value to write. `unit` is in the text's language; English may give `singular|plural`."""

    value: Value
    unit: str = ""
    language: str = CHINESE
    at_least: bool = False
    digits: int | None = None


def write(
    value: Value,
    *,
    unit: str = "",
    style: str = "plain",
    language: str = CHINESE,
    bound: str = "exact",
    digits: int | None = None,
) -> str:
    """The value in words and figures.

    `bound` "at_least" is always said: by the style (duo, above) or added. `digits` allows rounding, half up,
    to so many decimals. Raises NumberStyleError.
    """
    if style not in STYLES:
        raise NumberStyleError("unknown_style", style, value)
    request = Request(value, unit, language, bound == "at_least", digits)
    if isinstance(value, date):
        if style not in ("date", "plain"):
            raise NumberStyleError("not_a_number", style, value)
        return _date(value, language)
    if style == "date":
        raise NumberStyleError("not_a_date", style, value)
    return STYLES[style](request)


def _number(value: Decimal | int, request: Request, style: str) -> str:
    """Figures without exponent and trailing zeros; English groups thousands."""
    number = Decimal(value)
    if request.digits is not None:
        number = number.quantize(Decimal(1).scaleb(-request.digits), ROUND_HALF_UP)
    number = number.normalize()
    if number != number.to_integral_value() and -number.as_tuple().exponent > 6:  # type: ignore[operator]
        raise NumberStyleError("would_round", style, value)
    return f"{number:f}" if request.language == CHINESE else f"{number:,f}"


def _unit(request: Request, value: Decimal | int | None = None) -> str:
    """The unit as it follows the figures: directly in Chinese, after a space in English (not before %)."""
    unit = request.unit
    if request.language == CHINESE or not unit:
        return unit
    singular, _bar, plural = unit.partition("|")
    chosen = singular if value == 1 or not plural else plural
    return chosen if chosen.startswith("%") else f" {chosen}"


def _bounded(request: Request, figures: str, unit: str, *, after: str = "以上") -> str:
    """Say the lower bound where there is one."""
    if not request.at_least:
        return figures + unit
    if request.language == CHINESE:
        return f"{figures}多{unit}" if after == "多" else f"{figures}{unit}{after}"
    return f"{'more than' if after == '多' else 'at least'} {figures}{unit}"


def _plain(request: Request) -> str:
    value = _decimal(request, "plain")
    after = "多" if value == value.to_integral_value() and value % 10 == 0 and request.unit != "%" else "以上"
    return _bounded(request, _number(value, request, "plain"), _unit(request, value), after=after)


def _large(power: int, sign: str, style: str) -> Callable[[Request], str]:
    """万 (10⁴) and 亿 (10⁸); English writes the number out in full."""

    def render(request: Request) -> str:
        value = _decimal(request, style)
        if request.language != CHINESE:
            return _plain(request)
        return _bounded(
            request, _number(value.scaleb(-power), request, style) + sign, _unit(request), after="以上"
        )

    return render


def _percent(request: Request) -> str:
    value = _decimal(request, "percent")
    return _bounded(request, _number(value, request, "percent") + "%", "")


def _duo(request: Request) -> str:
    value = _decimal(request, "duo")
    return _bounded(_as_bound(request), _number(value, request, "duo"), _unit(request, value), after="多")


def _above(request: Request) -> str:
    value = _decimal(request, "above")
    return _bounded(_as_bound(request), _number(value, request, "above"), _unit(request, value))


def _as_bound(request: Request) -> Request:
    return Request(request.value, request.unit, request.language, True, request.digits)


def _words(request: Request) -> str:
    """Words for small whole numbers: 九, 十一; 两 for two before a measure word."""
    value = _decimal(request, "words")
    if value != value.to_integral_value():
        raise NumberStyleError("not_whole", "words", value)
    if not 0 <= value <= 99:
        raise NumberStyleError("too_large", "words", value)
    number = int(value)
    if request.language != CHINESE:
        word = _WORDS_EN[number] if number < len(_WORDS_EN) else str(number)
        return _bounded(request, word, _unit(request, value))
    word = "两" if number == 2 and request.unit else chinese_words(number)
    return _bounded(request, word, request.unit, after="多" if number and number % 10 == 0 else "以上")


def chinese_words(number: int) -> str:
    """0–99 in Chinese words: 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    head = "" if tens == 1 else _DIGITS[tens]
    return f"{head}十{_DIGITS[ones] if ones else ''}"


_FRACTIONS = {
    25: ("1/4", "one quarter"),
    50: ("1/2", "one half"),
    75: ("3/4", "three quarters"),
    20: ("1/5", "one fifth"),
}


def _fraction(request: Request) -> str:
    """A percentage that is a simple fraction."""
    value = _decimal(request, "fraction")
    if value not in _FRACTIONS:
        raise NumberStyleError("no_such_fraction", "fraction", value)
    chinese, english = _FRACTIONS[int(value)]
    return _bounded(request, chinese if request.language == CHINESE else english, "")


def _ordinal(request: Request) -> str:
    """第11位; 11th."""
    value = _decimal(request, "ordinal")
    if value != value.to_integral_value() or value < 1:
        raise NumberStyleError("not_whole", "ordinal", value)
    number = int(value)
    if request.language == CHINESE:
        return f"第{number}{request.unit}"
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def _date(value: date, language: str) -> str:
    if language == CHINESE:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _year(request: Request) -> str:
    """A year: never grouped, 2020年; 2020."""
    value = _decimal(request, "year")
    if value != value.to_integral_value():
        raise NumberStyleError("not_whole", "year", value)
    return f"{int(value)}年" if request.language == CHINESE else str(int(value))


def _decimal(request: Request, style: str) -> Decimal:
    if isinstance(request.value, date):
        raise NumberStyleError("not_a_number", style, request.value)
    number = Decimal(request.value)
    if not number.is_finite():
        raise NumberStyleError("not_a_number", style, request.value)
    return number


STYLES: dict[str, Callable[[Request], str]] = {
    "plain": _plain,
    "wan": _large(4, "万", "wan"),
    "yi": _large(8, "亿", "yi"),
    "percent": _percent,
    "words": _words,
    "fraction": _fraction,
    "ordinal": _ordinal,
    "date": _plain,
    "year": _year,
    "duo": _duo,
    "above": _above,
}
NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")
