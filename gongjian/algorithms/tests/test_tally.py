"""Ballots and groups: what a mark is worth, who counts, and the score with its arithmetic."""

import random
import statistics
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.tally import (
    BadBallot,
    Ballot,
    Criterion,
    Cut,
    Group,
    Method,
    Options,
    Scale,
    dropped_at_each_end,
    from_rows,
    is_own,
    published,
    score,
    to_rows,
    worth_of,
)
from gongjian.algorithms.tally.exact import BadNumber, exact, half_up

D = Decimal
POINTS = {"excellent": 95, "good": 85, "fair": 70, "poor": 50}
CALLED = {points: name for name, points in POINTS.items()}
OVERALL = [Criterion("overall", Options(POINTS))]
GROUPS = [Group("leaders", 50), Group("members", 30), Group("peers", 20)]
METHOD = Method(OVERALL, GROUPS)
HUNDRED = [Criterion("overall", Scale())]
VECTOR = {"leaders": [95, 95, 85, 95, 70], "members": [85, 85, 95, 95], "peers": [95, 85, 85, 70, 85, 95]}


def by_options(boxes):
    return [Ballot(group, {"overall": CALLED[points]}) for group, marks in boxes.items() for points in marks]


def by_points(marks, group="leaders"):
    return [Ballot(group, {"overall": mark}) for mark in marks]


def means_of(found):
    return {group.name: group.mean for group in found.groups}


# --- the vector of the domain reference -----------------------------------------------------
def test_the_domains_own_vector_gives_90_33():
    found = score("寿光", by_options(VECTOR), METHOD)
    assert str(found.score) == "90.33" and found.exact == Fraction(271, 3)
    assert {group.name: half_up(group.exact, 4) for group in found.groups} == {
        "leaders": D("91.6667"),
        "members": D("90.0000"),
        "peers": D("87.5000"),
    }


# --- marks ----------------------------------------------------------------------------------
REFUSED = [
    # scale, mark, code
    (Scale(), 101, "out_of_range"),
    (Scale(), -1, "out_of_range"),
    (Scale(), D("100.01"), "out_of_range"),
    (Scale(places=2), D("100.01"), "out_of_range"),
    (Scale(), D("99.5"), "too_fine"),
    (Scale(places=1), D("99.55"), "too_fine"),
    (Scale(places=1), Fraction(1, 3), "too_fine"),
    (Scale(), float("nan"), "not_finite"),
    (Scale(), float("inf"), "not_finite"),
    (Scale(), D("NaN"), "not_finite"),
    (Scale(), D("sNaN"), "not_finite"),
    (Scale(), D("-Infinity"), "not_finite"),
    (Scale(), 85.0, "wrong_type"),
    (Scale(), "85", "wrong_type"),
    (Scale(), True, "wrong_type"),
    (Scale(), b"85", "wrong_type"),
    (Scale(), {"a": 1}, "wrong_type"),
    (Scale(), [85], "wrong_type"),
    (Scale(), [85, 90], "double_mark"),
    (Scale(), D("1e999999"), "out_of_range"),
    (Scale(), D("1e-999999"), "out_of_range"),
    (Scale(), D("1" * 101), "out_of_range"),
    (Scale(), 10**5000, "out_of_range"),
    (Options(POINTS), "outstanding", "unknown_option"),
    (Options(POINTS), "EXCELLENT", "unknown_option"),
    (Options(POINTS), "x" * 10_000_000, "unknown_option"),
    (Options(POINTS), 95, "wrong_type"),
    (Options(POINTS), ("excellent", "good"), "double_mark"),
    (Options(POINTS), {"excellent", "good"}, "double_mark"),
]


