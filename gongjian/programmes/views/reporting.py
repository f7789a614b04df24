"""A monthly report: written and read on one page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.form_pages import REFUSED, form_methods, or_404, posted, put_errors, status_of
from gongjian.organizations.queries import calendar_now
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.reporting import carry_report, seen_by_writer, send_for_signature, write_report
from gongjian.programmes.forms.reporting import ReportForm, SignForm
from gongjian.programmes.models import MonthlyReport
from gongjian.programmes.queries.reporting import (
    claims_of,
    milestones_to_claim,
    report_after,
    report_before,
    steps_of,
)
from gongjian.programmes.rules.evidence import can_rule_on_evidence
from gongjian.programmes.rules.reporting import (
    can_accept_report,
    can_carry_report,
    can_recall_report,
    can_return_report,
    can_set_chain,
    can_sign_report,
    can_withdraw_evidence,
    can_write_report,
    check_write_report,
    is_of_the_unit,
)
from gongjian.programmes.tables.ledger import days_counter
from gongjian.programmes.tables.reporting import ladder_of, whom_it_waits_for
from gongjian.programmes.views.report_fetching import done_or_said, get_report


@login_required
@form_methods
def report(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    """One report for everybody who asks: the unit writes it here, all others read what it says."""
    found = get_report(request, year, month, number)
    form = None
    if can_write_report(request.user, found):
        form = ReportForm(posted(request), seen=seen_by_writer(found))
    if request.method == "POST":
        or_404(is_of_the_unit(request.user, found))
        answer = saved(request, found, form)
        if answer is not None:
            return answer
    context = page_of(request, found, form)
    if request.method == "POST" and form is None:
        context["unsaved"] = unsaved(request, found)
    status = REFUSED if "unsaved" in context else status_of(form) if form else 200
    return render(request, "programmes/report.html", context, status=status)


def unsaved(request: HttpRequest, found: MonthlyReport) -> dict[str, Any]:
    """It was sent or ruled on while the page stood open: why nothing is saved, and what was typed, to be kept."""
    why = ""
    try:
        check_write_report(request.user, found)
    except ValidationError as error:
        why = " ".join(error.messages)
    texts = [
        {
            "label": capfirst(MonthlyReport._meta.get_field(name).verbose_name),
            "typed": request.POST.get(name, "")[:10_000],
        }
        for name in MonthlyReport.WRITTEN
    ]
    return {"why": why, "texts": texts}


def saved(request: HttpRequest, found: MonthlyReport, form: ReportForm | None) -> HttpResponse | None:
    """The report's page again, or its next station when the writer sends it; None when something is to be mended."""
    if form is None:
        return None
    if not save_texts(found, form, by=request.user):
        return None
    if request.POST.get("then") != "send":
        messages.success(request, _("Saved."))
        return redirect(found)
    try:
        send_for_signature(found, by=request.user)
    except ValidationError as error:
        put_errors(form, error)
        form.see_again(seen_by_writer(MonthlyReport.objects.get(pk=found.pk)))
        return None
    messages.success(request, _("Sent for signature: you read here and in your inbox how it goes on."))
    return redirect(found)


def save_texts(found: MonthlyReport, form: ReportForm, *, by: Any) -> bool:
    """Save what can be saved; after a clash every other text is saved, and the form says what stands there now."""
    if not form.is_valid():
        return False
    texts, base = form.texts, form.cleaned_data["base"]
    try:
        write_report(found, texts, by=by, base=base)
        return True
    except Clash as clash:
        put_errors(form, clash)
        rest = {name: value for name, value in texts.items() if name not in clash.fields}
        now = write_report(found, rest, by=by, base=base)
        form.see_again(seen_by_writer(now), told=clash.fields)
    except ValidationError as error:
        put_errors(form, error)
    return False


