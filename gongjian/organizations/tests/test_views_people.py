import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Account, Duty, Person
from gongjian.organizations.tests.factories import PASSWORD, make_account, make_officer, make_person
from gongjian.organizations.tests.test_views_units import queries_for, text, url

PHONE = "13812345678"


@pytest.fixture
def reachable(city):
    Person.objects.filter(pk=city.handler.person.pk).update(phone=PHONE, email="secret@example.cn")
    return city


# --- people ---------------------------------------------------------------------------------
def test_people_are_listed_with_their_posts_of_today(city, signed_in):
    page = text(signed_in(city.audit).get(url("person_list")))
    assert city.handler.person.name in page
    assert "甲县" in page


def test_account_names_are_listed_for_administrators_only(city, signed_in):
    make_account(make_person("zhang"), username="zhangs-account")
    assert "zhangs-account" in text(signed_in(city.system).get(url("person_list")))
    assert "zhangs-account" in text(signed_in(city.security).get(url("person_list")))
    assert "zhangs-account" not in text(signed_in(city.handler).get(url("person_list")))


def test_people_are_filtered_by_duty_and_unit(city, signed_in):
    client = signed_in(city.audit)
    table = client.get(url("person_list") + "?duty=handler").context["table"]
    assert [row.record for row in table.rows] == [city.handler.person]
    table = client.get(url("person_list") + "?unit=county").context["table"]
    assert {row.record.code for row in table.rows} == {"handler", "county-system", "county-security"}


@pytest.mark.parametrize("officer", ["system", "security", "audit", "reform", "handler"])
def test_phone_and_e_mail_are_never_on_the_page_in_full(reachable, signed_in, officer):
    page = text(signed_in(getattr(reachable, officer)).get(reachable.handler.person.get_absolute_url()))
    assert PHONE not in page
    assert "secret@example.cn" not in page
    assert "138****5678" in page


def test_the_phone_is_shown_once_asked_for_and_that_is_recorded(reachable, signed_in):
    client = signed_in(reachable.reform)
    response = client.post(url("person_phone", "handler"))
    assert PHONE in text(response)
    assert "no-store" in response["Cache-Control"]
    assert AuditRecord.objects.filter(action="person.phone_revealed").count() == 1
    assert PHONE not in text(client.get(reachable.handler.person.get_absolute_url()))


@pytest.mark.parametrize("officer", ["security", "audit", "nobody"])
def test_others_do_not_find_the_phone(reachable, signed_in, officer):
    client = signed_in(getattr(reachable, officer))
    assert client.post(url("person_phone", "handler")).status_code == 404
    assert url("person_phone", "handler") not in text(client.get(url("person", "handler")))


def test_a_phone_is_not_looked_at_by_a_link(reachable, signed_in):
    assert signed_in(reachable.reform).get(url("person_phone", "handler")).status_code == 405


