"""Ranks, grades, stages, votes by rank, and the order by lot."""

import random
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.tally import (
    Bands,
    Entry,
    Stage,
    combine,
    grade,
    in_words,
    knock_out,
    order_by_lot,
    points_by_rank,
    rank,
)

D = Decimal
BANDS = Bands({"excellent": 90, "good": 80, "fair": 60}, "poor")


def entries(scores, category=""):
    return [Entry(f"{category}{number:02}", score, category) for number, score in enumerate(scores)]


# --- ranks ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scores", "ranks"),
    [
        ([], []),
        ([90], [1]),
        ([90, 80, 80, 70], [1, 2, 2, 4]),
        ([80, 90, 80, 90], [3, 1, 3, 1]),
        ([70, 70, 70], [1, 1, 1]),
        ([D("90.33"), Fraction(9033, 100), D("90.330")], [1, 1, 1]),
        ([D("90.33"), D("90.34"), None, 0], [2, 1, None, 3]),
        ([None, None], [None, None]),
    ],
)
def test_equals_share_a_rank_and_who_has_no_score_has_none(scores, ranks):
    places = rank(entries(scores))
    assert [place.rank for place in sorted(places, key=lambda place: place.subject)] == ranks


def test_counties_zones_and_departments_are_ranked_apart():
    places = rank([*entries([90, 80], "county"), *entries([70, 60, None], "zone"), *entries([10], "department")])
    assert [(place.subject, place.rank, place.ranked) for place in places] == [
        ("county00", 1, 2),
        ("county01", 2, 2),
        ("department00", 1, 1),
        ("zone00", 1, 2),
        ("zone01", 2, 2),
        ("zone02", None, 2),
    ]


def test_a_subject_that_comes_twice_and_a_score_that_is_none_are_refused():
    with pytest.raises(ValueError, match="once"):
        rank([Entry("a", 1), Entry("a", 2, "other")])
    with pytest.raises(ValueError, match="not_finite"):
        rank([Entry("a", D("NaN"))])


scores_or_none = st.lists(st.none() | st.integers(0, 20), max_size=30)


@given(scores_or_none, st.integers(0, 2**32))
def test_ranks_are_monotone_and_count_the_better(scores, seed):
    given_in = entries(scores)
    places = rank(given_in)
    shuffled = list(given_in)
    random.Random(seed).shuffle(shuffled)
    assert rank(shuffled) == places and len(places) == len(scores)
    standing = [one for one in scores if one is not None]
    for place in places:
        if place.score is None:
            assert place.rank is None and place.sharing == 0
        else:
            assert place.rank == 1 + sum(other > place.score for other in standing)
            assert place.sharing == standing.count(place.score) and place.ranked == len(standing)


# --- grades ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("score", "name"),
    [
        (100, "excellent"),
        (90, "excellent"),
        (D("89.99"), "good"),
        (80, "good"),
        (60, "fair"),
        (D("59.99"), "poor"),
        (0, "poor"),
        (-5, "poor"),
    ],
)
def test_a_band_begins_with_its_floor(score, name):
    assert BANDS.of(score) == name


@pytest.mark.parametrize(
    ("floors", "lowest"),
    [({"a": 80, "b": 90}, "c"), ({"a": 80, "b": 80}, "c"), ({"a": 80}, "a"), ({"a": D("NaN")}, "b")],
)
def test_bands_that_do_not_go_down_are_refused(floors, lowest):
    with pytest.raises(ValueError, match=r"\w"):
        Bands(floors, lowest)


