"""What is looked up in the ledger."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.files import SPREADSHEETS
from gongjian.core.models import StoredFile
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Campaign, Evidence, Measure, Milestone

OFFICE = ("reform_office",)
OVERSEEING = ("reform_office", "reader", "inspector")
TAKING_PART = ("unit_head", "handler")


# --- who sees what --------------------------------------------------------------------------
def measures_visible_to(user: object, *, with_removed: bool = False) -> QuerySet[Measure]:
    """The measures this account may see; none for outsiders.

    Who oversees sees what the units in scope lead; who takes part also what they support. Removed ones
    are seen by the reform office only, and only when asked for.
    """
    if user is SYSTEM:
        return Measure.objects.all() if with_removed else Measure.objects.filter(is_removed=False)
    own = units_in_scope(user, *TAKING_PART)
    supported = Measure.supporting_units.through.objects.filter(unit__in=own).values("measure_id")
    leading = units_in_scope(user, *OVERSEEING, *TAKING_PART)
    visible = Measure.objects.filter(Q(lead_unit__in=leading) | Q(pk__in=supported))
    if with_removed:
        return visible.filter(Q(is_removed=False) | Q(lead_unit__in=units_in_scope(user, *OFFICE)))
    return visible.filter(is_removed=False)


def about_visible(rows: QuerySet, user: object, *, with_removed: bool = False) -> QuerySet:
    """Of rows that belong to a measure, those whose measure this account may see. Asked of each row: SQLite would list
    all visible measures first, however few rows there are."""
    return rows.filter(Exists(measures_visible_to(user, with_removed=with_removed).filter(pk=OuterRef("measure_id"))))


def campaigns_visible_to(user: object) -> QuerySet[Campaign]:
    """Campaigns are the public frame of the year: whoever has any part in the ledger sees all of them."""
    takes_part = user is SYSTEM or units_in_scope(user, *OVERSEEING, *TAKING_PART).exists()
    return Campaign.objects.all() if takes_part else Campaign.objects.none()


def evidence_visible_to(user: object) -> QuerySet[Evidence]:
    return Evidence.objects.filter(milestone__measure__in=measures_visible_to(user))


def measures_of_own_units(user: object) -> Q:
    """The measures that the units in which this account takes part lead."""
    return Q(lead_unit__in=units_in_scope(user, *TAKING_PART))


def measures_ruled_by(user: object) -> QuerySet[Measure]:
    """The measures the reform office decides on: those the units in its scope lead."""
    return Measure.objects.filter(lead_unit__in=units_in_scope(user, *OFFICE), is_removed=False)


# --- what counts ----------------------------------------------------------------------------
def measures_under(year: int, *kinds: str) -> QuerySet[Measure]:
    """What stands under campaigns of these kinds in a year: established or later, not merged, not removed."""
    standing = Measure.objects.filter(state__in=Measure.COUNTED, is_removed=False)
    return standing.filter(campaign__year=year, campaign__kind__in=kinds)


def measures_that_count(year: int) -> QuerySet[Measure]:
    """The year's ledger 台账. Suspended measures count, proposed and returned ones do not yet."""
    return measures_under(year, *Campaign.LEDGER_KINDS)


def campaigns_of(year: int, kind: str) -> QuerySet[Campaign]:
    return Campaign.objects.filter(year=year, kind=kind)


def units_that_lead(year: int) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=measures_that_count(year).order_by().values("lead_unit_id"))


def years_with_campaigns() -> list[int]:
    """Latest first."""
    return list(Campaign.objects.order_by("-year").values_list("year", flat=True).distinct())


def latest_year() -> int | None:
    return Campaign.objects.aggregate(latest=Max("year"))["latest"]


# --- milestones and evidence ----------------------------------------------------------------
def with_verification(milestones: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """Milestones with `is_verified`: some evidence of theirs has been verified (by today, when a past day is told)."""
    verified = Evidence.objects.filter(milestone=OuterRef("pk"), verified_on__lte=clock.today())
    return milestones.annotate(is_verified=Exists(verified))


def progress_of(measures: Iterable[Measure], today: date) -> dict[int, tuple[int, int, int, int]]:
    """By measure: verified %, planned % (milestones due by today), verified and all milestones. One query."""
    found: dict[int, list[int]] = {}
    rows = with_verification(Milestone.objects.filter(measure__in=[measure.pk for measure in measures])).order_by()
    for measure_id, weight, verified, due in rows.values_list("measure_id", "weight", "is_verified", "due"):
        sums = found.setdefault(measure_id, [0, 0, 0, 0])
        sums[0] += weight if verified else 0
        sums[1] += weight if due <= today else 0
        sums[2] += 1 if verified else 0
        sums[3] += 1
    return {key: (sums[0], sums[1], sums[2], sums[3]) for key, sums in found.items()}


def steps_of(measures: Iterable[Measure]) -> dict[int, list[tuple[int, str, str, date]]]:
    """By measure: number, title, English title and due date of its milestones, in their order. One query."""
    found: dict[int, list[tuple[int, str, str, date]]] = {}
    rows = Milestone.objects.filter(measure__in=[measure.pk for measure in measures])
    for measure_id, *step in rows.values_list("measure_id", "sequence", "title", "title_en", "due"):
        found.setdefault(measure_id, []).append(tuple(step))
    return found


def unverified_milestones(measure: Measure) -> QuerySet[Milestone]:
    return with_verification(measure.milestones.all()).filter(is_verified=False)


# --- the board ------------------------------------------------------------------------------
def counts_by_state(measures: QuerySet[Measure]) -> dict[str, int]:
    """How many measures stand in each state; states without any are absent."""
    return dict(measures.order_by().values_list("state").annotate(Count("pk")))


def measures_of_campaign(measures: QuerySet[Measure], campaign: Any) -> QuerySet[Measure]:
    """What stands under a campaign, or carries out a provincial action, in whatever state.

    `campaign` is one, its key, several or an OuterRef of its key.
    """
    several = isinstance(campaign, QuerySet)
    under, carrying = ("campaign__in", "provincial_action__in") if several else ("campaign", "provincial_action")
    return measures.filter(Q(**{under: campaign}) | Q(**{carrying: campaign}))


def measures_counted_for(measures: QuerySet[Measure], campaign: Any) -> QuerySet[Measure]:
    """Of these, how a campaign's measures are counted wherever they are: established or later, not merged or removed."""
    return measures_of_campaign(measures.filter(state__in=Measure.COUNTED, is_removed=False), campaign)


def with_counts(campaigns: QuerySet[Campaign], measures: QuerySet[Measure]) -> list[Campaign]:
    """The campaigns, each with `standing` and `finished`: how many of these measures count for it and how many of
    them are struck off, and `share` of the one in the other. One query."""
    counted = measures_counted_for(measures, OuterRef("pk"))
    found = list(
        campaigns.annotate(
            standing=_number_of(counted),
            finished=_number_of(counted.filter(state=Measure.State.STRUCK_OFF)),
        )
    )
    for campaign in found:
        campaign.share = round(100 * campaign.finished / campaign.standing) if campaign.standing else 0
    return found


def _number_of(rows: QuerySet) -> Coalesce:
    """How many rows, as a subquery of something else."""
    counted = rows.order_by().annotate(together=Value(1)).values("together").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def received_ledgers(user: object) -> QuerySet[StoredFile]:
    """Workbooks this account has uploaded."""
    return StoredFile.objects.filter(stored_by=user, kind__in=SPREADSHEETS)
