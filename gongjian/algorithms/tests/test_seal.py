from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.seal import Block, SealedBlock, block_seal, canonical, digest, merkle_root, verify

LEAVES = st.lists(st.binary(min_size=1, max_size=8).map(lambda b: digest(b, "sha256")), max_size=9)


def test_digests_have_the_standards_values():
    assert digest(b"abc", "sm3") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert digest(b"abc", "sha256") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_an_unknown_algorithm_is_refused():
    with pytest.raises(KeyError):
        digest(b"", "md5")


def test_equal_content_has_equal_bytes_whatever_the_order():
    one = canonical({"b": Decimal("1.50"), "a": date(2020, 12, 24), "c": "改革"})
    two = canonical({"c": "改革", "a": date(2020, 12, 24), "b": Decimal("1.50")})
    assert one == two == '{"a":"2020-12-24","b":"1.50","c":"改革"}'.encode()


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError):
        canonical({"a": object()})


@given(LEAVES, LEAVES)
def test_different_lists_never_share_a_root(one, two):
    assert (merkle_root(one, "sha256") == merkle_root(two, "sha256")) == (one == two)


def chain(*blocks, algorithm="sha256"):
    sealed, previous = [], "0" * 64
    for number, ids in enumerate(blocks, 1):
        leaves = tuple(digest(str(pk).encode(), algorithm) for pk in ids)
        block = Block(number, previous, algorithm, "2020-12-24T00:00:00Z", leaves)
        previous = block_seal(block)
        sealed.append(SealedBlock(block, tuple(ids), previous))
    return sealed


def leaves_of(blocks):
    return {pk: leaf for s in blocks for pk, leaf in zip(s.record_ids, s.block.leaves, strict=True)}


BLOCKS = chain([1, 2, 3], [4, 5], [6])


def test_a_whole_chain_has_no_findings():
    assert list(verify(BLOCKS, leaves_of(BLOCKS))) == []


@pytest.mark.parametrize("record_id", [1, 2, 3, 4, 5, 6])
def test_any_removed_or_altered_record_is_named(record_id):
    leaves = leaves_of(BLOCKS)
    altered = leaves | {record_id: digest(b"other", "sha256")}
    assert [(f.kind, f.record_id) for f in verify(BLOCKS, altered)] == [("altered", record_id)]
    del leaves[record_id]
    assert [(f.kind, f.record_id) for f in verify(BLOCKS, leaves)] == [("removed", record_id)]


def test_swapped_records_are_named_as_reordered():
    leaves = leaves_of(BLOCKS)
    leaves[1], leaves[2] = leaves[2], leaves[1]
    assert [(f.kind, f.record_id) for f in verify(BLOCKS, leaves)] == [("reordered", 1), ("reordered", 2)]


def test_a_missing_block_is_named():
    assert ("block_removed", 2) in [(f.kind, f.block) for f in verify([BLOCKS[0], BLOCKS[2]], leaves_of(BLOCKS))]


def test_a_rewritten_block_does_not_fit_the_next():
    forged = chain([1, 2, 9], [4, 5])[0]
    found = list(verify([forged, *BLOCKS[1:]], leaves_of(BLOCKS) | leaves_of([forged])))
    assert [(f.kind, f.block) for f in found] == [("block_altered", 1)]
