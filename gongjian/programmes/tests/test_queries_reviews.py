"""What of a review waits for whom, and which numbers it vouches for."""

from gongjian.programmes.actions.agendas import hand_in_statement, write_comment
from gongjian.programmes.actions.circulars import circulate_review
from gongjian.programmes.actions.reviews import close_session
from gongjian.programmes.figures.reviews import items_presented, reviews_held
from gongjian.programmes.models import Month
from gongjian.programmes.queries.reviews import WORK, accounts_over_each, office_unit
from gongjian.programmes.tests.reviewing import city

__all__ = ["city"]
KINDS = {kind.key: kind for kind in WORK}


def waiting(key, account):
    kind = KINDS[key]
    return list(kind.waiting(account).select_related(*kind.related))


def test_a_frozen_month_without_a_review_waits_for_the_office_alone(city):
    assert len(waiting("review_prepare", city.reform)) == 2
    city.prepare()
    assert waiting("review_prepare", city.reform) == [city.august]
    assert waiting("review_prepare", city.handler) == waiting("review_prepare", city.chair_account) == []


def test_a_statement_waits_for_the_unit_until_it_is_handed_in(city):
    item = city.prepare().items.get()
    assert waiting("statement", city.handler) == [item]
    assert waiting("statement", city.other) == waiting("statement", city.reform) == []
    hand_in_statement(item, {"statement": "已整改"}, by=city.handler)
    assert waiting("statement", city.handler) == []
    assert list(KINDS["statement"].under_way(city.handler)) == [item]


def test_a_comment_waits_for_chair_and_office_once_presented(city):
    review = city.in_session()
    item = review.items.get()
    assert waiting("comment", city.chair_account) == waiting("comment", city.reform) == [item]
    assert waiting("comment", city.reader) == waiting("comment", city.head) == []
    write_comment(item, {"strengths": "好"}, by=city.chair_account)
    assert waiting("comment", city.chair_account) == []


def test_the_circular_waits_for_the_office_from_the_end_of_the_meeting_until_it_is_issued(city):
    review = city.in_session()
    assert waiting("circular", city.reform) == []
    assert list(KINDS["circular"].under_way(city.reform)) == [review]
    close_session(review, by=city.reform)
    assert waiting("circular", city.reform) == [review]
    assert waiting("circular", city.chair_account) == []
    circulate_review(review, by=city.reform)
    assert waiting("circular", city.reform) == []


def test_every_kind_of_work_names_fields_its_records_have(city):
    city.prepare()
    for kind in WORK:
        for name in filter(None, (kind.due, kind.since)):
            assert list(kind.waiting(city.reform).values_list(name)) is not None


def test_reviews_held_and_items_presented_are_counted_for_the_year_of_their_month(city):
    assert reviews_held(year=2020).value == 0
    review = city.in_session()
    assert items_presented(year=2020).value == 0
    close_session(review, by=city.reform)
    assert (reviews_held(year=2020).value, items_presented(year=2020).value) == (1, 1)
    assert not Month.objects.filter(year=2019).exists()
    assert reviews_held(year=2019).value is None
    assert items_presented(year=2019).value is None


def test_the_accounts_over_many_units_cost_two_queries(city, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = accounts_over_each([city.water, city.health], ["handler", "unit_head"])
    assert set(found) == {city.handler, city.head, city.other}


def test_the_circular_is_issued_by_where_the_reform_office_sits(city):
    assert office_unit() == city.office