CAPS = [
    # scores from the best down, caps, grades (first letters)
    ([95, 94, 93, 92, 91, 90], {}, "eeeeee"),
    ([95, 94, 93, 92, 91, 90], {"excellent": 100}, "eeeeee"),
    ([95, 94, 93, 92, 91, 90], {"excellent": 50}, "eeeggg"),
    ([95, 94, 93, 92, 91, 90], {"excellent": 30}, "eggggg"),  # 1.8 is room for one
    ([95, 94, 93, 93, 91, 90], {"excellent": 50}, "eegggg"),  # equals on the boundary all fall, and who is behind them
    ([95, 94, 94, 93, 91, 90], {"excellent": 50}, "eeeggg"),  # equals within it stay
    ([95, 95, 95, 95, 95, 95], {"excellent": 50}, "gggggg"),
    (
        [95, 94, 93, 92, 85, 70],
        {"excellent": 50, "good": 20},
        "eeegff",
    ),  # who falls from above comes before who stood there
    ([95, 94, 93, 92, 91, 90], {"excellent": 0, "good": 0, "fair": 50}, "fffppp"),
    ([85, 84, 70, 50], {"excellent": 30}, "ggfp"),  # nobody is raised to fill a grade
    ([95, 94, 93], {"excellent": 30}, "ggg"),  # three of a category: 0.9 is room for none
    ([95], {"excellent": 99}, "g"),
    ([95, None, None], {"excellent": 100}, "e__"),
    ([95, 94, None, None], {"excellent": 50}, "eg__"),  # the share is of those that have a score
]


@pytest.mark.parametrize(("scores", "caps", "letters"), CAPS)
def test_who_keeps_a_capped_grade(scores, caps, letters):
    places = grade(rank(entries(scores)), BANDS, caps)
    assert "".join(place.grade[:1] or "_" for place in places) == letters


def test_caps_count_within_a_category():
    places = grade(rank([*entries([95, 94, 93], "a"), *entries([92, 91], "b")]), BANDS, {"excellent": 50})
    assert [(place.subject, place.grade) for place in places] == [
        ("a00", "excellent"),
        ("a01", "good"),
        ("a02", "good"),
        ("b00", "excellent"),
        ("b01", "good"),
    ]


def test_who_falls_is_told_why_in_both_languages_and_keeps_the_grade_earned():
    third = grade(rank(entries([95, 94, 93, 93, 91, 90])), BANDS, {"excellent": 50})[2]
    assert (third.earned, third.grade) == ("excellent", "good")
    names = {"excellent": "优秀", "good": "良好"}
    assert in_words(third.steps, "zh-hans", names)[-1] == (
        "“优秀”不超过50%：6 × 50% 取整，名额3个；达到的有6个，按位次保留2个；"
        "本位次2个并列，跨越名额界限，不拆分，一并降为“良好”"
    )
    assert in_words(third.steps, "en")[-1].endswith(
        "this rank, shared by 2, lies across the boundary, is not split and goes down to good"
    )


@pytest.mark.parametrize("caps", [{"poor": 50}, {"splendid": 50}, {"good": -1}, {"good": 101}, {"good": D("NaN")}])
def test_a_cap_that_makes_no_sense_is_refused(caps):
    with pytest.raises(ValueError, match=r"\w"):
        grade(rank(entries([95])), BANDS, caps)


shares = st.fixed_dictionaries({}, optional={name: st.integers(0, 100) for name in ("excellent", "good", "fair")})


@given(st.lists(st.none() | st.integers(50, 100), max_size=30), shares)
def test_caps_hold_never_split_equals_and_never_turn_the_order_round(scores, caps):
    places = grade(rank(entries(scores)), BANDS, caps)
    ranked = [place for place in places if place.rank is not None]
    order = BANDS.names
    for name, share in caps.items():
        assert sum(place.grade == name for place in ranked) <= share * len(ranked) / 100
    for better, worse in pairwise(ranked):
        assert order.index(better.grade) <= order.index(worse.grade)
        assert better.rank != worse.rank or better.grade == worse.grade
    for place in ranked:
        assert order.index(place.grade) >= order.index(place.earned) == order.index(BANDS.of(place.score))


# --- votes to points ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("votes", "points"),
    [
        ({}, {}),
        ({"a": 7}, {"a": 100}),
        ({"a": 0}, {"a": 100}),
        ({"a": 9, "b": 5}, {"a": 100, "b": 60}),
        ({"a": 9, "b": 5, "c": 1}, {"a": 100, "b": 80, "c": 60}),
        ({"a": 9, "b": 5, "c": 5, "d": 1}, {"a": 100, "b": Fraction(260, 3), "c": Fraction(260, 3), "d": 60}),
        ({"a": 9, "b": 9, "c": 9}, {"a": 100, "b": 100, "c": 100}),
        ({"a": 1_000_000, "b": 2, "c": 1}, {"a": 100, "b": 80, "c": 60}),  # bought votes buy one rank
    ],
)
def test_votes_become_points_by_rank(votes, points):
    assert {subject: one.points for subject, one in points_by_rank(votes).items()} == points


