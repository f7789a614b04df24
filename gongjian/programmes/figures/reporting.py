"""How the units report: asked for, handed in, in time."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.indicators.computed import Computed, computed, counted_already, once_a_reading, value_of
from gongjian.programmes.models import MonthlyReport
from gongjian.programmes.queries.reporting import is_in_time, reports_of_year

figure_of_reports = partial(
    computed, source=_("Monthly reports"), columns=("month", "measure", "unit", "state", "due_on"), breakdown="unit"
)


def due_of(year: int) -> QuerySet[MonthlyReport]:
    return reports_of_year(year).filter(due_on__lt=clock.today())


@figure_of_reports(
    "programmes.reports_due",
    title=_("Reports due"),
    unit=_("report|reports"),
    meaning=_("Monthly reports of the year's months whose day has passed."),
)
def reports_due(*, year: int) -> Computed:
    """None where no report of that year has fallen due yet."""
    return _known(year, "due", due_of(year))


@figure_of_reports(
    "programmes.reports_handed_in",
    title=_("Reports handed in"),
    unit=_("report|reports"),
    meaning=_("Of the monthly reports whose day has passed: those handed in to the reform office, late ones included."),
)
def reports_handed_in(*, year: int) -> Computed:
    return _known(year, "handed_in", due_of(year).filter(state__in=MonthlyReport.HANDED_IN))


@figure_of_reports(
    "programmes.reports_in_time",
    title=_("Reports handed in on time"),
    unit="%",
    meaning=_("Of the monthly reports whose day has passed: the share handed in on or before it, in percent."),
)
def reports_in_time(*, year: int) -> Computed:
    counts, in_time = _counts(year), due_of(year).filter(is_in_time())
    if not counts["due"]:
        return value_of(None, in_time)
    share = Decimal(100 * counts["in_time"]) / counts["due"]
    return value_of(share.quantize(Decimal("0.1"), ROUND_HALF_UP), in_time)


@once_a_reading
def _counts(year: int) -> dict[str, int]:
    """How many reports of the year were due, handed in, handed in on time. Two queries for the three figures."""
    due = due_of(year)
    return due.aggregate(
        due=Count("pk"),
        handed_in=Count("pk", filter=Q(state__in=MonthlyReport.HANDED_IN)),
        in_time=Count("pk", filter=_in_time(due)),
    )


def _in_time(due: QuerySet[MonthlyReport]) -> Q:
    """As `is_in_time`, day by day: to find the day of every moment is dear where the database does not know time zones."""
    days = due.order_by().values_list("due_on", flat=True).distinct()
    each = [Q(due_on=day, submitted_at__lt=_end_of(day)) for day in days]
    # None of no days: an empty Q would be all.
    return Q(Q(*each, _connector=Q.OR) if each else Q(pk__in=()), state__in=MonthlyReport.HANDED_IN)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _known(year: int, name: str, rows: QuerySet[MonthlyReport]) -> Computed:
    """One of the counts with its rows; None, not zero, while no report of the year has fallen due."""
    counts = _counts(year)
    return counted_already(counts[name], rows) if counts["due"] else Computed(None, rows)
