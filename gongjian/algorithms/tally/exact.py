"""Exact numbers: fractions on the way, one rounding at the end.

A third has no end as a Decimal, however wide, and a result on a boundary (…5) falls to the wrong side of it: groups of
weight 50 and 30 with means 578/6 and 694/9 make 89.125, which Decimals of 28 digits put at 89.12499…, so 89.12 for
89.13. Fractions keep everything; `half_up` rounds once.
"""

from decimal import Decimal
from fractions import Fraction
from math import isfinite

Number = int | Decimal | Fraction
# 10^50 is beyond any yuan, kilowatt-hour or percent; without a limit Decimal("1e999999999") would fill the memory.
FURTHEST_EXPONENT = 50
MOST_DIGITS = 100


class BadNumber(ValueError):
    """What was given is no number that can be reckoned with. `code`: wrong_type, not_finite, too_large; `where` may
    say which one it was."""

    def __init__(self, code: str, given: object, where: str = ""):
        self.code, self.given, self.where = code, given, where
        super().__init__(f"{where}: {code} ({quoted(given)})" if where else f"{code} ({quoted(given)})")


def quoted(given: object) -> str:
    """What was given, short enough for a message, whatever it is (an int of a million digits cannot be printed)."""
    if isinstance(given, int) and given.bit_length() > 200:
        return "an integer of more than 60 digits"
    if isinstance(given, str | bytes):
        given = given[:40]
    return (
        repr(given)[:80] if isinstance(given, int | float | Decimal | Fraction | str | bytes) else type(given).__name__
    )


def exact(value: object) -> Fraction:
    """The number as a fraction, nothing lost. Raises BadNumber.

    int, Decimal and Fraction are numbers; True is not, nor is a float: 0.1 is not a tenth there.
    """
    if (isinstance(value, float) and not isfinite(value)) or (isinstance(value, Decimal) and not value.is_finite()):
        raise BadNumber("not_finite", value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise BadNumber("wrong_type", value)
    if isinstance(value, Decimal):
        digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
        if (
            len(digits) > MOST_DIGITS
            or abs(int(exponent)) > MOST_DIGITS
            or (value and value.adjusted() > FURTHEST_EXPONENT)
        ):
            raise BadNumber("too_large", value)
        return Fraction(value)
    if abs(value) > 10**FURTHEST_EXPONENT:
        raise BadNumber("too_large", value)
    return Fraction(value)


def positive(value: object, what: str) -> Fraction:
    """A weight. Raises ValueError for one that is not greater than 0, BadNumber for what is no number."""
    number = exact(value)
    if number <= 0:
        raise ValueError(f"{what} weighs more than 0.")
    return number


def half_up(value: Fraction, places: int) -> Decimal:
    """Rounded to `places` decimals, a half away from 0 (四舍五入; ROUND_HALF_UP of any precision)."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(value < 0 and whole > 0), tuple(int(digit) for digit in str(whole)), -places))
