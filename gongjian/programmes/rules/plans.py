"""A measure's plan: its milestones, whose weights sum to 100 and whose dates lie within the measure's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongjian.programmes.models import Evidence, Measure, Milestone

MOST_STEPS = 30


@dataclass(frozen=True)
class PlannedStep:
    """A milestone as somebody plans it. `line` is where it stands in a file or form, 0 for one that is kept."""

    sequence: int
    title: str
    title_en: str
    due: date
    weight: int
    evidence: str = ""
    verified_on: date | None = None
    line: int = 0

    @classmethod
    def of(cls, values: dict[str, Any], line: int, held: "PlannedStep | None" = None) -> "PlannedStep":
        """From a row; what its file has no column for stays as it is `held`."""
        unsaid = held or cls(values["sequence"], "", "", values["due"], values["weight"])
        return cls(
            sequence=values["sequence"],
            title=values["title"],
            title_en=values.get("title_en", unsaid.title_en),
            due=values["due"],
            weight=values["weight"],
            evidence=values.get("evidence", unsaid.evidence),
            verified_on=values.get("verified_on", unsaid.verified_on),
            line=line,
        )

    @classmethod
    def held(cls, milestone: Milestone) -> "PlannedStep":
        """As it is kept; give it with its evidence prefetched."""
        proof = current_evidence(list(milestone.evidence.all()))
        return cls(
            sequence=milestone.sequence,
            title=milestone.title,
            title_en=milestone.title_en,
            due=milestone.due,
            weight=milestone.weight,
            evidence=proof.title if proof else "",
            verified_on=proof.verified_on if proof else None,
        )

    @property
    def content(self) -> tuple[Any, ...]:
        """Everything that makes two steps the same."""
        return (self.sequence, self.title, self.title_en, self.due, self.weight, self.evidence, self.verified_on)

    def __str__(self) -> str:
        proof = ""
        if self.evidence:
            proof = f" [{self.evidence}{f' {self.verified_on}' if self.verified_on else ''}]"
        return f"{self.sequence}. {self.title} {self.due} {self.weight}%{proof}"


def current_evidence(evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence that speaks for a milestone: the verified one, else the latest that waits; returned ones do not."""
    verified = [proof for proof in evidence if proof.verified_on]
    waiting = [proof for proof in evidence if proof.is_waiting]
    return verified[-1] if verified else waiting[-1] if waiting else None


def dropped_with_evidence(measure: Measure, steps: Sequence[PlannedStep]) -> list[Milestone]:
    """The milestones a plan would drop though evidence, ruled on or not, has been handed in for them."""
    kept = {step.sequence for step in steps}
    gone = [milestone for milestone in measure.milestones.all() if milestone.sequence not in kept]
    return [milestone for milestone in gone if milestone.evidence.all()]


def has_evidence(milestones: Sequence[Milestone]) -> str:
    """Why these milestones stay."""
    titles = _(", ").join(f"{milestone.sequence}. {milestone.label}" for milestone in milestones)
    return _("Evidence has been submitted for these milestones, so they must stay: %(titles)s.") % {"titles": titles}


def check_plan(steps: Sequence[PlannedStep], *, start: date, due: date) -> Iterator[tuple[int, str, str]]:
    """What is wrong with a plan: (line, column, message) each."""
    if not steps:
        return
    seen: dict[int, int] = {}
    for step in steps:
        if step.sequence in seen:
            yield step.line, "sequence", _("Two milestones carry the order %(order)s.") % {"order": step.sequence}
        seen[step.sequence] = step.line
        if not start <= step.due <= due:
            message = _("The day must lie between %(start)s and %(due)s, the measure's own dates.")
            yield step.line, "due", message % {"start": start, "due": due}
    total = sum(step.weight for step in steps)
    if total != 100:
        message = _("The weights of a measure's milestones must sum to 100; these sum to %(total)s.")
        yield steps[-1].line, "weight", message % {"total": total}
    if len(steps) > MOST_STEPS:
        yield steps[MOST_STEPS].line, "sequence", _("At most %(most)s milestones.") % {"most": MOST_STEPS}
