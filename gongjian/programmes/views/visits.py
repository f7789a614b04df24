"""A visit on site: the page of the phone, what was recorded, its photographs."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.files import picture_response
from gongjian.core.form_pages import REFUSED, complete, form_methods, or_404, posted, sent, status_of
from gongjian.programmes.actions.visits import record_visit
from gongjian.programmes.forms.visits import SeenFormSet, VisitForm
from gongjian.programmes.models import Inspection, Visit, VisitPhoto
from gongjian.programmes.queries.findings import findings_visible_to
from gongjian.programmes.queries.inspections import place_of, sample_of, visits_visible_to
from gongjian.programmes.rules.inspections import can_see_inspections, can_visit, interest_in
from gongjian.programmes.tables.inspections import prepare_findings
from gongjian.programmes.views.inspections import get_inspection


@login_required
@never_cache
@form_methods
def visit_add(request: HttpRequest, code: str) -> HttpResponse:
    """The page for the phone. It sends by itself and asks for JSON; without JavaScript it is a plain form."""
    found = get_inspection(request, code)
    place = place_of(request.user, found)
    or_404(place is not None)
    if request.method != "POST" and place.declared_at is None:
        return redirect("programmes:inspection_declare", found.code)
    sample = list(sample_of(found))
    kept_from = [measure for measure in sample if interest_in(place, measure) is not None]
    form = VisitForm(
        *sent(request), measures=[one for one in sample if one not in kept_from], initial=beginning(request)
    )
    seen = SeenFormSet(posted(request), prefix="finding")
    if request.method == "POST" and (made := completed(request, found, form, seen)) is not None:
        return received(request, made)
    if is_phone(request) and request.method == "POST":
        return JsonResponse({"problems": problems_of(form, seen)}, status=REFUSED)
    context = {"inspection": found, "form": form, "seen": seen, "kept_from": kept_from, "now": clock.now()}
    context["may_visit"] = can_visit(request.user, found)
    status = REFUSED if seen.is_bound and not seen.is_valid() else status_of(form)
    return render(request, "programmes/visit_add.html", context, status=status)


def beginning(request: HttpRequest) -> dict[str, Any]:
    moment = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    return {"key": uuid.uuid4(), "visited_at": moment, "measure": request.GET.get("measure")}


def completed(request: HttpRequest, inspection: Inspection, form: VisitForm, seen: Any) -> Visit | None:
    """The visit as recorded; None with the problems in the forms."""
    if not seen.is_valid():
        form.is_valid()
        return None
    return complete(
        form, lambda measure, **said: record_visit(inspection, measure, by=request.user, findings=seen.seen, **said)
    )


def received(request: HttpRequest, visit: Visit) -> HttpResponse:
    if is_phone(request):
        return JsonResponse({"url": visit.get_absolute_url(), "title": str(visit)})
    messages.success(request, _("Recorded."))
    return redirect(visit)


def is_phone(request: HttpRequest) -> bool:
    """The page's own script asks."""
    return request.headers.get("Accept", "") == "application/json"


def problems_of(form: VisitForm, seen: Any) -> list[str]:
    """Each problem as a sentence that names its field."""
    found = []
    for one in [form, *seen.forms]:
        for name, errors in one.errors.items():
            label = f"{one.fields[name].label}: " if name in one.fields else ""
            found += [f"{label}{error}" for error in errors]
    return found + [str(error) for error in seen.non_form_errors()]


@login_required
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("inspection", "measure__lead_unit", "inspector__account__person")
    found = get_object_or_404(visits_visible_to(request.user).select_related(*related), pk=pk)
    findings = list(
        findings_visible_to(request.user).filter(visit=found).select_related("unit", "measure", "inspection")
    )
    prepare_findings(findings)
    context = {"visit": found, "photos": list(found.photos.select_related("file")), "findings": findings}
    return render(request, "programmes/visit.html", context)


@login_required
@require_safe
def visit_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The photograph, for whoever may see its visit."""
    photos = VisitPhoto.objects.filter(visit__in=visits_visible_to(request.user)).select_related("file")
    return picture_response(get_object_or_404(photos, pk=pk).file)


@login_required
@require_safe
def visit_worker(request: HttpRequest) -> HttpResponse:
    """The script that lets the phone open the page without a network; its address says what it answers for."""
    or_404(can_see_inspections(request.user))
    return render(request, "programmes/visit_worker.js", content_type="text/javascript; charset=utf-8")
