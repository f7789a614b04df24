"""What the audit chain's codes of monthly reports, their chains and the daily round are called."""

from django.utils.functional import Promise

WORDS: dict[str, str | Promise] = {}
