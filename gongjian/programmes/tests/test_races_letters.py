"""Two people at once over letters and applications. Real locks and connections: PostgreSQL only."""

from datetime import date, datetime
from functools import partial

import pytest
from django.utils import timezone

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.adjustments import apply_adjustment, approve_adjustment, refuse_adjustment
from gongjian.programmes.actions.escalation import propose_letters
from gongjian.programmes.actions.letters import close_letter, issue_letter, step_up
from gongjian.programmes.models import Adjustment, Letter, Measure
from gongjian.programmes.tests.factories import City
from gongjian.programmes.tests.factories_driving import make_frozen, make_letter
from gongjian.programmes.tests.racing import at_once, refusals

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


together = partial(at_once, moment=datetime(2020, 9, 1, 9, tzinfo=timezone.get_default_timezone()))


def test_letters_issued_at_one_moment_take_numbers_without_a_gap_or_a_double():
    city = City()
    letters = [make_letter(city) for _n in range(6)]
    answers = together(*[lambda letter=letter: issue_letter(letter, by=SYSTEM) for letter in letters])
    assert sorted(letter.sequence for letter in answers) == [1, 2, 3, 4, 5, 6]


def test_one_letter_issued_twice_at_one_moment_takes_one_number():
    city = City()
    letter = make_letter(city)
    answers = together(*[lambda: issue_letter(letter, by=SYSTEM)] * 3)
    assert len(refusals(answers)) == 2 and Letter.objects.get().sequence == 1


def test_a_letter_is_closed_or_stepped_up_never_both():
    city = City()
    letter = make_letter(city, "replied")
    answers = together(
        lambda: close_letter(letter, ruling="到位", by=SYSTEM), lambda: step_up(letter, reason="不实", by=SYSTEM)
    )
    assert len(refusals(answers)) == 1


def test_a_month_asked_twice_at_one_moment_proposes_each_letter_once():
    city = City()
    month = make_frozen(2020, 3, [(city.measure(state=Measure.State.RUNNING), "red") for _n in range(5)])
    answers = together(*[lambda: propose_letters(month, by=SYSTEM)] * 3)
    assert sorted(map(len, answers)) == [0, 0, 5] and Letter.objects.count() == 5


def test_two_applications_at_one_moment_are_one():
    city = City()
    measure = city.measure(state=Measure.State.RUNNING, weights=(100,))
    acts = [
        lambda day=day: apply_adjustment(measure, {"due": date(2021, 1, day)}, reason="迟", by=SYSTEM)
        for day in (4, 5, 6)
    ]
    assert len(refusals(together(*acts))) == 2 and Adjustment.objects.count() == 1


def test_an_application_is_approved_or_refused_never_both():
    city = City()
    measure = city.measure(state=Measure.State.RUNNING, weights=(100,))
    waiting = apply_adjustment(measure, {"due": date(2021, 1, 4)}, reason="迟", by=SYSTEM)
    answers = together(
        lambda: approve_adjustment(waiting, by=SYSTEM), lambda: refuse_adjustment(waiting, ruling="否", by=SYSTEM)
    )
    assert len(refusals(answers)) == 1
    measure.refresh_from_db()
    assert (measure.due == date(2021, 1, 4)) is (Adjustment.objects.get().state == "approved")
