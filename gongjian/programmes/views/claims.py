"""Milestones a report claims, with their evidence; evidence taken back."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.form_pages import form_methods, form_page, or_404, sent
from gongjian.organizations.rules import has_duty
from gongjian.programmes.actions.claims import claim_milestone, withdraw_claim, withdraw_evidence
from gongjian.programmes.actions.evidence import verify_evidence
from gongjian.programmes.forms.reporting import ClaimForm
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.rules.evidence import is_verifier
from gongjian.programmes.rules.reporting import can_write_report, is_of_the_unit
from gongjian.programmes.views.fetching import get_evidence
from gongjian.programmes.views.report_fetching import back_of, done_or_said, get_report


@login_required
@form_methods
def report_claim(request: HttpRequest, year: int, month: int, number: str, sequence: int) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(can_write_report(request.user, found))
    milestone = get_object_or_404(found.measure.milestones.all(), sequence=sequence)
    proofs = milestone.evidence.filter(verified_on=None, returned_reason="", withdrawn_on=None)
    return form_page(
        request,
        ClaimForm(*sent(request), proofs=proofs),
        lambda **said: claim_milestone(found, milestone, by=request.user, **said),
        template="programmes/report_claim.html",
        heading=_("Claim a milestone"),
        button=_("Claim"),
        back=found.get_absolute_url(),
        done=_("Claimed. It counts once the reform office has verified the evidence."),
        to=found,
        report=found,
        milestone=milestone,
    )


@login_required
@require_POST
def claim_withdraw(request: HttpRequest, year: int, month: int, number: str, sequence: int) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(is_of_the_unit(request.user, found))
    claim = get_object_or_404(found.claims.all(), milestone__sequence=sequence)
    done = _("Claim withdrawn; the evidence stays with the milestone.")
    return done_or_said(request, lambda: withdraw_claim(claim, by=request.user), done, to=found)


@login_required
@require_POST
def claim_verify(request: HttpRequest, year: int, month: int, number: str, sequence: int) -> HttpResponse:
    """The reform office verifies a claim's evidence without leaving the report."""
    found = get_report(request, year, month, number)
    or_404(is_verifier(request.user, found.measure))
    claim = get_object_or_404(found.claims.filter(evidence__isnull=False), milestone__sequence=sequence)
    done = _("Verified: “%(title)s” counts from today.") % {"title": claim.milestone.label}
    return done_or_said(request, lambda: verify_evidence(claim.evidence, by=request.user), done, to=found)


@login_required
@require_POST
def evidence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    proof = get_evidence(request, pk)
    measure = proof.milestone.measure
    or_404(has_duty(request.user, *TAKING_PART, unit=measure.lead_unit))
    done = _("Evidence withdrawn. It stays in the life story and counts for nothing.")
    return done_or_said(request, lambda: withdraw_evidence(proof, by=request.user), done, to=back_of(request, measure))
