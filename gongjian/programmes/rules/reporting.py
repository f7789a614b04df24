"""A monthly report: the unit writes, its chain signs in order, the reform office accepts or returns."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Unit
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import ApprovalStep, Claim, Evidence, Milestone, Month, MonthlyReport, Signature
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.reporting import HEAD, claims_of, posts_of, units_signed_for, unsent_before
from gongjian.programmes.rules.measures import can_see_ledger

State = MonthlyReport.State
WRITABLE = (State.DRAFT, State.RETURNED)
RECALLABLE = (State.SIGNING, State.SUBMITTED)


# --- who may ---------------------------------------------------------------------------------
def can_see_reports(user: object) -> bool:
    """Whoever sees the ledger, and whoever signs for a unit."""
    return can_see_ledger(user) or units_signed_for(user).exists()


def is_of_the_unit(user: object, report: MonthlyReport) -> bool:
    return has_duty(user, *TAKING_PART, unit=report.unit)


def is_of_the_office(user: object, report: MonthlyReport) -> bool:
    return has_duty(user, *OFFICE, unit=report.unit)


def is_open(report: MonthlyReport) -> bool:
    return report.month.state == Month.State.OPEN and not report.measure.is_removed


def can_write_report(user: object, report: MonthlyReport) -> bool:
    return is_of_the_unit(user, report) and is_open(report) and report.state in WRITABLE


def can_recall_report(user: object, report: MonthlyReport) -> bool:
    return is_of_the_unit(user, report) and is_open(report) and report.state in RECALLABLE


def is_signer(user: object, report: MonthlyReport, step: ApprovalStep | None) -> bool:
    """Holds the step's post today; without a chain: the duty of head over the unit. Another unit's head is nobody."""
    if user is SYSTEM:
        return True
    return has_duty(user, *HEAD, unit=report.unit) if step is None else step.post_id in posts_of(user)


def can_sign_report(user: object, report: MonthlyReport, steps: list[ApprovalStep]) -> bool:
    return report.state == State.SIGNING and is_open(report) and is_signer(user, report, next_step(report, steps))


def can_accept_report(user: object, report: MonthlyReport) -> bool:
    return is_of_the_office(user, report) and report.state == State.SUBMITTED and not report.measure.is_removed


def can_return_report(user: object, report: MonthlyReport) -> bool:
    return can_accept_report(user, report) and is_open(report)


def can_carry_report(user: object, report: MonthlyReport) -> bool:
    """A frozen month's text that was never handed in may go into a month that is open."""
    frozen = report.month.state == Month.State.FROZEN
    return frozen and report.state in MonthlyReport.WITH_UNIT and is_of_the_unit(user, report)


def can_set_chain(user: object, unit: Unit) -> bool:
    return has_duty(user, *HEAD, *OFFICE, unit=unit)


def next_step(report: MonthlyReport, steps: list[ApprovalStep]) -> ApprovalStep | None:
    """The step whose turn it is; None where the head signs alone (or nobody is left to sign)."""
    return steps[report.signed_steps] if report.signed_steps < len(steps) else None


# --- what must hold --------------------------------------------------------------------------
def check_is_open(report: MonthlyReport) -> None:
    if report.month.state == Month.State.FROZEN:
        raise ValidationError(
            _(
                "%(month)s is frozen: its reports change no more. What was not handed in can be carried into the next one."
            )
            % {"month": report.month.label}
        )
    if report.measure.is_removed:
        raise ValidationError(_("This measure was removed from the ledger: nothing more is reported on it."))


def check_write_report(user: object, report: MonthlyReport) -> None:
    """Raises PermissionDenied, ValidationError."""
    if not is_of_the_unit(user, report):
        raise PermissionDenied(_("The report is written by the lead unit."))
    check_is_open(report)
    if report.state == State.ACCEPTED:
        raise ValidationError(_("The reform office has accepted this report: it changes no more."))
    if report.state not in WRITABLE:
        raise ValidationError(
            _("The report is now “%(now)s”. Recall it first, then change it.") % {"now": report.get_state_display()}
        )


