"""Livelihood commitments: the office's board, one of them, its targets, its progress."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.form_pages import REFUSED, form_methods, form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.programmes.actions.commitments import (
    report_attainment,
    return_attainment,
    set_targets,
    verify_attainment,
)
from gongjian.programmes.forms.commitments import AttainmentForm, TargetsForm
from gongjian.programmes.forms.tasks import ReasonForm
from gongjian.programmes.models import Attainment, Campaign, Measure
from gongjian.programmes.queries.commitments import (
    Standing,
    attainments_visible_to,
    commitments_visible_to,
    public_boards,
    standing_of,
)
from gongjian.programmes.rules.commitments import (
    can_add_photo,
    can_publish_photo,
    can_report_attainment,
    can_rule_on_attainment,
    can_set_targets,
    can_withdraw_photo,
    is_verifier,
)
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.proofs import proofs_missing
from gongjian.programmes.tables.commitments import CommitmentTable, YearFilter, of_year, prepare_commitments


@login_required
@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The office's board: every commitment of the year with what was promised and what has been verified."""
    or_404(can_see_ledger(request.user))
    found = of_year(commitments_visible_to(request.user), request.GET, Campaign.Kind.LIVELIHOOD_COMMITMENTS)
    return table_page(
        request,
        CommitmentTable,
        found.select_related("lead_unit", "campaign"),
        filterset_class=YearFilter,
        template="programmes/commitment_list.html",
        context={
            "board": public_boards().first(),
            "empty": {"what": _("The year's commitments to the public will stand here, each with its targets.")},
        },
        prepare=prepare_commitments,
    )


@login_required
@require_safe
def commitment(request: HttpRequest, number: str) -> HttpResponse:
    """One commitment: its targets with every report, its photographs, what is still missing."""
    found = get_commitment(request, number)
    standing = standing_of(found)
    context = {
        "measure": found,
        "standing": standing,
        "targets": with_reports(standing, found, request.user),
        "photos": with_rights(standing, found, request.user),
        "missing": proofs_missing(found) if found.is_open else [],
        "may_set": can_set_targets(request.user, found),
        "may_report": can_report_attainment(request.user, found),
        "may_add_photo": can_add_photo(request.user, found),
    }
    return render(request, "programmes/commitment.html", context)


def with_reports(standing: Standing, measure: Measure, user: object) -> list[Any]:
    """The targets, each with its reports, newest first, and what this person may do about each."""
    reports = Attainment.objects.filter(target__measure=measure).select_related("reported_by", "verified_by")
    for target in standing.targets:
        target.reports = []
    by_target = {target.pk: target for target in standing.targets}
    for report in reports.order_by("-as_of", "-id"):
        report.target = by_target[report.target_id]
        report.target.measure = measure
        report.may_rule = can_rule_on_attainment(user, report)
        report.target.reports.append(report)
    return standing.targets


def with_rights(standing: Standing, measure: Measure, user: object) -> list[Any]:
    for photo in standing.photos:
        photo.measure = measure
        photo.may_publish = can_publish_photo(user, photo)
        photo.may_withdraw = can_withdraw_photo(user, photo)
    return standing.photos


def get_commitment(request: HttpRequest, number: str) -> Measure:
    return get_object_or_404(
        commitments_visible_to(request.user).select_related("lead_unit", "campaign"), number=number
    )


@login_required
@form_methods
def targets_edit(request: HttpRequest, number: str) -> HttpResponse:
    found = get_commitment(request, number)
    or_404(can_set_targets(request.user, found))
    held = list(found.targets.values("title", "title_en", "quantity", "unit", "unit_en"))
    for target in held:
        target["quantity"] = f"{target['quantity'].normalize():f}"
    formset = TargetsForm(posted(request), initial=held, prefix="target")
    problems: list[str] = []
    if formset.is_valid():
        try:
            set_targets(found, formset.targets, by=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, _("Saved."))
            return redirect("programmes:commitment", number)
    context = {"measure": found, "formset": formset, "problems": problems}
    return render(request, "programmes/targets.html", context, status=REFUSED if formset.is_bound else 200)


@login_required
@form_methods
def attainment_add(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
    found = get_commitment(request, number)
    or_404(can_report_attainment(request.user, found))
    target = get_object_or_404(found.targets.all(), sequence=sequence)
    return form_page(
        request,
        AttainmentForm(posted(request), initial={"as_of": clock.today()}),
        lambda **said: report_attainment(target, by=request.user, **said),
        template="programmes/commitment_form.html",
        heading=_("Report progress"),
        button=_("Report"),
        back=reverse("programmes:commitment", args=[number]),
        lead=_("%(target)s, promised %(quantity)s %(unit)s")
        % {"target": target.label, "quantity": target.quantity_label, "unit": target.unit_label},
        done=_("Reported. It counts once the reform office has verified it."),
        measure=found,
    )


def get_attainment(request: HttpRequest, pk: int) -> Attainment:
    related = ("target__measure__lead_unit", "target__measure__campaign")
    return get_object_or_404(attainments_visible_to(request.user).select_related(*related), pk=pk)


@login_required
@require_POST
def attainment_verify(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_attainment(request, pk)
    or_404(is_verifier(request.user, found.target.measure))
    try:
        verify_attainment(found, by=request.user)
        messages.success(request, _("Verified: it counts from today."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


@login_required
@form_methods
def attainment_return(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_attainment(request, pk)
    or_404(is_verifier(request.user, found.target.measure))
    return form_page(
        request,
        ReasonForm(posted(request)),
        lambda reason: return_attainment(found, reason=reason, by=request.user),
        template="programmes/commitment_form.html",
        heading=_("Return a report"),
        button=_("Return"),
        back=found.get_absolute_url(),
        lead=f"{found.target.label} {found.quantity_label} {found.target.unit_label}",
        done=_("Returned; the unit reads your reason in the inbox."),
        to=found.get_absolute_url(),
        measure=found.target.measure,
    )
