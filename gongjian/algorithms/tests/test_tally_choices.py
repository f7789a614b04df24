"""Public ballots: packed, checked and counted, many at a time."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.tally import Ask, BadChoice, count_choices, pack_choices, unpack_choices

ASK = Ask(range(1, 301), least=3, most=10)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([1, 2], "too_few"),
        ([], "too_few"),
        (range(1, 12), "too_many"),
        ([1, 2, 2], "twice"),
        ([1, 2, 301], "unknown_subject"),
        ([0, 1, 2], "unknown_subject"),
        ([-1, 1, 2], "unknown_subject"),
        ([1, 2, 70_000], "unknown_subject"),
        ([1, 2, 10**30], "unknown_subject"),
        ([1, 2, True], "wrong_type"),
        ([1, 2, 3.0], "wrong_type"),
        ([1, 2, float("nan")], "wrong_type"),
        ([1, "2", None], "wrong_type"),
        ("123", "wrong_type"),
        (itertools.count(1), "too_many"),  # read no further than need be
    ],
)
def test_a_choice_that_may_not_be_cast_is_refused_with_its_reason(chosen, code):
    with pytest.raises(BadChoice) as refusal:
        pack_choices(chosen, ASK)
    assert refusal.value.code == code


def test_a_ballot_is_the_same_in_whatever_order_it_was_chosen():
    assert pack_choices([300, 7, 20], ASK) == pack_choices([7, 20, 300], ASK) == b"\x00\x07\x00\x14\x01\x2c"
    assert unpack_choices(pack_choices([300, 7, 20], ASK)) == (7, 20, 300)
    with pytest.raises(BadChoice):
        unpack_choices(b"\x00")


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (b"\x00\x01\x00\x02", "too_few"),
        (b"\x00\x01\x00\x02\x00", "odd_length"),
        (b"\x00\x01" * 3, "twice"),
        (b"\x00\x03\x00\x02\x00\x01", "twice"),
        (b"\x00\x01\x00\x02\xff\xff", "unknown_subject"),
        (b"\x00\x00\x00\x01\x00\x02", "unknown_subject"),
        (b"\x00\x01\x00\x02\x01\x2d", "unknown_subject"),
        (b"".join(bytes([0, number]) for number in range(1, 12)), "too_many"),
    ],
)
def test_a_ballot_altered_in_its_table_counts_as_invalid_and_spoils_no_other(packed, code):
    sound = pack_choices([4, 5, 6], ASK)
    found = count_choices([sound, packed, sound, b""], ASK)
    assert (found.valid, found.blank, dict(found.invalid), found.cast) == (2, 1, {code: 1}, 4)
    assert {subject: votes for subject, votes in found.votes.items() if votes} == {4: 2, 5: 2, 6: 2}


def test_what_a_database_gives_as_a_view_of_bytes_counts_as_well():
    sound = pack_choices([4, 5, 6], ASK)
    found = count_choices([memoryview(sound), bytearray(sound), memoryview(b""), memoryview(b"\x00")], ASK)
    assert (found.valid, found.blank, dict(found.invalid)) == (2, 1, {"odd_length": 1}) and found.votes[5] == 2


def test_invalid_ballots_anywhere_among_many_are_found_and_spoil_no_other():
    sound, twice, strange = pack_choices([1, 2, 3], ASK), b"\x00\x01" * 3, b"\x00\x01\x00\x02\x7f\xff"
    row = [sound] * 5000
    for place in (0, 17, 18, 1023, 1024, 3000, 4999):
        row[place] = twice if place % 2 else strange
    row[2000] = b""
    found = count_choices(row, ASK)
    assert (found.valid, found.blank, found.cast) == (4992, 1, 5000)
    assert found.invalid == {"twice": 3, "unknown_subject": 4} and found.votes[2] == 4992


def test_nobody_chosen_stands_there_with_no_vote_and_no_ballots_are_no_votes():
    found = count_choices([], Ask([1, 2]))
    assert found.votes == {1: 0, 2: 0} and found.cast == 0


@pytest.mark.parametrize("wrong", [([],), ([0],), ([32_768],), ([1], 0), ([1], 3, 2)])
def test_a_question_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        Ask(*wrong)


ballots = st.lists(st.lists(st.integers(0, 12), max_size=8), max_size=60)


@given(ballots, st.integers(1, 3))
def test_a_plain_count_finds_the_same_votes_whatever_the_order(chosen, least):
    ask = Ask(range(1, 11), least=least, most=5)
    packed = [b"".join(number.to_bytes(2, "big") for number in one) for one in chosen]
    found = count_choices(iter(packed), ask)
    sound = [
        one for one in chosen if least <= len(one) <= 5 and one == sorted(set(one)) and set(one) <= set(range(1, 11))
    ]
    plain = Counter(number for one in sound for number in one)
    assert found.votes == {number: plain[number] for number in range(1, 11)}
    assert found.valid == len(sound) and found.blank == chosen.count([]) and found.cast == len(chosen)
    assert count_choices(reversed(packed), ask) == found


def test_more_ballots_than_are_counted_at_once_are_all_counted():
    many = 20_000  # many pieces
    one = pack_choices([1, 2, 3], ASK)
    other = pack_choices([3, 4, 5], ASK)
    found = count_choices((one if number % 2 else other for number in range(many)), ASK)
    assert found.valid == many and found.votes[3] == many and found.votes[1] == found.votes[5] == many // 2
