"""The light of a measure at a month's end: blue, red, yellow or green, with every reason that holds.

P is the sum of the weights of the milestones due by the day, C that of those verified by then. Tested in this order:
blue struck off; red no report, P − C beyond the gap, or a milestone too long overdue; yellow P > C, a milestone
overdue, evidence rejected, or everything declared reached but not proved; else green.
Page: docs/algorithms/lights.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

GREEN, YELLOW, RED, BLUE = "green", "yellow", "red", "blue"
# From the best to the worst of those still owed; blue is finished and stands before them.
ORDER = (BLUE, GREEN, YELLOW, RED)

STRUCK_OFF = "struck_off"
NO_REPORT = "no_report"
BEHIND = "behind"
OVERDUE = "overdue"
REJECTED = "rejected"
UNPROVED = "unproved"
ON_COURSE = "on_course"


@dataclass(frozen=True)
class Step:
    """A milestone as the light sees it.

    `declared`: the unit says it has been reached, in a report or by handing in evidence. `rejected`: the evidence
    handed in last was returned.
    """

    sequence: int
    due: date
    weight: int
    verified_on: date | None = None
    declared: bool = False
    rejected: bool = False


@dataclass(frozen=True)
class Standing:
    """A measure on a day. `report_owed` is False for one of which no report was asked: suspended, not begun."""

    as_of: date
    steps: Sequence[Step] = ()
    struck_off: bool = False
    report_owed: bool = True
    reported: bool = True


@dataclass(frozen=True)
class Thresholds:
    """`red_gap` in percentage points behind plan, `red_overdue_days` in calendar days; beyond them it is red."""

    red_gap: int = 10
    red_overdue_days: int = 30


@dataclass(frozen=True)
class Reason:
    """Why: a code, what it alone would make of the light, a number (points or days), the milestone it is about."""

    code: str
    light: str
    number: int = 0
    step: int = 0


@dataclass(frozen=True)
class Verdict:
    """The light with its arithmetic. `reasons` are all that hold, the gravest first; never empty."""

    light: str
    planned: int
    verified: int
    overdue_days: int
    reasons: tuple[Reason, ...]


def light_of(standing: Standing, thresholds: Thresholds) -> Verdict:
    """How the measure stands. Weights of `steps` are whole percents; their sum is 100 where the plan is complete."""
    as_of = standing.as_of
    planned = sum(step.weight for step in standing.steps if step.due <= as_of)
    owed = [step for step in standing.steps if step.verified_on is None or step.verified_on > as_of]
    verified = sum(step.weight for step in standing.steps) - sum(step.weight for step in owed)
    late = min((step for step in owed if step.due < as_of), key=lambda step: (step.due, step.sequence), default=None)
    days = (as_of - late.due).days if late else 0
    if standing.struck_off:
        return Verdict(BLUE, planned, verified, 0, (Reason(STRUCK_OFF, BLUE),))
    reasons = []
    if standing.report_owed and not standing.reported:
        reasons.append(Reason(NO_REPORT, RED))
    if planned > verified:
        gap = planned - verified
        reasons.append(Reason(BEHIND, RED if gap > thresholds.red_gap else YELLOW, gap))
    if late:
        reasons.append(Reason(OVERDUE, RED if days > thresholds.red_overdue_days else YELLOW, days, late.sequence))
    reasons += [Reason(REJECTED, YELLOW, step=step.sequence) for step in owed if step.rejected]
    if owed and all(step.declared for step in standing.steps):
        reasons.append(Reason(UNPROVED, YELLOW, sum(step.weight for step in owed)))
    if not reasons:
        return Verdict(GREEN, planned, verified, 0, (Reason(ON_COURSE, GREEN),))
    gravest = max((reason.light for reason in reasons), key=ORDER.index)
    ordered = sorted(reasons, key=lambda reason: -ORDER.index(reason.light))  # stable: the order of the tests stays
    return Verdict(gravest, planned, verified, days, tuple(ordered))


def is_worse(now: str, before: str) -> bool:
    """Has the light slipped? From blue to anything is slipping too: what was finished has been reopened."""
    return ORDER.index(now) > ORDER.index(before)