def check_send_report(user: object, report: MonthlyReport) -> None:
    """Raises PermissionDenied, ValidationError."""
    if report.state in (State.SIGNING, *MonthlyReport.HANDED_IN):
        check_is_not_sent(user, report)
    check_write_report(user, report)
    if not report.progress.strip():
        raise ValidationError({"progress": _("Say what was done this month: without it there is nothing to sign.")})
    unproved = [claim.milestone.label for claim in claims_of(report) if not _stands(claim)]
    if unproved:
        raise ValidationError(
            _("What proved it was returned or withdrawn: hand in other evidence, or withdraw the claim: %(titles)s.")
            % {"titles": _(", ").join(unproved)}
        )
    earlier = unsent_before(report)
    if earlier is not None:
        raise ValidationError(
            _("The report of %(month)s has not been handed in yet: hand it in first.") % {"month": earlier.month.label}
        )


def _stands(claim: Claim) -> bool:
    return claim.evidence is not None and (claim.evidence.is_waiting or claim.evidence.verified_on is not None)


def check_is_not_sent(user: object, report: MonthlyReport) -> None:
    """A second click, or a colleague was quicker."""
    if not is_of_the_unit(user, report):
        raise PermissionDenied(_("The report is written by the lead unit."))
    if report.state == State.SIGNING:
        raise ValidationError(_("The report is being signed already: nothing more is to be done."))
    raise ValidationError(_("The report has been handed in already: nothing more is to be done."))


def check_sign_report(
    user: object, report: MonthlyReport, steps: list[ApprovalStep], *, before: list[Signature]
) -> None:
    """`before`: what has been signed since the report was last sent. Raises PermissionDenied, ValidationError."""
    if report.state in MonthlyReport.HANDED_IN:
        raise ValidationError(_("Every signature has been given: the report is handed in."))
    if report.state != State.SIGNING:
        raise ValidationError(_("The report is not sent for signature, or was recalled meanwhile."))
    check_is_open(report)
    step = next_step(report, steps)
    if not is_signer(user, report, step):
        if step is None:
            raise PermissionDenied(_("This report is signed by the head of %(unit)s.") % {"unit": report.unit.label})
        turn = _("It is the turn of “%(post)s” to sign: the chain is signed in its order.") % {"post": step.post}
        if any(is_signer(user, report, other) for other in steps):
            raise ValidationError(turn)
        raise PermissionDenied(turn)
    if user is not SYSTEM and any(one.signed_by_id == getattr(user, "pk", None) for one in before):
        raise ValidationError(_("You have signed this report already: the next signature must be somebody else's."))


def check_recall_report(user: object, report: MonthlyReport) -> None:
    if not is_of_the_unit(user, report):
        raise PermissionDenied(_("A report is recalled by the unit that wrote it."))
    check_is_open(report)
    if report.state in (State.ACCEPTED, State.RETURNED):
        raise ValidationError(
            _("The reform office has ruled on it meanwhile: “%(now)s”.") % {"now": report.get_state_display()}
        )
    if report.state not in RECALLABLE:
        raise ValidationError(_("The report is with the unit: there is nothing to recall."))


def check_rule_on_report(user: object, report: MonthlyReport, *, signatures: list[Signature]) -> None:
    """Before accepting or returning. Raises PermissionDenied, ValidationError."""
    if not is_of_the_office(user, report):
        raise PermissionDenied(_("Reports are accepted and returned by the reform office."))
    if report.measure.is_removed:
        raise ValidationError(_("This measure was removed from the ledger: nothing more is reported on it."))
    if report.state in (State.ACCEPTED, State.RETURNED):
        raise ValidationError(
            _("This report has been ruled on already: “%(now)s”.") % {"now": report.get_state_display()}
        )
    if report.state != State.SUBMITTED:
        raise ValidationError(_("This report is with the unit: it has not been handed in, or was recalled."))
    own = {report.written_by_id, *(one.signed_by_id for one in signatures)}
    if user is not SYSTEM and getattr(user, "pk", None) in own:
        raise ValidationError(_("You wrote or signed this report yourself: somebody else must rule on it."))


