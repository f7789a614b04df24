"""Which letter is due to a measure that goes on showing red or yellow.

A row of months ends with the month in question; a month without a light breaks it. What each level asks for is the
city's own: after how many red months in a row a letter of this level is due, and after how many yellow ones a prompt.
Page: docs/algorithms/escalation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """The steps of escalation, mildest first."""

    PROMPT = 1
    SUPERVISION = 2
    INTERVIEW = 3
    CIRCULAR = 4


@dataclass(frozen=True)
class Thresholds:
    """Months in a row after which each letter is due; 0 means never. Raises ValueError for a negative number."""

    prompt_after_red: int = 1
    supervision_after_red: int = 2
    interview_after_red: int = 3
    circular_after_red: int = 4
    prompt_after_yellow: int = 3

    def __post_init__(self) -> None:
        if min(self.prompt_after_yellow, *(months for _level, _name, months in self.of_red())) < 0:
            raise ValueError("A number of months cannot be negative.")

    def of_red(self) -> tuple[tuple[Level, str, int], ...]:
        """Level, name of the rule, months; mildest first."""
        return (
            (Level.PROMPT, "prompt_after_red", self.prompt_after_red),
            (Level.SUPERVISION, "supervision_after_red", self.supervision_after_red),
            (Level.INTERVIEW, "interview_after_red", self.interview_after_red),
            (Level.CIRCULAR, "circular_after_red", self.circular_after_red),
        )


@dataclass(frozen=True)
class Due:
    """A letter that is due: its level, the rule that says so, and the months in a row that brought it about."""

    level: Level
    rule: str
    months: int


def letter_due(lights: Sequence[str | None], thresholds: Thresholds) -> Due | None:
    """The letter due after the last of these months (oldest first); None when none is.

    Red: the sternest level whose number of months has been reached, and again in every further red month.
    Yellow: a prompt whenever the row of yellow months is a whole multiple of its number.
    """
    red = months_in_a_row(lights, "red")
    reached = [(level, name) for level, name, months in thresholds.of_red() if 0 < months <= red]
    if reached:
        level, name = max(reached)
        return Due(level, name, red)
    yellow = months_in_a_row(lights, "yellow")
    if yellow and thresholds.prompt_after_yellow and yellow % thresholds.prompt_after_yellow == 0:
        return Due(Level.PROMPT, "prompt_after_yellow", yellow)
    return None


def months_in_a_row(lights: Sequence[str | None], light: str) -> int:
    """How many months show this light without a break, counted back from the last."""
    count = 0
    for shown in reversed(lights):
        if shown != light:
            break
        count += 1
    return count


def next_level(level: int) -> Level | None:
    """The step above; None above the last."""
    return Level(level + 1) if level < Level.CIRCULAR else None
