"""Which language a reader gets: records carry both, the interface is translated."""

from django.utils.translation import get_language


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def in_language(chinese: str, english: str) -> str:
    """The wording for the reader's language; English falls back to Chinese where it is missing."""
    return english if english and is_english() else chinese
