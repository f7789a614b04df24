"""Pilot policies: the list, one of them, who granted it, the document that landed it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.core.tables import table_page
from gongjian.programmes.actions.pilots import enter_grant, land_pilot
from gongjian.programmes.forms.commitments import GrantForm, LandForm
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries.pilots import grant_of, pilots_visible_to
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.pilots import can_land, can_write_grant
from gongjian.programmes.rules.proofs import proofs_missing
from gongjian.programmes.tables.commitments import PilotTable, YearFilter, of_year, prepare_pilots


@login_required
@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user))
    found = of_year(pilots_visible_to(request.user), request.GET, Campaign.Kind.PILOT_POLICIES)
    return table_page(
        request,
        PilotTable,
        found.select_related("lead_unit", "campaign"),
        filterset_class=YearFilter,
        template="programmes/pilot_list.html",
        context={"empty": {"what": _("Policies the city may try out first will stand here, each with its documents.")}},
        prepare=prepare_pilots,
    )


@login_required
@require_safe
def pilot(request: HttpRequest, number: str) -> HttpResponse:
    found = get_pilot(request, number)
    grant = grant_of(found)
    context = {
        "measure": found,
        "grant": grant,
        "missing": proofs_missing(found) if found.is_open else [],
        "may_write": can_write_grant(request.user, found, grant),
        "may_land": can_land(request.user, found, grant),
    }
    return render(request, "programmes/pilot.html", context)


def get_pilot(request: HttpRequest, number: str) -> Measure:
    return get_object_or_404(pilots_visible_to(request.user).select_related("lead_unit", "campaign"), number=number)


@login_required
@form_methods
def grant_edit(request: HttpRequest, number: str) -> HttpResponse:
    found = get_pilot(request, number)
    grant = grant_of(found)
    or_404(can_write_grant(request.user, found, grant))
    address = reverse("programmes:pilot", args=[number])
    return form_page(
        request,
        GrantForm(posted(request), instance=grant),
        lambda **values: enter_grant(found, values, by=request.user),
        template="programmes/pilot_form.html",
        heading=_("Who granted it"),
        button=_("Save"),
        back=address,
        done=_("Saved."),
        to=address,
        measure=found,
    )


@login_required
@form_methods
def pilot_land(request: HttpRequest, number: str) -> HttpResponse:
    found = get_pilot(request, number)
    or_404(can_land(request.user, found, grant_of(found)))
    address = reverse("programmes:pilot", args=[number])
    return form_page(
        request,
        LandForm(*sent(request), initial={"on": clock.today()}),
        lambda **said: land_pilot(found, by=request.user, **said),
        template="programmes/pilot_form.html",
        heading=_("Name the document that landed it"),
        button=_("Save"),
        back=address,
        consequence=_("The document is named once and stays. The policy counts as landed when it has been struck off."),
        done=_("Saved. Once every milestone is verified, apply for strike-off."),
        to=address,
        measure=found,
    )


@login_required
@require_safe
def grant_file(request: HttpRequest, number: str) -> HttpResponse:
    grant = grant_of(get_pilot(request, number))
    or_404(grant is not None and grant.file is not None)
    return file_response(grant.file)
