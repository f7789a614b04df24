from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Duty
from gongjian.organizations.rules import covers, has_duty, has_duty_citywide
from gongjian.organizations.rules.duties import covers_person
from gongjian.organizations.tests.factories import (
    make_account,
    make_appointment,
    make_officer,
    make_person,
    make_post,
    make_unit,
)


def fresh(account):
    """The account as the next request sees it: what it may do is looked up once a request."""
    return Account.objects.get(pk=account.pk)


def test_a_duty_counts_in_the_unit_of_its_scope_and_everything_below(city):
    head = make_officer(city.bureau, Duty.UNIT_HEAD)
    assert has_duty(head, Duty.UNIT_HEAD, unit=city.bureau)
    assert has_duty(head, Duty.UNIT_HEAD, unit=city.office)


def test_a_duty_counts_neither_above_its_scope_nor_beside_it(city):
    head = make_officer(city.bureau, Duty.UNIT_HEAD)
    assert not has_duty(head, Duty.UNIT_HEAD, unit=city.root)
    assert not has_duty(head, Duty.UNIT_HEAD, unit=city.county)


def test_a_unit_whose_number_begins_like_another_is_not_below_it(city):
    head = make_officer(city.county, Duty.UNIT_HEAD)
    lookalike = make_unit("lookalike", city.root)
    lookalike.path = city.county.path[:-1] + "9/"
    assert not has_duty(head, Duty.UNIT_HEAD, unit=lookalike)


def test_another_duty_is_not_held(city):
    assert not has_duty(city.handler, Duty.UNIT_HEAD, unit=city.county)


def test_without_a_unit_any_scope_will_do(city):
    assert has_duty(city.handler, Duty.HANDLER)


def test_the_scope_may_be_wider_than_the_posts_own_unit(city):
    assert has_duty(city.reform, Duty.REFORM_OFFICE, unit=city.county)


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)],
)
def test_a_duty_is_held_from_the_first_to_the_last_day_both_included(city, since, until, held):
    today = timezone.localdate()
    person = make_person()
    last = None if until is None else today + timedelta(days=until)
    make_appointment(make_post(city.bureau, Duty.READER), person, today + timedelta(days=since), last)
    assert has_duty(make_account(person), Duty.READER, unit=city.bureau) is held


def test_a_closed_account_has_no_duty(city):
    city.handler.is_active = False
    city.handler.save()
    assert not has_duty(fresh(city.handler), Duty.HANDLER)


def test_a_visitor_has_no_duty(city):
    assert not has_duty(AnonymousUser(), *Duty.values)


def test_an_account_without_person_has_no_duty(db):
    assert not has_duty(make_account(), *Duty.values)


def test_the_system_itself_may_do_everything(city):
    assert has_duty(SYSTEM, Duty.SECURITY_ADMIN, unit=city.root)


def test_one_post_must_cover_all_the_units_together(city):
    person = make_person()
    for unit in (city.bureau, city.county):
        make_appointment(make_post(unit, Duty.SECURITY_ADMIN), person)
    account = make_account(person)
    assert covers(account, Duty.SECURITY_ADMIN, units=[city.bureau, city.office])
    assert not covers(account, Duty.SECURITY_ADMIN, units=[city.bureau, city.county])


def test_citywide_means_a_scope_at_the_top_of_the_tree(city):
    assert has_duty_citywide(city.system, Duty.SYSTEM_ADMIN)
    assert not has_duty_citywide(city.county_system, Duty.SYSTEM_ADMIN)


def test_a_countys_administrator_does_not_cover_a_person_who_also_serves_the_city(city):
    person = city.handler.person
    assert covers_person(city.county_security, Duty.SECURITY_ADMIN, person=person)
    make_appointment(make_post(city.bureau, Duty.READER), person)
    assert not covers_person(city.county_security, Duty.SECURITY_ADMIN, person=person)
    assert covers_person(city.security, Duty.SECURITY_ADMIN, person=person)


def test_a_post_that_begins_later_counts_already_for_who_is_covered(city):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_appointment(make_post(city.bureau, Duty.READER), city.handler.person, since=tomorrow)
    assert not covers_person(city.county_security, Duty.SECURITY_ADMIN, person=city.handler.person)
