"""Ballots sealed at closing: every tampering is found and named, and nothing published tells a ballot."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.ballot_chain import (
    RECEIPT,
    Fault,
    Opened,
    chain_of,
    check_ballots,
    check_chain,
    receipt_of,
    salt_of,
    sealed,
)

HEAD = {"appraisal": "debrief-2020", "stage": 1, "subject": "寿光市"}
SECRETS = [f"{number:032x}" for number in range(1, 8)]


def opened(secret, **marks):
    return Opened(receipt_of(secret), salt_of(secret), {"group": "leaders", "marks": marks or {"overall": "good"}})


BALLOTS = [opened(secret) for secret in SECRETS]
CHAIN = chain_of(HEAD, BALLOTS, superseded=2)


def faults(lines, **changes):
    return list(check_chain(replace(CHAIN, lines=tuple(lines), **changes), CHAIN.root))


# --- receipts -------------------------------------------------------------------------------
def test_a_receipt_and_a_salt_come_from_the_secret_alone_and_not_from_each_other():
    secret = SECRETS[0]
    assert RECEIPT.fullmatch(receipt_of(secret)) and receipt_of(secret) == receipt_of(secret)
    assert salt_of(secret, "sha256") == sha256(f"salt\n{secret}".encode()).hexdigest()
    assert len({receipt_of(one) for one in SECRETS} | {salt_of(one) for one in SECRETS}) == 2 * len(SECRETS)


@pytest.mark.parametrize("secret", ["", "abc", "A" * 32, "g" * 32, "0" * 31, "0" * 65, "0" * 32 + "\n", "０" * 32])
def test_what_is_no_secret_is_refused(secret):
    for derive in (receipt_of, salt_of):
        with pytest.raises(ValueError, match="secret"):
            derive(secret)


def test_equal_ballots_are_sealed_differently_so_that_nobody_can_guess_them():
    assert len({line.sealed for line in CHAIN.lines}) == len(BALLOTS)
    said = repr(CHAIN)
    assert "good" not in said and "overall" not in said and not any(ballot.salt in said for ballot in BALLOTS)


def test_a_voter_finds_the_ballot_as_it_was_cast():
    mine = opened(SECRETS[3])
    line = next(line for line in CHAIN.lines if line.receipt == mine.receipt)
    assert line.sealed == sealed(mine) != sealed(opened(SECRETS[3], overall="poor"))


# --- the chain ------------------------------------------------------------------------------
def test_a_sound_chain_has_no_fault_and_opens_whole():
    assert faults(CHAIN.lines) == [] and list(check_ballots(CHAIN, reversed(BALLOTS))) == []
    empty = chain_of(HEAD, [], superseded=0)
    assert list(check_chain(empty, empty.root)) == [] and empty.count == 0


def test_by_hand_with_nothing_but_a_hash():
    ballots = BALLOTS[:2]
    chain = chain_of({"a": 1}, ballots, superseded=0, algorithm="sha256")
    link = sha256(b'begin\n{"a":1}').hexdigest()
    for number, ballot in enumerate(ballots, 1):
        content = b'{"group":"leaders","marks":{"overall":"good"}}'
        closed = sha256(ballot.salt.encode() + b"\n" + content).hexdigest()
        link = sha256(f"line\n{link}\n{number}\n{ballot.receipt}\n{closed}".encode()).hexdigest()
    assert chain.root == sha256(f"end\n{link}\n2\n0".encode()).hexdigest()


LINES = CHAIN.lines
OTHER = chain_of(HEAD, [opened("f" * 32)], superseded=0).lines[0]
TAMPERED = [
    # lines, what is found first
    (LINES[:2] + LINES[3:], Fault("left_out", 3)),
    (LINES[1:], Fault("left_out", 1)),
    (LINES[:-1], Fault("left_out", 7)),
    ((), Fault("left_out", 1)),
    ((*LINES[:2], LINES[3], LINES[2], *LINES[4:]), Fault("reordered", 3, LINES[2].receipt)),
    (LINES[::-1], Fault("reordered", 6, LINES[5].receipt)),
    ((*LINES, replace(OTHER, number=8)), Fault("added", 8, OTHER.receipt)),
    ((*LINES[:3], LINES[2], *LINES[3:]), Fault("added", 3, LINES[2].receipt)),
    ((replace(OTHER, number=0), *LINES), Fault("added", 0, OTHER.receipt)),
    ((*LINES[:4], replace(LINES[4], sealed=OTHER.sealed), *LINES[5:]), Fault("altered", 5, LINES[4].receipt)),
    ((*LINES[:4], replace(LINES[4], receipt=OTHER.receipt), *LINES[5:]), Fault("altered", 5, OTHER.receipt)),
]


@pytest.mark.parametrize(("lines", "first"), TAMPERED)
def test_a_tampered_chain_is_found_out_and_the_place_is_named(lines, first):
    assert faults(lines)[0] == first


def test_who_rewrites_everything_behind_an_altered_ballot_fails_at_the_root():
    forged = chain_of(HEAD, [*BALLOTS[:3], opened("f" * 32), *BALLOTS[4:]], superseded=2)
    assert list(check_chain(forged, CHAIN.root)) == [Fault("endless", 0)]


@pytest.mark.parametrize(
    "changes", [{"superseded": 1}, {"head": HEAD | {"subject": "诸城市"}}, {"algorithm": "sha256"}, {"count": 8}]
)
def test_head_and_end_mark_are_sealed_too(changes):
    assert faults(LINES, **changes) != []


def test_a_receipt_that_comes_twice_and_a_negative_count_are_refused():
    with pytest.raises(ValueError, match="receipt"):
        chain_of(HEAD, [BALLOTS[0], BALLOTS[0]], superseded=0)
    with pytest.raises(ValueError, match="counted"):
        chain_of(HEAD, [], superseded=-1)


# --- opened ballots -------------------------------------------------------------------------
def test_an_opened_ballot_that_says_something_else_is_named():
    forged = [opened(SECRETS[0], overall="excellent"), *BALLOTS[1:]]
    assert list(check_ballots(CHAIN, forged)) == [Fault("altered", 1, BALLOTS[0].receipt)]


def test_a_ballot_left_out_one_too_many_and_one_given_twice_are_named():
    stranger = opened("f" * 32)
    assert list(check_ballots(CHAIN, BALLOTS[1:])) == [Fault("unopened", 1, BALLOTS[0].receipt)]
    assert list(check_ballots(CHAIN, [*BALLOTS, stranger])) == [Fault("not_sealed", 0, stranger.receipt)]
    assert list(check_ballots(CHAIN, [*BALLOTS, BALLOTS[0]])) == [Fault("not_sealed", 0, BALLOTS[0].receipt)]


@given(st.permutations(range(7)), st.integers(0, 6), st.sampled_from(["drop", "double", "alter", "swap"]))
def test_no_single_change_of_a_chain_in_any_order_goes_unseen(order, place, how):
    chain = chain_of(HEAD, [BALLOTS[number] for number in order], superseded=0)
    lines = list(chain.lines)
    if how == "drop":
        del lines[place]
    elif how == "double":
        lines.insert(place, lines[place])
    elif how == "alter":
        lines[place] = replace(lines[place], sealed=OTHER.sealed)
    else:
        lines[place], lines[place - 1] = lines[place - 1], lines[place]
    assert list(check_chain(replace(chain, lines=tuple(lines)), chain.root)) != []
