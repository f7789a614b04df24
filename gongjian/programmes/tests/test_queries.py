from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from gongjian.core.audit import SYSTEM
from gongjian.programmes import queries
from gongjian.programmes.actions.evidence import submit_evidence
from gongjian.programmes.actions.moves import start
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.tests.factories import (
    make_account,
    make_campaign,
    make_evidence,
    make_measure,
    make_milestone,
    make_unit,
)

State = Measure.State


def seen(account, **options):
    return set(queries.measures_visible_to(account, **options).values_list("number", flat=True))


@pytest.fixture
def three(city):
    city.measure(number="WATER")
    city.measure(number="HEALTH", lead_unit=city.health)
    city.measure(number="HELPED", lead_unit=city.health, supporting=[city.water])
    city.measure(number="GONE", is_removed=True)
    return city


def test_who_oversees_sees_what_every_unit_in_scope_leads(three):
    assert seen(three.reform) == seen(three.reader) == {"WATER", "HEALTH", "HELPED"}


def test_who_takes_part_sees_what_the_unit_leads_or_supports(three):
    assert seen(three.head) == seen(three.handler) == {"WATER", "HELPED"}
    assert seen(three.other) == {"HEALTH", "HELPED"}


def test_outsiders_see_nothing(three):
    for outsider in (three.system, three.nobody, AnonymousUser()):
        assert seen(outsider) == seen(outsider, with_removed=True) == set()


def test_removed_measures_are_seen_by_the_reform_office_when_asked_for(three):
    assert "GONE" in seen(three.reform, with_removed=True)
    for account in (three.head, three.reader):
        assert "GONE" not in seen(account, with_removed=True)
    assert "GONE" in seen(SYSTEM, with_removed=True) and "GONE" not in seen(SYSTEM)


def test_two_cities_side_by_side_do_not_see_each_other(three):
    root = make_unit("邻市")
    account = make_account("reform_office", scope=root)
    assert seen(account) == set()


def test_a_measure_led_and_supported_in_scope_is_seen_once(city):
    both = make_account("unit_head", "reader", scope=city.root, unit=city.water)
    city.measure(supporting=[city.health])
    assert queries.measures_visible_to(both).count() == 1


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.PROPOSED, False),
        (State.ESTABLISHED, True),
        (State.RUNNING, True),
        (State.STRIKE_OFF_APPLIED, True),
        (State.STRUCK_OFF, True),
        (State.RETURNED, False),
        (State.ADJUSTMENT_APPLIED, True),
        (State.SUSPENDED, True),
    ],
)
def test_what_counts_in_the_ledger_is_what_is_established_or_further_on(city, state, counts):
    city.measure(state=state)
    assert queries.measures_that_count(2020).count() == int(counts)


def test_merged_removed_and_other_years_measures_do_not_count(city):
    running = city.measure(state=State.RUNNING)
    city.measure(state=State.MERGED, merged_into=running)
    city.measure(state=State.RUNNING, is_removed=True)
    assert list(queries.measures_that_count(2020)) == [running]
    assert not queries.measures_that_count(2021).exists()


@pytest.mark.parametrize("kind", Campaign.Kind)
def test_only_provincial_actions_and_city_campaigns_are_the_ledger(city, kind):
    campaign = make_campaign(city.office, kind=kind)
    make_measure(campaign, state=State.RUNNING)
    in_ledger = kind in (Campaign.Kind.PROVINCIAL_ACTION, Campaign.Kind.CITY_CAMPAIGN)
    assert queries.measures_that_count(2020).count() == int(in_ledger)
    assert queries.measures_under(2020, kind).count() == 1


def test_progress_weighs_verified_milestones_against_those_due(city):
    measure = city.measure(weights=(20, 30, 50))  # due on the 30th, 60th and 90th day after 6 January
    first, second, _third = measure.milestones.all()
    make_evidence(second, verified=True)
    make_evidence(second, verified=True)
    make_evidence(first, returned_reason="不全")
    assert queries.progress_of([measure], date(2020, 2, 10)) == {measure.pk: (30, 20, 1, 3)}
    assert queries.progress_of([measure], date(2020, 12, 31)) == {measure.pk: (30, 100, 1, 3)}


def test_progress_of_many_measures_is_one_query(city, django_assert_num_queries):
    measures = [city.measure(weights=(40, 60)) for _n in range(5)]
    with django_assert_num_queries(1):
        assert len(queries.progress_of(measures, date(2020, 12, 31))) == 5


def test_the_story_of_a_measure_holds_that_of_its_evidence_and_no_other(city):
    measure, other = (city.measure(state=State.ESTABLISHED, weights=(100,)) for _n in range(2))
    start(measure, by=city.head)
    submit_evidence(measure.milestones.get(), title="文件", by=city.head)
    submit_evidence(other.milestones.get(), title="别的", by=city.head)
    assert [record.action for record in queries.story_of_measure(measure)] == ["evidence.submitted", "measure.started"]


def test_counts_of_campaigns_take_in_what_carries_out_a_provincial_action(city, django_assert_num_queries):
    city.measure(state=State.STRUCK_OFF, provincial_action=city.province)
    city.measure(state=State.RUNNING, provincial_action=city.province)
    city.measure(state=State.PROPOSED)
    with django_assert_num_queries(1):
        found = {each.code: each for each in queries.with_counts(Campaign.objects.all(), Measure.objects.all())}
    for code in ("key", "province"):
        assert (found[code].standing, found[code].finished, found[code].share) == (2, 1, 50)


def test_evidence_is_visible_with_its_measure(three):
    proof = make_evidence(make_milestone(Measure.objects.get(number="HEALTH")))
    assert proof in queries.evidence_visible_to(three.reform)
    assert proof not in queries.evidence_visible_to(three.head)
