"""The numbers the ledger vouches for; each opens to the rows it counts."""

from decimal import Decimal
from functools import partial

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, once_a_reading, value_of
from gongjian.programmes import queries
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries.pilots import pilots_landed as landed_in

Kind, State = Campaign.Kind, Measure.State
LEDGER = _("Measure ledger")
COLUMNS = ("number", "title", "lead_unit", "due", "state")
CAMPAIGN_COLUMNS = ("code", "title", "lead_unit")

figure_of_measures = partial(
    computed, unit=_("measure|measures"), source=LEDGER, columns=COLUMNS, key="number", public=True
)
figure_of_campaigns = partial(computed, source=LEDGER, columns=CAMPAIGN_COLUMNS, key="code", public=True)


@once_a_reading
def has_campaigns(year: int, **under: object) -> bool:
    """Whether the year's campaigns (of a sort) have been entered."""
    return Campaign.objects.filter(year=year, **under).exists()


def counted(rows: QuerySet, *, year: int, **under: object) -> Computed:
    """How many; None, not zero, where the year's campaigns of this sort have not been entered: nothing is known."""
    found = count_of(rows)
    if not found.value and not has_campaigns(year, **under):
        return Computed(None, rows)
    return found


def standing(year: int, kinds: tuple[Kind, ...], states: tuple[State, ...] | None = None) -> Computed:
    """How many measures of these kinds count, all or those in some states; None where no campaign of them is known."""
    rows = queries.measures_under(year, *kinds)
    numbers = _numbers(year)
    number = sum(many for (kind, state), many in numbers.items() if kind in kinds and (not states or state in states))
    if states:
        rows = rows.filter(state__in=states)
    if not number and not has_campaigns(year, kind__in=kinds):
        return Computed(None, rows)
    return Computed(Decimal(number), rows, counts_rows=True)


@once_a_reading
def _numbers(year: int) -> dict[tuple[str, str], int]:
    """How many measures of the year count, by their campaign's kind and their state. One query for all the figures."""
    found = queries.measures_under(year, *Kind).order_by().values_list("campaign__kind", "state").annotate(Count("pk"))
    return {(kind, state): number for kind, state, number in found}


@figure_of_measures(
    "programmes.measures",
    title=_("Reform measures"),
    meaning=_(
        "Measures under the year's provincial actions and city campaigns that were established or are further on. "
        "Suspended ones count; proposed, returned, merged and removed ones do not."
    ),
    breakdown="campaign",
)
def measures(*, year: int) -> Computed:
    return standing(year, Campaign.LEDGER_KINDS)


@figure_of_measures(
    "programmes.measures_running",
    title=_("Measures running"),
    meaning=_(
        "Measures of the year's ledger that are being worked on, those that have applied for strike-off included."
    ),
    breakdown="campaign",
)
def measures_running(*, year: int) -> Computed:
    return standing(year, Campaign.LEDGER_KINDS, (State.RUNNING, State.STRIKE_OFF_APPLIED))


@figure_of_measures(
    "programmes.measures_struck_off",
    title=_("Measures struck off"),
    meaning=_("Measures of the year's ledger that are finished: every milestone verified, signed twice."),
    breakdown="campaign",
)
def measures_struck_off(*, year: int) -> Computed:
    return standing(year, Campaign.LEDGER_KINDS, (State.STRUCK_OFF,))


@figure_of_measures(
    "programmes.measures_of_campaign",
    title=_("Measures of a campaign"),
    meaning=_(
        "Measures that stand under one campaign or carry out one provincial action and were established or are "
        "further on; merged and removed ones do not count."
    ),
)
def measures_of_campaign(*, year: int, campaign: str) -> Computed:
    asked = Campaign.objects.filter(year=year, code=campaign)
    return counted(queries.measures_counted_for(Measure.objects.all(), asked), year=year, code=campaign)


@computed(
    "programmes.lead_units",
    title=_("Lead units"),
    unit=_("unit|units"),
    meaning=_("Units that lead at least one measure of the year's ledger."),
    source=LEDGER,
    columns=("code", "name", "kind"),
    key="code",
    public=True,
)
def lead_units(*, year: int) -> Computed:
    return counted(queries.units_that_lead(year), year=year, kind__in=Campaign.LEDGER_KINDS)


@figure_of_campaigns(
    "programmes.provincial_actions",
    title=_("Provincial actions"),
    unit=_("action|actions"),
    meaning=_("Reform actions the province launched in the year and the city carries out."),
)
def provincial_actions(*, year: int) -> Computed:
    return counted(queries.campaigns_of(year, Kind.PROVINCIAL_ACTION), year=year)


@figure_of_campaigns(
    "programmes.city_campaigns",
    title=_("City campaigns"),
    unit=_("campaign|campaigns"),
    meaning=_("Campaigns the city itself launched in the year."),
)
def city_campaigns(*, year: int) -> Computed:
    return counted(queries.campaigns_of(year, Kind.CITY_CAMPAIGN), year=year)


@figure_of_measures(
    "programmes.pilots",
    title=_("Pilot policies"),
    unit=_("policy|policies"),
    meaning=_("Policies the city was allowed to try out first, entered in the year's list."),
)
def pilots(*, year: int) -> Computed:
    return standing(year, (Kind.PILOT_POLICIES,))


@figure_of_measures(
    "programmes.pilots_landed",
    title=_("Pilot policies landed"),
    unit=_("policy|policies"),
    meaning=_("Pilot policies of the year's list that have been struck off, each with the document that landed it."),
)
def pilots_landed(*, year: int) -> Computed:
    return counted(landed_in(year), year=year, kind=Kind.PILOT_POLICIES)


@figure_of_measures(
    "programmes.commitments",
    title=_("Livelihood commitments"),
    unit=_("commitment|commitments"),
    meaning=_("Commitments to the public made at the start of the year."),
)
def commitments(*, year: int) -> Computed:
    return standing(year, (Kind.LIVELIHOOD_COMMITMENTS,))


@figure_of_measures(
    "programmes.commitments_kept",
    title=_("Livelihood commitments kept"),
    unit=_("commitment|commitments"),
    meaning=_(
        "Commitments to the public that have been struck off: every target reached in full and verified, shown in "
        "photographs, every milestone verified, signed twice."
    ),
)
def commitments_kept(*, year: int) -> Computed:
    return standing(year, (Kind.LIVELIHOOD_COMMITMENTS,), (State.STRUCK_OFF,))


@figure_of_measures(
    "programmes.scenarios",
    title=_("Scenarios"),
    unit=_("scene|scenes"),
    meaning=_("Scenes of process re-engineering on the year's list."),
)
def scenarios(*, year: int) -> Computed:
    return standing(year, (Kind.SCENARIOS,))


@computed(
    "programmes.year",
    title=_("Reporting year"),
    meaning=_("The year whose campaigns and measures the overview reports on."),
    unit="",
    source=_("Campaigns of the year"),
    columns=CAMPAIGN_COLUMNS,
    key="code",
    public=True,
    value_type="year",
)
def reporting_year(*, year: int) -> Computed:
    """None where no campaign of that year is kept."""
    kept = Campaign.objects.filter(year=year)
    return value_of(kept.values_list("year", flat=True).first(), kept)
