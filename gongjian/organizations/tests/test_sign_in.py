"""Through the door as people go: every page in both languages, real codes, real locks."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import set_one_time_password, unlock_account
from gongjian.organizations.adapters import AccountAdapter
from gongjian.organizations.models import Account
from gongjian.organizations.queries import live_sessions
from gongjian.organizations.tests.factories import PASSWORD

LOGIN = "/accounts/login/"
NEW = "Another-city-2021"


def sign_in(client, username="handler", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": username, "password": password}, **headers)


def is_in(client):
    return client.get(reverse("organizations:me")).status_code == 200


def code_for(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def enrol(client):
    """Set up an authenticator app as its owner does; gives the secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="secret">(\w+)</code>', page)[1]
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


@pytest.fixture(autouse=True)
def _codes_may_be_used_twice(settings):
    """Within one half minute a test signs in more often than a person does."""
    settings.MFA_TOTP_TOLERANCE = 1


def actions():
    return list(AuditRecord.objects.order_by("id").values_list("action", flat=True))


def test_name_and_password_open_the_door(city, client):
    assert sign_in(client).status_code == 302
    assert is_in(client)
    assert actions() == ["account.signed_in"]


@pytest.mark.parametrize(
    ("username", "password"),
    [("handler", "wrong"), ("nobody-at-all", PASSWORD), ("handler'--", PASSWORD), ("a@b.cn", PASSWORD), ("改革", "x")],
)
def test_whatever_is_wrong_the_answer_is_the_same(city, client, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    errors = response.context["form"].non_field_errors()
    assert len(errors) == 1
    assert errors[0] == AccountAdapter.error_messages["username_password_mismatch"]
    assert not is_in(client)


def test_a_typed_password_never_reaches_the_audit(city, client):
    sign_in(client, "My-secret-password", "Wrong-secret-2020")
    record = AuditRecord.objects.get()
    assert record.action == "account.sign_in_failed"
    everything = f"{record.subject} {record.note} {record.changes}"
    assert "secret" not in everything


def test_five_failures_lock_the_name_even_for_the_right_password(city, client):
    responses = [sign_in(client, password="wrong") for _n in range(5)]
    assert [response.status_code for response in responses] == [200] * 4 + [429]
    assert sign_in(client).status_code == 429
    assert not is_in(client)
    assert "account.locked" in actions()


def test_the_lock_says_until_when_and_whom_to_ask_in_our_look(city, client):
    for _n in range(5):
        response = sign_in(client, password="wrong")
    page = response.content.decode()
    assert re.search(r"\d\d:\d\d", page)
    assert "core/core.css" in page
    assert page.count("<main") == 1
    assert "handler" not in page


def test_a_lock_holds_at_one_address_only(city, client):
    for _n in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client, REMOTE_ADDR="10.0.0.7").status_code == 302


def test_writing_the_name_otherwise_is_no_way_round_the_lock(city, client):
    for name in ("handler", "Handler", "HANDLER", " handler ", "hAndler"):
        sign_in(client, name, "wrong")
    assert sign_in(client).status_code == 429
    assert sign_in(client, "HANDLER").status_code == 429


def test_failed_codes_do_not_lock_but_slow_down(city, client):
    sign_in(client)
    enrol(client)
    other = Client()
    sign_in(other)
    answers = [other.post("/accounts/2fa/authenticate/", {"code": f"{n:06d}"}) for n in range(12)]
    assert not is_in(other)
    assert AccountAdapter.error_messages["rate_limited"] in answers[-1].context["form"].errors["code"]


def test_other_names_stay_open_at_the_address(city, client):
    for _n in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client, "reform").status_code == 302


def test_unlocking_opens_again_at_once(city, client):
    for _n in range(5):
        sign_in(client, password="wrong")
    unlock_account(city.handler, by=city.security)
    assert sign_in(client).status_code == 302


def test_a_one_time_password_ends_the_lock_too(city, client):
    for _n in range(5):
        sign_in(client, password="wrong")
    password = set_one_time_password(city.handler, by=city.security)
    assert sign_in(client, password=password).status_code == 302


def test_a_closed_account_stays_out(city, client):
    Account.objects.filter(username="handler").update(is_active=False)
    sign_in(client)
    assert not is_in(client)


def test_closing_an_account_puts_whoever_is_in_out(city, client):
    sign_in(client)
    Account.objects.filter(username="handler").update(is_active=False)
    assert not is_in(client)


def test_signing_out_ends_the_session_and_is_recorded(city, client):
    sign_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
    assert actions() == ["account.signed_in", "account.signed_out"]
    assert not live_sessions().exists()


def test_signing_out_is_not_done_by_a_link(city, client):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)


def test_a_session_left_alone_ends(city, client, settings):
    sign_in(client)
    assert is_in(client)
    session = client.session
    session["last_seen"] = int(time.time()) - settings.IDLE_MINUTES * 60 - 1
    session.save()
    assert not is_in(client)


def test_after_signing_in_one_goes_where_one_wanted(city, client):
    response = client.post(f"{LOGIN}?next=/organizations/units/", {"login": "handler", "password": PASSWORD})
    assert response.url == "/organizations/units/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(city, client, target):
    response = client.post(LOGIN, {"login": "handler", "password": PASSWORD, "next": target})
    assert response.url.startswith("/")
    assert "evil" not in response.url


# --- password -------------------------------------------------------------------------------
def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": again or new})


