"""Password rules: long enough, three kinds of characters, nothing guessable, none of the last five.

Django's own rules are kept; only their words are ours (its Chinese is incomplete and says 你).
"""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

KINDS_WANTED = 3
REMEMBERED = 5


class LengthValidator(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return _("At least %(count)s characters.") % {"count": self.min_length}


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Not like the account name."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username",), max_similarity=0.7)

    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return _("It must not resemble your account name.")


class CommonValidator(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return _("It must not be one of the passwords everybody uses.")


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
