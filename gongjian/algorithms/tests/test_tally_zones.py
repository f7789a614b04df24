"""Zones: indicators brought to 60–100 over a frozen sample, weighed in their groups, ranked with the gap to the next."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.tally import BadNumber, Bounds, Indicator, bounds_of, in_words, score_zones

D = Decimal
OUTPUT, ENERGY, PATENTS = Indicator("output", "scale"), Indicator("energy", "green", negative=True), "patents"
INDICATORS = [OUTPUT, Indicator(PATENTS, "scale", 3), ENERGY]
GROUPS = {"scale": 70, "green": 30}
VALUES = {
    "north": {"output": 100, PATENTS: 10, "energy": D("0.5")},
    "south": {"output": 300, PATENTS: 20, "energy": D("0.9")},
    "west": {"output": 200, PATENTS: None, "energy": D("0.7")},
}


def points_of(values, indicator, **bounds):
    found = score_zones(values, [indicator], {indicator.group: 1}, **bounds)
    return {one.subject: one.indicators[0].points for one in found}


def column(indicator, **values):
    return {zone: {indicator.code: value} for zone, value in values.items()}


@pytest.mark.parametrize(
    ("value", "points"), [(100, 60), (300, 100), (200, 80), (250, 90), (400, 100), (0, 60), (None, 60)]
)
def test_a_value_lies_between_the_worst_and_the_best_of_the_sample(value, points):
    frozen = {"output": Bounds(100, 300)}
    assert points_of(column(OUTPUT, a=value), OUTPUT, bounds=frozen) == {"a": points}


@pytest.mark.parametrize(
    ("value", "points"), [(D("0.5"), 100), (D("0.9"), 60), (D("0.6"), 90), (D("0.1"), 100), (2, 60)]
)
def test_of_a_negative_indicator_less_is_better(value, points):
    frozen = {"energy": Bounds(D("0.9"), D("0.5"))}
    assert points_of(column(ENERGY, a=value), ENERGY, bounds=frozen) == {"a": points}


def test_where_the_sample_has_one_value_whoever_reaches_it_has_all_points():
    assert points_of(column(OUTPUT, a=5, b=5), OUTPUT) == {"a": 100, "b": 100}
    frozen = {"output": Bounds(5, 5)}
    assert points_of(column(OUTPUT, a=4, b=6), OUTPUT, bounds=frozen) == {"a": 60, "b": 100}
    less = {"energy": Bounds(5, 5)}
    assert points_of(column(ENERGY, a=4, b=6, c=5), ENERGY, bounds=less) == {"a": 100, "b": 60, "c": 100}


def test_what_is_missing_has_the_floor_and_is_flagged_never_the_mean():
    west = next(one for one in score_zones(VALUES, INDICATORS, GROUPS) if one.subject == "west")
    assert west.missing == (PATENTS,)
    assert [one.points for one in west.indicators] == [80, 60, 80]


def test_an_indicator_that_no_zone_has_is_missing_everywhere():
    found = score_zones(column(OUTPUT, a=None, b=None), [OUTPUT], {"scale": 1})
    assert [(one.score, one.rank, one.missing) for one in found] == [(60, 1, ("output",)), (60, 1, ("output",))]


def test_groups_weigh_and_the_gap_is_to_the_next_better_score():
    found = score_zones(VALUES, INDICATORS, GROUPS)
    # south (100 + 3 · 100) / 4 = 100 and 60; north 60 and 100; west (80 + 3 · 60) / 4 = 65 and 80
    assert [(one.subject, one.rank, one.score, one.gap) for one in found] == [
        ("south", 1, D("88.00"), None),
        ("north", 2, D("72.00"), D("16.00")),
        ("west", 3, D("69.50"), D("2.50")),
    ]
    assert found[2].groups == {"scale": 65, "green": 80}


def test_the_arithmetic_reads_down_to_the_raw_value():
    west = score_zones(VALUES, INDICATORS, GROUPS)[2]
    names = {"output": "产值", PATENTS: "专利", "energy": "能耗", "scale": "规模", "green": "绿色"}
    assert in_words(west.steps, "zh-hans", names)[:6] == [
        "产值：60 + 40 × (200 − 100) ÷ (300 − 100) = 80",
        "专利：缺报，按60分计并标注",
        "能耗：60 + 40 × (0.7 − 0.9) ÷ (0.5 − 0.9) = 80",
        "规模：（产值 1 × 80 + 专利 3 × 60）÷ 4 = 65",
        "绿色：（能耗 1 × 80）÷ 1 = 80",
        "合计：（规模 70 × 65 + 绿色 30 × 80）÷ 100 = 69.5",
    ]
    assert in_words(west.steps, "en", names)[-1] == "To the next better score: 72 − 69.5 = 2.5"


def test_a_frozen_sample_keeps_a_score_when_the_others_change():
    frozen = bounds_of(VALUES, INDICATORS)
    assert frozen["energy"] == Bounds(D("0.9"), D("0.5"))
    before = {one.subject: one.score for one in score_zones(VALUES, INDICATORS, GROUPS, bounds=frozen)}
    richer = {**VALUES, "east": {"output": 9000, PATENTS: 900, "energy": D("0.1")}}
    after = {one.subject: one.score for one in score_zones(richer, INDICATORS, GROUPS, bounds=frozen)}
    assert all(after[zone] == score for zone, score in before.items())
    assert after["east"] == 100


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: score_zones(VALUES, [], {}),
        lambda: score_zones(VALUES, [OUTPUT, OUTPUT], {"scale": 1}),
        lambda: score_zones(VALUES, INDICATORS, {"scale": 1}),
        lambda: score_zones(VALUES, INDICATORS, {**GROUPS, "empty": 1}),
        lambda: score_zones(column(OUTPUT, a=1), [ENERGY], {"green": 1}),
        lambda: score_zones(column(OUTPUT, a=D("NaN")), [OUTPUT], {"scale": 1}),
        lambda: score_zones(column(OUTPUT, a=True), [OUTPUT], {"scale": 1}),
        lambda: score_zones(column(OUTPUT, a=1), [OUTPUT], {"scale": 1}, bounds={}),
        lambda: score_zones(column(OUTPUT, a=1), [OUTPUT], {"scale": 1}, bounds={"output": Bounds(2, 1)}),
        lambda: score_zones(column(OUTPUT, a=1), [OUTPUT], {"scale": 1}, floor=100),
        lambda: Indicator("a", "b", 0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


@pytest.mark.parametrize("value", [D("NaN"), float("inf"), 0.5, "300", True, D("1e60")])
def test_a_value_that_is_no_number_is_refused_with_its_zone_and_indicator(value):
    values = {**VALUES, "west": {"output": value}}
    for refuse in (lambda: score_zones(values, INDICATORS, GROUPS), lambda: bounds_of(values, INDICATORS)):
        with pytest.raises(BadNumber, match="west, output") as refusal:
            refuse()
        assert refusal.value.where == "west, output"


numbers = st.integers(-1000, 1000)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), numbers, min_size=1, max_size=20))
def test_a_plain_second_implementation_finds_the_same_points(values):
    found = points_of({zone: {"output": value} for zone, value in values.items()}, OUTPUT)
    low, high = min(values.values()), max(values.values())
    for zone, value in values.items():
        assert found[zone] == (100 if low == high else 60 + Fraction(40 * (value - low), high - low))


@given(numbers, numbers, st.tuples(numbers, numbers))
def test_a_better_value_is_never_worth_less(one, other, ends):
    bad, good = sorted(ends)
    for indicator, bounds in ((OUTPUT, Bounds(bad, good)), (ENERGY, Bounds(good, bad))):
        less, more = sorted((one, other), reverse=indicator.negative)
        found = points_of(column(indicator, less=less, more=more), indicator, bounds={indicator.code: bounds})
        assert 60 <= found["less"] <= found["more"] <= 100


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=15), st.integers(1, 50))
def test_weights_scale_out_and_ranks_follow_scores(rows, factor):
    values = {str(number): {"output": one, "energy": other} for number, (one, other) in enumerate(rows)}
    plain = score_zones(values, [OUTPUT, ENERGY], GROUPS)
    scaled = [Indicator("output", "scale", factor), Indicator("energy", "green", factor, negative=True)]
    heavy = score_zones(values, scaled, {name: weight * factor for name, weight in GROUPS.items()})
    assert [(one.subject, one.exact, one.rank) for one in heavy] == [
        (one.subject, one.exact, one.rank) for one in plain
    ]
    for one in plain:
        better = [other.score for other in plain if other.score > one.score]
        assert one.rank == 1 + len(better)
        assert one.gap == (min(better) - one.score if better else None)
