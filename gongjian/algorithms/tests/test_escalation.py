"""The table of cases of docs/algorithms/escalation.md."""

import pytest

from gongjian.algorithms.escalation import Due, Level, Thresholds, letter_due, months_in_a_row, next_level

R, Y, G, B = "red", "yellow", "green", "blue"
USUAL = Thresholds()

CASES = [
    # months, thresholds, level, rule, months in a row
    ("nothing is known", (), USUAL, None),
    ("green", (G,), USUAL, None),
    ("struck off", (R, R, B), USUAL, None),
    ("one red month", (R,), USUAL, Due(Level.PROMPT, "prompt_after_red", 1)),
    ("two", (G, R, R), USUAL, Due(Level.SUPERVISION, "supervision_after_red", 2)),
    ("three", (R, R, R), USUAL, Due(Level.INTERVIEW, "interview_after_red", 3)),
    ("four", (R, R, R, R), USUAL, Due(Level.CIRCULAR, "circular_after_red", 4)),
    ("a fifth brings the last level again", (R,) * 5, USUAL, Due(Level.CIRCULAR, "circular_after_red", 5)),
    ("a green month between begins anew", (R, R, G, R), USUAL, Due(Level.PROMPT, "prompt_after_red", 1)),
    ("so does a yellow one", (R, R, Y, R), USUAL, Due(Level.PROMPT, "prompt_after_red", 1)),
    ("so does a month without a light", (R, R, None, R), USUAL, Due(Level.PROMPT, "prompt_after_red", 1)),
    ("a month without a light itself", (R, R, None), USUAL, None),
    ("one yellow month", (Y,), USUAL, None),
    ("two yellow months", (Y, Y), USUAL, None),
    ("three yellow months", (G, Y, Y, Y), USUAL, Due(Level.PROMPT, "prompt_after_yellow", 3)),
    ("the fourth yellow month waits", (Y,) * 4, USUAL, None),
    ("the sixth speaks again", (Y,) * 6, USUAL, Due(Level.PROMPT, "prompt_after_yellow", 6)),
    ("red months do not count as yellow ones", (R, Y, Y), USUAL, None),
    ("yellow never by rule", (Y,) * 3, Thresholds(prompt_after_yellow=0), None),
    (
        "a level never by rule leaves the one below",
        (R, R, R),
        Thresholds(interview_after_red=0),
        Due(Level.SUPERVISION, "supervision_after_red", 3),
    ),
    ("later thresholds", (R,), Thresholds(prompt_after_red=2, supervision_after_red=4), None),
    (
        "two levels at one number: the sterner",
        (R, R),
        Thresholds(supervision_after_red=2, interview_after_red=2),
        Due(Level.INTERVIEW, "interview_after_red", 2),
    ),
    ("nothing by rule", (R,) * 9, Thresholds(0, 0, 0, 0, 0), None),
]


@pytest.mark.parametrize(("lights", "thresholds", "due"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_letter_that_is_due(lights, thresholds, due):
    assert letter_due(lights, thresholds) == due


def test_months_in_a_row_are_counted_back_from_the_last():
    assert months_in_a_row((R, G, R, R), R) == 2
    assert months_in_a_row((R, G), R) == 0


def test_above_the_circular_there_is_nothing():
    assert [next_level(level) for level in Level] == [Level.SUPERVISION, Level.INTERVIEW, Level.CIRCULAR, None]


@pytest.mark.parametrize("name", ["prompt_after_red", "circular_after_red", "prompt_after_yellow"])
def test_a_negative_number_of_months_is_refused(name):
    with pytest.raises(ValueError, match="negative"):
        Thresholds(**{name: -1})
