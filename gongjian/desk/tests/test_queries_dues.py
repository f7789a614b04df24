from datetime import date

import pytest

from gongjian.desk.queries.dues import DUES, dues_between, months_around, weeks_of
from gongjian.programmes.tests.factories import make_evidence, make_milestone


@pytest.mark.parametrize(
    ("day", "around"),
    [
        (date(2020, 2, 10), (date(2020, 2, 1), date(2020, 2, 29), date(2020, 1, 1), date(2020, 3, 1))),
        (date(2020, 12, 31), (date(2020, 12, 1), date(2020, 12, 31), date(2020, 11, 1), date(2021, 1, 1))),
    ],
)
def test_a_month_knows_its_neighbours(day, around):
    assert months_around(day) == around


def test_weeks_begin_on_monday_and_leave_out_other_months():
    weeks = weeks_of(date(2020, 11, 1))
    assert weeks[0] == [None] * 6 + [date(2020, 11, 1)]
    assert weeks[-1][0] == date(2020, 11, 30)


@pytest.mark.django_db
def test_what_is_proved_or_not_ones_own_is_not_due(city):
    measure = city.measure(state="running", due=date(2020, 11, 30))
    make_milestone(measure, sequence=1, weight=50, due=date(2020, 11, 12))
    make_evidence(make_milestone(measure, sequence=2, weight=50, due=date(2020, 11, 13)), verified=True)
    november = (date(2020, 11, 1), date(2020, 11, 30))
    assert [due.day.day for due in dues_between(city.handler, *november)] == [12, 30]
    assert dues_between(city.other, *november) == []
    assert dues_between(city.handler, date(2020, 10, 1), date(2020, 10, 31)) == []


@pytest.mark.django_db
def test_every_kind_can_be_asked_for_anybody(city):
    for kind in DUES:
        assert [kind.rows(user).count() for user in (city.nobody, city.reform, city.handler, city.system)] == [0] * 4
