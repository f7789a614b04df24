"""Codes of the State: unified social credit code (GB 32100-2015), division codes (GB/T 2260, GB/T 10114).

Page: docs/algorithms/codes.md.
"""

import re
from dataclasses import dataclass

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as StdnumError

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class CodeError(Exception):
    """A code that cannot be right. Reasons: length, character, checksum, digits; `expected` and `position`
    (1-based) where they are known."""

    code: str
    reason: str
    expected: str = ""
    position: int = 0

    def __str__(self) -> str:
        return f"{self.code}: {self.reason} {self.expected}".rstrip()


def check_credit_code(code: str) -> str:
    """The 18-character code in upper case without spaces. Raises CodeError saying which character is wrong."""
    compact = code.replace(" ", "").upper()
    if len(compact) != 18:
        raise CodeError(code, "length", "18")
    for position, character in enumerate(compact, 1):
        if character not in _CREDIT_CHARACTERS:
            raise CodeError(code, "character", character, position)
    expected = uscc.calc_check_digit(compact[:17])
    if compact[17] != expected:
        raise CodeError(code, "checksum", expected, 18)
    try:
        return str(uscc.validate(compact))
    except StdnumError:
        raise CodeError(code, "digits", position=3) from None


def division_level(code: str) -> str:
    """province, city, county, town or village, from the code's length and zeros. Raises CodeError."""
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
        raise CodeError(code, "length" if code.isdigit() else "digits", "6, 9 or 12")
    if len(code) > 6:
        return "town" if len(code) == 9 else "village"
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def division_parent(code: str) -> str | None:
    """The code of the division above; None for a province. Raises CodeError."""
    level = division_level(code)
    if level == "province":
        return None
    cut = {"city": code[:2] + "0000", "county": code[:4] + "00", "town": code[:6], "village": code[:9]}
    return cut[level]
