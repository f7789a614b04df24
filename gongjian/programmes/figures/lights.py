"""The numbers the frozen months vouch for: how many measures showed which light."""

from decimal import Decimal
from functools import partial

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, once_a_reading
from gongjian.programmes.models import Campaign, MeasureLight, Month
from gongjian.programmes.queries.lights import under_kinds
from gongjian.programmes.queries.months import latest_frozen, month_of

Light = MeasureLight.Light
_latest_frozen = once_a_reading(latest_frozen)
figure_of_lights = partial(
    computed,
    unit=_("measure|measures"),
    source=_("Frozen months"),
    columns=("measure", "campaign", "unit", "light", "planned", "verified", "reason"),
    public=False,
)


@once_a_reading
def has_months(year: int) -> bool:
    """Whether a month of the year has been opened."""
    return Month.objects.filter(year=year).exists()


def counted(*lights: str, year: int, month: int, campaign: str = "") -> Computed:
    """Of the ledger's measures; None where the month (0: the latest of the year) has not been frozen."""
    found = month_of(year, month) if month else _latest_frozen(year)
    rows = _lights_of(found, campaign).filter(light__in=lights).order_by("measure__number")
    if found is None or found.state != Month.State.FROZEN:
        return Computed(None, rows.none())
    numbers = _numbers(found, campaign)
    return Computed(Decimal(sum(numbers.get(light, 0) for light in lights)), rows, counts_rows=True)


def _lights_of(month: Month | None, campaign: str) -> QuerySet[MeasureLight]:
    """What showed a light in the month: in the ledger, or under one campaign of whatever kind."""
    rows = MeasureLight.objects.filter(month=month)
    return rows.filter(campaign__code=campaign) if campaign else under_kinds(rows, *Campaign.LEDGER_KINDS)


@once_a_reading
def _numbers(month: Month, campaign: str) -> dict[str, int]:
    """How many showed each light. One query for all the figures of a month."""
    rows = _lights_of(month, campaign).order_by().values_list("light").annotate(Count("pk"))
    return dict(rows)


@figure_of_lights(
    "programmes.lights",
    title=_("Measures with a light"),
    meaning=_("Measures of the ledger that stood at the end of the month (the year's latest frozen one unless said)."),
    breakdown="campaign",
)
def lights(*, year: int, month: int = 0, campaign: str = "") -> Computed:
    return counted(*Light, year=year, month=month, campaign=campaign)


@figure_of_lights(
    "programmes.lights_green",
    title=_("Measures on course"),
    meaning=_("Measures of the ledger whose light was green at the end of the month."),
    breakdown="campaign",
)
def lights_green(*, year: int, month: int = 0, campaign: str = "") -> Computed:
    return counted(Light.GREEN, year=year, month=month, campaign=campaign)


@figure_of_lights(
    "programmes.lights_yellow",
    title=_("Measures lagging"),
    meaning=_("Measures of the ledger whose light was yellow at the end of the month."),
    breakdown="campaign",
)
def lights_yellow(*, year: int, month: int = 0, campaign: str = "") -> Computed:
    return counted(Light.YELLOW, year=year, month=month, campaign=campaign)


@figure_of_lights(
    "programmes.lights_red",
    title=_("Measures on alarm"),
    meaning=_("Measures of the ledger whose light was red at the end of the month."),
    breakdown="campaign",
)
def lights_red(*, year: int, month: int = 0, campaign: str = "") -> Computed:
    return counted(Light.RED, year=year, month=month, campaign=campaign)


@figure_of_lights(
    "programmes.lights_blue",
    title=_("Measures finished at the month's end"),
    meaning=_("Measures of the ledger that were struck off by the end of the month."),
    breakdown="campaign",
)
def lights_blue(*, year: int, month: int = 0, campaign: str = "") -> Computed:
    return counted(Light.BLUE, year=year, month=month, campaign=campaign)


@computed(
    "programmes.months_frozen",
    title=_("Months frozen"),
    unit=_("month|months"),
    meaning=_("Months of the year whose lights were frozen."),
    source=_("Frozen months"),
    columns=("year", "month", "as_of", "frozen_at"),
)
def months_frozen(*, year: int) -> Computed:
    rows = Month.objects.filter(year=year, state=Month.State.FROZEN)
    return count_of(rows) if has_months(year) else Computed(None, rows)
