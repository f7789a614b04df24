"""Reporting, correcting and withdrawing values, and the documents that prove them."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, sent
from gongjian.indicators.actions import (
    attach_document,
    correct_observation,
    report_observation,
    withdraw_observation,
)
from gongjian.indicators.actions.observations import CORRECTABLE
from gongjian.indicators.forms import DocumentForm, ObservationForm, WithdrawForm
from gongjian.indicators.models import Observation
from gongjian.indicators.queries import (
    definition_named,
    observations_visible_to,
    sees_all_figures,
    value_in_words,
)
from gongjian.indicators.rules import can_report


@login_required
@form_methods
def observation_add(request: HttpRequest, name: str) -> HttpResponse:
    definition = definition_named(name, request.user)
    if definition is None or not can_report(request.user, definition):
        raise Http404
    year = request.GET.get("year", "")
    initial = {"year": year if year.isdecimal() else timezone.localdate().year}
    return form_page(
        request,
        ObservationForm(*sent(request), definition=definition, initial=initial),
        lambda **typed: report_observation(definition, by=request.user, **typed),
        done=_("Reported."),
        heading=_("Report: %(title)s") % {"title": definition.label},
        lead=_("One value for one period. If it is already there, correct it instead."),
        button=_("Report it"),
        back=definition.get_absolute_url(),
    )


@login_required
@form_methods
def observation_correct(request: HttpRequest, pk: int) -> HttpResponse:
    row = reportable(request, pk)
    initial = {name: getattr(row, name) for name in CORRECTABLE} | {"value": row.value}
    definition = row.definition
    lead = _("%(year)s: %(value)s stands now. The old value stays; snapshots already taken do not change.")
    return form_page(
        request,
        ObservationForm(*sent(request), definition=definition, observation=row, initial=initial),
        lambda **typed: correct_observation(row, by=request.user, **typed),
        done=_("Corrected; the old value stays in the history."),
        heading=_("Correct: %(title)s") % {"title": definition.label},
        lead=lead % {"year": row.year, "value": said(row)},
        button=_("Correct it"),
        back=row.get_absolute_url(),
    )


@login_required
@form_methods
def observation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = reportable(request, pk)
    words = _("%(value)s for %(year)s is withdrawn. Texts that use the figure will show a gap that names %(owner)s.")
    return form_page(
        request,
        WithdrawForm(*sent(request)),
        lambda **typed: withdraw_observation(row, by=request.user, **typed),
        done=_("Withdrawn; the old value stays in the history."),
        heading=_("Withdraw: %(title)s") % {"title": row.definition.label},
        consequence=words % {"value": said(row), "year": row.year, "owner": row.definition.owner.label},
        button=_("Withdraw it"),
        back=row.get_absolute_url(),
    )


@login_required
@form_methods
def observation_attach(request: HttpRequest, pk: int) -> HttpResponse:
    row = reportable(request, pk)
    return form_page(
        request,
        DocumentForm(*sent(request)),
        lambda document: attach_document(row, document, by=request.user),
        done=_("The document is attached."),
        heading=_("Attach a document: %(title)s") % {"title": row.definition.label},
        lead=_("The paper or file that proves %(value)s for %(year)s.") % {"value": said(row), "year": row.year},
        button=_("Attach it"),
        back=row.get_absolute_url(),
    )


@login_required
@require_safe
def observation_document(request: HttpRequest, pk: int) -> FileResponse:
    """The document of any revision, for whoever holds a business post; never for visitors."""
    if not sees_all_figures(request.user):
        raise Http404
    row = get_object_or_404(observations_visible_to(request.user), pk=pk, document__isnull=False)
    return file_response(row.document)


def reportable(request: HttpRequest, pk: int) -> Observation:
    """The observation, for those who may report its figure. Raises Http404 for everybody else."""
    row = get_object_or_404(observations_visible_to(request.user), pk=pk)
    if not can_report(request.user, row.definition):
        raise Http404
    return row


def said(row: Observation) -> str:
    definition = row.definition
    return value_in_words(row.value, definition.unit, definition.unit_en, definition.value_type, row.bound)