def check_return_report(user: object, report: MonthlyReport, *, signatures: list[Signature], reason: str) -> None:
    check_rule_on_report(user, report, signatures=signatures)
    if report.month.state == Month.State.FROZEN:
        raise ValidationError(
            _(
                "%(month)s is frozen: a returned report could not be handed in again. Accept it, and say at the review what is wrong."
            )
            % {"month": report.month.label}
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: the unit must know what is missing.")})


def check_carry_report(user: object, report: MonthlyReport, into: MonthlyReport) -> None:
    if not is_of_the_unit(user, report):
        raise PermissionDenied(_("The report is written by the lead unit."))
    if report.month.state != Month.State.FROZEN or report.state not in MonthlyReport.WITH_UNIT:
        raise ValidationError(_("Only what was not handed in before its month was frozen is carried over."))
    if into.measure_id != report.measure_id:
        raise ValidationError(_("The two reports are on different measures."))
    check_write_report(user, into)


# --- claims ----------------------------------------------------------------------------------
def check_claim_milestone(user: object, report: MonthlyReport, milestone: Milestone, *, proof: Evidence | None) -> None:
    """Raises PermissionDenied, ValidationError."""
    check_write_report(user, report)
    if milestone.measure_id != report.measure_id:
        raise ValidationError(_("This milestone belongs to another measure."))
    if milestone.evidence.filter(verified_on__isnull=False).exists():
        raise ValidationError(_("This milestone has been verified already."))
    if report.claims.filter(milestone=milestone).exists():
        raise ValidationError(_("This report claims the milestone already."))
    if proof is not None and proof.milestone_id != milestone.pk:
        raise ValidationError({"evidence": _("This evidence belongs to another milestone.")})
    if proof is not None and not proof.is_waiting:
        raise ValidationError({"evidence": _("This evidence was returned or withdrawn: hand in another.")})


def check_withdraw_claim(user: object, claim: Claim) -> None:
    check_write_report(user, claim.report)


def can_withdraw_evidence(user: object, proof: Evidence) -> bool:
    return proof.is_waiting and has_duty(user, *TAKING_PART, unit=proof.milestone.measure.lead_unit)


def check_withdraw_evidence(user: object, proof: Evidence, *, claims: list[Claim]) -> None:
    """`claims`: those that name it. Raises PermissionDenied, ValidationError."""
    if not has_duty(user, *TAKING_PART, unit=proof.milestone.measure.lead_unit):
        raise PermissionDenied(_("Evidence is withdrawn by the lead unit."))
    if proof.withdrawn_on:
        raise ValidationError(_("This evidence has been withdrawn already."))
    if not proof.is_waiting:
        raise ValidationError(_("The reform office has ruled on this evidence: it stays where it is."))
    resting = next((claim.report for claim in claims if claim.report.state not in WRITABLE), None)
    if resting is not None:
        raise ValidationError(
            _("The report of %(month)s rests on this evidence and is “%(now)s”: recall it first.")
            % {"month": resting.month.label, "now": resting.get_state_display()}
        )


# --- the chain itself ------------------------------------------------------------------------
MOST_STEPS = 6


def check_set_chain(user: object, unit: Unit, steps: list[dict[str, Any]], *, signing: int) -> None:
    """`steps`: {title, title_en, post} in order; `signing`: reports on their way along the present chain."""
    if not can_set_chain(user, unit):
        raise PermissionDenied(_("The chain is set by the unit's head or the reform office."))
    if signing:
        raise ValidationError(
            _("%(count)s reports are being signed along the present chain: wait for them, or recall them first.")
            % {"count": signing}
        )
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("At most %(most)s steps.") % {"most": MOST_STEPS})
    posts = [step["post"].pk for step in steps]
    if len(set(posts)) < len(posts):
        raise ValidationError(_("The same post stands in the chain twice: each signs once."))
    for step in steps:
        where = step["post"].unit.path
        if not (where.startswith(unit.path) or unit.path.startswith(where)):
            raise ValidationError(
                _("“%(post)s” belongs neither to this unit nor to one above it.") % {"post": step["post"]}
            )