@pytest.mark.parametrize(("scale", "mark", "code"), REFUSED, ids=range(len(REFUSED)))
def test_a_mark_that_is_none_is_refused_with_its_reason_and_counts_as_invalid(scale, mark, code):
    criteria = [Criterion("overall", scale)]
    with pytest.raises(BadBallot) as refusal:
        worth_of({"overall": mark}, criteria)
    assert refusal.value.code == code and refusal.value.criterion == "overall" and len(str(refusal.value)) < 200
    found = score("a", [Ballot("leaders", {"overall": mark})], Method(criteria, GROUPS))
    assert found.score is None and found.groups[0].counts.invalid == {code: 1} and found.groups[0].counts.cast == 1


@pytest.mark.parametrize(
    ("scale", "mark", "worth"),
    [
        (Scale(), 0, 0),
        (Scale(), 100, 100),
        (Scale(), D("85.00"), 85),
        (Scale(), D("1E+1"), 10),
        (Scale(), D("-0"), 0),
        (Scale(places=1), D("85.5"), Fraction(171, 2)),
        (Scale(1, 5), 5, 5),
        (Options(POINTS), "poor", 50),
        (Options({"yes": D("0.5")}), "yes", Fraction(1, 2)),
    ],
)
def test_a_sound_mark_is_worth_its_points(scale, mark, worth):
    assert worth_of({"overall": mark}, [Criterion("overall", scale)]) == worth


@pytest.mark.parametrize("marks", [{}, {"overall": None}, {"overall": ""}, {"overall": "  "}])
def test_blank_is_neither_zero_nor_invalid(marks):
    assert worth_of(marks, HUNDRED) is None
    found = score("a", [Ballot("leaders", marks), *by_points([0, 50])], Method(HUNDRED, GROUPS))
    counts = found.groups[0].counts
    assert (counts.blank, counts.valid, counts.refused, counts.cast) == (1, 2, 0, 3)
    assert found.score == D("25.00")  # the zero counts, the blank does not


# --- criteria -------------------------------------------------------------------------------
EXPERTS = [
    Criterion("novel", Scale(), 30),
    Criterion("effective", Scale(), 30),
    Criterion("transferable", Scale(), 25),
    Criterion("regular", Scale(), 15, required=False),
]


@pytest.mark.parametrize(
    ("marks", "applying", "worth"),
    [
        ({"novel": 90, "effective": 80, "transferable": 70, "regular": 60}, None, Fraction(775, 10)),
        ({"novel": 90, "effective": 80, "transferable": 70}, None, Fraction(6850, 85)),  # the optional one left out
        ({"novel": 90, "effective": 80}, {"novel", "effective"}, 85),
        ({"novel": 90, "regular": 0}, {"novel", "regular"}, 60),  # a zero weighs, where a blank would not
        ({"novel": 90}, {"novel", "regular"}, 90),
    ],
)
def test_weights_are_shared_out_over_the_criteria_that_apply(marks, applying, worth):
    assert worth_of(marks, EXPERTS, applying) == worth


@pytest.mark.parametrize(
    ("marks", "applying", "code"),
    [
        ({"novel": 90}, None, "missing_mark"),
        ({"regular": 90}, None, "missing_mark"),
        ({"novel": 90, "effective": 80}, {"novel"}, "not_asked"),
        ({"novel": 90, "pretty": 80}, {"novel"}, "unknown_criterion"),
        ({"novel": 90, 7: 80}, {"novel"}, "unknown_criterion"),
        ("novel", None, "wrong_type"),
        (None, None, "wrong_type"),
    ],
)
def test_a_ballot_that_does_not_answer_what_was_asked_is_refused(marks, applying, code):
    with pytest.raises(BadBallot) as refusal:
        worth_of(marks, EXPERTS, applying)
    assert refusal.value.code == code


def test_skipping_an_optional_criterion_does_not_lower_a_steady_score():
    assert worth_of({"novel": 80, "effective": 80, "transferable": 80}, EXPERTS) == 80


# --- groups ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "ends"),
    [(0, 0), (1, 0), (4, 0), (5, 1), (19, 1), (20, 1), (39, 1), (40, 2), (59, 2), (60, 3), (150, 7), (500, 25)],
)
def test_so_many_are_dropped_at_each_end(size, ends):
    assert dropped_at_each_end(size) == ends


