"""The arithmetic of the audit chain: canonical content, Merkle root, chained blocks, and what is wrong with them.

A record's leaf is the digest of its canonical content. A block's root is the Merkle root of its leaves in
order; its seal is the digest over number, previous seal, algorithm, time, count and root. Leaves and nodes
are hashed under different prefixes and a lone node is carried up unchanged (RFC 6962 §2.1), so that two
different lists of leaves never share a root. Page: docs/algorithms/seal.md.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives import hashes

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {"sm3": hashes.SM3, "sha256": hashes.SHA256}


@dataclass(frozen=True)
class Block:
    """Leaves (hex digests) in order, chained to the seal before; `sealed_at` is text as it will be checked."""

    number: int
    previous: str
    algorithm: str
    sealed_at: str
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class SealedBlock:
    """A block as stored: what was sealed, which record stood behind each leaf, and the seal itself."""

    block: Block
    record_ids: tuple[int, ...]
    seal: str


@dataclass(frozen=True)
class Finding:
    """One thing wrong. `kind`: removed, altered, inserted, reordered, block_altered or block_removed.

    `block` is 0 for a record in no block. `clue` is the code of how it shows ("" where the kind says it all);
    `numbers` are what the clue speaks of. From here: `next_block` (the number that follows instead), `link` (the next
    block names another seal), `seal` (it does not fit what the block holds), `places` (stands at, was sealed at).
    """

    kind: str
    block: int
    record_id: int | None = None
    clue: str = ""
    numbers: tuple[int, ...] = ()


def canonical(content: Any) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8; dates and Decimals as text. Equal content, equal bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "surrogatepass")


def _plain(value: Any) -> str:
    if isinstance(value, date | Decimal):
        return value.isoformat() if isinstance(value, date) else str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(content: bytes, algorithm: str = "sm3") -> str:
    """Digest in hex: SM3 (GB/T 32905-2016) or SHA-256. Raises KeyError for another algorithm."""
    state = hashes.Hash(_HASHES[algorithm]())
    state.update(content)
    return state.finalize().hex()


def merkle_root(leaves: Sequence[str], algorithm: str = "sm3") -> str:
    """Root over leaves given as hex; the digest of nothing for an empty list."""
    if not leaves:
        return digest(b"", algorithm)
    level = [digest(b"\x00" + bytes.fromhex(leaf), algorithm) for leaf in leaves]
    while len(level) > 1:
        level = _next_level(level, algorithm)
    return level[0]


def _next_level(level: list[str], algorithm: str) -> list[str]:
    pairs = zip(level[::2], level[1::2], strict=False)
    joined = [digest(b"\x01" + bytes.fromhex(a) + bytes.fromhex(b), algorithm) for a, b in pairs]
    return joined + level[-1:] if len(level) % 2 else joined


def block_seal(block: Block) -> str:
    """The seal: digest over everything that identifies the block."""
    head = [
        block.number,
        block.previous,
        block.algorithm,
        block.sealed_at,
        len(block.leaves),
        merkle_root(block.leaves, block.algorithm),
    ]
    return digest(canonical(head), block.algorithm)


def verify(blocks: Iterable[SealedBlock], leaf_of: Mapping[int, str]) -> Iterator[Finding]:
    """What is wrong with the blocks, given each record's leaf recomputed from its content today.

    `blocks` in order of number; a record missing from `leaf_of` is removed. Yields nothing when all is well.
    """
    before: SealedBlock | None = None
    for sealed in blocks:
        yield from _check_chain(before, sealed)
        yield from _check_records(sealed, leaf_of)
        before = sealed


def _check_chain(before: SealedBlock | None, sealed: SealedBlock) -> Iterator[Finding]:
    block, expected = sealed.block, before.block.number + 1 if before else 1
    if block.number != expected:
        yield Finding("block_removed", expected, clue="next_block", numbers=(block.number,))
    elif before and block.previous != before.seal:
        yield Finding("block_altered", before.block.number, clue="link")
    if block_seal(block) != sealed.seal:
        yield Finding("block_altered", block.number, clue="seal")


def _check_records(sealed: SealedBlock, leaf_of: Mapping[int, str]) -> Iterator[Finding]:
    position_of = {leaf: position for position, leaf in enumerate(sealed.block.leaves)}
    for position, (record_id, leaf) in enumerate(zip(sealed.record_ids, sealed.block.leaves, strict=True)):
        today = leaf_of.get(record_id)
        if today is None:
            yield Finding("removed", sealed.block.number, record_id)
        elif today != leaf and today in position_of:
            places = (position + 1, position_of[today] + 1)
            yield Finding("reordered", sealed.block.number, record_id, "places", places)
        elif today != leaf:
            yield Finding("altered", sealed.block.number, record_id)