def test_a_new_password_keeps_this_session_and_ends_all_others(city, client):
    other = Client()
    sign_in(client)
    sign_in(other)
    assert change(client).status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert UserSession.objects.count() == 1
    assert "account.password_changed" in actions()


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), (PASSWORD, "short", "short"), (PASSWORD, NEW, NEW + "x"), (PASSWORD, PASSWORD, PASSWORD)],
)
def test_a_refused_password_changes_nothing(city, client, old, new, again):
    sign_in(client)
    assert change(client, old, new, again).status_code == 200
    assert Account.objects.get(username="handler").check_password(PASSWORD)


def test_a_one_time_password_opens_only_the_page_where_another_is_chosen(city, client):
    password = set_one_time_password(city.handler, by=city.security)
    sign_in(client, password=password)
    for name in ("organizations:me", "organizations:unit_list", "mfa_index", "core:inbox"):
        response = client.get(reverse(name))
        assert (response.status_code, response.url) == (302, "/accounts/password/change/")
    assert change(client, password).status_code == 302
    assert is_in(client)


def test_nothing_is_done_behind_the_gate_either(city, client):
    password = set_one_time_password(city.system, by=city.security)
    sign_in(client, "system", password)
    response = client.post(reverse("organizations:unit_add"), {"code": "x", "name": "x", "kind": "department"})
    assert response.url == "/accounts/password/change/"


def test_a_password_past_its_age_has_to_be_changed(city, client, settings):
    sign_in(client)
    assert is_in(client)
    settings.PASSWORD_MAX_AGE_DAYS = -1
    assert client.get(reverse("organizations:me")).url == "/accounts/password/change/"
    assert client.get("/accounts/password/change/").status_code == 200


# --- second factor --------------------------------------------------------------------------
def test_with_an_app_the_password_alone_opens_nothing(city, client):
    sign_in(client)
    secret = enrol(client)
    other = Client()
    response = sign_in(other)
    assert response.url == "/accounts/2fa/authenticate/"
    assert not is_in(other)
    other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(other)
    assert "account.second_factor_failed" in actions()
    cache.clear()  # the code that enrolled counts as used
    other.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert is_in(other)


def test_a_new_factor_is_recorded(city, client, django_capture_on_commit_callbacks):
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        enrol(client)
    assert actions().count("account.second_factor_added") == 2  # the app, and the recovery codes with it


def test_a_code_opens_the_door_once(city, client):
    sign_in(client)
    secret = enrol(client)
    first, second = Client(), Client()
    code = code_for(secret)
    client.post("/accounts/logout/")
    cache.clear()  # the code that enrolled counts as used
    for visitor in (first, second):
        sign_in(visitor)
        visitor.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_opens_once(city, client):
    sign_in(client)
    enrol(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.search(r"<li><code>(\w+)</code>", page)[1]
    for opened in (True, False):
        other = Client()
        sign_in(other)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert is_in(other) is opened


def test_the_secret_is_not_readable_in_the_database(city, client):
    sign_in(client)
    secret = enrol(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_keys_are_managed_only_after_the_password_once_more(city, client):
    sign_in(client)
    response = client.get("/accounts/2fa/totp/activate/")
    assert response.url.startswith("/accounts/reauthenticate/")


def test_the_app_is_removed_by_its_owner_and_that_is_recorded(city, client):
    sign_in(client)
    enrol(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()
    assert "account.second_factor_removed" in actions()


@pytest.mark.parametrize("username", ["system", "security", "audit", "reform"])
def test_whoever_administers_or_decides_is_led_to_a_second_factor(city, client, settings, username):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, username)
    assert client.get(reverse("organizations:unit_list")).url == "/accounts/2fa/totp/activate/"
    enrol(client)
    assert client.get(reverse("organizations:unit_list")).status_code == 200


@pytest.mark.parametrize("username", ["handler", "nobody"])
def test_others_may_do_without(city, client, settings, username):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, username)
    assert is_in(client)


def test_recovery_codes_alone_are_no_second_factor(city, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    Authenticator.objects.create(user=city.reform, type="recovery_codes", data={})
    sign_in(client, "reform")
    assert client.get(reverse("organizations:me")).status_code == 302


def test_where_it_is_not_required_nobody_is_led_anywhere(city, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, "system")
    assert is_in(client)


# --- every page of the door ------------------------------------------------------------------
OUTSIDE = ["account_login", "account_reset_password", "account_signup", "account_inactive", "account_email"]
INSIDE = [
    "account_logout", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_reauthenticate",
]  # fmt: skip


def is_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'<html lang="(zh-Hans|en)"', page)
    assert page.count("<main") == 1
    assert page.count("<h1") == 1
    assert "core/core.css" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", page)
    assert "style=" not in page
    assert "script-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_outside_the_door_is_ours(db, client, name, language):
    client.cookies["django_language"] = language
    is_ours(client.get(reverse(name)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_inside_the_door_is_ours(city, client, language):
    client.cookies["django_language"] = language
    sign_in(client)
    is_ours(client.get(reverse("account_reauthenticate") + "?next=/accounts/2fa/"))
    enrol(client)
    for name in INSIDE:
        is_ours(client.get(reverse(name)))


def test_the_second_step_is_ours_too(city, client):
    sign_in(client)
    enrol(client)
    other = Client()
    is_ours(other.get(sign_in(other).url))


def test_nobody_signs_up_and_no_password_comes_by_mail(db, client, mailoutbox):
    for name in ("account_signup", "account_reset_password", "account_set_password", "account_email"):
        assert client.post(reverse(name), {"email": "a@b.cn", "username": "x"}).status_code == 405
    assert not Account.objects.exists()
    assert mailoutbox == []


def test_a_wrong_password_is_told_as_such_not_as_something_unsaved(city, client):
    page = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong"}).content.decode()
    assert "未能登录" in page
    assert "尚未保存" not in page
