"""Findings: the list of rectification, one finding, and what is done about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.core.models import AuditRecord
from gongjian.core.tables import table_page
from gongjian.programmes.actions.findings import (
    accept_rectification,
    apply_for_extension,
    report_rectified,
    return_rectification,
    rule_on_extension,
)
from gongjian.programmes.audit_words.inspections import WORDS
from gongjian.programmes.forms.findings import (
    AcceptForm,
    ExtensionForm,
    ExtensionRulingForm,
    RectifiedForm,
    SendBackForm,
)
from gongjian.programmes.models import Finding
from gongjian.programmes.queries.findings import (
    extensions_visible_to,
    findings_of_own_units,
    findings_visible_to,
    is_overdue,
    story_of_finding,
)
from gongjian.programmes.rules.findings import (
    can_accept,
    can_apply_for_extension,
    can_report_rectified,
    can_return,
    can_rule_on_extension,
    is_judge,
    is_of_unit,
    is_ruler,
    objection_to_acceptance,
)
from gongjian.programmes.rules.inspections import can_see_inspections
from gongjian.programmes.tables.inspections import FindingFilter, FindingTable, prepare_findings

MOST_PRINTED = 2_000


def get_finding(request: HttpRequest, pk: int) -> Finding:
    related = ("inspection", "measure__lead_unit", "unit", "visit", "file", "reported_by__person")
    related += ("accepted_by__person", "closed_by__person")
    return get_object_or_404(findings_visible_to(request.user).select_related(*related), pk=pk)


def findings_listed(request: HttpRequest) -> QuerySet[Finding]:
    return findings_visible_to(request.user).prefetch_related("inspection", "measure", "unit")


@login_required
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_inspections(request.user))
    context = {
        "board": board(request),
        "empty": {"what": _("What inspections find will stand here, each with its unit, its day and its state.")},
    }
    return table_page(
        request,
        FindingTable,
        findings_listed(request),
        filterset_class=FindingFilter,
        template="programmes/finding_list.html",
        context=context,
        prepare=prepare_findings,
    )


def board(request: HttpRequest) -> dict[str, Any]:
    """How many findings stand in each state, of all this person sees; one query."""
    counted = {state: Count("pk", filter=Q(state=state)) for state in Finding.State.values}
    mine, overdue = findings_of_own_units(request.user), is_overdue(clock.today())
    counts = findings_visible_to(request.user).aggregate(
        total=Count("pk"), mine=Count("pk", filter=mine), overdue=Count("pk", filter=overdue), **counted
    )
    states = [{"state": state, "label": state.label, "number": counts[state.value]} for state in Finding.State]
    return {"states": states, **{name: counts[name] for name in ("total", "mine", "overdue")}}


@login_required
@require_safe
def finding_print(request: HttpRequest) -> HttpResponse:
    """The rectification list on paper, under the list's filters."""
    or_404(can_see_inspections(request.user))
    filterset = FindingFilter(request.GET, queryset=findings_listed(request), request=request)
    findings = filterset.qs if filterset.is_valid() else findings_listed(request)
    back = f"{reverse('programmes:finding_list')}?{request.GET.urlencode()}"
    if findings.count() > MOST_PRINTED:
        most = f"{MOST_PRINTED:,}"
        messages.error(request, _("More than %(most)s findings: filter first, then print.") % {"most": most})
        return redirect(back)
    found = list(findings.order_by("inspection_id", "number"))
    prepare_findings(found)
    context = {"findings": found, "today": clock.today(), "back": back}
    return render(request, "programmes/finding_print.html", context)


@login_required
@require_safe
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_finding(request, pk)
    prepare_findings([found])
    user = request.user
    extensions = list(found.extensions.select_related("applied_by__person", "ruled_by__person"))
    for extension in extensions:
        extension.finding = found
        extension.may_rule = can_rule_on_extension(user, extension)
    may_accept = can_accept(user, found)
    context = {
        "finding": found,
        "extensions": extensions,
        "may_report": can_report_rectified(user, found),
        "may_extend": can_apply_for_extension(user, found),
        "may_accept": may_accept,
        "may_return": can_return(user, found),
        "objection": ""
        if may_accept or not found.is_waiting or not is_judge(user, found)
        else objection_to_acceptance(user, found),
        "story": [told(record) for record in story_of_finding(found)],
    }
    return render(request, "programmes/finding.html", context)


def told(record: AuditRecord) -> dict[str, Any]:
    who = _("the system") if record.actor_id == "system" else record.actor
    words = str(WORDS.get(record.action, record.action))
    return {"at": record.at, "who": who, "post": record.post, "words": words, "note": record.note}


@login_required
@form_methods
def finding_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_finding(request, pk)
    or_404(is_of_unit(request.user, found))
    return form_page(
        request,
        RectifiedForm(*sent(request), initial={"rectification": found.rectification}),
        lambda **said: report_rectified(found, by=request.user, **said),
        heading=_("Report the rectification"),
        button=_("Report"),
        back=found.get_absolute_url(),
        lead=found.title,
        consequence=_("Two people look at it, one at least of the inspection's team."),
        done=_("Reported. You read in the inbox what becomes of it."),
    )


@login_required
@form_methods
def finding_accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_finding(request, pk)
    or_404(is_judge(request.user, found))
    return form_page(
        request,
        AcceptForm(posted(request)),
        lambda ruling: accept_rectification(found, by=request.user, ruling=ruling),
        heading=_("Accept the rectification"),
        button=_("Accept"),
        back=found.get_absolute_url(),
        lead=found.title,
        consequence=_("It takes two people. The second acceptance closes the finding for good."),
        done=lambda now: _("The finding is now “%(now)s”.") % {"now": now.get_state_display()},
    )


@login_required
@form_methods
def finding_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_finding(request, pk)
    or_404(is_judge(request.user, found))
    return form_page(
        request,
        SendBackForm(posted(request)),
        lambda reason: return_rectification(found, by=request.user, reason=reason),
        heading=_("Send the rectification back"),
        button=_("Send back"),
        back=found.get_absolute_url(),
        lead=found.title,
        consequence=_("The unit goes on rectifying; the day it was due stays. An acceptance given before falls."),
        done=_("Sent back; the unit reads your reason in the inbox."),
    )


@login_required
@form_methods
def extension_apply(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_finding(request, pk)
    or_404(is_of_unit(request.user, found))
    return form_page(
        request,
        ExtensionForm(posted(request)),
        lambda **said: apply_for_extension(found, by=request.user, **said),
        heading=_("Apply for an extension"),
        button=_("Apply"),
        back=found.get_absolute_url(),
        lead=found.title,
        consequence=_("The day stays what it is until the reform office has approved another; the old one is kept."),
        done=_("Applied. The reform office rules on it."),
        to=found,
    )


@login_required
@form_methods
def extension_rule(request: HttpRequest, pk: int) -> HttpResponse:
    extensions = extensions_visible_to(request.user).select_related("finding__unit", "finding__measure")
    found = get_object_or_404(extensions, pk=pk)
    or_404(is_ruler(request.user, found))
    return form_page(
        request,
        ExtensionRulingForm(posted(request)),
        lambda **said: rule_on_extension(found, by=request.user, **said),
        template="programmes/extension_rule.html",
        heading=_("Rule on the extension"),
        button=_("Rule"),
        back=found.get_absolute_url(),
        done=_("Ruled; the unit reads it in the inbox."),
        to=found.finding,
        extension=found,
    )


@login_required
@require_safe
def finding_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The evidence of the rectification, for whoever may see the finding."""
    found = get_finding(request, pk)
    or_404(found.file is not None)
    return file_response(found.file)
