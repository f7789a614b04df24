"""What is looked up of the months: whose reports are owed, how far reporting is, which month comes next."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Adjustment, Campaign, Measure, Month, MonthlyReport
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART, about_visible, measures_visible_to
from gongjian.programmes.queries.work_kinds import WorkKind

State = Measure.State
# Of these a report is owed every month.
REPORTING = (State.RUNNING, State.STRIKE_OFF_APPLIED, State.ADJUSTMENT_APPLIED)


# --- who sees what --------------------------------------------------------------------------
def months_visible_to(user: object) -> QuerySet[Month]:
    """The months are the city's frame, like its campaigns: whoever has any part in the ledger sees all of them."""
    takes_part = user is SYSTEM or units_in_scope(user, *OVERSEEING, *TAKING_PART).exists()
    return Month.objects.all() if takes_part else Month.objects.none()


def reports_seen_in(month: Month, user: object) -> QuerySet[MonthlyReport]:
    """The month's reports of the measures this account may see."""
    return about_visible(month.reports.all(), user)


# --- the year's measures --------------------------------------------------------------------
def driven_in(year: int) -> Q:
    """Which measures the months of a year are about: the year's own, and those of earlier years that are still owed
    or have ended in it. Nothing drops out of sight because a year ended."""
    carried = Q(state__in=REPORTING) | Q(state_on__gte=date(year, 1, 1))
    return Q(campaign__year=year) | (Q(campaign__year__lt=year) & carried)


def measures_that_report(year: int) -> QuerySet[Measure]:
    """Begun and running today; what moved on only after today was still running, when a past month is told again.
    A suspended measure, or one not begun, does not run because its unit has applied for an adjustment."""
    today = clock.today()
    moved_on_later = Q(state__in=(State.STRUCK_OFF, State.SUSPENDED, State.MERGED, State.SPLIT), state_on__gt=today)
    running = Q(state__in=REPORTING) | moved_on_later
    measures = Measure.objects.filter(driven_in(year), running, start__lte=today, is_removed=False)
    resting = Adjustment.objects.filter(state=Adjustment.State.APPLIED).exclude(state_before__in=REPORTING)
    return measures.exclude(pk__in=resting.values("measure_id"))


def year_is_driven(year: int) -> bool:
    """It has campaigns of its own, or has begun with measures of earlier years still owed."""
    if Campaign.objects.filter(year=year).exists():
        return True
    return year <= clock.today().year and measures_that_report(year).exists()


# --- months ---------------------------------------------------------------------------------
def month_of(year: int, month: int) -> Month | None:
    return Month.objects.filter(year=year, month=month).first()


def before(year: int, month: int) -> Q:
    return Q(year__lt=year) | Q(year=year, month__lt=month)


def months_before(month: Month) -> QuerySet[Month]:
    """Latest first."""
    return Month.objects.filter(before(month.year, month.month))


def open_months_before(month: Month) -> QuerySet[Month]:
    """Earlier months that have not been frozen, the earliest first."""
    return months_before(month).filter(state=Month.State.OPEN).order_by("year", "month")


def frozen_after(year: int, month: int) -> Month | None:
    """A later month that is frozen already."""
    later = Q(year__gt=year) | Q(year=year, month__gt=month)
    return Month.objects.filter(later, state=Month.State.FROZEN).order_by("year", "month").first()


def latest_frozen(year: int | None = None) -> Month | None:
    frozen = Month.objects.filter(state=Month.State.FROZEN)
    return (frozen if year is None else frozen.filter(year=year)).first()


def frozen_before(month: Month) -> Month | None:
    """The frozen month next before this one: what its lights are compared with."""
    return months_before(month).filter(state=Month.State.FROZEN).first()


def next_to_open(today: date) -> tuple[int, int]:
    """The month after the latest one, or the running one when there is none."""
    latest = Month.objects.first()
    if latest is None:
        return today.year, today.month
    return (latest.year + 1, 1) if latest.month == 12 else (latest.year, latest.month + 1)


# --- reporting ------------------------------------------------------------------------------
def with_reporting(months: QuerySet[Month], user: object) -> QuerySet[Month]:
    """Months with `owed` and `handed_in`: of the reports this account may see, how many were asked for and came in."""
    seen = Q(reports__measure__in=measures_visible_to(user))
    handed_in = Q(reports__state__in=MonthlyReport.HANDED_IN)
    counted = months.annotate(owed=Count("reports", filter=seen), handed_in=Count("reports", filter=seen & handed_in))
    return counted.order_by("-year", "-month")


def reporting_by_unit(reports: QuerySet[MonthlyReport]) -> list[dict[str, Any]]:
    """By unit: reports asked for, handed in, accepted, still with the unit. One query."""
    state = MonthlyReport.State
    return list(
        reports.order_by("unit__path")
        .values("unit", "unit__code", "unit__name", "unit__name_en", "unit__short_name", "unit__path")
        .annotate(
            owed=Count("pk"),
            handed_in=Count("pk", filter=Q(state__in=MonthlyReport.HANDED_IN)),
            accepted=Count("pk", filter=Q(state=state.ACCEPTED)),
            returned=Count("pk", filter=Q(state=state.RETURNED)),
            missing=Count("pk", filter=Q(state__in=MonthlyReport.WITH_UNIT)),
        )
    )


def latest_words(measures: Iterable[int], months: Iterable[Month]) -> dict[int, MonthlyReport]:
    """By measure: the latest report handed in, looked for from the first of `months` on. A query a month at most."""
    found: dict[int, MonthlyReport] = {}
    wanted = set(measures)
    for month in months:
        if not wanted:
            break
        reports = MonthlyReport.objects.filter(
            month=month, measure__in=wanted, state__in=MonthlyReport.HANDED_IN
        ).order_by()
        for report in reports.only("measure_id", "problems", "next_steps"):
            found[report.measure_id] = report
        wanted -= found.keys()
    return found


# --- what waits -----------------------------------------------------------------------------
def months_to_freeze_for(user: object) -> QuerySet[Month]:
    """Open months that are over: the reform office, with the city as its scope, freezes them."""
    today = clock.today()
    over = Q(year__lt=today.year) | Q(year=today.year, month__lt=today.month)
    months = Month.objects.filter(over, state=Month.State.OPEN)
    runs = user is SYSTEM or units_in_scope(user, *OFFICE).filter(parent=None).exists()
    return months if runs else months.none()


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "month_freeze",
        _("Freeze the month"),
        months_to_freeze_for,
        due="",
        since="due_on",
        words=lambda month: month.label,
    ),
)
