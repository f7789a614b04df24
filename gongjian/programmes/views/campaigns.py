"""Campaigns: the year's frame, and one of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.programmes.actions.campaigns import add_campaign, edit_campaign
from gongjian.programmes.forms.campaigns import CampaignForm
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries import (
    campaigns_visible_to,
    counts_by_state,
    latest_year,
    measures_of_campaign,
    measures_visible_to,
    with_counts,
    years_with_campaigns,
)
from gongjian.programmes.rules.campaigns import can_add_campaign, can_edit_campaign
from gongjian.programmes.rules.measures import can_add_measure, can_see_ledger, sees_whole_ledger
from gongjian.programmes.tables import MeasureTable, prepare_measures


@login_required
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns of a year by kind, with how many measures stand under each and are struck off."""
    or_404(can_see_ledger(request.user))
    year = asked_year(request)
    found = (
        campaigns_visible_to(request.user).filter(year=year).select_related("lead_unit").order_by("sequence", "code")
    )
    campaigns = with_counts(found, measures_visible_to(request.user))
    kinds = [
        {"kind": kind, "label": kind.label, "campaigns": [each for each in campaigns if each.kind == kind]}
        for kind in Campaign.Kind
    ]
    context = {
        "kinds": [kind for kind in kinds if kind["campaigns"]],
        "year": year,
        "years": years_with_campaigns(),
        "sees_all": sees_whole_ledger(request.user),
        "may_add": can_add_campaign(request.user),
    }
    return render(request, "programmes/campaign_list.html", context)


def asked_year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    return int(year) if year.isdecimal() and len(year) == 4 else latest_year()


@login_required
@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One campaign with its measures."""
    found = get_campaign(request, code)
    measures = measures_of_campaign(measures_visible_to(request.user), found)
    counts = counts_by_state(measures)
    (tallied,) = with_counts(Campaign.objects.filter(pk=found.pk), measures_visible_to(request.user))
    context = {
        "campaign": found,
        "states": [(state, state.label, counts[state]) for state in Measure.State if state in counts],
        "standing": tallied.standing,
        "sees_all": sees_whole_ledger(request.user),
        "may_edit": can_edit_campaign(request.user, found),
        "may_add_measure": can_add_measure(request.user),
        "empty": {"what": _("The measures under this campaign will stand here.")},
    }
    listed = measures.prefetch_related("campaign", "lead_unit")
    return table_page(
        request, MeasureTable, listed, template="programmes/campaign.html", context=context, prepare=prepare_measures
    )


def get_campaign(request: HttpRequest, code: str) -> Campaign:
    return get_object_or_404(campaigns_visible_to(request.user).select_related("lead_unit"), code=code)


@login_required
@form_methods
def campaign_add(request: HttpRequest) -> HttpResponse:
    or_404(can_add_campaign(request.user))
    return form_page(
        request,
        CampaignForm(posted(request), user=request.user, initial={"year": latest_year(), "sequence": 1}),
        lambda **values: add_campaign(values, by=request.user),
        template="programmes/campaign_form.html",
        heading=_("Add campaign"),
        button=_("Save"),
        back=reverse("programmes:campaign_list"),
        done=_("Saved."),
    )


@login_required
@form_methods
def campaign_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_campaign(request, code)
    or_404(can_edit_campaign(request.user, found))
    return form_page(
        request,
        CampaignForm(posted(request), instance=found, user=request.user),
        lambda **values: edit_campaign(found, values, by=request.user),
        template="programmes/campaign_form.html",
        heading=_("Edit campaign"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        campaign=found,
    )
