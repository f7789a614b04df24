"""Numbers as official Chinese (and English) texts write them: 197项, 2万台, 20多项, 80%以上, 第11位, 1/4.

`write` turns one value into the words in which it stands. Nothing is rounded unless `digits` says so, a
lower bound is always said and never rounded up, and 万 and 亿 never meet in one number.
Page: docs/algorithms/numerals.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

Value = Decimal | int | date | str
CHINESE, ENGLISH = "zh-hans", "en"
EXACT, AT_LEAST = "exact", "at_least"
MOST_DECIMALS = 6

_LIMIT = Decimal(10) ** 18
_NUMBER = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERCENT = ("%", "percent", "per cent")

_DIGITS = "零一二三四五六七八九"
_ONES = [
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
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_PARTS = {2: "half", 4: "quarter", 5: "fifth", 8: "eighth", 10: "tenth"}
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
_SIGNS = {0: "", 4: "万", 8: "亿"}
# How an English unit says 万 and 亿; the number is then written out, or in millions and billions.
_ENGLISH_SIGNS = {"ten thousand ": 4, "hundred million ": 8}
_ENGLISH_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))


class NumberStyleError(Exception):
    """The value cannot be written so: `reason` is a code, `style` and `value` say where.

    Codes: unknown_style, unknown_language, unknown_bound, bad_digits (no whole number from -9 to 6),
    not_a_number, not_a_date, not_whole, out_of_range, would_round (more than six decimals and no `digits`),
    wrong_unit (a percentage of something else), no_such_fraction, not_round (多 needs a round number),
    no_bound (the style cannot say "at least"), mixed_scale (万 and 亿 in one number).
    """

    def __init__(self, reason: str, style: str, value: object):
        self.reason, self.style, self.value = reason, style, value
        super().__init__(f"{value} cannot be written in style {style}: {reason}")


@dataclass(frozen=True)
class _Request:
    """One number to write, its arguments already checked."""

    number: Decimal
    unit: str
    style: str
    chinese: bool
    at_least: bool
    digits: int | None

    def refuse(self, reason: str) -> NumberStyleError:
        return NumberStyleError(reason, self.style, self.number)


def write(
    value: Value,
    *,
    unit: str = "",
    style: str = "plain",
    language: str = CHINESE,
    bound: str = EXACT,
    digits: int | None = None,
) -> str:
    """The value in words and figures, unit included.

    value     a whole number, Decimal or date, or the text of one (`"62.6"`, `"2020-12-24"`); a date is
              written by the styles plain and date only
    unit      in the text's language: `项`; English `measure|measures` (singular, plural) or one form. An
              English unit that begins with "ten thousand" or "hundred million" (万, 亿) moves into the number:
              62.6 "hundred million yuan" → 6.26 billion yuan
    style     one of STYLES; docs/algorithms/numerals.md has a table
    language  zh-hans or en
    bound     exact or at_least; "at_least" is said by the style (duo, above) or added: 多 for round numbers,
              otherwise 以上; in English "more than" and "at least"
    digits    allows rounding to so many decimals of the number as it stands (-1: tens): half up, and
              downwards for a lower bound, since "at least 84%" would not be true of 83.5

    Raises NumberStyleError for what cannot be written truthfully.
    """
    _check_arguments(style, language, bound, digits)
    checked = _read(value, style)
    chinese = language == CHINESE
    if isinstance(checked, date):
        if style not in ("date", "plain"):
            raise NumberStyleError("not_a_number", style, value)
        if bound == AT_LEAST:
            raise NumberStyleError("no_bound", style, value)
        return _date(checked, chinese)
    request = _Request(checked, unit, style, chinese, bound == AT_LEAST, digits)
    _check_scale(request)
    with localcontext(prec=150):  # exact: nothing below may round on its own
        return STYLES[style](request)


def _check_arguments(style: str, language: str, bound: str, digits: int | None) -> None:
    if style not in STYLES:
        raise NumberStyleError("unknown_style", style, style)
    if language not in (CHINESE, ENGLISH):
        raise NumberStyleError("unknown_language", style, language)
    if bound not in (EXACT, AT_LEAST):
        raise NumberStyleError("unknown_bound", style, bound)
    if digits is not None and (not isinstance(digits, int) or not -9 <= digits <= MOST_DECIMALS):
        raise NumberStyleError("bad_digits", style, digits)


def _read(value: Value, style: str) -> Decimal | date:
    """The value as a Decimal or a date. A datetime is refused: its day depends on the time zone."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise NumberStyleError("not_a_date", style, value) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    known = isinstance(value, int | Decimal) or (isinstance(value, str) and _NUMBER.fullmatch(value))
    if not known or isinstance(value, bool):
        raise NumberStyleError("not_a_number", style, value)
    number = Decimal(value)  # type: ignore[arg-type]
    if not number.is_finite():
        raise NumberStyleError("not_a_number", style, value)
    if abs(number) >= _LIMIT or len(number.as_tuple().digits) > 120:
        raise NumberStyleError("out_of_range", style, value)
    return number


def _check_scale(request: _Request) -> None:
    """万 and 亿 stand once in a number: in the style or in the unit."""
    scaled = request.style in ("wan", "yi")
    in_unit = request.unit.startswith(("万", "亿", *_ENGLISH_SIGNS))
    if (scaled and in_unit) or ("万" in request.unit and "亿" in request.unit):
        raise request.refuse("mixed_scale")


def _settled(request: _Request, power: int = 0) -> Decimal:
    """The number in the scale it will stand in, rounded if that is allowed, without trailing zeros."""
    number = request.number.scaleb(-power)
    if request.digits is not None:
        rounding = ROUND_FLOOR if request.at_least or request.style in ("duo", "above") else ROUND_HALF_UP
        number = number.quantize(Decimal(1).scaleb(-request.digits), rounding)
    number = number.normalize() + 0  # + 0 turns -0 into 0
    if _decimals(number) > MOST_DECIMALS:
        raise request.refuse("would_round")
    return number


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # finite, since _read let it pass
    return -exponent


