"""What a file may say of a measure's state: nothing that evidence and signatures have not said."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.plans import PlannedStep

State = Measure.State
# The states a person's file may give a new measure: every later one takes evidence or signatures.
ENTERED_AS = (State.PROPOSED, State.ESTABLISHED, State.RUNNING)
# The states that say, whoever writes them, that every milestone has been verified.
PROVED = (State.STRIKE_OFF_APPLIED, State.STRUCK_OFF)
# States that no row can bring about: an application, or parts, belong to them.
BY_ACTION_ALONE = (State.ADJUSTMENT_APPLIED, State.SPLIT)
# States of a measure that takes over from no other.
NOT_STANDING = (State.MERGED, State.SPLIT, State.RETURNED)


def state_problem(state: State, held: str, steps: Sequence[PlannedStep], *, by: object) -> str:
    """Why a file may not write this state; "" when it may. `held` is the state the measure has now, "" for a new one.

    What a person's file would move on a measure that stands is refused elsewhere, whatever the state.
    """
    message = ""
    if by is not SYSTEM and not held and state not in ENTERED_AS:
        message = _(
            "A new measure enters as proposed, established or running: write one of these. It becomes “%(state)s” "
            "on its own page, with evidence and signatures."
        )
    elif by is SYSTEM and state in BY_ACTION_ALONE and state != held:
        message = _("No file brings “%(state)s”: write the state the measure was in before.")
    elif by is SYSTEM and state in PROVED and not (steps and all(step.verified_on for step in steps)):
        message = _("“%(state)s” needs milestones, each with evidence and the day it was verified.")
    return message % {"state": state.label} if message else ""
