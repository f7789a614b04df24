"""Inspections: the list, and one with its team, sample, visits, findings and scores."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.form_pages import or_404
from gongjian.core.tables import table_page
from gongjian.programmes.models import Inspection, Measure, MeasureLight
from gongjian.programmes.queries.findings import findings_of_inspection
from gongjian.programmes.queries.inspections import (
    campaigns_of_drawing,
    inspections_visible_to,
    place_of,
    sample_of,
    scores_visible_to,
    sees_whole,
    team_of,
    visits_visible_to,
    with_numbers,
)
from gongjian.programmes.queries.ledger import progress_of
from gongjian.programmes.rules.inspections import (
    BY_LIGHT,
    can_end_visits,
    can_plan,
    can_see_inspections,
    obstacles_to_finish,
    obstacles_to_start,
)
from gongjian.programmes.tables.inspections import InspectionFilter, InspectionTable, prepare_findings

State = Inspection.State


def get_inspection(request: HttpRequest, code: str) -> Inspection:
    return get_object_or_404(inspections_visible_to(request.user), code=code)


@login_required
@require_safe
def inspection_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_inspections(request.user))
    may_plan = can_plan(request.user)
    empty = {"what": _("Rounds of special supervision will stand here: plan, team, visits, findings.")}
    links = []
    if may_plan:
        address = reverse("programmes:inspection_add")
        links = [{"url": address, "title": _("Plan an inspection"), "primary": True}]
        empty |= {"how": _("Plan the first one."), "url": address, "button": _("Plan an inspection")}
    context = {
        "heading": _("Special supervision"),
        "lead": _("Teams go and look; what they find is put right and accepted by two people."),
        "links": links,
        "empty": empty,
    }
    inspections = with_numbers(inspections_visible_to(request.user))
    return table_page(request, InspectionTable, inspections, filterset_class=InspectionFilter, context=context)


@login_required
@require_safe
def inspection(request: HttpRequest, code: str) -> HttpResponse:
    found = get_inspection(request, code)
    user, whole = request.user, sees_whole(request.user, found)
    findings = list(findings_of_inspection(found, user))
    prepare_findings(findings)
    place = place_of(user, found)
    context = {
        "inspection": found,
        "whole": whole,
        "team": list(team_of(found)) if whole else [],
        "place": place,
        "sample": sample_seen(found, user, whole=whole),
        "shares": shares_of(found) if whole else [],
        "findings": findings,
        "scores": list(scores_visible_to(user).filter(inspection=found).select_related("unit")),
        "may_plan": can_plan(user),
        "may_edit": can_plan(user) and found.state != State.DONE,
        "step": next_step(user, found, place),
    }
    return render(request, "programmes/inspection.html", context)


def shares_of(inspection: Inspection) -> list[dict[str, Any]]:
    """What the sample was drawn from, group by group, under the groups' names."""
    kept = inspection.drawing
    if kept.get("strata") == BY_LIGHT:
        titles = {**dict(MeasureLight.Light.choices), "none": _("no light yet")}
    else:
        titles = {campaign.code: campaign.label for campaign in campaigns_of_drawing(kept)}
    numbers: dict[str, list[str]] = {}
    for number, group in kept.get("frame", ()):
        numbers.setdefault(group, []).append(number)
    return [
        {"title": titles.get(group, group), "standing": standing, "drawn": drawn, "numbers": numbers.get(group, [])}
        for group, standing, drawn in kept.get("shares", ())
    ]


def sample_seen(inspection: Inspection, user: object, *, whole: bool) -> list[Measure]:
    """The sample, each measure with its `visits` and latest `visit`; a unit sees what has been visited of its own."""
    visits: dict[int, list[Any]] = {}
    for visit in visits_visible_to(user).filter(inspection=inspection).select_related("inspector__account__person"):
        visits.setdefault(visit.measure_id, []).append(visit)
    measures = sample_of(inspection) if whole else sample_of(inspection).filter(pk__in=list(visits))
    measures = list(measures.order_by("number"))
    today = progress_of(measures, clock.today())
    for measure in measures:
        measure.visits_seen = visits.get(measure.pk, [])
        measure.visit = next(iter(measure.visits_seen), None)
        measure.own_now = today.get(measure.pk, (0, 0, 0, 0))[0]
    return measures


def next_step(user: object, inspection: Inspection, place: Any) -> dict[str, Any] | None:
    """What this person can do next: words, obstacles, one button; None when it is somebody else's turn."""
    running = inspection.state == State.RUNNING
    if place is not None and place.declared_at is None and inspection.state != State.DONE:
        words = _("Before anything else: declare in which units you have an interest.")
        return step_to(inspection, "inspection_declare", words, _("Declare"))
    if running and place is not None:
        words = _("Record what you see on site; the page works without a network too.")
        return step_to(inspection, "visit_add", words, _("Record a visit"))
    if running and can_end_visits(user, inspection):
        words = _("When everything has been seen, end the visits.")
        return step_to(inspection, "inspection_end_visits", words, _("End the visits"))
    return step_of_office(inspection) if can_plan(user) else None


def step_of_office(inspection: Inspection) -> dict[str, Any] | None:
    if inspection.state == State.PLANNED:
        words, hindered = _("The team goes on site."), obstacles_to_start(inspection)
        return step_to(inspection, "inspection_start", words, _("Start"), hindered)
    if inspection.state == State.RECTIFYING:
        words = _("Every unit gets its score when all findings are closed.")
        return step_to(inspection, "inspection_finish", words, _("Finish"), obstacles_to_finish(inspection))
    return None


def step_to(
    inspection: Inspection, name: str, words: str, button: str, obstacles: list[str] | None = None
) -> dict[str, Any]:
    url = "" if obstacles else reverse(f"programmes:{name}", args=[inspection.code])
    return {"words": words, "button": button, "url": url, "obstacles": obstacles}