def _quantity(request: _Request, *, power: int = 0, said: str = "") -> str:
    """Figures with their unit and bound; `said` is the bound the style itself states (duo, above)."""
    number = _settled(request, power)
    if request.chinese:
        figures, unit = f"{number:f}", _SIGNS[power] + request.unit
    else:
        figures, unit = _english(number, power, request.unit)
    return _phrase(request, figures, unit, said or _bound(request, number))


def _bound(request: _Request, number: Decimal) -> str:
    """Which words say the lower bound, if there is one: 多 after a round number, otherwise 以上."""
    if not request.at_least:
        return ""
    return "duo" if _is_round(number) and request.unit not in _PERCENT else "above"


def _is_round(number: Decimal) -> bool:
    return number > 0 and number % 10 == 0


def _phrase(request: _Request, figures: str, unit: str, bound: str) -> str:
    if request.chinese:
        return {"": f"{figures}{unit}", "duo": f"{figures}多{unit}", "above": f"{figures}{unit}以上"}[bound]
    return {"": "", "duo": "more than ", "above": "at least "}[bound] + figures + unit


def _english(number: Decimal, power: int, unit: str) -> tuple[str, str]:
    """English figures and unit: thousands grouped; 万 and 亿 written out, from 100 million on in words."""
    for words, its_power in _ENGLISH_SIGNS.items():
        if unit.startswith(words):
            power, unit = its_power, "|".join(form.removeprefix(words) for form in unit.split("|"))
    full = number.scaleb(power).normalize()
    if power and abs(full) >= 10**8:
        scale, word = next(pair for pair in _ENGLISH_SCALES if abs(full) >= Decimal(10) ** pair[0])
        return f"{full.scaleb(-scale).normalize():,f} {word}", _english_unit(unit, full)
    return f"{full:,f}", _english_unit(unit, full)


def _english_unit(unit: str, number: Decimal) -> str:
    """The form for this number, after a space (not before %)."""
    singular, _bar, plural = unit.partition("|")
    chosen = singular if number == 1 or not plural else plural
    return chosen if not chosen or chosen.startswith("%") else f" {chosen}"


def _duo(request: _Request) -> str:
    """More than a round number: 20多项."""
    if not _is_round(_settled(request)):
        raise request.refuse("not_round")
    return _quantity(request, said="duo")


def _percent(request: _Request) -> str:
    if request.unit and request.unit not in _PERCENT:
        raise request.refuse("wrong_unit")
    number = _settled(request)
    figures = f"{number:f}" if request.chinese else f"{number:,f}"
    return _phrase(request, figures, "%", "above" if request.at_least else "")


def _fraction(request: _Request) -> str:
    """A percentage that is a simple part: 25 → 1/4, one quarter."""
    if request.unit not in _PERCENT:
        raise request.refuse("wrong_unit")
    part = Fraction(request.number) / 100
    if not 0 < part < 1 or part.denominator not in _PARTS:
        raise request.refuse("no_such_fraction")
    figures = f"{part.numerator}/{part.denominator}"
    if not request.chinese:
        ending = "" if part.numerator == 1 else "s"
        figures = f"{_ONES[part.numerator]} {_PARTS[part.denominator]}{ending}"
    return _phrase(request, figures, "", "above" if request.at_least else "")


def _words(request: _Request) -> str:
    """Words for whole numbers to 99: 九大, 十一; 两 for two before a measure word."""
    if request.unit in _PERCENT:
        raise request.refuse("wrong_unit")
    number = _whole(request, 0, 99)
    bound = _bound(request, Decimal(number))
    if not request.chinese:
        return _phrase(request, english_words(number), _english_unit(request.unit, Decimal(number)), bound)
    word = "两" if number == 2 and request.unit else chinese_words(number)
    return _phrase(request, word, request.unit, bound)


def chinese_words(number: int) -> str:
    """0–99 in Chinese: 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    head = "" if tens == 1 else _DIGITS[tens]
    return f"{head}十{_DIGITS[ones] if ones else ''}"


def english_words(number: int) -> str:
    """0–99 in English: twelve, twenty-one."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def _ordinal(request: _Request) -> str:
    """第11位; 11th (the English noun belongs to the text)."""
    number = _whole(request, 1, int(_LIMIT))
    if request.at_least:
        raise request.refuse("no_bound")
    if request.chinese:
        return f"第{number}{request.unit}"
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{suffix}"


def _year(request: _Request) -> str:
    """A year, never grouped: 2020年; 2020."""
    number = _whole(request, 1, 9999)
    if request.at_least:
        raise request.refuse("no_bound")
    return f"{number}年" if request.chinese else str(number)


def _whole(request: _Request, least: int, most: int) -> int:
    if request.number != request.number.to_integral_value():
        raise request.refuse("not_whole")
    if not least <= request.number <= most:
        raise request.refuse("out_of_range")
    return int(request.number)


def _date(value: date, chinese: bool) -> str:
    if chinese:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _only_dates(request: _Request) -> str:
    raise request.refuse("not_a_date")


STYLES: Mapping[str, Callable[[_Request], str]] = {
    "plain": _quantity,
    "wan": lambda request: _quantity(request, power=4),
    "yi": lambda request: _quantity(request, power=8),
    "duo": _duo,
    "above": lambda request: _quantity(request, said="above"),
    "percent": _percent,
    "fraction": _fraction,
    "words": _words,
    "ordinal": _ordinal,
    "year": _year,
    "date": _only_dates,
}