def test_a_person_is_added(city, signed_in):
    values = {"code": "li-ming", "name": "李明", "phone": PHONE}
    assert signed_in(city.system).post(url("person_add"), values).url == url("person", "li-ming")
    assert Person.objects.get(code="li-ming").phone == PHONE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "handler"}, "code"),
        ({"code": "李"}, "code"),
        ({"name": ""}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "=cmd|' /C calc'!A0"}, "phone"),
        ({"email": "@"}, "email"),
    ],
)
def test_what_is_wrong_with_a_person_stands_beside_its_field(city, signed_in, change, field):
    response = signed_in(city.system).post(url("person_add"), {"code": "li-ming", "name": "李明"} | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors


@pytest.mark.parametrize("address", [("person_add",), ("person_edit", "handler")])
def test_a_person_has_a_personal_name_not_a_title(city, signed_in, address):
    page = text(signed_in(city.system).get(url(*address)))
    assert "姓名" in page
    assert "英文姓名" in page
    assert "名称</label>" not in page


def test_an_edit_does_not_show_the_phone_and_keeps_it_when_left_empty(reachable, signed_in):
    client = signed_in(reachable.system)
    assert PHONE not in text(client.get(url("person_edit", "handler")))
    client.post(url("person_edit", "handler"), {"name": "新名", "phone": "", "email": ""})
    person = Person.objects.get(code="handler")
    assert (person.name, person.phone, person.email) == ("新名", PHONE, "secret@example.cn")


def test_a_page_of_a_person_costs_the_same_with_one_post_and_with_twenty(city, signed_in):
    client = signed_in(city.handler)
    address = city.reform.person.get_absolute_url()
    before = queries_for(client, address)
    for _n in range(20):
        make_officer(city.bureau, Duty.READER).person.appointments.update(person=city.reform.person)
    assert queries_for(client, address) == before


# --- accounts -------------------------------------------------------------------------------
def test_an_account_takes_two_administrators_and_its_owner_to_work(city, client, signed_in):
    person = make_person("li-ming")
    system = signed_in(city.system)
    assert system.post(url("account_open", "li-ming"), {"username": "li-ming"}).url == person.get_absolute_url()
    response = signed_in(city.security).post(url("account_password", "li-ming"))
    password = re.search(r'<p class="once"><code>([^<]+)</code>', text(response))[1]
    assert "no-store" in response["Cache-Control"]
    client.logout()
    client.post("/accounts/login/", {"login": "li-ming", "password": password})
    assert client.get(url("me")).url == "/accounts/password/change/"


def test_the_one_time_password_is_stored_nowhere(city, signed_in):
    client = signed_in(city.security)
    password = re.search(r'"once"><code>([^<]+)<', text(client.post(url("account_password", "handler"))))[1]
    assert password not in str(client.session.items())
    assert password not in str(list(AuditRecord.objects.values()))
    assert password not in text(client.get(url("person", "handler")))


@pytest.mark.parametrize("username", ["handler", "a b", "", "两个字", "x" * 70])
def test_a_name_that_cannot_be_is_refused_beside_the_field(city, signed_in, username):
    make_person("li-ming")
    response = signed_in(city.system).post(url("account_open", "li-ming"), {"username": username})
    assert response.status_code == 422
    assert "username" in response.context["form"].errors


def test_a_second_account_is_not_offered(city, signed_in):
    assert signed_in(city.system).get(url("account_open", "handler")).status_code == 404


def test_an_account_is_closed_and_opened_again(city, signed_in):
    client = signed_in(city.system)
    assert client.get(url("account_reopen", "handler")).status_code == 404
    client.post(url("account_close", "handler"))
    assert not Account.objects.get(username="handler").is_active
    assert client.get(url("account_close", "handler")).status_code == 404
    client.post(url("account_reopen", "handler"))
    assert Account.objects.get(username="handler").check_password(PASSWORD)


def test_nobody_finds_a_way_to_close_or_reset_their_own_account(city, signed_in):
    assert signed_in(city.system).get(url("account_close", "system")).status_code == 404
    assert signed_in(city.security).get(url("account_password", "security")).status_code == 404


def test_a_countys_administrator_finds_no_account_of_the_city(city, signed_in):
    client = signed_in(city.county_security)
    assert client.get(url("account_password", "handler")).status_code == 200
    assert client.get(url("account_password", "reform")).status_code == 404


def test_account_facts_are_shown_to_administrators_only(city, signed_in):
    address = city.handler.person.get_absolute_url()
    assert url("account_close", "handler") in text(signed_in(city.system).get(address))
    assert url("account_password", "handler") in text(signed_in(city.security).get(address))
    for officer in (city.audit, city.reform, city.handler):
        page = text(signed_in(officer).get(address))
        assert "/organizations/accounts/" not in page


# --- sessions -------------------------------------------------------------------------------
def make_session(account):
    store = SessionStore()
    store.create()
    return UserSession.objects.create(
        user=account, ip="10.0.0.9", user_agent="Mozilla Firefox/120 (Windows NT)", session_key=store.session_key
    )


def test_looking_at_the_sessions_ends_none(city, signed_in):
    make_session(city.handler)
    client = signed_in(city.security)
    for _n in range(2):
        page = text(client.get(url("session_list")))
        assert "10.0.0.9" in page
        assert "Firefox · Windows" in page
    assert UserSession.objects.filter(user=city.handler).count() == 1


def test_a_session_is_ended_after_being_asked(city, signed_in):
    session = make_session(city.handler)
    client = signed_in(city.security)
    assert client.get(url("session_end", session.pk)).status_code == 200
    assert SessionStore().exists(session.session_key)
    client.post(url("session_end", session.pk))
    assert not SessionStore().exists(session.session_key)


def test_a_county_sees_and_ends_only_its_own_peoples_sessions(city, signed_in):
    mine, other = make_session(city.handler), make_session(city.reform)
    client = signed_in(city.county_security)
    page = text(client.get(url("session_list")))
    assert city.handler.person.name in page
    assert url("session_end", other.pk) not in page
    assert client.post(url("session_end", other.pk)).status_code == 404
    assert client.post(url("session_end", mine.pk)).status_code == 302


def test_everybody_ends_their_own_other_session_and_no_one_elses(city, signed_in):
    mine, other = make_session(city.handler), make_session(city.reform)
    client = signed_in(city.handler)
    assert url("session_end", mine.pk) in text(client.get(url("me")))
    assert client.post(url("session_end", mine.pk)).url == url("me")
    assert client.post(url("session_end", other.pk)).status_code == 404


def test_the_list_of_sessions_costs_the_same_for_few_and_for_many(city, signed_in):
    client = signed_in(city.security)
    before = queries_for(client, url("session_list"))
    for _n in range(30):
        make_session(city.handler)
    assert queries_for(client, url("session_list")) == before


def test_sessions_that_no_longer_work_are_not_listed(city, signed_in):
    session = make_session(city.handler)
    SessionStore().delete(session.session_key)
    assert "10.0.0.9" not in text(signed_in(city.security).get(url("session_list")))


def test_a_browser_that_calls_itself_something_odd_is_shown_as_text(city, signed_in):
    session = make_session(city.handler)
    UserSession.objects.filter(pk=session.pk).update(user_agent="<script>alert(1)</script>")
    assert "<script>alert" not in text(signed_in(city.security).get(url("session_list")))


def test_my_account_shows_my_posts_password_and_sessions(city, signed_in):
    page = text(signed_in(city.handler).get(url("me")))
    assert "甲县" in page
    assert reverse("account_change_password") in page
    assert 'class="light ok"' in page


def test_allauths_own_address_of_sessions_leads_to_ours(city, signed_in):
    assert signed_in(city.handler).get("/accounts/sessions/").url == url("me") + "#sessions"


def test_who_holds_no_post_still_has_an_account_page(city, signed_in):
    assert signed_in(city.nobody).get(url("me")).status_code == 200
