"""Letters of a year: how many were issued at each level, how many were answered in time."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, counted_already, once_a_reading
from gongjian.programmes.models import Letter
from gongjian.programmes.queries.letters import is_answered_in_time, knows_letters, letters_issued

LETTERS = _("Letters of escalation")
COLUMNS = ("number", "unit", "level", "issued_on", "reply_by", "state")
UNIT = _("letter|letters")
_knows_letters = once_a_reading(knows_letters)


@once_a_reading
def _counts(year: int) -> dict[str, int]:
    """One query for the figures of the year's issued letters."""
    return letters_issued(year).aggregate(issued=Count("pk"), in_time=Count("pk", filter=is_answered_in_time()))


def known(rows: QuerySet, year: int, count: int | None = None) -> Computed:
    """How many; None where no month was frozen and no letter proposed: nothing is known of that year."""
    found = count_of(rows) if count is None else counted_already(count, rows)
    return found if found.value or _knows_letters(year) else Computed(None, rows)


@computed(
    "programmes.letters_issued",
    title=_("Letters issued"),
    unit=UNIT,
    meaning=_("Letters of escalation that were given a number of the year, of all levels. Waived ones do not count."),
    source=LETTERS,
    columns=COLUMNS,
    breakdown="level",
)
def issued(*, year: int) -> Computed:
    return known(letters_issued(year), year, _counts(year)["issued"])


@computed(
    "programmes.letters_of_level",
    title=_("Letters of one level"),
    unit=UNIT,
    meaning=_("Letters of escalation of one level that were given a number of the year: 1 prompt to 4 circular."),
    source=LETTERS,
    columns=COLUMNS,
)
def of_level(*, year: int, level: int) -> Computed:
    return known(letters_issued(year).filter(level=level), year)


@computed(
    "programmes.letters_answered_in_time",
    title=_("Letters answered in time"),
    unit=UNIT,
    meaning=_("Letters of the year to which the unit replied by the day set for it."),
    source=LETTERS,
    columns=COLUMNS,
)
def in_time(*, year: int) -> Computed:
    rows = letters_issued(year).filter(is_answered_in_time())
    return known(rows, year, _counts(year)["in_time"])


@computed(
    "programmes.letters_waiting",
    title=_("Letters not ruled on"),
    unit=UNIT,
    meaning=_("Letters proposed in the year that were neither issued nor waived yet."),
    source=LETTERS,
    columns=COLUMNS,
)
def waiting(*, year: int) -> Computed:
    return known(Letter.objects.filter(proposed_on__year=year, state=Letter.State.PROPOSED), year)
