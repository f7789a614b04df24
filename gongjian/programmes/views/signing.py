"""A report sent for signature, signed, recalled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.form_pages import or_404
from gongjian.programmes.actions.reporting import recall_report, send_for_signature, sign_report
from gongjian.programmes.forms.reporting import SignForm
from gongjian.programmes.models import MonthlyReport
from gongjian.programmes.queries.reporting import steps_of
from gongjian.programmes.rules.reporting import is_of_the_unit, is_signer, next_step
from gongjian.programmes.views.report_fetching import done_or_said, get_report


@login_required
@require_POST
def report_send(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(is_of_the_unit(request.user, found))
    done = _("Sent for signature: you read here and in your inbox how it goes on.")
    return done_or_said(request, lambda: send_for_signature(found, by=request.user), done, to=found)


@login_required
@require_POST
def report_sign(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    found = get_report(request, year, month, number)
    steps = steps_of(found.unit)
    or_404(any(is_signer(request.user, found, step) for step in steps or [next_step(found, steps)]))
    form = SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(found)
    try:
        signed = sign_report(found, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said(signed))
    return redirect(found)


def said(report: MonthlyReport) -> str:
    if report.state == report.State.SUBMITTED:
        return _("Signed and handed in to the reform office.")
    return _("Signed.") if report.state == report.State.SIGNING else _("Sent back to be changed.")


@login_required
@require_POST
def report_recall(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(is_of_the_unit(request.user, found))
    done = _("Recalled: it is a draft again and is signed anew.")
    return done_or_said(request, lambda: recall_report(found, by=request.user), done, to=found)
