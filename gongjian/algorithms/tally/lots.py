"""The order of presenting, drawn by lot so that a stranger can draw it again: the lots of docs/algorithms/sampling.md."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongjian.algorithms import sampling


@dataclass(frozen=True)
class Lot:
    """A subject's turn, from 1, and its lot: SHA-256 of the seed, a line feed and its key, in hexadecimal."""

    turn: int
    subject: str
    digest: str


def order_by_lot(subjects: Iterable[str], seed: str) -> tuple[Lot, ...]:
    """All subjects, the lowest lot first. Raises ValueError for one that comes twice or an empty seed."""
    keys = list(subjects)
    if len(set(keys)) < len(keys):
        raise ValueError("Everybody draws one lot.")
    if not seed:
        raise ValueError("Without a seed nobody could draw again.")
    drawn = sorted((sampling.rank(seed, key), key) for key in keys)
    return tuple(Lot(turn, key, digest) for turn, (digest, key) in enumerate(drawn, 1))
