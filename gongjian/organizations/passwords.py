"""Password rules beyond length: three kinds of characters, and not one of the last five."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS_WANTED = 3
REMEMBERED = 5


class VarietyValidator:
    """At least three of: lower-case letters, capitals, digits, other characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if kinds_in(password) < KINDS_WANTED:
            raise ValidationError(self.get_help_text(), code="password_variety")

    def get_help_text(self) -> str:
        return _("Use at least three of these: lower-case letters, capitals, digits, other characters.")


def kinds_in(password: str) -> int:
    """How many of the four kinds of characters occur."""
    kinds = {
        "lower" if character.islower() else "upper" if character.isupper() else "digit" if character.isdigit() else ""
        for character in password
    }
    return len(kinds)


class HistoryValidator:
    """Not the present password, nor one of the five before it."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        before = user.old_passwords.values_list("password", flat=True)[: REMEMBERED - 1]
        if any(check_password(password, digest) for digest in [user.password, *before]):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return _("It must not be one of your last five passwords.")