def test_cuts_are_the_citys_own():
    cuts = (Cut(3, each=1), Cut(10, each=2, percent=10))
    assert [dropped_at_each_end(size, cuts) for size in (2, 3, 9, 10, 25)] == [0, 1, 1, 3, 4]
    assert dropped_at_each_end(1000, ()) == 0


@pytest.mark.parametrize("cut", [(0, 0, 0), (2, 1, 0), (1, 0, 50), (5, -1, 0), (5, 0, -1), (6, 1, 40)])
def test_a_cut_that_could_leave_nothing_is_refused(cut):
    with pytest.raises(ValueError, match="cut"):
        Cut(*cut)


def test_a_group_without_a_valid_ballot_leaves_its_weight_to_the_others():
    boxes = {"leaders": [95] * 5, "peers": [85] * 5}
    found = score("a", [*by_options(boxes), Ballot("members", {})], METHOD)
    assert found.exact == Fraction(50 * 95 + 20 * 85, 70) and means_of(found)["members"] is None
    assert found.groups[1].counts.blank == 1


def test_the_units_own_ballots_are_counted_apart_whatever_they_say():
    own = [Ballot("peers", {"overall": mark}, own=True) for mark in ("excellent", "nonsense", None)]
    found, without = (score("a", [*by_options(VECTOR), *extra], METHOD) for extra in (own, []))
    assert found.score == without.score and found.groups[2].counts.own == 3 and found.groups[2].counts.cast == 9


def test_who_is_of_the_subjects_unit():
    assert is_own({"370783"}, {"370783", "370783-office"}) and not is_own({"370784"}, {"370783"})
    assert not is_own((), {"370783"})
    for one, other in (("370783", {"370783"}), ({"370783"}, "370784")):  # letters of a text are no units
        with pytest.raises(TypeError):
            is_own(one, other)


def test_options_worth_the_same_are_not_called_by_one_of_their_names():
    criteria = [Criterion("overall", Options({"good": 85, "poor": 0, "abstain": 0}))]
    found = score(
        "a", [Ballot("peers", {"overall": mark}) for mark in ("good", "poor", "abstain")], Method(criteria, GROUPS)
    )
    counted = next(one for one in found.steps if one.code == "counted")
    assert [(term.name, term.times, term.value) for term in counted.terms] == [("good", 1, 85), ("", 2, 0)]


def test_nobody_voted_validly_is_no_score_and_not_a_zero():
    found = score("a", [Ballot("peers", {"overall": "?"})], METHOD)
    assert found.score is None and found.exact is None and found.steps[-1].code == "unscored"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Method(OVERALL, []),
        lambda: Method([], GROUPS),
        lambda: Method(OVERALL, [Group("a"), Group("a")]),
        lambda: Method([*OVERALL, *OVERALL], GROUPS),
        lambda: Method(OVERALL, GROUPS, cuts=(Cut(5, each=1), Cut(5, each=2))),
        lambda: Method(OVERALL, GROUPS, places=-1),
        lambda: Group("a", 0),
        lambda: Group("a", D("NaN")),
        lambda: Group("a", 0.5),
        lambda: Criterion("a", Scale(), D(-1)),
        lambda: Scale(100, 0),
        lambda: Options({}),
        lambda: Options({"a": D("Infinity")}),
        lambda: score("a", [Ballot("strangers", {})], METHOD),
        lambda: score("a", [], METHOD, applying={"beauty"}),
        lambda: score("a", [], METHOD, applying=()),
        lambda: score("a", [], METHOD, applying="overall"),
    ],
)
def test_a_method_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):  # each says what is wrong
        wrong()


# --- publication ----------------------------------------------------------------------------
def test_the_mean_of_a_small_group_is_hidden_but_counts_and_takes_one_neighbour_with_it():
    found = score("a", by_options(VECTOR), METHOD)
    shown = published(found)
    assert [group.hidden for group in shown.groups] == ["beside", "small", ""]
    assert means_of(shown) == {"leaders": None, "members": None, "peers": D("87.50")}
    assert shown.score == D("90.33") and shown.exact is None and shown.exposed == ()
    assert [group.counts.valid for group in shown.groups] == [5, 4, 6]


