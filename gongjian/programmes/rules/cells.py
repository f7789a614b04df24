"""What one cell of a workbook or a pack may hold: text in, a value out, or a ValidationError that says why."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.sheets import day_of, half_width

FIRST_YEAR, LAST_YEAR = 1978, 2100
_YES, _NO = {"yes", "y", "true", "1", "是", "示例"}, {"no", "n", "false", "0", "否", ""}
LANGUAGES = ("zh-hans", "en")


def must_be_filled() -> str:
    return _("This cell must be filled in.")


def short(value: str) -> str:
    """What stands in the cell, short enough to quote."""
    return value if len(value) <= 40 else f"{value[:40]}…"


def trimmed(value: str) -> str:
    """The text as it is kept: nothing around it, one kind of line break."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def text(value: str, *, longest: int, lines: bool = False) -> str:
    """Printable text of at most `longest` characters; line breaks only where `lines`."""
    value = trimmed(value)
    if not lines:
        value = re.sub(r"\s*\n\s*", " ", value)
    for position, character in enumerate(value, 1):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            raise ValidationError(
                _("Character %(position)s is a control character (U+%(code)04X): delete it.")
                % {"position": position, "code": ord(character)}
            )
    if len(value) > longest:
        raise ValidationError(
            _("%(found)s characters; at most %(longest)s are kept.") % {"found": len(value), "longest": longest}
        )
    return value


def day(value: str) -> date | None:
    """A date as 2020-12-24, 2020/12/24, 2020.12.24 or 2020年12月24日; None for nothing."""
    value = value.strip()
    if not value:
        return None
    try:
        found = day_of(value)
    except ValueError:
        raise ValidationError(
            _("“%(value)s”: there is no such day in the calendar.") % {"value": short(value)}
        ) from None
    if found is None:
        raise ValidationError(
            _("“%(value)s” is not a date. Write 2020-12-24, 2020/12/24, 2020.12.24 or 2020年12月24日.")
            % {"value": short(value)}
        )
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValidationError(
            _("“%(value)s”: the year must lie between %(first)s and %(last)s.")
            % {"value": short(value), "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return found


def quantity(value: str) -> Decimal | None:
    """A plain number with at most 14 digits before and 4 after the point; None for nothing."""
    value = value.strip()
    if not value:
        return None
    try:
        number = Decimal(half_width(value).replace(",", ""))
    except InvalidOperation:
        raise ValidationError(
            _("“%(value)s” is not a number. Write figures only; the unit has a column of its own.")
            % {"value": short(value)}
        ) from None
    if not number.is_finite():
        raise ValidationError(_("“%(value)s” is not a finite number.") % {"value": short(value)})
    if abs(number) >= 10**14:
        raise ValidationError(_("“%(value)s” is too large: at most 14 digits.") % {"value": short(value)})
    if number != round(number, 4):
        raise ValidationError(_("“%(value)s” has more than 4 decimal places.") % {"value": short(value)})
    return round(number, 4)


def whole(value: str, *, least: int, most: int) -> int:
    """A whole number; a percent sign behind it is accepted."""
    plain = half_width(value).removesuffix("%").strip()
    if not re.fullmatch(r"\d{1,9}", plain, re.ASCII) or not least <= int(plain) <= most:
        raise ValidationError(
            _("“%(value)s”: a whole number from %(least)s to %(most)s is needed.")
            % {"value": short(value), "least": least, "most": most}
        )
    return int(plain)


def yes(value: str) -> bool:
    value = value.strip().lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ValidationError(_("“%(value)s”: write yes or no.") % {"value": short(value)})


def choice(value: str, choices: Any) -> str:
    """One of a TextChoices, by its code or its name in either language."""
    found = names_of(choices).get(value.strip().lower())
    if found is None:
        accepted = _(", ").join(str(label) for label in choices.labels)
        raise ValidationError(
            _("“%(value)s” is not one of: %(accepted)s.") % {"value": short(value), "accepted": accepted}
        )
    return found


@cache
def names_of(choices: Any) -> dict[str, str]:
    names = {str(value).lower(): str(value) for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            names |= {str(label).lower(): str(value) for value, label in choices.choices}
    return names


def said(value: Any) -> str:
    """A value as a person would write it in the sheet."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return _("; ").join(said(item) for item in value)
    label = getattr(value, "label", None)
    return str(label if label is not None else value)
