"""How far a promise made in numbers has been kept. Page: docs/algorithms/attainment.md."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")


def percent_of(reached: Decimal | None, promised: Decimal) -> Decimal | None:
    """What part of a target has been reached, in percent to one place, rounded down and capped at 100.

    None when nothing has been verified: that is not known, and not the same as nothing reached. Raises ValueError
    for a promise that is not greater than 0, or less than nothing reached.
    """
    if promised <= 0:
        raise ValueError("A target promises more than 0.")
    if reached is None:
        return None
    if reached < 0:
        raise ValueError("Less than nothing cannot be reached.")
    return min(HUNDRED, floored(HUNDRED * reached / promised))


def whole_of(percents: Sequence[Decimal | None]) -> Decimal | None:
    """The mean of the targets' percents, rounded down; what is not known counts as 0. None without targets."""
    if not percents:
        return None
    return floored(sum((percent or Decimal(0) for percent in percents), Decimal(0)) / len(percents))


def is_kept(percents: Sequence[Decimal | None]) -> bool:
    """All targets have reached 100; a promise without targets is not kept."""
    return bool(percents) and all(percent == HUNDRED for percent in percents)


def floored(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_FLOOR)
