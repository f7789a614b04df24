from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.calendar import Calendar, NoticeError, UnpublishedYear, YearNotice, seed_notice

CALENDAR = Calendar.of(seed_notice(year) for year in range(2019, 2027))
DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31))


def every_day(first, last):
    return (first + timedelta(n) for n in range((last - first).days + 1))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2020, 9, 24), 5, date(2020, 9, 30)),  # Sunday 27 September worked
        (date(2020, 9, 30), 1, date(2020, 10, 9)),  # over the October week
        (date(2020, 10, 9), 1, date(2020, 10, 10)),  # Saturday 10 October worked
        (date(2020, 1, 23), 1, date(2020, 2, 3)),  # the holiday prolonged by the epidemic
        (date(2019, 12, 31), 1, date(2020, 1, 2)),  # over the end of a year
        (date(2020, 9, 26), 0, date(2020, 9, 26)),  # no span at all
        (date(2020, 9, 26), 1, date(2020, 9, 27)),  # from a Saturday
    ],
)
def test_a_span_of_working_days_ends_where_the_notice_says(start, days, end):
    assert CALENDAR.add_working_days(start, days) == end


@pytest.mark.parametrize(("year", "count"), [(2020, 249), (2026, 248)])
def test_a_year_has_the_published_number_of_working_days(year, count):
    assert len(seed_notice(year).working_ordinals) == count


def test_every_day_of_five_years_agrees_with_an_independent_package():
    oracle = holidays.China(years=range(2022, 2027))
    wrong = [
        day
        for day in every_day(date(2022, 1, 1), date(2026, 12, 31))
        if CALENDAR.is_working_day(day) != oracle.is_working_day(day)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.add_working_days(date(2026, 12, 30), 9),
        lambda c: c.is_working_day(date(2027, 5, 1)),
        lambda c: c.working_days_between(date(2026, 12, 1), date(2027, 1, 5)),
        lambda c: seed_notice(2027),
    ],
)
def test_a_span_into_an_unpublished_year_names_the_year(ask):
    with pytest.raises(UnpublishedYear) as error:
        ask(CALENDAR)
    assert error.value.year == 2027


def test_a_negative_span_is_refused():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2020, 1, 1), -1)


def test_a_notice_that_contradicts_itself_lists_every_problem():
    with pytest.raises(NoticeError) as error:
        YearNotice(
            2021,
            frozenset({date(2020, 1, 1), date(2021, 5, 2)}),
            frozenset({date(2021, 5, 2), date(2021, 5, 3)}),
        )
    assert {code for code, _day in error.value.problems} == {"other_year", "both", "not_weekend"}


@given(DAYS, st.integers(0, 250))
def test_counting_back_what_was_added_gives_the_same_number(start, days):
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, days)) == days


@given(DAYS, st.integers(0, 100), st.integers(0, 100))
def test_two_spans_after_one_another_are_their_sum(start, first, second):
    middle = CALENDAR.add_working_days(start, first)
    assert CALENDAR.add_working_days(middle, second) == CALENDAR.add_working_days(start, first + second)


@given(DAYS, DAYS)
def test_counting_day_by_day_gives_the_same(start, end):
    start, end = sorted((start, end))
    slow = sum(CALENDAR.is_working_day(day) for day in every_day(start + timedelta(1), end))
    assert CALENDAR.working_days_between(start, end) == slow == -CALENDAR.working_days_between(end, start)
