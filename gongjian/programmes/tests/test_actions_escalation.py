"""What rules propose: once for each rule, measure, month and level, and the next level where nobody answered."""

import pytest

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.escalation import propose_letters, propose_letters_of
from gongjian.programmes.actions.letters import close_letter, issue_letter, step_up, waive_letter
from gongjian.programmes.models import Letter, Measure
from gongjian.programmes.tests.factories_driving import make_frozen, make_letter, on

Level = Letter.Level
RUNNING = Measure.State.RUNNING


def frozen(measure, *lights, first=3):
    """Months with these lights one after another; None is a month without one. Gives the last."""
    for number, light in enumerate(lights, first):
        month = make_frozen(2020, number, [(measure, light)] if light else [])
    return month


@pytest.mark.parametrize(
    ("lights", "level", "rule"),
    [
        (("red",), Level.PROMPT, "prompt_after_red"),
        (("red", "red"), Level.SUPERVISION, "supervision_after_red"),
        (("red", "red", "red"), Level.INTERVIEW, "interview_after_red"),
        (("red",) * 4, Level.CIRCULAR, "circular_after_red"),
        (("yellow",) * 3, Level.PROMPT, "prompt_after_yellow"),
        (("red", None, "red"), Level.PROMPT, "prompt_after_red"),
    ],
)
def test_a_frozen_month_proposes_what_the_row_of_lights_asks_for(city, lights, level, rule):
    measure = city.measure(state=RUNNING)
    month = frozen(measure, *lights)
    (letter,) = propose_letters(month, by=SYSTEM)
    assert (letter.level, letter.rule, letter.unit, letter.month) == (level, rule, city.water, month)
    assert measure.number in letter.reason and "节点1逾期" in letter.reason


@pytest.mark.parametrize("lights", [("green",), ("yellow", "yellow"), ("red", "green"), ("red", "blue")])
def test_where_nothing_is_due_nothing_is_proposed(city, lights):
    assert propose_letters(frozen(city.measure(state=RUNNING), *lights), by=SYSTEM) == []


def test_asking_again_proposes_nothing_new_even_after_a_ruling(city):
    month = frozen(city.measure(state=RUNNING), "red")
    (letter,) = propose_letters(month, by=SYSTEM)
    assert propose_letters(month, by=SYSTEM) == []
    waive_letter(letter, reason="已整改", by=city.reform)
    assert propose_letters(month, by=SYSTEM) == [] and Letter.objects.count() == 1


def test_the_rules_are_those_kept_with_the_month(city):
    lights = [(city.measure(state=RUNNING), "red")]
    month = make_frozen(2020, 3, lights, rules={"prompt_after_red": 0, "supervision_after_red": 1})
    (letter,) = propose_letters(month, by=SYSTEM)
    assert letter.rule == "supervision_after_red"


def test_an_open_month_proposes_nothing(city):
    month = make_frozen(2020, 3, [(city.measure(state=RUNNING), "red")], state="open", frozen_at=None, as_of=None)
    assert propose_letters(month, by=SYSTEM) == []


def test_many_letters_cost_no_query_each_and_one_line_in_each_inbox(city, django_assert_max_num_queries):
    measures = [city.measure(state=RUNNING) for _n in range(40)]
    month = make_frozen(2020, 3, [(measure, "red") for measure in measures])
    with django_assert_max_num_queries(16):
        assert len(propose_letters(month, by=SYSTEM)) == 40
    assert AuditRecord.objects.filter(action="letter.proposed").count() == 40
    assert {line.recipient for line in Notification.objects.all()} == {city.reform, city.deputy}
    assert Notification.objects.count() == 2 and "40" in Notification.objects.first().title


# --- not answered by its day ----------------------------------------------------------------
def round_of(*day):
    with on(*day):
        return propose_letters_of(clock.today(), by=SYSTEM)


def test_a_letter_not_answered_by_its_day_proposes_the_next_level_once(city):
    letter = make_letter(city, "received", day=(2020, 9, 1))  # to be answered by 8 September
    assert round_of(2020, 9, 8) == []
    (above,) = round_of(2020, 9, 9)
    assert (above.level, above.previous, above.rule) == (Level.SUPERVISION, letter, Letter.UNANSWERED)
    assert letter.number in above.reason
    assert round_of(2020, 9, 9) == [] == round_of(2020, 9, 10)
    letter.refresh_from_db()
    assert letter.state == "received"


@pytest.mark.parametrize("state", ["proposed", "replied"])
def test_what_is_answered_or_was_never_sent_proposes_nothing(city, state):
    make_letter(city, state)
    assert round_of(2020, 9, 30) == []


def test_a_circular_that_nobody_answers_has_nothing_above_it(city):
    letter = make_letter(city, level=Level.CIRCULAR)
    with on(2020, 9, 2):
        issue_letter(letter, by=city.reform, jump_reason="屡次不改")
    assert round_of(2020, 9, 30) == []


def test_where_a_sterner_letter_already_waits_silence_adds_none(city):
    measure = city.measure(state=RUNNING)
    make_letter(city, "issued", measure=measure)
    make_letter(city, level=Level.SUPERVISION, measure=measure, day=(2020, 9, 3))
    assert round_of(2020, 9, 9) == []


def test_stepping_up_takes_the_proposal_that_silence_brought(city):
    letter = make_letter(city, "received")
    (above,) = round_of(2020, 9, 9)
    assert step_up(letter, reason="逾期未复", by=city.reform) == above
    assert Letter.objects.count() == 2


def test_the_round_catches_up_on_the_latest_frozen_month(city):
    frozen(city.measure(state=RUNNING), "red")
    assert [letter.rule for letter in round_of(2020, 4, 1)] == ["prompt_after_red"]
    assert round_of(2020, 4, 1) == []


def test_a_closed_letter_is_not_chased(city):
    letter = make_letter(city, "received")
    with on(2020, 9, 3):
        close_letter(letter, ruling="已当面说明", by=city.reform)
    assert round_of(2020, 9, 30) == []
