"""How the units report: asked for, handed in, in time."""

from decimal import Decimal
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.indicators.computed import Computed, computed, count_of, value_of
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
    return known(count_of(due_of(year)))


@figure_of_reports(
    "programmes.reports_handed_in",
    title=_("Reports handed in"),
    unit=_("report|reports"),
    meaning=_("Of the monthly reports whose day has passed: those handed in to the reform office, late ones included."),
)
def reports_handed_in(*, year: int) -> Computed:
    due = due_of(year)
    handed_in = due.filter(state__in=MonthlyReport.HANDED_IN)
    return count_of(handed_in) if due.exists() else Computed(None, handed_in)


@figure_of_reports(
    "programmes.reports_in_time",
    title=_("Reports handed in on time"),
    unit="%",
    meaning=_("Of the monthly reports whose day has passed: the share handed in on or before it, in percent."),
)
def reports_in_time(*, year: int) -> Computed:
    due = due_of(year)
    in_time, total = due.filter(is_in_time()), due.count()
    return value_of(round(Decimal(100 * in_time.count()) / total, 1) if total else None, in_time)


def known(found: Computed) -> Computed:
    return found if found.value else Computed(None, found.rows)
