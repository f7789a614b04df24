"""Two people at once in a meeting and at the numbers of circulars. Real locks and connections: PostgreSQL only."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.agendas import write_comment
from gongjian.programmes.actions.circulars import circulate_review
from gongjian.programmes.actions.reviews import close_session, go_on
from gongjian.programmes.models import AgendaItem, Review
from gongjian.programmes.tests.racing import at_once, refusals
from gongjian.programmes.tests.reviewing import ReviewCity, at, frozen_month, light_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


together = partial(at_once, moment=at(day=15))


def test_circulars_issued_at_once_get_numbers_without_gap_or_double():
    city = ReviewCity()
    months = [city.august, city.september, *(frozen_month(number) for number in (5, 6))]
    for month in months[2:]:
        light_of(month, city.red)
    reviews = [close_session(city.in_session(month=month), by=SYSTEM) for month in months]
    with clock.at(at(day=15)):
        together(*(lambda review=review: circulate_review(review, by=SYSTEM) for review in reviews))
    numbers = sorted(Review.objects.values_list("number", flat=True))
    assert numbers == [f"改办通报〔2020〕{number}号" for number in range(1, 5)]


def test_of_two_who_issue_the_same_circular_one_is_refused():
    city = ReviewCity()
    review = close_session(city.in_session(), by=SYSTEM)
    answers = together(*[lambda: circulate_review(review, by=SYSTEM)] * 2)
    assert len(refusals(answers)) == 1
    assert Review.objects.get().number.endswith("〕1号")


def test_of_clicks_on_next_at_the_same_moment_one_counts():
    city = ReviewCity()
    for _n in range(4):
        light_of(city.september, city.measure())
    review = city.in_session()
    answers = together(*[lambda: go_on(review, by=SYSTEM, seen=review.current_id)] * 3)
    assert len(refusals(answers)) == 2
    assert Review.objects.get().current.sequence == 2


def test_two_clerks_on_two_parts_of_a_comment_at_the_same_moment_lose_nothing():
    city = ReviewCity()
    item = city.in_session().items.get()
    base = {"strengths": "", "problems": ""}
    together(
        lambda: write_comment(item, {"strengths": "甲", "problems": ""}, by=SYSTEM, base=base),
        lambda: write_comment(item, {"strengths": "", "problems": "乙"}, by=SYSTEM, base=base),
    )
    item = AgendaItem.objects.get()
    assert (item.strengths, item.problems) == ("甲", "乙")


def test_a_comment_written_while_the_circular_is_issued_is_in_it_or_refused():
    city = ReviewCity()
    review = close_session(city.in_session(), by=SYSTEM)
    item = review.items.get()
    answers = together(
        lambda: write_comment(item, {"strengths": "赶上"}, by=SYSTEM),
        lambda: circulate_review(review, by=SYSTEM),
    )
    said = Review.objects.get().circular["zh-hans"]["items"][0]["strengths"]
    assert said == ("" if isinstance(answers[0], ValidationError) else "赶上")
    assert AgendaItem.objects.get().strengths == said
