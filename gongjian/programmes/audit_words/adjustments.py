"""What the audit chain's codes of adjustments are called."""

from django.utils.functional import Promise

WORDS: dict[str, str | Promise] = {}
