"""Drawing a stratified sample that anybody can draw again.

Everybody gets a rank by SHA-256 of the seed and its own key; each group gives its share, lowest ranks first.
Page: docs/algorithms/sampling.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Candidate:
    """What can be drawn: a key nobody else has, and the group it stands in."""

    key: str
    group: str


@dataclass(frozen=True)
class Share:
    """One group: how many stand in it and how many of them are drawn."""

    group: str
    standing: int
    drawn: int


@dataclass(frozen=True)
class Drawing:
    """What was drawn, by key in ascending order, and each group's share, by name."""

    keys: tuple[str, ...]
    shares: tuple[Share, ...]


def rank(seed: str, key: str) -> str:
    """The candidate's lot: 64 hexadecimal digits; the lowest are drawn."""
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def shares_of(standing: Mapping[str, int], size: int) -> dict[str, int]:
    """How many each group gives, in proportion, by largest remainder; equal remainders go by the group's name."""
    total = sum(standing.values())
    if not total:
        return dict.fromkeys(standing, 0)
    size = min(size, total)
    given = {group: size * count // total for group, count in standing.items()}
    left = size - sum(given.values())
    by_remainder = sorted(standing, key=lambda group: (-(size * standing[group] % total), group))
    for group in by_remainder[:left]:
        given[group] += 1
    return given


def draw(candidates: Iterable[Candidate], *, size: int, seed: str) -> Drawing:
    """A sample of `size`, or of all there are. Raises ValueError for a negative size or a key that comes twice."""
    groups: dict[str, list[str]] = {}
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.key in seen:
            raise ValueError(f"{candidate.key} stands twice among the candidates.")
        seen.add(candidate.key)
        groups.setdefault(candidate.group, []).append(candidate.key)
    if size < 0:
        raise ValueError("A sample cannot be smaller than nothing.")
    given = shares_of({group: len(keys) for group, keys in groups.items()}, size)
    chosen: list[str] = []
    for group, keys in groups.items():
        chosen += sorted(keys, key=lambda key: (rank(seed, key), key))[: given[group]]
    shares = tuple(Share(group, len(groups[group]), given[group]) for group in sorted(groups))
    return Drawing(tuple(sorted(chosen)), shares)
