import string

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import (
    change_password,
    close_account,
    end_session,
    open_account,
    reopen_account,
    reset_second_factor,
    set_one_time_password,
    unlock_account,
)
from gongjian.organizations.actions.accounts import one_time_password
from gongjian.organizations.tests.factories import PASSWORD, make_appointment, make_person, make_post

NEW = "Another-city-2021"


def make_session(account):
    store = SessionStore()
    store.create()
    return UserSession.objects.create(
        user=account, ip="10.0.0.9", user_agent="Firefox/120 Windows", session_key=store.session_key
    )


def test_an_opened_account_lets_nobody_in_yet(city):
    account = open_account("li-ming", make_person(), by=city.system)
    assert not account.has_usable_password()
    assert account.must_change_password
    record = AuditRecord.objects.get()
    assert record.action == "account.opened"


@pytest.mark.parametrize("other", ["security", "audit", "reform", "handler", "nobody"])
def test_nobody_but_the_system_administrator_opens_accounts(city, other):
    with pytest.raises(PermissionDenied):
        open_account("li-ming", make_person(), by=getattr(city, other))


def test_a_person_has_one_account(city):
    with pytest.raises(ValidationError) as error:
        open_account("second", city.handler.person, by=city.system)
    assert "person" in error.value.message_dict


@pytest.mark.parametrize("name", ["handler", "两个字", "a b", "x" * 61, ""])
def test_an_account_name_is_used_once_and_made_of_letters_digits_hyphens(city, name):
    with pytest.raises(ValidationError) as error:
        open_account(name, make_person(), by=city.system)
    assert "username" in error.value.message_dict


def test_a_digest_may_be_given_for_the_sample_city(city):
    account = open_account("x", make_person(), password_digest=make_password(PASSWORD), is_sample=True, by=city.system)
    assert account.check_password(PASSWORD)
    assert not account.must_change_password


def test_a_closed_account_loses_its_sessions_and_opens_again_with_its_password(city):
    session = make_session(city.handler)
    close_account(city.handler, by=city.system)
    assert not UserSession.objects.exists()
    assert not SessionStore().exists(session.session_key)
    reopened = reopen_account(city.handler, by=city.system)
    assert reopened.is_active
    assert reopened.check_password(PASSWORD)
    assert [row.action for row in AuditRecord.objects.order_by("id")] == ["account.closed", "account.reopened"]


@pytest.mark.parametrize("other", ["security", "audit", "reform", "nobody"])
def test_nobody_else_closes_accounts(city, other):
    with pytest.raises(PermissionDenied):
        close_account(city.handler, by=getattr(city, other))


def test_nobody_closes_their_own_account(city):
    with pytest.raises(ValidationError):
        close_account(city.system, by=city.system)


def test_a_one_time_password_lets_in_once_to_choose_another(city):
    make_session(city.handler)
    password = set_one_time_password(city.handler, by=city.security)
    city.handler.refresh_from_db()
    assert city.handler.check_password(password)
    assert city.handler.must_change_password
    assert not UserSession.objects.exists()
    record = AuditRecord.objects.get()
    assert record.action == "account.password_reset"
    assert password not in str(record.changes)
    assert city.handler.password not in str(record.changes)


@pytest.mark.parametrize("other", ["system", "audit", "reform", "county_system", "nobody"])
def test_nobody_but_the_security_administrator_sets_passwords(city, other):
    with pytest.raises(PermissionDenied):
        set_one_time_password(city.handler, by=getattr(city, other))


def test_nobody_gives_themselves_a_one_time_password(city):
    with pytest.raises(PermissionDenied):
        set_one_time_password(city.security, by=city.security)


def test_a_countys_security_administrator_does_not_reset_who_serves_the_city(city):
    make_appointment(make_post(city.bureau, "reader"), city.handler.person)
    with pytest.raises(PermissionDenied):
        set_one_time_password(city.handler, by=city.county_security)


def test_every_one_time_password_keeps_the_rules_and_is_easy_to_read():
    passwords = {one_time_password() for _n in range(200)}
    assert len(passwords) == 200
    for password in passwords:
        validate_password(password)
        assert not set(password) & set("IlOo01")
        assert set(password) <= set(string.ascii_letters + string.digits + "-")


def test_the_owner_chooses_a_password_and_the_old_one_is_remembered(city):
    change_password(city.handler, NEW, by=city.handler)
    city.handler.refresh_from_db()
    assert city.handler.check_password(NEW)
    assert city.handler.password_changed_at is not None
    assert city.handler.old_passwords.count() == 1
    assert AuditRecord.objects.get().action == "account.password_changed"


def test_nobody_chooses_another_persons_password(city):
    with pytest.raises(ValidationError):
        change_password(city.handler, NEW, by=city.security)


@pytest.mark.parametrize("password", ["short-1A", "onlysmallletters", "password123", PASSWORD])
def test_a_password_that_breaks_a_rule_changes_nothing(city, password):
    with pytest.raises(ValidationError):
        change_password(city.handler, password, by=city.handler)
    city.handler.refresh_from_db()
    assert city.handler.check_password(PASSWORD)
    assert not AuditRecord.objects.exists()


def test_a_second_factor_is_reset_with_all_its_codes(city):
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=city.handler, type=kind, data={})
    make_session(city.handler)
    assert reset_second_factor(city.handler, by=city.security) == 2
    assert not Authenticator.objects.exists()
    assert not UserSession.objects.exists()
    assert AuditRecord.objects.get().action == "account.second_factor_reset"


@pytest.mark.parametrize("other", ["system", "audit", "reform", "nobody"])
@pytest.mark.parametrize("action", [reset_second_factor, unlock_account])
def test_nobody_else_resets_factors_or_unlocks(city, action, other):
    with pytest.raises(PermissionDenied):
        action(city.handler, by=getattr(city, other))


def test_one_ends_ones_own_session_and_the_security_administrator_anybodys(city):
    for actor in (city.handler, city.security):
        session = make_session(city.handler)
        end_session(session, by=actor)
        assert not SessionStore().exists(session.session_key)
    assert AuditRecord.objects.filter(action="session.ended").count() == 2


@pytest.mark.parametrize("other", ["system", "audit", "reform", "nobody"])
def test_nobody_else_ends_a_session(city, other):
    session = make_session(city.handler)
    with pytest.raises(PermissionDenied):
        end_session(session, by=getattr(city, other))
    assert SessionStore().exists(session.session_key)


def test_account_names_are_kept_in_small_letters(city):
    assert open_account("Li-Ming", make_person(), by=city.system).username == "li-ming"
    with pytest.raises(ValidationError):
        open_account("HANDLER", make_person(), by=city.system)
