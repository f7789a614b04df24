"""What the overview itself vouches for: the year it reports on."""

from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, value_of
from gongjian.reports.models import Overview


@computed(
    "reports.year",
    title=_("Reporting year"),
    meaning=_("The year the overview reports on, as it is kept with the overview."),
    unit="",
    source=_("Annual overview"),
    columns=("year",),
    key="year",
    public=True,
)
def year(*, year: int) -> Computed:
    """None where no overview of that year is kept."""
    kept = Overview.objects.filter(year=year)
    return value_of(kept.values_list("year", flat=True).first(), kept)
