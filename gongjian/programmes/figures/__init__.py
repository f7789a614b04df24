"""The numbers the programme vouches for, noun by noun; importing a file declares its figures."""

from gongjian.programmes.figures import (
    adjustments,
    commitments,
    forces,
    inspections,
    ledger,
    letters,
    lights,
    reporting,
    reviews,
)

__all__ = [
    "adjustments",
    "commitments",
    "forces",
    "inspections",
    "ledger",
    "letters",
    "lights",
    "reporting",
    "reviews",
]
