"""What comes next for a measure, for the person who looks at it: one button at most, else whom it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.programmes.models import Measure
from gongjian.programmes.rules.evidence import can_submit_evidence
from gongjian.programmes.rules.measures import can_edit_measure, can_set_milestones
from gongjian.programmes.rules.states import MOVES, TABLE, can_move, obstacles

State = Measure.State
URLS = {
    "propose": "measure_propose",
    "establish": "measure_establish",
    "return_measure": "measure_return",
    "start": "measure_start",
    "apply_strike_off": "measure_apply_strike_off",
    "strike_off": "measure_strike_off",
    "return_strike_off": "measure_return_strike_off",
    "suspend": "measure_suspend",
    "resume": "measure_resume",
    "merge": "measure_merge",
    "split": "measure_split",
}


@dataclass(frozen=True)
class NextStep:
    """A sentence, and where the person can do it (no button when it is somebody else's turn)."""

    words: str
    button: str = ""
    url: str = ""
    move: str = ""


def move_url(measure: Measure, name: str) -> str:
    return reverse(f"programmes:{URLS[name]}", args=[measure.number])


def other_moves(user: object, measure: Measure, step: NextStep | None) -> list[dict[str, Any]]:
    """Every other move this person may make now."""
    return [
        {"title": move.title, "url": move_url(measure, move.name)}
        for move in TABLE
        if move.name in URLS and can_move(user, measure, move.name) and not (step and step.move == move.name)
    ]


def next_step(user: object, measure: Measure, steps: Sequence[Any]) -> NextStep | None:
    """The one thing this person can do now, or whom the measure waits for; None for what has ended."""
    if measure.is_removed:
        return None
    for ask in (_plan, _verify, _submit, _move_on):
        found = ask(user, measure, steps)
        if found:
            return found
    waiting = WAITING.get(State(measure.state))
    return NextStep(str(waiting())) if waiting else None


def _plan(user: object, measure: Measure, steps: Sequence[Any]) -> NextStep | None:
    if sum(step.weight for step in steps) == 100 or not can_set_milestones(user, measure):
        return None
    words = _("The milestones are not set yet: who does what by when, with weights that sum to 100.")
    url = reverse("programmes:measure_milestones", args=[measure.number])
    return NextStep(words, _("Set milestones"), url)


def _verify(user: object, measure: Measure, steps: Sequence[Any]) -> NextStep | None:
    waiting = [proof for step in steps for proof in step.proofs if proof.may_rule]
    if not waiting:
        return None
    words = ngettext(
        "One piece of evidence waits for you to verify it.",
        "%(count)s pieces of evidence wait for you to verify them.",
        len(waiting),
    ) % {"count": len(waiting)}
    return NextStep(words, _("Look at the evidence"), f"#milestone-{waiting[0].milestone.sequence}")


def _submit(user: object, measure: Measure, steps: Sequence[Any]) -> NextStep | None:
    if measure.state != State.RUNNING or not can_submit_evidence(user, measure):
        return None
    for step in steps:
        if not step.is_verified and not any(proof.is_waiting for proof in step.proofs):
            words = _("Next milestone: %(title)s. Hand in what proves it.") % {"title": step.label}
            url = reverse("programmes:evidence_add", args=[measure.number, step.sequence])
            return NextStep(words, _("Submit evidence"), url)
    return None


ORDER = ("propose", "establish", "start", "apply_strike_off", "strike_off", "resume")


def _move_on(user: object, measure: Measure, steps: Sequence[Any]) -> NextStep | None:
    for name in ORDER:
        if not can_move(user, measure, name):
            continue
        hindered = obstacles(user, measure, name)
        if hindered:
            return NextStep(" ".join(hindered))
        if name == "propose" and can_edit_measure(user, measure):
            words = _("The reform office returned this proposal. Change what it asked for, then propose it again.")
            return NextStep(words, str(MOVES[name].title), move_url(measure, name), name)
        return NextStep(str(MOVES[name].consequence), str(MOVES[name].title), move_url(measure, name), name)
    return None


WAITING = {
    State.PROPOSED: lambda: _("Waiting for the reform office to establish or return it."),
    State.RETURNED: lambda: _("Waiting for the lead unit to change the proposal."),
    State.ESTABLISHED: lambda: _("Waiting for the lead unit to start work."),
    State.RUNNING: lambda: _("The lead unit is at work."),
    State.STRIKE_OFF_APPLIED: lambda: _("Waiting for the reform office's signature."),
    State.SUSPENDED: lambda: _("Suspended until the reform office resumes it."),
}
