"""Several stages: votes turned into points by rank, stages added up by weight, or the best of each category let through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from gongjian.algorithms.tally.exact import Number, exact, half_up, positive
from gongjian.algorithms.tally.ranking import Entry, Place, rank
from gongjian.algorithms.tally.steps import Step, Term, step, weighted


@dataclass(frozen=True)
class RankPoints:
    """What a subject's votes are worth: points by its rank."""

    subject: str
    votes: int
    rank: int
    points: Fraction
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Stage:
    """One stage of a cumulative selection: its weight and its scores by subject (None: not scored there)."""

    name: str
    weight: Number
    scores: Mapping[str, Number | None]


@dataclass(frozen=True)
class Combined:
    """The stages together; `exact` and `score` are None where one is missing: somebody has to rule on that."""

    subject: str
    exact: Fraction | None
    score: Decimal | None
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Round:
    """A knock-out: who goes through, who does not, each with the line that says why; unscored subjects are out."""

    through: tuple[Place, ...]
    out: tuple[Place, ...]
    steps: tuple[Step, ...]


def points_by_rank(
    votes: Mapping[str, int], *, first: Number = 100, floor: Number = 60, gap: Number | None = None
) -> dict[str, RankPoints]:
    """Points by subject: the first has `first`, each rank after it `gap` less, none less than `floor`.

    `gap` is (first − floor) ÷ (n − 1) unless given; equals share their rank's points; a subject alone has `first`.
    Raises ValueError for a count below 0 or a scale that goes up.
    """
    top, bottom = exact(first), exact(floor)
    if any(isinstance(count, bool) or not isinstance(count, int) or count < 0 for count in votes.values()):
        raise ValueError("Votes are counted from 0.")
    many = len(votes)
    between = exact(gap) if gap is not None else (top - bottom) / (many - 1) if many > 1 else Fraction(0)
    if top < bottom or between < 0:
        raise ValueError("Points go down with the rank.")
    found = {}
    for place in rank(Entry(subject, count) for subject, count in votes.items()):
        number = place.rank or 1
        raw = top - between * (number - 1)
        points = max(bottom, raw)
        if gap is not None:
            line = step("rank_points_gap", first=top, gap=between, rank=number, floor=bottom, raw=raw, result=points)
        elif many > 1:
            line = step("rank_points", first=top, floor=bottom, steps=many - 1, rank=number, result=points)
        else:
            line = step("rank_points_alone", result=points)
        steps = (*place.steps, line)
        found[place.subject] = RankPoints(place.subject, votes[place.subject], number, points, steps)
    return found


def combine(stages: Sequence[Stage], *, places: int = 2) -> tuple[Combined, ...]:
    """Σ weight · score ÷ Σ weight of all stages, by subject in ascending order of its key.

    A subject that a stage did not score gets no total rather than a zero nobody gave: `missing` names the stages.
    Raises ValueError without stages or for two of one name.
    """
    if not stages or len({stage.name for stage in stages}) < len(stages):
        raise ValueError("There is at least one stage, each with a name of its own.")
    for stage in stages:
        positive(stage.weight, f"Stage {stage.name}")
    found = []
    for subject in sorted({subject for stage in stages for subject in stage.scores}):
        scores = [(stage, stage.scores.get(subject)) for stage in stages]
        missing = tuple(stage.name for stage, value in scores if value is None)
        if missing:
            lines = tuple(step("stage_missing", name) for name in missing)
            found.append(Combined(subject, None, None, missing, lines))
            continue
        terms = [Term(stage.name, exact(stage.weight), exact(value)) for stage, value in scores]
        total = weighted(terms)
        rounded = half_up(total, places)
        end = step("rounded", exact=total, places=places, result=Fraction(rounded))
        found.append(Combined(subject, total, rounded, (), (step("total", "", terms, result=total), end)))
    return tuple(found)


def knock_out(entries: Iterable[Entry], quotas: Mapping[str, int], *, ties: str = "in") -> Round:
    """The best of each category go through, as many as its quota; a place nobody takes is not given to another.

    Equals on the boundary are never split: with `ties` "in" all of them go through (the quota is exceeded), with "out"
    none does. Raises ValueError for a category without a quota, a quota below 0, or another word for ties.
    """
    if ties not in ("in", "out"):
        raise ValueError('Ties on the boundary are "in" or "out".')
    places = rank(entries)
    if without := {place.category for place in places} - set(quotas):
        raise ValueError(f"No quota for: {', '.join(sorted(without))}.")
    if any(quota < 0 for quota in quotas.values()):
        raise ValueError("A quota is 0 or more.")
    through: list[Place] = []
    out: list[Place] = []
    steps: list[Step] = []
    for category, group in groupby(places, key=lambda place: place.category):
        standing = list(group)
        quota = quotas[category]
        tied = [place for place in standing if place.rank and place.rank <= quota < place.rank + place.sharing - 1]
        fits = [place for place in standing if place.rank and place.rank + place.sharing - 1 <= quota]
        chosen = len(fits) + (len(tied) if ties == "in" else 0)
        line = step("quota", category, quota=quota, ranked=standing[0].ranked, through=chosen)
        steps.append(line)
        for place in tied[:1]:
            why = step(f"quota_tied_{ties}", category, rank=place.rank or 0, sharing=place.sharing, quota=quota)
            steps.append(why)
        for place in standing:
            lines = (line, why) if place in tied else (line,)
            told = replace(place, steps=(*place.steps, *lines))
            (through if place in fits or (place in tied and ties == "in") else out).append(told)
    return Round(tuple(through), tuple(out), tuple(steps))
