from datetime import date

import pytest
from django.urls import reverse

from gongjian.core.audit import SYSTEM
from gongjian.desk.actions import index_everything
from gongjian.programmes.tests.factories import make_milestone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tab", ["", "waiting", "under_way", "done", "overdue", "junk"])
def test_every_tab_opens_with_and_without_work(city, signed_in, tab):
    client = signed_in(city.reform)
    assert client.get(reverse("desk:home"), {"tab": tab}).status_code == 200
    city.measure(state="proposed")
    make_milestone(city.measure(state="running"))
    assert client.get(reverse("desk:home"), {"tab": tab, "kind": "proposal", "page": "7"}).status_code == 200


def test_the_desk_counts_what_it_lists(city, signed_in):
    for _ in range(60):
        city.measure(state="proposed")
    page = signed_in(city.reform).get(reverse("desk:home"))
    assert page.context["counts"]["waiting"] == 60
    assert len(page.context["lines"]) == 50
    second = signed_in(city.reform).get(reverse("desk:home"), {"page": 2})
    assert len(second.context["lines"]) == 10


def test_an_account_without_a_post_has_no_desk(city, signed_in):
    client = signed_in(city.nobody)
    assert [client.get(reverse(f"desk:{name}")).status_code for name in ("home", "dues", "search")] == [404] * 3


@pytest.mark.parametrize(
    "query", [{"month": "2020-11"}, {"day": "2020-11-30"}, {"month": "junk"}, {"day": "2020-13-01"}, {}]
)
def test_the_calendar_opens_for_any_month_or_day(city, signed_in, query):
    city.measure(state="running", due=date(2020, 11, 30))
    page = signed_in(city.handler).get(reverse("desk:dues"), query)
    assert page.status_code == 200
    assert (page.context["count"] == 1) == (query in ({"month": "2020-11"}, {"day": "2020-11-30"}))


def test_a_crowded_day_shows_some_and_says_how_many_more(city, signed_in):
    for _ in range(6):
        city.measure(state="running", due=date(2020, 11, 30))
    page = signed_in(city.handler).get(reverse("desk:dues"), {"month": "2020-11"}).content.decode()
    assert "还有 3 项" in page


def test_the_search_page_answers_words_junk_and_nothing(city, signed_in):
    city.measure(title="供水改革", state="running")
    index_everything(by=SYSTEM)
    client = signed_in(city.handler)
    assert "供水改革" in client.get(reverse("desk:search"), {"q": "供水"}).content.decode()
    for query in ("", "水", "\x00", "%27 OR 1=1", "x" * 9000, "<script>alert(1)</script>"):
        answer = client.get(reverse("desk:search"), {"q": query, "kind": query, "page": query[:5]})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
