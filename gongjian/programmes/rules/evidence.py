"""Evidence: the lead unit submits, the reform office verifies or returns, and never the same person both."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Evidence, Measure, Milestone
from gongjian.programmes.queries import OFFICE, TAKING_PART

State = Measure.State
# An application to move a date does not stop the work.
TAKEN_IN = (State.ESTABLISHED, State.RUNNING, State.ADJUSTMENT_APPLIED)


def can_submit_evidence(user: object, measure: Measure) -> bool:
    may = has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit)
    return may and not measure.is_removed and measure.state in TAKEN_IN


def check_submit_evidence(user: object, milestone: Milestone) -> None:
    measure = milestone.measure
    if not has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Evidence is submitted by the lead unit."))
    if measure.is_removed or measure.state not in TAKEN_IN:
        raise ValidationError(
            _("Evidence is taken while a measure is established or running; this one is “%(now)s”.")
            % {"now": measure.get_state_display()}
        )
    if not takes_evidence(milestone.evidence.all()):
        raise ValidationError(_("This milestone has been verified already."))


def takes_evidence(proofs: Iterable[Evidence]) -> bool:
    """A milestone takes evidence until it is verified, and afterwards as long as nobody could look its proof up: a
    ledger that was taken over brings days of verification without papers, and striking off asks for them."""
    verified = [proof for proof in proofs if proof.verified_on is not None]
    return not any(map(is_attached, verified))


def is_attached(proof: Evidence) -> bool:
    """Verified, and somebody else can look it up: a file, or a note that says where the paper is kept."""
    return proof.verified_on is not None and bool(proof.file_id or proof.note.strip())


def can_rule_on_evidence(user: object, proof: Evidence) -> bool:
    measure = proof.milestone.measure
    may = has_duty(user, *OFFICE, unit=measure.lead_unit) and not _is_submitter(user, proof)
    return may and proof.is_waiting and not measure.is_removed and measure.state in TAKEN_IN


def is_verifier(user: object, measure: Measure) -> bool:
    return has_duty(user, *OFFICE, unit=measure.lead_unit)


def check_rule_on_evidence(user: object, proof: Evidence) -> None:
    measure = proof.milestone.measure
    if not is_verifier(user, measure):
        raise PermissionDenied(_("Evidence is verified by the reform office."))
    if _is_submitter(user, proof):
        raise ValidationError(_("You submitted this evidence yourself: somebody else must verify it."))
    if not proof.is_waiting:
        raise ValidationError(_("This evidence has already been ruled on."))
    if measure.is_removed or measure.state not in TAKEN_IN:
        raise ValidationError(
            _("Evidence is ruled on while a measure is established or running; this one is “%(now)s”.")
            % {"now": measure.get_state_display()}
        )


def _is_submitter(user: object, proof: Evidence) -> bool:
    return (
        user is not SYSTEM and proof.submitted_by_id is not None and proof.submitted_by_id == getattr(user, "pk", None)
    )
