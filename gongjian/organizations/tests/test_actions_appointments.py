from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import appoint, end_appointment
from gongjian.organizations.models import Duty
from gongjian.organizations.rules import ADMINISTRATORS
from gongjian.organizations.tests.factories import make_appointment, make_person, make_post

DAY = date(2020, 3, 1)


def test_an_appointment_is_made_and_recorded(city):
    post, person = make_post(city.county, Duty.READER), make_person()
    made = appoint(post, person, since=DAY, by=city.security)
    assert (made.post, made.person, made.until) == (post, person, None)
    assert AuditRecord.objects.get().action == "appointment.made"


def test_posts_with_duties_are_filled_by_the_security_administrator_only(city):
    with pytest.raises(PermissionDenied):
        appoint(make_post(city.county, Duty.READER), make_person(), since=DAY, by=city.system)


def test_posts_without_duties_are_filled_by_the_system_administrator_only(city):
    post = make_post(city.county)
    with pytest.raises(PermissionDenied):
        appoint(post, make_person(), since=DAY, by=city.security)
    assert appoint(post, make_person(), since=DAY, by=city.system).pk


def test_a_countys_security_administrator_fills_no_post_that_reaches_further(city):
    with pytest.raises(PermissionDenied):
        appoint(make_post(city.county, Duty.READER, scope=city.root), make_person(), since=DAY, by=city.county_security)


def test_nobody_appoints_themselves(city):
    with pytest.raises(PermissionDenied):
        appoint(make_post(city.bureau, Duty.READER), city.security.person, since=DAY, by=city.security)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", Duty.values)
def test_one_person_unites_an_administrator_duty_with_no_other(city, administrator, other):
    person = make_person()
    make_appointment(make_post(city.county, administrator), person)
    post = make_post(city.county, other)
    if other == administrator:
        assert appoint(post, person, since=DAY, by=city.security).pk
    else:
        with pytest.raises(ValidationError) as error:
            appoint(post, person, since=DAY, by=city.security)
        assert "person" in error.value.message_dict


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (date(2020, 1, 1), date(2020, 5, 31), True),
        (date(2020, 1, 1), date(2020, 6, 1), False),
        (date(2020, 6, 30), date(2020, 12, 31), False),
        (date(2020, 7, 1), None, True),
        (date(2020, 1, 1), None, False),
    ],
)
def test_only_days_held_together_count(city, since, until, allowed):
    """The person is audit administrator in June 2020."""
    person = make_person()
    make_appointment(make_post(city.county, Duty.AUDIT_ADMIN), person, date(2020, 6, 1), date(2020, 6, 30))
    post = make_post(city.county, Duty.HANDLER)
    if allowed:
        assert appoint(post, person, since=since, until=until, by=city.security).pk
    else:
        with pytest.raises(ValidationError):
            appoint(post, person, since=since, until=until, by=city.security)


def test_the_end_is_not_before_the_beginning(city):
    with pytest.raises(ValidationError) as error:
        appoint(make_post(city.county, Duty.READER), make_person(), since=DAY, until=date(2020, 2, 1), by=city.security)
    assert "until" in error.value.message_dict


def test_the_same_appointment_is_not_made_twice(city):
    post, person = make_post(city.county, Duty.READER), make_person()
    appoint(post, person, since=DAY, by=city.security)
    with pytest.raises(ValidationError):
        appoint(post, person, since=DAY, by=city.security)
    assert AuditRecord.objects.count() == 1


def test_an_appointment_ends_on_its_last_day(city):
    held = make_appointment(make_post(city.county, Duty.READER), make_person(), DAY)
    end_appointment(held, until=date(2020, 9, 30), by=city.security)
    held.refresh_from_db()
    assert held.until == date(2020, 9, 30)
    assert AuditRecord.objects.get().action == "appointment.ended"


def test_an_end_may_come_sooner_than_planned_but_not_later(city):
    held = make_appointment(make_post(city.county, Duty.READER), make_person(), DAY, date(2020, 9, 30))
    end_appointment(held, until=date(2020, 8, 31), by=city.security)
    with pytest.raises(ValidationError):
        end_appointment(held, until=date(2020, 12, 31), by=city.security)


def test_the_security_administrators_own_appointment_is_ended_by_another(city):
    with pytest.raises(PermissionDenied):
        end_appointment(city.security.person.appointments.get(), until=DAY, by=city.security)


@pytest.mark.parametrize("other", ["system", "audit", "reform", "handler", "nobody"])
def test_nobody_else_ends_an_appointment_to_a_post_with_duties(city, other):
    held = make_appointment(make_post(city.bureau, Duty.READER), make_person(), DAY)
    with pytest.raises(PermissionDenied):
        end_appointment(held, until=DAY, by=getattr(city, other))
