from datetime import date, timedelta

import pytest
from django.utils import timezone

from gongjian.algorithms.calendar import UnpublishedYear
from gongjian.core.audit import SYSTEM
from gongjian.organizations import queries
from gongjian.organizations.models import Duty, Unit
from gongjian.organizations.tests.factories import make_appointment, make_person, make_post, make_unit


def test_units_in_scope_are_those_of_all_posts_with_the_duty(city):
    found = queries.units_in_scope(city.reform, Duty.REFORM_OFFICE)
    assert set(found) == set(Unit.objects.all())
    assert list(queries.units_in_scope(city.handler, Duty.HANDLER)) == [city.county]
    assert not queries.units_in_scope(city.nobody, *Duty.values)
    assert queries.units_in_scope(SYSTEM, Duty.READER).count() == Unit.objects.count()


def test_who_holds_no_post_sees_nothing_of_the_organisation(city):
    for visible in (queries.units_visible_to, queries.people_visible_to, queries.divisions_visible_to):
        assert not visible(city.nobody).exists()
    for visible in (queries.posts_visible_to, queries.accounts_visible_to, queries.appointments_visible_to):
        assert not visible(city.nobody).exists()


def test_whoever_holds_any_post_sees_all_units(city):
    assert queries.units_visible_to(city.audit).count() == Unit.objects.count()


def test_people_are_counted_once_and_only_those_of_today(city):
    unit = make_unit("new", city.root)
    person = make_person()
    for _n in range(2):
        make_appointment(make_post(unit), person)
    make_appointment(make_post(unit), make_person(), until=timezone.localdate() - timedelta(days=1))
    assert queries.with_number_of_people(Unit.objects.filter(pk=unit.pk)).get().people == 1


def test_units_above_stand_from_the_top_down(city):
    assert queries.units_above(city.office) == [city.root, city.bureau]
    assert queries.units_above(city.root) == []


def test_people_in_scope_are_those_who_serve_nowhere_else(city):
    inside = queries.people_in_scope(city.county_security, Duty.SECURITY_ADMIN)
    assert city.handler.person in inside
    assert city.reform.person not in inside
    make_appointment(make_post(city.bureau), city.handler.person)
    assert city.handler.person not in queries.people_in_scope(city.county_security, Duty.SECURITY_ADMIN)


def test_people_in_scope_of_somebody_without_the_duty_are_none(city):
    assert not queries.people_in_scope(city.handler, Duty.SECURITY_ADMIN).exists()


def test_accounts_over_a_unit_hold_the_duty_in_a_scope_that_contains_it(city, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert queries.accounts_over(city.county, [Duty.HANDLER]) == [city.handler]
    assert queries.accounts_over(city.bureau, [Duty.HANDLER]) == []
    assert city.reform in queries.accounts_over(city.county, [Duty.REFORM_OFFICE, Duty.HANDLER])
    city.handler.is_active = False
    city.handler.save()
    assert queries.accounts_over(city.county, [Duty.HANDLER]) == []


def test_accounts_with_a_duty_are_open_and_hold_it_today(city):
    assert queries.accounts_with([Duty.HANDLER]) == [city.handler]
    city.handler.is_active = False
    city.handler.save()
    assert queries.accounts_with([Duty.HANDLER]) == []


def test_the_calendar_costs_one_query_however_many_years(city, django_assert_num_queries):
    for year in (2019, 2020, 2021):
        queries.YearNotice.objects.create(year=year, holidays=[f"{year}-01-01"], workdays=[], source="x")
    with django_assert_num_queries(1):
        known = queries.calendar_now()
    assert sorted(known.years) == [2019, 2020, 2021]


def test_a_span_into_a_year_without_notice_names_the_year(city):
    queries.YearNotice.objects.create(year=2020, holidays=["2020-01-01"], workdays=[], source="x")
    with pytest.raises(UnpublishedYear, match="2021"):
        queries.calendar_now().add_working_days(date(2020, 12, 30), 5)
