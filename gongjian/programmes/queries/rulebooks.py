"""The rules in force in a year."""

from gongjian.programmes.models import Rulebook
from gongjian.programmes.models.rulebooks import Rules


def rules_for(year: int) -> Rules:
    """The city's own for that year, else those of the latest year before it, else the defaults."""
    book = Rulebook.objects.filter(year__lte=year).order_by("-year").first()
    return book.rules if book else Rules()
