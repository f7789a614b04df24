"""What moved, what was reopened, and by how many splitting raised the count of measures."""

from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, value_of
from gongjian.programmes.figures.ledger import counted, figure_of_measures, has_campaigns
from gongjian.programmes.models import Campaign
from gongjian.programmes.queries import adjustments, splits

KINDS = Campaign.LEDGER_KINDS


@computed(
    "programmes.adjustments_approved",
    title=_("Adjustments approved"),
    unit=_("adjustment|adjustments"),
    meaning=_("Approved applications that moved a date or a goal of a measure of the year's ledger."),
    source=_("Applications for adjustment"),
    columns=("measure", "applied_on", "ruled_on", "state"),
)
def adjustments_approved(*, year: int) -> Computed:
    return counted(adjustments.adjustments_approved(year), year=year, kind__in=KINDS)


@figure_of_measures(
    "programmes.measures_reopened",
    title=_("Measures reopened"),
    meaning=_("Measures of the year's ledger that were struck off and that a look-back reopened, once or oftener."),
)
def measures_reopened(*, year: int) -> Computed:
    return counted(adjustments.measures_reopened(year), year=year, kind__in=KINDS)


@figure_of_measures(
    "programmes.measures_by_split",
    title=_("Measures more by splitting"),
    meaning=_(
        "By how many splitting raised the count of the year's measures: the parts that count, less one for each measure that was split."
    ),
)
def measures_by_split(*, year: int) -> Computed:
    if not has_campaigns(year, kind__in=KINDS):
        return value_of(None, splits.parts_that_count(year))
    return value_of(splits.raised_by_splitting(year), splits.parts_that_count(year))


@figure_of_measures(
    "programmes.measures_merged",
    title=_("Measures merged"),
    meaning=_("Measures of the year's ledger that another took over; they do not count."),
)
def measures_merged(*, year: int) -> Computed:
    return counted(splits.merged_measures(year), year=year, kind__in=KINDS)
