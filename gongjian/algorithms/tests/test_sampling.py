from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.sampling import Candidate, Share, draw, rank, shares_of

CASES = [
    # standing in each group, size, drawn from each
    ({"a": 10}, 3, {"a": 3}),
    ({"a": 10}, 0, {"a": 0}),
    ({"a": 3}, 10, {"a": 3}),
    ({}, 5, {}),
    ({"a": 6, "b": 3, "c": 1}, 5, {"a": 3, "b": 2, "c": 0}),
    ({"a": 6, "b": 3, "c": 1}, 10, {"a": 6, "b": 3, "c": 1}),
    ({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}),
    ({"b": 1, "a": 1, "c": 1}, 1, {"a": 1, "b": 0, "c": 0}),
    ({"red": 4, "yellow": 37, "green": 156}, 20, {"red": 0, "yellow": 4, "green": 16}),
]


@pytest.mark.parametrize(("standing", "size", "drawn"), CASES)
def test_each_group_gives_its_share(standing, size, drawn):
    assert shares_of(standing, size) == drawn


def test_the_example_of_the_page():
    drawing = draw([Candidate(f"GJ-{n}", "一" if n < 5 else "二") for n in range(1, 8)], size=3, seed="2020-10-15")
    first, second = ([f"GJ-{n}" for n in numbers] for numbers in (range(1, 5), range(5, 8)))

    def lot(key):
        return sha256(f"2020-10-15\n{key}".encode()).hexdigest()

    assert list(drawing.keys) == sorted(sorted(first, key=lot)[:2] + sorted(second, key=lot)[:1])
    assert drawing.keys == ("GJ-1", "GJ-4", "GJ-5")
    assert drawing.shares == (Share("一", 4, 2), Share("二", 3, 1))


def test_a_key_that_comes_twice_and_a_negative_size_are_refused():
    with pytest.raises(ValueError, match="twice"):
        draw([Candidate("a", "x"), Candidate("a", "y")], size=1, seed="")
    with pytest.raises(ValueError, match="smaller"):
        draw([], size=-1, seed="")


frames = st.dictionaries(st.text(min_size=1, max_size=6), st.sampled_from("甲乙丙丁"), max_size=40)


@given(frames, st.integers(0, 50), st.text(max_size=20), st.randoms())
def test_whoever_draws_again_draws_the_same_whatever_the_order(frame, size, seed, shuffler):
    candidates = [Candidate(key, group) for key, group in frame.items()]
    drawing = draw(candidates, size=size, seed=seed)
    shuffler.shuffle(candidates)
    assert draw(candidates, size=size, seed=seed) == drawing


@given(frames, st.integers(0, 50), st.text(max_size=20))
def test_as_many_as_asked_for_are_drawn_each_group_within_one_of_its_share(frame, size, seed):
    drawing = draw([Candidate(key, group) for key, group in frame.items()], size=size, seed=seed)
    wanted = min(size, len(frame))
    assert len(drawing.keys) == len(set(drawing.keys)) == wanted and set(drawing.keys) <= set(frame)
    drawn = Counter(frame[key] for key in drawing.keys)
    for share in drawing.shares:
        assert drawn[share.group] == share.drawn <= share.standing
        assert abs(share.drawn - Fraction(wanted * share.standing, len(frame))) < 1


@given(frames, st.integers(0, 50), st.text(max_size=20))
def test_nobody_left_out_has_a_lower_lot_than_one_drawn_from_the_same_group(frame, size, seed):
    drawing = draw([Candidate(key, group) for key, group in frame.items()], size=size, seed=seed)
    for group in set(frame.values()):
        drawn = [rank(seed, key) for key in frame if frame[key] == group and key in drawing.keys]
        left = [rank(seed, key) for key in frame if frame[key] == group and key not in drawing.keys]
        assert not drawn or not left or max(drawn) < min(left)


def test_every_candidate_is_drawn_about_as_often_as_every_other():
    candidates = [Candidate(str(n), "x") for n in range(10)]
    often = Counter(key for seed in range(2000) for key in draw(candidates, size=3, seed=str(seed)).keys)
    assert all(500 < often[str(n)] < 700 for n in range(10))
