"""What a measure waits for: entered and removed on the measure's side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.dependencies import add_dependency, remove_dependency
from gongjian.programmes.forms.lights import DependencyForm
from gongjian.programmes.models import Dependency
from gongjian.programmes.queries.ledger import about_visible
from gongjian.programmes.rules.dependencies import can_set_dependencies
from gongjian.programmes.views.fetching import get_measure


@login_required
@form_methods
def dependency_add(request: HttpRequest, number: str) -> HttpResponse:
    measure = get_measure(request, number)
    or_404(can_set_dependencies(request.user, measure))
    back = reverse("programmes:measure_trend", args=[measure.number])
    return form_page(
        request,
        DependencyForm(posted(request), user=request.user, measure=measure),
        lambda waits_for, why: add_dependency(measure, waits_for, why=why, by=request.user),
        heading=_("What %(number)s waits for") % {"number": measure.number},
        lead=measure.label,
        button=_("Save"),
        back=back,
        done=_("Saved."),
        to=back,
    )


@login_required
@require_POST
def dependency_remove(request: HttpRequest, pk: int) -> HttpResponse:
    seen = about_visible(Dependency.objects.all(), request.user).select_related("measure__lead_unit")
    dependency = get_object_or_404(seen, pk=pk)
    or_404(can_set_dependencies(request.user, dependency.measure))
    remove_dependency(dependency, by=request.user)
    messages.success(request, _("Removed: it waits no longer."))
    return redirect("programmes:measure_trend", dependency.measure.number)