def test_a_step_of_ones_own_stops_at_the_floor():
    found = points_by_rank({"a": 5, "b": 4, "c": 3, "d": 2}, first=10, floor=5, gap=2)
    assert [found[subject].points for subject in "abcd"] == [10, 8, 6, 5]
    assert in_words(found["d"].steps, "en")[-1] == "Points by rank: 10 − 2 × (4 − 1) = 4, at least 5: 5"


@pytest.mark.parametrize("votes", [{"a": -1}, {"a": True}, {"a": 1.5}, {"a": None}])
def test_votes_that_are_no_counts_are_refused(votes):
    with pytest.raises(ValueError, match="Votes"):
        points_by_rank(votes)


def test_points_that_go_up_are_refused():
    for wrong in ({"first": 50}, {"gap": -1}):
        with pytest.raises(ValueError, match="down"):
            points_by_rank({"a": 1, "b": 2}, **wrong)


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 50), min_size=1, max_size=40), st.data())
def test_more_votes_are_never_worth_less(votes, data):
    subject = data.draw(st.sampled_from(sorted(votes)))
    before = points_by_rank(votes)
    after = points_by_rank({**votes, subject: votes[subject] + data.draw(st.integers(1, 60))})
    assert after[subject].points >= before[subject].points
    assert all(60 <= one.points <= 100 for one in before.values())
    assert max(one.points for one in before.values()) == 100


# --- stages ---------------------------------------------------------------------------------
def test_the_public_the_experts_and_the_leaders_together():
    public = {subject: one.points for subject, one in points_by_rank({"a": 900, "b": 20, "c": 10}).items()}
    stages = [
        Stage("public", 20, public),
        Stage("experts", 50, {"a": Fraction(250, 3), "b": 90, "c": D("86.5")}),
        Stage("leaders", 30, {"a": 80, "b": 92, "c": None}),
    ]
    first, second, third = combine(stages)
    assert (first.subject, first.exact, first.score) == ("a", 20 + Fraction(125, 3) + 24, D("85.67"))
    assert second.score == D("88.60")
    assert third.score is None and third.missing == ("leaders",)
    assert in_words(third.steps, "zh-hans", {"leaders": "市领导"}) == ["市领导：没有得分，不合成总分，待裁定"]
    assert in_words(second.steps, "en")[0] == "Total: (public 20 × 80 + experts 50 × 90 + leaders 30 × 92) ÷ 100 = 88.6"


def test_stages_that_make_no_sense_are_refused():
    for stages in ([], [Stage("a", 0, {})], [Stage("a", 1, {}), Stage("a", 2, {})]):
        with pytest.raises(ValueError, match=r"\w"):
            combine(stages)


stage_scores = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(0, 100))


@given(st.lists(st.tuples(st.integers(1, 100), stage_scores), min_size=1, max_size=4), st.integers(1, 50))
def test_the_weights_of_stages_scale_out_and_a_total_lies_between_its_parts(parts, factor):
    stages = [Stage(str(number), weight, scores) for number, (weight, scores) in enumerate(parts)]
    found = combine(stages)
    scaled = combine([Stage(stage.name, stage.weight * factor, stage.scores) for stage in stages])
    assert [one.exact for one in scaled] == [one.exact for one in found]
    for one in found:
        values = [scores.get(one.subject) for _weight, scores in parts]
        if None in values:
            assert one.exact is None and one.missing
        else:
            assert min(values) <= one.exact <= max(values)