def test_nothing_published_holds_a_hidden_groups_marks():
    marks = {"leaders": [11, 12, 13, 14, 15], "members": [21, 22, 23], "peers": [31, 32, 33, 34, 35, 36]}
    ballots = [one for group, points in marks.items() for one in by_points(points, group)]
    shown = published(score("a", ballots, Method(HUNDRED, GROUPS)))
    said = repr(to_rows(shown.steps)) + repr(shown)
    assert not any(f"'{mark}'" in said or f"Fraction({mark}," in said for mark in (11, 12, 13, 14, 15, 21, 22, 23))
    assert "'31'" in said


def test_without_the_shield_the_page_is_told_that_the_total_gives_a_mean_away():
    bare = Method(OVERALL, GROUPS, shield=False)
    assert score("a", by_options(VECTOR), bare).exposed == ("members",)
    alone = score("a", by_points([90, 80]), Method(HUNDRED, GROUPS))
    assert alone.exposed == ("leaders",) and alone.groups[0].hidden == "small"


def test_nobodys_sheet_is_published_but_the_lines_still_lead_to_the_score():
    sheets = [{"novel": 61 + n, "effective": 71 + n, "transferable": 81 + n, "regular": 91 + n} for n in range(6)]
    found = score("a", [Ballot("leaders", marks) for marks in sheets], Method(EXPERTS, GROUPS))
    shown = published(found)
    assert [one.code for one in found.steps].count("worth") == 6
    assert [one.code for one in shown.steps] == [
        "ballots",
        "counted",
        "trimmed",
        "mean",
        *["ballots", "no_ballots"] * 2,
        "total",
        "rounded",
    ]
    assert shown.score == found.score and "novel" not in repr(shown)


def test_with_nothing_hidden_everything_is_shown():
    found = score("a", by_options({**VECTOR, "members": [85] * 5}), METHOD)
    assert published(found) == found and not any(group.hidden for group in found.groups)


# --- numbers --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),  # Python's round() would say 2
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(90_335, 1000), 2, "90.34"),
        (Fraction(90_345, 1000), 2, "90.35"),
        (Fraction(100), 2, "100.00"),
    ],
)
def test_a_half_goes_up(value, places, rounded):
    assert str(half_up(value, places)) == rounded


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 4))
def test_rounding_agrees_with_the_decimal_module(value, places):
    assert half_up(Fraction(value), places) == value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


def test_a_result_on_the_boundary_is_not_spoilt_by_rounding_on_the_way():
    """Means 578/6 and 694/9 make 89.125 exactly; Decimals of 28 digits fall short of it and round down."""
    method = Method(HUNDRED, [Group("a", 50), Group("b", 30)], cuts=())
    boxes = {"a": [96, 96, 96, 96, 97, 97], "b": [77, 77, 77, 77, 77, 77, 77, 77, 78]}
    assert (sum(boxes["a"]), sum(boxes["b"])) == (578, 694)
    with localcontext(prec=28):
        drifting = (50 * (D(578) / 6) + 30 * (D(694) / 9)) / 80
    assert half_up(Fraction(drifting), 2) == D("89.12")
    found = score("x", ballots_of(boxes), method)
    assert found.exact == Fraction(713, 8) and found.score == D("89.13")


def test_numbers_too_long_to_reckon_with_are_refused():
    for value in (D("1e51"), D("1e-101"), 10**51, -(10**51), Fraction(10**51)):
        with pytest.raises(BadNumber):
            exact(value)


# --- what always holds ----------------------------------------------------------------------
points = st.integers(0, 100)
boxes_of_points = st.fixed_dictionaries(
    {name: st.lists(points, max_size=45) for name in ("leaders", "members", "peers")}
)
BY_POINTS = Method(HUNDRED, GROUPS)


def ballots_of(boxes):
    return [one for group, marks in boxes.items() for one in by_points(marks, group)]


