"""What one ballot is worth: marks on criteria, by options or by points, each checked. Blank is neither zero nor invalid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gongjian.algorithms.tally.exact import BadNumber, Number, exact, positive, quoted
from gongjian.algorithms.tally.steps import Term, weighted

NOT_FINITE, WRONG_TYPE = "not_finite", "wrong_type"
OUT_OF_RANGE, TOO_FINE = "out_of_range", "too_fine"
UNKNOWN_OPTION, UNKNOWN_CRITERION, NOT_ASKED = "unknown_option", "unknown_criterion", "not_asked"
MISSING_MARK, DOUBLE_MARK = "missing_mark", "double_mark"
# Every reason for which a ballot is invalid, as `BadBallot.code` and as keys of `Counts.invalid`.
REASONS = (
    *(NOT_FINITE, WRONG_TYPE, OUT_OF_RANGE, TOO_FINE, UNKNOWN_OPTION, UNKNOWN_CRITERION, NOT_ASKED),
    *(MISSING_MARK, DOUBLE_MARK),
)


class BadBallot(ValueError):
    """A ballot that may not be cast, and does not count if it was (on paper). `code` is one of REASONS."""

    def __init__(self, code: str, criterion: str, given: object = None):
        self.code, self.criterion = code, criterion
        super().__init__(f"{criterion}: {code} ({quoted(given)})")


@dataclass(frozen=True)
class Options:
    """Graded options, each with its points: {"excellent": 95, "good": 85, …}."""

    points: Mapping[str, Number]

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("A scale offers at least one option.")
        for points in self.points.values():
            exact(points)

    def read(self, mark: object) -> Fraction:
        """The points of an option. Raises BadMark."""
        if not isinstance(mark, str):
            raise BadMark(WRONG_TYPE)
        if mark not in self.points:
            raise BadMark(UNKNOWN_OPTION)
        return exact(self.points[mark])


@dataclass(frozen=True)
class Scale:
    """Points from `lowest` to `highest`, both included, with at most `places` decimals."""

    lowest: Number = 0
    highest: Number = 100
    places: int = 0

    def __post_init__(self) -> None:
        if exact(self.lowest) >= exact(self.highest) or self.places < 0:
            raise ValueError("A scale goes from lower to higher.")

    def read(self, mark: object) -> Fraction:
        """The points given. Raises BadMark; a float or a text is a wrong type: forms and JSON give Decimals."""
        try:
            points = exact(mark)
        except BadNumber as error:
            raise BadMark(OUT_OF_RANGE if error.code == "too_large" else error.code) from error
        if not exact(self.lowest) <= points <= exact(self.highest):
            raise BadMark(OUT_OF_RANGE)
        if (points * 10**self.places).denominator != 1:
            raise BadMark(TOO_FINE)
        return points


class BadMark(ValueError):
    """One mark that its scale refuses; `worth_of` says on which criterion."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Criterion:
    """What is judged. Where `required` is False it may be left out: the weights of the others then fill its place."""

    name: str
    scale: Options | Scale
    weight: Number = 1
    required: bool = True

    def __post_init__(self) -> None:
        positive(self.weight, f"Criterion {self.name}")


@dataclass(frozen=True)
class Ballot:
    """One voter's marks on one subject, by criterion. None, "" or no entry: left blank. `own`: by the subject's own
    unit, counted apart and never scored; the caller knows that, as ballots name no unit."""

    group: str
    marks: Mapping[str, Any]
    own: bool = False


def is_own(voter_units: Collection[str], subject_units: Collection[str]) -> bool:
    """May this voter not score this subject? Each side: the unit's key and those that count as the same to the city
    (a bureau's subordinate bodies, a person's second post). Raises TypeError for a bare text, which is a collection
    of letters to Python and would find kinship everywhere."""
    if isinstance(voter_units, str) or isinstance(subject_units, str):
        raise TypeError("Units come as a set of keys.")
    return not set(voter_units).isdisjoint(subject_units)


def asked_of(criteria: Sequence[Criterion], applying: Collection[str] | None) -> tuple[Criterion, ...]:
    """The criteria that apply to a subject, in their order; all when `applying` is None. Raises ValueError."""
    names = [criterion.name for criterion in criteria]
    if isinstance(applying, str):
        raise ValueError("Criteria that apply come as a set of names.")
    if len(set(names)) < len(names):
        raise ValueError("Criteria have names of their own.")
    if applying is not None and (unknown := set(applying) - set(names)):
        raise ValueError(f"No such criterion: {', '.join(sorted(unknown))}.")
    asked = tuple(criterion for criterion in criteria if applying is None or criterion.name in applying)
    if not asked:
        raise ValueError("At least one criterion applies to a subject.")
    return asked


def terms_of(
    marks: Mapping[str, Any], criteria: Sequence[Criterion], applying: Collection[str] | None = None
) -> tuple[Term, ...]:
    """Weight and points of each mark, in the order of the criteria; none for a blank ballot. Raises BadBallot."""
    asked = asked_of(criteria, applying)
    if not isinstance(marks, Mapping):
        raise BadBallot(WRONG_TYPE, "", marks)
    given = {name: mark for name, mark in marks.items() if not is_blank(mark)}
    if strange := set(given) - {criterion.name for criterion in asked}:
        known = {criterion.name for criterion in criteria}
        name = min(strange, key=str)
        raise BadBallot(NOT_ASKED if name in known else UNKNOWN_CRITERION, quoted(name), given[name])
    terms = []
    for criterion in asked:
        if criterion.name not in given:
            if given and criterion.required:
                raise BadBallot(MISSING_MARK, criterion.name)
            continue
        mark = given[criterion.name]
        if isinstance(mark, list | tuple | set | frozenset):
            raise BadBallot(DOUBLE_MARK if len(mark) > 1 else WRONG_TYPE, criterion.name, mark)
        try:
            terms.append(Term(criterion.name, exact(criterion.weight), criterion.scale.read(mark)))
        except BadMark as error:
            raise BadBallot(error.code, criterion.name, mark) from error
    return tuple(terms)


def worth_of(
    marks: Mapping[str, Any], criteria: Sequence[Criterion], applying: Collection[str] | None = None
) -> Fraction | None:
    """What the ballot is worth: Σ weight · points ÷ Σ weight over the criteria marked; None when it is blank.

    `applying` names the criteria that apply to the subject (all when None). Raises BadBallot: ask it before a ballot
    is taken in, and the counting never meets an invalid one but on paper.
    """
    terms = terms_of(marks, criteria, applying)
    return weighted(terms) if terms else None


def is_blank(mark: object) -> bool:
    return mark is None or (isinstance(mark, str) and not mark.strip())
