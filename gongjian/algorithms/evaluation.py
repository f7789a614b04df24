"""A unit's score in an inspection: 100 less what was found, with every line of the arithmetic.

Page: docs/algorithms/evaluation.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FULL = Decimal(100)
FLOOR = Decimal(0)
CENT = Decimal("0.01")
GRADES = ("grave", "serious", "minor")


@dataclass(frozen=True)
class Fault:
    """A finding: its name, its grade (minor, serious, grave), and whether it was rectified late."""

    name: str
    grade: str
    late: bool = False


@dataclass(frozen=True)
class Visited:
    """A measure that was visited: the unit's own % and the evaluator's, 0 to 100."""

    name: str
    own: int
    evaluated: int


@dataclass(frozen=True)
class Points:
    """What is taken off: by grade, for each rectification that came late, for each point of % overstated."""

    grades: Mapping[str, Decimal]
    late: Decimal
    overstated: Decimal


@dataclass(frozen=True)
class Line:
    """One line: why, about what, how many times how many points, and what is left after it.

    `why` is start, grave, serious, minor, late, overstated or floor; `left` may be below 0 until the floor.
    """

    why: str
    about: str
    times: Decimal
    each: Decimal
    left: Decimal


@dataclass(frozen=True)
class Evaluation:
    score: Decimal
    lines: tuple[Line, ...]


def evaluate(faults: Iterable[Fault], visited: Iterable[Visited], points: Points) -> Evaluation:
    """The score, 0 to 100 with two decimals, and its lines in a fixed order whatever order the facts come in.

    Raises ValueError for a grade without points, or points that would raise the score.
    """
    if min([points.late, points.overstated, *points.grades.values()]) < 0:
        raise ValueError("Points are taken off, never given.")
    faults = sorted(faults, key=lambda fault: (fault.name, fault.grade, fault.late))
    unknown = {fault.grade for fault in faults} - set(points.grades)
    if unknown:
        raise ValueError(f"No points for: {', '.join(sorted(unknown))}.")
    lines = [Line("start", "", Decimal(1), FULL, FULL)]

    def take(why: str, about: str, times: int, each: Decimal) -> None:
        lines.append(Line(why, about, Decimal(times), each, lines[-1].left - times * each))

    for grade in (*GRADES, *sorted(set(points.grades) - set(GRADES))):
        for fault in faults:
            if fault.grade == grade:
                take(grade, fault.name, 1, points.grades[grade])
    for fault in faults:
        if fault.late:
            take("late", fault.name, 1, points.late)
    for one in sorted(visited, key=lambda one: (one.name, one.own, one.evaluated)):
        if one.own > one.evaluated:
            take("overstated", one.name, one.own - one.evaluated, points.overstated)
    if lines[-1].left < FLOOR:
        lines.append(Line("floor", "", Decimal(1), FLOOR, FLOOR))
    return Evaluation(lines[-1].left.quantize(CENT, ROUND_HALF_UP), tuple(lines))
