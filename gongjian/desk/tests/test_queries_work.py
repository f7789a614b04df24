from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.desk.queries.work import counts_of, done_by, page_of
from gongjian.programmes.actions.evidence import submit_evidence
from gongjian.programmes.actions.months import open_month
from gongjian.programmes.actions.moves import establish
from gongjian.programmes.queries.work import WORK
from gongjian.programmes.tests.factories import make_milestone, make_notices

pytestmark = pytest.mark.django_db


def numbers(user, tab="waiting"):
    return {count.kind.key: (count.total, count.overdue) for count in counts_of(user, tab)}


def test_every_kind_of_work_has_a_key_of_its_own_and_can_be_asked_for_anybody(city):
    assert len({kind.key for kind in WORK}) == len(WORK)
    for kind in WORK:
        for user in (None, city.nobody, city.reform, city.handler, city.reader, city.system):
            assert kind.waiting(user).count() == 0
            assert kind.under_way is None or kind.under_way(user).count() == 0


def test_a_proposal_waits_for_the_office_and_is_under_way_for_its_unit(city):
    city.measure(state="proposed")
    assert numbers(city.reform)["proposal"] == (1, 0)
    assert "proposal" not in numbers(city.head)
    assert numbers(city.head, "under_way")["proposal"] == (1, 0)
    assert numbers(city.other, "under_way") == {}


def test_a_month_that_is_over_waits_to_be_frozen_by_the_office(city):
    make_notices(2020)
    with clock.at(datetime(2020, 9, 30, 12, tzinfo=UTC)):
        open_month(2020, 9, by=SYSTEM)
        assert "month_freeze" not in numbers(city.reform)
    assert numbers(city.reform)["month_freeze"] == (1, 0)
    assert "month_freeze" not in numbers(city.head)
    assert [line.words for line in page_of(city.reform, "waiting", start=0, size=9)] == ["2020年9月"]


def test_evidence_waits_for_the_office_but_not_for_whoever_handed_it_in(city):
    step = make_milestone(city.measure(state="running"))
    submit_evidence(step, title="佐证", by=city.reform)
    assert "evidence" not in numbers(city.reform)
    assert numbers(city.deputy)["evidence"] == (1, 0)


def test_a_milestone_is_on_the_desk_two_weeks_ahead_and_overdue_after_its_day(city):
    measure = city.measure(state="running", start=date(2020, 1, 1), due=date(2999, 1, 1))
    today = clock.today()
    for order, days in enumerate((-1, 10, 40), 1):
        make_milestone(measure, sequence=order, weight=30, due=today + timedelta(days=days))
    assert numbers(city.handler)["milestone"] == (2, 1)
    lines = page_of(city.handler, "waiting", start=0, size=50)
    assert [line.is_overdue for line in lines] == [True, False]
    assert [line.due for line in lines] == [today - timedelta(days=1), today + timedelta(days=10)]
    assert len(page_of(city.handler, "overdue", overdue=True, start=0, size=50)) == 1


def test_what_has_no_day_comes_after_what_has_one(city):
    city.measure(state="returned")
    make_milestone(city.measure(state="running", due=date(2999, 1, 1)), due=clock.today())
    assert [line.kind.key for line in page_of(city.head, "waiting", start=0, size=9)] == [
        "milestone",
        "proposal_returned",
    ]


def test_a_page_costs_the_same_however_much_waits(city):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            counts_of(city.reform, "waiting")
            page_of(city.reform, "waiting", start=0, size=50)
        return len(captured)

    city.reform.posts_today  # noqa: B018
    city.measure(state="proposed")
    first = cost()
    for _ in range(30):
        city.measure(state="proposed")
    assert cost() == first


def test_what_one_did_is_told_by_the_audit_chain(city):
    measure = city.measure(state="proposed", weights=(100,))
    establish(measure, by=city.reform)
    assert [record.action for record in done_by(city.reform)] == ["measure.established"]
    assert list(done_by(city.deputy)) == []