def page_of(request: HttpRequest, found: MonthlyReport, form: ReportForm | None) -> dict[str, Any]:
    user, steps = request.user, steps_of(found.unit)
    before = report_before(found)
    may_sign = can_sign_report(user, found, steps)
    return {
        "report": found,
        "measure": found.measure,
        "form": form,
        "texts": texts_of(found, before, form),
        "before": before,
        "claims": claims_for(user, found, may_write=form is not None),
        "milestones": [step for step in milestones_to_claim(found) if not step.claim] if form else [],
        "ladder": ladder_of(found, steps),
        "waits": whom_it_waits_for(found, steps),
        "days": days_counter(calendar_now(), clock.today())(found.due_on) if owed(found) else "",
        "sign_form": SignForm() if may_sign else None,
        "may_recall": can_recall_report(user, found),
        "may_accept": can_accept_report(user, found),
        "may_return": can_return_report(user, found),
        "carry_into": report_after(found) if can_carry_report(user, found) else None,
        "may_set_chain": can_set_chain(user, found.unit),
    }


def claims_for(user: object, found: MonthlyReport, *, may_write: bool) -> list[Any]:
    """The report's claims and what this person may do about the evidence of each."""
    claims = list(claims_of(found))
    for claim in claims:
        claim.milestone.measure = found.measure
        if claim.evidence:
            claim.evidence.milestone = claim.milestone
            claim.may_rule = can_rule_on_evidence(user, claim.evidence)
            claim.may_withdraw_evidence = may_write and can_withdraw_evidence(user, claim.evidence)
    return claims


def owed(found: MonthlyReport) -> bool:
    return found.state in MonthlyReport.WITH_UNIT and found.month.state == found.month.State.OPEN


def texts_of(found: MonthlyReport, before: MonthlyReport | None, form: ReportForm | None) -> list[dict[str, Any]]:
    """Each text: what it says, the field where one writes it, and what it said last month."""
    return [
        {
            "label": capfirst(MonthlyReport._meta.get_field(name).verbose_name),
            "longest": MonthlyReport._meta.get_field(name).max_length,
            "said": getattr(found, name),
            "field": form[name] if form else None,
            "before": getattr(before, name) if before and before.state in MonthlyReport.HANDED_IN else "",
        }
        for name in MonthlyReport.WRITTEN
    ]


@login_required
@require_POST
def report_autosave(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    """Save a draft while it is typed; says when, or why not. The typed text stays in any case."""
    found = get_report(request, year, month, number)
    or_404(is_of_the_unit(request.user, found))
    form = ReportForm(request.POST, seen=seen_by_writer(found))
    try:
        kept = save_texts(found, form, by=request.user)
        problems = in_one_line(form)
    except ValidationError as error:
        kept, problems = False, error.messages
    # Only what was saved has been seen: a text that clashed goes on from where it was, until it is saved by hand.
    now = seen_by_writer(MonthlyReport.objects.get(pk=found.pk))
    fresh = form.base_after(now) if "base" in form.cleaned_data else ""
    context = {"kept": kept, "problems": problems, "fresh": fresh, "at": timezone.localtime(timezone.now())}
    answer = render(request, "programmes/report_saved.html", context)
    if kept:
        answer["HX-Trigger"] = "saved"
    return answer


def in_one_line(form: ReportForm) -> list[str]:
    """What a form objects to, each with its field's name."""
    return [
        f"{form.fields[name].label}{_(': ')}{' '.join(errors)}" if name in form.fields else " ".join(errors)
        for name, errors in form.errors.items()
    ]


@login_required
@require_POST
def report_carry(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    """Carry what a frozen month did not take into the month that is open."""
    found = get_report(request, year, month, number)
    or_404(can_carry_report(request.user, found))
    into = report_after(found)
    if into is None:
        messages.error(request, _("No later month is open yet: the text stays here until then."))
        return redirect(found)
    done = _("Carried over: look it through before you send it.")
    return done_or_said(request, lambda: carry_report(found, into, by=request.user), done, to=into)


@login_required
@require_safe
def report_print(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    """One report for paper, A4."""
    found = get_report(request, year, month, number)
    context = {
        "report": found,
        "measure": found.measure,
        "texts": texts_of(found, None, None),
        "claims": list(claims_of(found)),
        "ladder": ladder_of(found, steps_of(found.unit)),
        "today": clock.today(),
    }
    return render(request, "programmes/report_print.html", context)
