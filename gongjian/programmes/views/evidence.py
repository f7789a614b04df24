"""Evidence of a milestone: handed in, looked at, verified or returned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.core.files import file_response
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.forms.evidence import EvidenceForm
from gongjian.programmes.forms.measures import MoveForm
from gongjian.programmes.rules.evidence import can_submit_evidence, is_verifier
from gongjian.programmes.views.fetching import (
    attempt,
    get_evidence,
    get_measure,
    only_if,
    status_of,
    typed,
    typed_with_files,
)


@login_required
@require_http_methods(["GET", "POST"])
def evidence_add(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    found = get_measure(request, number)
    only_if(can_submit_evidence(request.user, found))
    milestone = get_object_or_404(found.milestones.all(), sequence=sequence)
    form = EvidenceForm(*typed_with_files(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        handed_in = attempt(
            form,
            lambda: submit_evidence(
                milestone, title=said["title"], by=request.user, upload=said["upload"], note=said["note"]
            ),
        )
        if handed_in:
            messages.success(request, _("Submitted. The reform office verifies it; you read the answer in your inbox."))
            return redirect(found)
    return render(
        request,
        "programmes/evidence_add.html",
        {"measure": found, "milestone": milestone, "form": form},
        status=status_of(request),
    )


@login_required
@require_POST
def evidence_verify(request: HttpRequest, pk: int) -> HttpResponse:
    proof = get_evidence(request, pk)
    only_if(is_verifier(request.user, proof.milestone.measure))
    try:
        verify_evidence(proof, by=request.user)
        messages.success(request, _("Verified: “%(title)s” counts from today.") % {"title": proof.milestone.label})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(proof.milestone.measure)


@login_required
@require_http_methods(["GET", "POST"])
def evidence_return(request: HttpRequest, pk: int) -> HttpResponse:
    proof = get_evidence(request, pk)
    only_if(is_verifier(request.user, proof.milestone.measure))
    form = MoveForm(typed(request), says_why=True)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        returned = attempt(form, lambda: return_evidence(proof, by=request.user, reason=reason))
        if returned:
            messages.success(request, _("Returned; whoever submitted it reads your reason in the inbox."))
            return redirect(proof.milestone.measure)
    return render(request, "programmes/evidence_return.html", {"proof": proof, "form": form}, status=status_of(request))


@login_required
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for whoever may see the measure."""
    proof = get_evidence(request, pk)
    only_if(proof.file is not None)
    return file_response(proof.file)
