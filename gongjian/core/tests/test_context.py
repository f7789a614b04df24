from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from gongjian.core.context import page, rooms_for, unread_count
from gongjian.core.notifications import notify
from gongjian.core.tests.factories import account, sign_in
from gongjian.organizations.models import Duty
from gongjian.organizations.rules import ADMINISTRATORS, check_duties_together

pytestmark = pytest.mark.django_db


def request_of(user, path="/inbox/"):
    request = RequestFactory().get(path)
    request.user = user
    with suppress(Resolver404):
        request.resolver_match = resolve(path)
    return request


def names(user, path="/inbox/"):
    return [entry["room"].url_name for entry in rooms_for(request_of(user, path))]


def test_a_visitor_has_no_rooms_and_no_inbox():
    assert rooms_for(request_of(AnonymousUser())) == []
    assert unread_count(AnonymousUser()) == 0
    assert unread_count(None) == 0


BUSINESS = tuple(duty.value for duty in Duty if duty not in ADMINISTRATORS)


@pytest.mark.parametrize("duties", [BUSINESS, *((duty,) for duty in sorted(ADMINISTRATORS))])
def test_whoever_holds_all_that_one_person_may_is_shown_at_most_nine_rooms_each_with_a_key_of_its_own(duties):
    """The administrators' duties never meet in one person, nor with those of the business."""
    check_duties_together(duties)
    entries = rooms_for(request_of(account("x", *duties)))
    keys = [entry["room"].key for entry in entries]
    assert len(keys) == len(set(keys)) <= 9


def test_every_room_of_the_menu_opens_for_whom_it_is_shown_to_and_the_head_leads_nowhere_else(client):
    for number, duties in enumerate([[], *[[duty] for duty in Duty.values]]):
        user = account(f"u{number}", *duties)
        sign_in(client, user)
        for entry in rooms_for(request_of(user)):
            assert client.get(entry["url"]).status_code == 200, (duties, entry)
        text = client.get("/inbox/").content.decode()
        assert ('id="search"' in text) == bool(duties)


def test_rooms_of_a_duty_are_shown_only_to_those_who_hold_it():
    assert "core:audit_list" in names(account("auditor", "audit_admin"))
    assert "core:audit_list" not in names(account("reader", "reader"))
    assert "core:audit_list" not in names(account("nobody"))


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/inbox/", "core:inbox"),
        ("/programmes/", "programmes:measure_list"),
        ("/programmes/measures/1/", "programmes:measure_list"),
        ("/programmes/campaigns/", "programmes:measure_list"),
        ("/programmes/campaigns/x/edit/", "programmes:measure_list"),
        ("/audit/5/", "core:audit_list"),
        ("/organizations/people/x/", "organizations:unit_list"),
        ("/organizations/calendar/", "organizations:calendar"),
        ("/jobs/5/", "core:inbox"),
        ("/", "reports:overview_list"),
        ("/accounts/login/", None),
        ("/no/such/page/", None),
    ],
)
def test_the_room_one_is_in_is_marked_by_its_address_or_its_app(path, current):
    entries = rooms_for(request_of(account("x", "audit_admin", "reader"), path))
    marked = [entry["room"].url_name for entry in entries if entry["current"]]
    assert marked == ([current] if current else [])


def test_a_page_that_shows_neither_menu_nor_count_pays_for_neither(django_assert_num_queries):
    user = account("x", "reader")
    with django_assert_num_queries(0):
        page(request_of(user))


def test_unread_lines_are_counted():
    user = account("x", "reader")
    notify([user, account("y")], title="x", kind="t")
    assert unread_count(user) == 1
