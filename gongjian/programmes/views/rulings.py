"""The reform office's word on reports: accepted, one or many, or returned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.organizations.rules import has_duty
from gongjian.programmes.actions.rulings import Accepted, accept_report, accept_reports, return_report
from gongjian.programmes.forms.reporting import ReturnForm
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.queries.reporting import RELATED, reports_visible_to
from gongjian.programmes.rules.reporting import is_of_the_office
from gongjian.programmes.views.report_fetching import back_of, done_or_said, get_report

MOST_AT_ONCE = 500


@login_required
@require_POST
def report_accept(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(is_of_the_office(request.user, found))
    return done_or_said(request, lambda: accept_report(found, by=request.user), _("Accepted."), to=found)


@login_required
@form_methods
def report_return(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    found = get_report(request, year, month, number)
    or_404(is_of_the_office(request.user, found))
    return form_page(
        request,
        ReturnForm(posted(request)),
        lambda reason: return_report(found, by=request.user, reason=reason),
        template="programmes/report_return.html",
        heading=_("Return the report"),
        button=_("Return"),
        back=found.get_absolute_url(),
        consequence=_("The unit changes it and has it signed anew; the day it is due moves by some working days."),
        done=_("Returned: the unit reads your reason."),
        to=found,
        report=found,
    )


@login_required
@require_POST
def reports_accept(request: HttpRequest) -> HttpResponse:
    """The reports ticked in a list. Those that cannot be accepted are named, each with why; the others are."""
    or_404(has_duty(request.user, *OFFICE))
    keys = [int(key) for key in request.POST.getlist("report")[:MOST_AT_ONCE] if key.isascii() and key.isdigit()]
    chosen = reports_visible_to(request.user).filter(pk__in=[key for key in keys if key < 2**63])
    outcome = accept_reports(chosen.select_related(*RELATED).order_by("pk"), by=request.user)
    say(request, outcome)
    return redirect(back_of(request, reverse("programmes:report_queue")))


def say(request: HttpRequest, outcome: Accepted) -> None:
    number = len(outcome.reports)
    if not number and not outcome.refused:
        messages.error(request, _("Tick the reports to accept first."))
    if number:
        messages.success(
            request, ngettext("%(count)s report accepted.", "%(count)s reports accepted.", number) % {"count": number}
        )
    for report, why in outcome.refused[:20]:
        messages.error(request, f"{report.measure.number}{_(': ')}{why}")
