"""The states of a measure and every move between them, in one table.

“Adjustment applied” is the one state beside it: an application puts a measure there and its ruling back to where it
was (actions.adjustments). Splitting and reopening have actions of their own (actions.splits, actions.checks).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Measure, Milestone
from gongjian.programmes.queries import OFFICE, TAKING_PART
from gongjian.programmes.rules.proofs import proofs_missing
from gongjian.programmes.rules.strike_off import unfelt, unproved

State = Measure.State
HEAD = ("unit_head",)
UNIT_OR_OFFICE = TAKING_PART + OFFICE


@dataclass(frozen=True)
class Move:
    """From which states to which, by whom (duties over the lead unit), and whether it must say why."""

    name: str
    sources: tuple[State, ...]
    target: State
    duties: tuple[str, ...]
    title: str | Promise
    consequence: str | Promise
    audit: str
    says_why: bool = False


TABLE = (
    # name, from, to, who, button, what will happen, audit code, must say why
    Move("propose", (State.RETURNED,), State.PROPOSED, UNIT_OR_OFFICE,
         gettext_lazy("Propose again"), gettext_lazy("The measure goes back to the reform office for a decision."),
         "measure.proposed"),
    Move("establish", (State.PROPOSED,), State.ESTABLISHED, OFFICE,
         gettext_lazy("Establish"), gettext_lazy("The measure enters the ledger and counts. Its due date and milestones are fixed from then on."),
         "measure.established"),
    Move("return_measure", (State.PROPOSED,), State.RETURNED, OFFICE,
         gettext_lazy("Return"), gettext_lazy("The proposal goes back to the lead unit, with your reason."),
         "measure.returned", says_why=True),
    Move("start", (State.ESTABLISHED,), State.RUNNING, UNIT_OR_OFFICE,
         gettext_lazy("Start work"), gettext_lazy("Work begins; evidence can be submitted for each milestone."),
         "measure.started"),
    Move("apply_strike_off", (State.RUNNING,), State.STRIKE_OFF_APPLIED, HEAD,
         gettext_lazy("Apply for strike-off"), gettext_lazy("You sign for the lead unit that the goal has been reached. The reform office decides."),
         "measure.strike_off_applied"),
    Move("strike_off", (State.STRIKE_OFF_APPLIED,), State.STRUCK_OFF, OFFICE,
         gettext_lazy("Strike off"), gettext_lazy("Second signature: the measure is finished and leaves the list of what is owed."),
         "measure.struck_off"),
    Move("return_strike_off", (State.STRIKE_OFF_APPLIED,), State.RUNNING, OFFICE,
         gettext_lazy("Return the application"), gettext_lazy("The measure goes on running; the lead unit reads your reason."),
         "measure.strike_off_returned", says_why=True),
    Move("suspend", (State.ESTABLISHED, State.RUNNING), State.SUSPENDED, OFFICE,
         gettext_lazy("Suspend"), gettext_lazy("Work stops for the time being. The measure goes on counting."),
         "measure.suspended", says_why=True),
    Move("resume", (State.SUSPENDED,), State.RUNNING, OFFICE,
         gettext_lazy("Resume"), gettext_lazy("Work goes on; the due date stays what it was."),
         "measure.resumed"),
    Move("merge", (State.PROPOSED, State.ESTABLISHED, State.RUNNING, State.SUSPENDED), State.MERGED, OFFICE,
         gettext_lazy("Merge"), gettext_lazy("The measure no longer counts; what it promised is owed by the other one."),
         "measure.merged", says_why=True),
    Move("split", (State.PROPOSED, State.ESTABLISHED, State.RUNNING, State.SUSPENDED), State.SPLIT, OFFICE,
         gettext_lazy("Split"), gettext_lazy("The measure no longer counts; its parts do. The figures say by how many splitting raised the count."),
         "measure.split", says_why=True),
    Move("reopen", (State.STRUCK_OFF,), State.RUNNING, OFFICE,
         gettext_lazy("Reopen"), gettext_lazy("The result does not hold: the measure runs again from today and is owed."),
         "measure.reopened", says_why=True),
)  # fmt: skip
MOVES = {move.name: move for move in TABLE}

# While the reform office has not decided, dates and milestones are still a proposal.
UNDECIDED = (State.PROPOSED, State.RETURNED)
WORKING = (State.ESTABLISHED, State.RUNNING)


def can_move(user: object, measure: Measure, name: str) -> bool:
    """May this person make the move, the measure standing as it stands? What still hinders it: `obstacles`."""
    return is_duty_of(user, measure, name) and not measure.is_removed and measure.state in MOVES[name].sources


def is_duty_of(user: object, measure: Measure, name: str) -> bool:
    return has_duty(user, *MOVES[name].duties, unit=measure.lead_unit)


def check_move(user: object, measure: Measure, name: str, *, reason: str = "") -> None:
    """Raises PermissionDenied or ValidationError."""
    move = MOVES[name]
    if not is_duty_of(user, measure, name):
        raise PermissionDenied(_("“%(move)s” is not among the duties of your posts.") % {"move": move.title})
    if measure.is_removed:
        raise ValidationError(_("This measure was removed. Restore it first."))
    if measure.state not in move.sources:
        sources = _(", ").join(str(State(state).label) for state in move.sources)
        raise ValidationError(
            _("The measure is now “%(now)s”. “%(move)s” is possible from: %(sources)s.")
            % {"now": measure.get_state_display(), "move": move.title, "sources": sources}
        )
    if move.says_why:
        check_reason(reason)
    hindered = obstacles(user, measure, name)
    if hindered:
        raise ValidationError(hindered)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Please say why: the reason stays in the measure's life story."))


def obstacles(user: object, measure: Measure, name: str) -> list[str]:
    """What must be done before the move, in words; empty when nothing hinders it."""
    if name == "establish":
        total = sum(measure.milestones.values_list("weight", flat=True))
        if total != 100:
            return [_("First set the milestones: their weights sum to %(total)s, not to 100.") % {"total": total}]
    if name in ("apply_strike_off", "strike_off"):
        missing = unproved(user, measure) or proofs_missing(measure)
        if missing:
            return missing
    if name == "strike_off" and unfelt(measure):
        return unfelt(measure)
    if name == "strike_off" and user is not SYSTEM and measure.applied_by_id == getattr(user, "pk", None):
        return [_("You signed the application yourself: the second signature must be somebody else's.")]
    return []


def due_is_open(measure: Measure) -> bool:
    """May the due date still be edited directly?"""
    return measure.state in UNDECIDED


def plan_is_open(measure: Measure, milestones: Sequence[Milestone]) -> bool:
    """May milestones still be set directly? Later only where there are none yet."""
    return measure.state in UNDECIDED or (measure.state in WORKING and not milestones)
