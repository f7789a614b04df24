"""What the overview itself vouches for: the year it reports on."""

from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, value_of
from gongjian.programmes.models import Campaign


@computed(
    "reports.year",
    title=_("Reporting year"),
    meaning=_("The year whose campaigns and measures the overview reports on."),
    unit="",
    source=_("Campaigns of the year"),
    columns=("code", "title", "lead_unit"),
    key="code",
    public=True,
    value_type="year",
)
def reporting_year(*, year: int) -> Computed:
    """None where no campaign of that year is kept."""
    kept = Campaign.objects.filter(year=year)
    return value_of(kept.values_list("year", flat=True).first(), kept)
