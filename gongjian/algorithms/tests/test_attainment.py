from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.attainment import is_kept, percent_of, whole_of

PERCENTS = st.one_of(st.none(), st.decimals(0, 100, places=1))
AMOUNTS = st.decimals("0.0001", 10**9, places=4)


@pytest.mark.parametrize(("reached", "promised", "percent"), [
    (None, "1", None),
    ("0", "24", "0.0"),
    ("18", "24", "75.0"),
    ("20600", "20000", "100"),
    ("9996", "10000", "99.9"),  # not 100: the promise has not been kept
    ("2", "3", "66.6"),
    ("0.0001", "0.0003", "33.3"),
])  # fmt: skip
def test_a_targets_percent_is_rounded_down_and_capped(reached, promised, percent):
    found = percent_of(None if reached is None else D(reached), D(promised))
    assert found == (None if percent is None else D(percent))


@pytest.mark.parametrize(("reached", "promised"), [("1", "0"), ("1", "-1"), ("-0.1", "1")])
def test_nonsense_is_refused(reached, promised):
    with pytest.raises(ValueError, match=r"."):
        percent_of(D(reached), D(promised))


@pytest.mark.parametrize(("percents", "whole", "kept"), [
    ([], None, False),
    ([None], "0.0", False),
    (["100", "75.0"], "87.5", False),
    (["100", "99.9"], "99.9", False),
    (["100", None], "50.0", False),
    (["100", "100"], "100.0", True),
])  # fmt: skip
def test_a_commitment_is_kept_when_all_its_targets_are(percents, whole, kept):
    values = [None if percent is None else D(percent) for percent in percents]
    assert whole_of(values) == (None if whole is None else D(whole)) and is_kept(values) is kept


@given(AMOUNTS, AMOUNTS)
def test_only_the_whole_promise_is_a_hundred_percent(reached, promised):
    assert (percent_of(reached, promised) == 100) is (reached >= promised)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_more_reached_is_never_less(less, more, promised):
    less, more = sorted([less, more])
    assert percent_of(less, promised) <= percent_of(more, promised)


@given(st.lists(PERCENTS, min_size=1, max_size=12))
def test_the_whole_is_a_hundred_exactly_when_all_are(percents):
    assert (whole_of(percents) == 100) is is_kept(percents)
