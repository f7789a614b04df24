"""One line of the arithmetic, as numbers: `words.py` says it, a JSON column keeps it, a person recounts it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Term:
    """One term of a sum: `times` (a weight, or how many ballots) and what it multiplies; None is hidden."""

    name: str
    times: Fraction
    value: Fraction | None


@dataclass(frozen=True)
class Step:
    """A code of `words.WORDS`, what it is about (a group, an indicator, a grade), its numbers by name, its sum."""

    code: str
    about: str = ""
    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    other: str = ""


def step(code: str, about: str = "", terms: Iterable[Term] = (), other: str = "", **numbers: Fraction | int) -> Step:
    """A step, its numbers as fractions."""
    return Step(code, about, {name: Fraction(number) for name, number in numbers.items()}, tuple(terms), other)


def weighted(terms: Iterable[Term]) -> Fraction:
    """Σ times · value ÷ Σ times: a mean where times are ballots, a total where they are weights."""
    terms = list(terms)
    total = sum((term.times for term in terms), Fraction(0))
    return sum((term.times * term.value for term in terms if term.value is not None), Fraction(0)) / total


def to_rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """For a JSON column; fractions as "275/3". `from_rows` gives the same steps back."""
    return [
        {
            "code": one.code,
            "about": one.about,
            "other": one.other,
            "numbers": {name: str(number) for name, number in one.numbers.items()},
            "terms": [
                [term.name, str(term.times), None if term.value is None else str(term.value)] for term in one.terms
            ],
        }
        for one in steps
    ]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """What `to_rows` made. Raises KeyError or ValueError for anything else."""
    return tuple(
        Step(
            row["code"],
            row["about"],
            {name: Fraction(number) for name, number in row["numbers"].items()},
            tuple(
                Term(name, Fraction(times), None if value is None else Fraction(value))
                for name, times, value in row["terms"]
            ),
            row["other"],
        )
        for row in rows
    )
