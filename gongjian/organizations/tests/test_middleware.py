import time

from allauth.usersessions.models import UserSession
from django.urls import reverse

from gongjian.core.middleware import LAST_SEEN
from gongjian.organizations.middleware import LISTED_AT, lacks_second_factor
from gongjian.organizations.rules import must_have_second_factor


def test_a_session_is_listed_when_it_is_first_seen(city, signed_in):
    client = signed_in(city.handler)
    client.get(reverse("organizations:me"), HTTP_USER_AGENT="Firefox/120 (Windows)")
    session = UserSession.objects.get()
    assert (session.user, session.ip, session.user_agent) == (city.handler, "127.0.0.1", "Firefox/120 (Windows)")


def test_the_list_is_not_written_at_every_click(city, signed_in):
    client = signed_in(city.handler)
    client.get(reverse("organizations:calendar"))
    seen = UserSession.objects.get().last_seen_at
    client.get(reverse("organizations:calendar"))
    assert UserSession.objects.get().last_seen_at == seen


def test_the_list_is_written_again_after_half_a_minute(city, signed_in):
    client = signed_in(city.handler)
    client.get(reverse("organizations:calendar"))
    before = UserSession.objects.get().last_seen_at
    session = client.session
    session[LAST_SEEN] = session[LISTED_AT] = int(time.time()) - 60
    session.save()
    client.get(reverse("organizations:calendar"))
    assert UserSession.objects.get().last_seen_at > before


def test_visitors_are_not_listed_and_pass_the_gate(city, client):
    assert client.get("/healthz").status_code == 200
    assert not UserSession.objects.exists()


def test_who_must_have_a_second_factor_and_lacks_it(city, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert lacks_second_factor(city.security)
    assert not lacks_second_factor(city.handler)
    assert not must_have_second_factor(city.nobody)
