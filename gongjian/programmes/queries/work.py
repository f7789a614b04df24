"""All work of the programme that can wait for somebody, noun by noun: what the desk shows."""

from gongjian.programmes.queries import (
    adjustments,
    commitments,
    findings,
    inspections,
    ledger_work,
    letters,
    months,
    pilots,
    reporting,
    reviews,
    tasks,
)
from gongjian.programmes.queries.work_kinds import WorkKind

WORK: tuple[WorkKind, ...] = (
    *reporting.WORK,
    *months.WORK,
    *ledger_work.WORK,
    *adjustments.WORK,
    *reviews.WORK,
    *letters.WORK,
    *tasks.WORK,
    *inspections.WORK,
    *findings.WORK,
    *commitments.WORK,
    *pilots.WORK,
)