def naive(boxes, weights):
    """A second implementation, as plain as possible: sort, slice, mean, weigh."""
    means = []
    for name, marks in boxes.items():
        size = len(marks)
        ends = 0 if size < 5 else 1 if size < 20 else size * 5 // 100
        if marks:
            means.append((weights[name], statistics.mean([Fraction(one) for one in sorted(marks)[ends : size - ends]])))
    if not means:
        return None
    return sum(weight * mean for weight, mean in means) / sum(weight for weight, _mean in means)


@given(boxes_of_points)
def test_a_second_plain_implementation_finds_the_same(boxes):
    assert score("a", ballots_of(boxes), BY_POINTS).exact == naive(boxes, {"leaders": 50, "members": 30, "peers": 20})


@given(boxes_of_points, st.integers(0, 2**32))
def test_the_order_of_ballots_never_matters(boxes, seed):
    ballots = [*ballots_of(boxes), Ballot("peers", {}), Ballot("peers", {"overall": 101})]
    first = score("a", ballots, BY_POINTS)
    random.Random(seed).shuffle(ballots)
    assert score("a", ballots, BY_POINTS) == first


@given(boxes_of_points, st.sampled_from(["leaders", "members", "peers"]), points, points)
def test_a_ballot_raised_never_lowers_its_subject(boxes, group, one, other):
    low, high = sorted((one, other))
    before, after = (score("a", [*ballots_of(boxes), *by_points([mark], group)], BY_POINTS) for mark in (low, high))
    assert after.exact >= before.exact and after.score >= before.score


@given(boxes_of_points, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_weights_scale_out(boxes, factor):
    scaled = Method(HUNDRED, [Group(group.name, group.weight * factor) for group in GROUPS])
    assert score("a", ballots_of(boxes), scaled).exact == score("a", ballots_of(boxes), BY_POINTS).exact


marks_of_four = st.fixed_dictionaries({criterion.name: points for criterion in EXPERTS})


@given(marks_of_four, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_the_weights_of_criteria_scale_out(marks, factor):
    scaled = [Criterion(one.name, one.scale, one.weight * factor, one.required) for one in EXPERTS]
    assert worth_of(marks, scaled) == worth_of(marks, EXPERTS)


@given(boxes_of_points)
def test_every_ballot_is_counted_once_and_the_trim_is_as_stated(boxes):
    for group in score("a", ballots_of(boxes), BY_POINTS).groups:
        marks = boxes[group.name]
        assert group.counts.cast == group.counts.valid == len(marks)
        assert group.dropped == dropped_at_each_end(len(marks)) and (not marks or 2 * group.dropped < len(marks))
        if marks:
            assert min(marks) <= group.exact <= max(marks)


@given(st.lists(marks_of_four, min_size=1, max_size=12))
def test_a_stranger_recounts_every_line_and_gets_the_score(sheets):
    found = score("a", [Ballot("leaders", marks) for marks in sheets], Method(EXPERTS, GROUPS))
    lines = from_rows(to_rows(found.steps))
    assert lines == found.steps
    worths = Counter()
    for line in lines:
        weighed = sum(term.times * term.value for term in line.terms)
        if line.code == "worth":
            worths[weighed / sum(term.times for term in line.terms)] += line.numbers["ballots"]
        elif line.code == "counted":
            assert {term.value: term.times for term in line.terms} == worths
        elif line.code == "trimmed":
            for end, best in (("highest", max), ("lowest", min)):
                for term in (one for one in line.terms if one.name == end):
                    assert term.value == best(worths)
                    worths[term.value] -= term.times
                    worths = +worths
        elif line.code == "mean":
            assert {term.value: term.times for term in line.terms} == worths
            mean = sum(value * times for value, times in worths.items()) / worths.total()
            assert line.numbers["result"] == mean == line.numbers["sum"] / line.numbers["count"]
        elif line.code == "total":
            assert line.numbers["result"] == mean
    assert found.score == half_up(mean, 2)
