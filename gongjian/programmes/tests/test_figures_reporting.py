"""How the units report, in figures."""

from datetime import date
from decimal import Decimal

import pytest

from gongjian.programmes.figures.reporting import reports_due, reports_handed_in, reports_in_time
from gongjian.programmes.models import Measure, MonthlyReport
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, make_report, moment

pytestmark = pytest.mark.django_db
State = MonthlyReport.State


@pytest.fixture
def city():
    return ReportingCity()


def add(city, state, submitted_at=None, **fields):
    measure = city.measure(state=Measure.State.RUNNING)
    return make_report(measure, city.month, state=state, submitted_at=submitted_at, **fields)


def values(year=2020):
    return [figure(year=year).value for figure in (reports_due, reports_handed_in, reports_in_time)]


def test_before_the_day_nothing_is_known(city):
    with at(2020, 11, 25):
        assert values() == [None, None, None]
    with at(2020, 11, 26):
        assert values(2019) == [None, None, None]


def test_what_is_due_handed_in_and_in_time_is_counted_apart(city):
    add(city, State.ACCEPTED, moment(2020, 11, 25, 23))
    add(city, State.SUBMITTED, moment(2020, 11, 26, 0))
    add(city, State.RETURNED)
    add(city, State.RETURNED, due_on=date(2020, 11, 30))  # it has some days to come again
    with at(2020, 11, 27):
        assert values() == [4, 2, Decimal("25.0")]
        assert reports_in_time(year=2020).rows.count() == 1


def test_a_share_in_the_middle_is_rounded_up_as_everywhere(city):
    for _n in range(14):
        add(city, State.RETURNED)
    add(city, State.SUBMITTED, moment(2020, 11, 20))
    with at(2020, 11, 27):
        assert values() == [16, 1, Decimal("6.3")]  # 6.25


def test_reports_on_removed_measures_do_not_count(city):
    add(city, State.SUBMITTED, moment(2020, 11, 20))
    Measure.objects.filter(pk=city.running.pk).update(is_removed=True)
    with at(2020, 11, 27):
        assert values() == [1, 1, Decimal("100.0")]
