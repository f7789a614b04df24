"""Ranks, separate by category and shared by equals (1, 2, 2, 4); grades by bands, capped after ranking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, pairwise

from gongjian.algorithms.tally.exact import Number, exact
from gongjian.algorithms.tally.steps import Step, step


@dataclass(frozen=True)
class Entry:
    """A subject and its score; None when nobody scored it. Equal means equal as given: rank what is published."""

    subject: str
    score: Number | None
    category: str = ""


@dataclass(frozen=True)
class Place:
    """`rank` is None without a score; `sharing` subjects have it; `ranked` of the category have one.

    `earned` is the grade of the score, `grade` what is left of it after the caps.
    """

    subject: str
    category: str
    score: Number | None
    rank: int | None
    sharing: int
    ranked: int
    steps: tuple[Step, ...] = ()
    earned: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Bands:
    """Grades by the least score of each, the best first; `lowest` takes everything below."""

    floors: Mapping[str, Number]
    lowest: str

    def __post_init__(self) -> None:
        floors = [exact(floor) for floor in self.floors.values()]
        if self.lowest in self.floors or any(upper <= lower for upper, lower in pairwise(floors)):
            raise ValueError("Bands go down, each with a name of its own.")

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.floors, self.lowest)

    def of(self, score: Number) -> str:
        value = exact(score)
        return next((name for name, floor in self.floors.items() if value >= exact(floor)), self.lowest)


def rank(entries: Iterable[Entry]) -> tuple[Place, ...]:
    """Everybody's place, by category, rank and subject; who has no score comes last.

    Raises ValueError for a subject that comes twice, BadNumber for a score that is none.
    """
    entries = list(entries)
    if len({entry.subject for entry in entries}) < len(entries):
        raise ValueError("A subject is ranked once.")
    places: list[Place] = []
    ordered = sorted(entries, key=lambda entry: (entry.category, entry.subject))
    for category, group in groupby(ordered, key=lambda entry: entry.category):
        standing = list(group)
        scored = [(exact(entry.score), entry) for entry in standing if entry.score is not None]
        scored.sort(key=lambda pair: -pair[0])
        before = 0
        for value, block in groupby(scored, key=lambda pair: pair[0]):
            equals = [entry for _value, entry in block]
            code = "rank" if len(equals) == 1 else "rank_shared"
            line = step(code, category, score=value, better=before, rank=before + 1, sharing=len(equals))
            places += [
                Place(one.subject, category, one.score, before + 1, len(equals), len(scored), (line,)) for one in equals
            ]
            before += len(equals)
        places += [
            Place(one.subject, category, None, None, 0, len(scored), (step("unranked", category),))
            for one in standing
            if one.score is None
        ]
    return tuple(places)


def grade(places: Iterable[Place], bands: Bands, caps: Mapping[str, Number] | None = None) -> tuple[Place, ...]:
    """Each place with its grade, in the order given. `caps`: grade → the most percent of a category that may have it.

    A cap of c % leaves room for ⌊c % · ranked⌋. From the best grade down, who stands beyond the room falls to the next
    grade and is counted there; equals on the boundary are never split: all of them fall. Raises ValueError for a cap
    on the lowest grade or on one there is not, or beyond 0 to 100.
    """
    places = list(places)
    shares = {name: exact(share) for name, share in (caps or {}).items()}
    if not set(shares) <= set(bands.floors) or any(not 0 <= share <= 100 for share in shares.values()):
        raise ValueError("Caps are percents of grades above the lowest.")
    graded = {}
    for place in places:
        earned = "" if place.score is None else bands.of(place.score)
        lines = () if place.score is None else (step("grade", earned, score=exact(place.score)),)
        graded[place.subject] = replace(place, earned=earned, grade=earned, steps=(*place.steps, *lines))
    for category in {place.category for place in places}:
        standing = [place for place in graded.values() if place.category == category and place.rank is not None]
        for name, below in zip(bands.names, bands.names[1:], strict=False):
            if name in shares:
                holders = [graded[place.subject] for place in standing if graded[place.subject].grade == name]
                graded.update(_fall(holders, name, below, shares[name]))
    return tuple(graded[place.subject] for place in places)


def _fall(holders: Sequence[Place], name: str, below: str, share: Fraction) -> dict[str, Place]:
    """Those of one grade in one category who fall, with the line that says why."""
    if not holders:
        return {}
    room = int(share * holders[0].ranked / 100)
    kept = 0
    fallen: dict[str, Place] = {}
    for _rank, block in groupby(sorted(holders, key=lambda place: place.rank or 0), key=lambda place: place.rank):
        equals = list(block)
        if kept + len(equals) <= room and not fallen:
            kept += len(equals)
            continue
        tied = kept < room and not fallen and len(equals) > 1
        line = step(
            "cap_tied" if tied else "cap",
            name,
            other=below,
            percent=share,
            ranked=holders[0].ranked,
            room=room,
            held=len(holders),
            kept=kept,
            sharing=len(equals),
        )
        for place in equals:
            fallen[place.subject] = replace(place, grade=below, steps=(*place.steps, line))
    return fallen
