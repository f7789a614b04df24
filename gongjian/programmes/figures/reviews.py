"""The numbers the monthly reviews vouch for."""

from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of
from gongjian.programmes.figures.lights import has_months
from gongjian.programmes.models import AgendaItem, Review

SOURCE = _("Monthly reviews")
HELD = (Review.State.HELD, Review.State.CIRCULATED)


def _known(year: int, found: Computed) -> Computed:
    """None, not zero, for a year of which no month has been opened: nothing is known."""
    if not found.value and not has_months(year):
        return Computed(None, found.rows)
    return found


@computed(
    "programmes.reviews_held",
    title=_("Reviews held"),
    unit=_("review|reviews"),
    meaning=_("Monthly reviews of the year's months that have been held, those circulated included."),
    source=SOURCE,
    columns=("month", "held_on", "place", "state"),
    key="month",
    public=True,
)
def reviews_held(*, year: int) -> Computed:
    held = Review.objects.filter(month__year=year, state__in=HELD).select_related("month")
    return _known(year, count_of(held))


@computed(
    "programmes.items_presented",
    title=_("Items presented"),
    unit=_("item|items"),
    meaning=_("Agenda items that units presented at the reviews of the year's months."),
    source=SOURCE,
    columns=("measure", "unit", "kind", "presented_at"),
    public=False,
)
def items_presented(*, year: int) -> Computed:
    presented = AgendaItem.objects.filter(
        review__month__year=year, review__state__in=HELD, is_dropped=False, presented_at__isnull=False
    )
    return _known(year, count_of(presented.select_related("measure", "unit", "review__month")))