KNOCK_OUT = [
    # scores, quota, ties, through
    ([9, 8, 7], 2, "in", 2),
    ([9, 8, 7], 0, "in", 0),
    ([9, 8, 7], 5, "in", 3),
    ([9, 8, 8, 7], 2, "in", 3),
    ([9, 8, 8, 7], 2, "out", 1),
    ([9, 8, 8, 7], 3, "out", 3),
    ([9, 9, 9], 1, "in", 3),
    ([9, 9, 9], 1, "out", 0),
    ([9, None, None], 2, "in", 1),
]


@pytest.mark.parametrize(("scores", "quota", "ties", "through"), KNOCK_OUT)
def test_the_best_of_a_category_go_through_and_equals_are_never_split(scores, quota, ties, through):
    found = knock_out(entries(scores, "industry"), {"industry": quota}, ties=ties)
    assert len(found.through) == through and len(found.through) + len(found.out) == len(scores)
    tied = any(step.code == f"quota_tied_{ties}" for step in found.steps)
    assert tied == (len(found.through) != min(quota, sum(one is not None for one in scores)))


def test_each_category_has_its_own_quota_and_leaves_no_place_to_another():
    found = knock_out([*entries([9, 8], "a"), *entries([5], "b"), *entries([7, 6], "c")], {"a": 1, "b": 3, "c": 1})
    assert [place.subject for place in found.through] == ["a00", "b00", "c00"]
    assert in_words(found.steps, "en") == [
        "a: quota 1, with a score 2, through 1",
        "b: quota 3, with a score 1, through 1",
        "c: quota 1, with a score 2, through 1",
    ]


def test_everybody_is_told_why_they_go_through_or_not():
    found = knock_out(entries([9, 8, 8, 7], "a"), {"a": 2}, ties="out")
    assert [place.subject for place in found.out] == ["a01", "a02", "a03"]
    assert [one.code for one in found.out[0].steps] == ["rank_shared", "quota", "quota_tied_out"]
    assert [one.code for one in found.out[2].steps] == ["rank", "quota"]
    assert in_words(found.out[0].steps, "zh-hans")[-1] == "a：第2位2个并列，跨越名额2的界限，不拆分，均不入围"


def test_a_knock_out_that_makes_no_sense_is_refused():
    for quotas, ties in (({}, "in"), ({"a": -1}, "in"), ({"a": 1}, "perhaps")):
        with pytest.raises(ValueError, match=r"\w"):
            knock_out(entries([9], "a"), quotas, ties=ties)


@given(scores_or_none, st.integers(0, 12), st.sampled_from(["in", "out"]))
def test_nobody_goes_through_past_a_better_one(scores, quota, ties):
    found = knock_out(entries(scores, "a"), {"a": quota}, ties=ties)
    inside, outside = [one.score for one in found.through], [one.score for one in found.out if one.score is not None]
    assert not inside or not outside or min(inside) > max(outside)
    scored = len(inside) + len(outside)
    assert len(inside) >= min(quota, scored) if ties == "in" else len(inside) <= quota


# --- lots -----------------------------------------------------------------------------------
def test_a_stranger_draws_the_same_order():
    lots = order_by_lot(["寿光", "诸城", "青州"], "2020-12-24")
    by_hand = sorted(
        ["诸城", "青州", "寿光"], key=lambda key: sha256(b"2020-12-24\n" + key.encode("utf-8")).hexdigest()
    )
    assert [lot.subject for lot in lots] == by_hand and [lot.turn for lot in lots] == [1, 2, 3]
    assert lots[0].digest == sha256(f"2020-12-24\n{by_hand[0]}".encode()).hexdigest()


@given(st.sets(st.text(max_size=6), max_size=40), st.text(min_size=1, max_size=10), st.randoms())
def test_the_order_in_which_subjects_are_named_changes_no_lot(subjects, seed, shuffler):
    keys = sorted(subjects)
    lots = order_by_lot(keys, seed)
    shuffler.shuffle(keys)
    assert order_by_lot(keys, seed) == lots and {lot.subject for lot in lots} == subjects


def test_two_lots_for_one_and_no_seed_are_refused():
    with pytest.raises(ValueError, match="one lot"):
        order_by_lot(["a", "a"], "s")
    with pytest.raises(ValueError, match="seed"):
        order_by_lot(["a"], "")
