"""Evidence of a milestone: handed in, looked at, verified or returned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.forms.evidence import EvidenceForm
from gongjian.programmes.forms.measures import MoveForm
from gongjian.programmes.rules.evidence import can_submit_evidence, is_verifier
from gongjian.programmes.views.fetching import get_evidence, get_measure


@login_required
@form_methods
def evidence_add(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    found = get_measure(request, number)
    or_404(can_submit_evidence(request.user, found))
    milestone = get_object_or_404(found.milestones.all(), sequence=sequence)
    return form_page(
        request,
        EvidenceForm(*sent(request)),
        lambda **said: submit_evidence(milestone, by=request.user, **said),
        template="programmes/evidence_add.html",
        heading=_("Submit evidence"),
        button=_("Submit"),
        back=found.get_absolute_url(),
        done=_("Submitted. The reform office verifies it; you read the answer in your inbox."),
        to=found,
        measure=found,
        milestone=milestone,
    )


@login_required
@require_POST
def evidence_verify(request: HttpRequest, pk: int) -> HttpResponse:
    proof = get_evidence(request, pk)
    or_404(is_verifier(request.user, proof.milestone.measure))
    try:
        verify_evidence(proof, by=request.user)
        messages.success(request, _("Verified: “%(title)s” counts from today.") % {"title": proof.milestone.label})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(proof.milestone.measure)


@login_required
@form_methods
def evidence_return(request: HttpRequest, pk: int) -> HttpResponse:
    proof = get_evidence(request, pk)
    measure = proof.milestone.measure
    or_404(is_verifier(request.user, measure))
    return form_page(
        request,
        MoveForm(posted(request), says_why=True),
        lambda reason: return_evidence(proof, by=request.user, reason=reason),
        template="programmes/evidence_return.html",
        heading=_("Return evidence"),
        button=_("Return"),
        back=measure.get_absolute_url(),
        done=_("Returned; whoever submitted it reads your reason in the inbox."),
        to=measure,
        measure=measure,
        proof=proof,
    )


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for whoever may see the measure."""
    proof = get_evidence(request, pk)
    or_404(proof.file is not None)
    return file_response(proof.file)
