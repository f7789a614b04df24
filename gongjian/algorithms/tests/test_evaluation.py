from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.evaluation import Fault, Points, Visited, evaluate

D = Decimal
POINTS = Points({"minor": D(1), "serious": D(3), "grave": D(8)}, late=D(2), overstated=D(1))
CASES = [
    # faults, visited, score
    ([], [], "100.00"),
    ([Fault("1", "minor")], [], "99.00"),
    ([Fault("1", "serious")], [], "97.00"),
    ([Fault("1", "grave")], [], "92.00"),
    ([Fault("1", "minor", late=True)], [], "97.00"),
    ([Fault("1", "grave", late=True), Fault("2", "minor")], [], "89.00"),
    ([], [Visited("GJ-1", 60, 60)], "100.00"),
    ([], [Visited("GJ-1", 40, 60)], "100.00"),  # a unit that claims less than it has done earns nothing
    ([], [Visited("GJ-1", 60, 45)], "85.00"),
    ([], [Visited("GJ-1", 60, 45), Visited("GJ-2", 30, 50)], "85.00"),
    ([Fault("1", "serious")], [Visited("GJ-1", 60, 45)], "82.00"),
    ([Fault(str(n), "grave") for n in range(12)], [], "4.00"),
    ([Fault(str(n), "grave") for n in range(13)], [], "0.00"),
    ([], [Visited("GJ-1", 100, 0), Visited("GJ-2", 100, 0)], "0.00"),
]


@pytest.mark.parametrize(("faults", "visited", "score"), CASES)
def test_the_score_of_each_case(faults, visited, score):
    assert str(evaluate(faults, visited, POINTS).score) == score


def test_fractions_of_a_point_stay_exact():
    points = Points({"minor": D("0.1"), "serious": D(3), "grave": D(8)}, late=D(0), overstated=D("0.25"))
    found = evaluate([Fault(str(n), "minor") for n in range(3)], [Visited("GJ-1", 51, 50)], points)
    assert found.score == D("99.45")


def test_the_lines_of_the_example_on_the_page():
    faults = [Fault("2", "minor", late=True), Fault("1", "grave")]
    found = evaluate(faults, [Visited("GJ-7", 80, 65)], POINTS)
    assert [(line.why, line.about, str(line.left)) for line in found.lines] == [
        ("start", "", "100"),
        ("grave", "1", "92"),
        ("minor", "2", "91"),
        ("late", "2", "89"),
        ("overstated", "GJ-7", "74"),
    ]


def test_a_grade_nobody_set_points_for_and_points_that_are_given_are_refused():
    with pytest.raises(ValueError, match="fatal"):
        evaluate([Fault("1", "fatal")], [], POINTS)
    with pytest.raises(ValueError, match="never given"):
        evaluate([], [], Points({"minor": D(1)}, late=D(-1), overstated=D(1)))


percents = st.integers(0, 100)
faults = st.lists(st.builds(Fault, st.text("123", max_size=3), st.sampled_from(list(POINTS.grades)), st.booleans()))
visits = st.lists(st.builds(Visited, st.text("GJ12", max_size=4), percents, percents), max_size=8)
extra = st.builds(Fault, st.just("9"), st.sampled_from(list(POINTS.grades)), st.booleans())


def test_half_a_hundredth_is_rounded_up():
    points = Points({"minor": D(0)}, late=D("0.375"), overstated=D(0))
    assert evaluate([Fault("1", "minor", late=True)], [], points).score == D("99.63")


@given(faults, visits, extra)
def test_one_more_finding_never_raises_a_score(found, visited, one_more):
    assert evaluate([*found, one_more], visited, POINTS).score <= evaluate(found, visited, POINTS).score


@given(faults, visits, st.integers(0, 99), percents)
def test_claiming_more_never_raises_a_score(found, visited, own, evaluated):
    modest, bold = Visited("GJ-9", own, evaluated), Visited("GJ-9", own + 1, evaluated)
    assert evaluate(found, [*visited, bold], POINTS).score <= evaluate(found, [*visited, modest], POINTS).score


@given(faults, visits, st.randoms())
def test_the_order_of_the_facts_changes_nothing(found, visited, shuffler):
    first = evaluate(found, visited, POINTS)
    shuffler.shuffle(found)
    shuffler.shuffle(visited)
    assert evaluate(found, visited, POINTS) == first


@given(faults, visits)
def test_a_stranger_recounts_every_line_and_gets_the_score(found, visited):
    left = D(0)
    answer = evaluate(found, visited, POINTS)
    for line in answer.lines:
        if line.why == "start":
            left = line.times * line.each
        elif line.why == "floor":
            assert left < 0
            left = D(0)
        else:
            left -= line.times * line.each
        assert left == line.left
    assert left == answer.score and 0 <= answer.score <= 100
