"""Administrative divisions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.organizations import actions, rules
from gongjian.organizations.forms import DivisionForm, NewDivisionForm
from gongjian.organizations.queries import divisions_visible_to
from gongjian.organizations.tables import DivisionFilter, DivisionTable


@login_required
@require_GET
def division_list(request: HttpRequest) -> HttpResponse:
    or_404(bool(request.user.posts_today))
    add = {"url": reverse("organizations:division_add"), "title": _("Add a division"), "primary": True}
    context = {
        "heading": _("Divisions"),
        "lead": _("The city, its counties and zones, towns and villages, by their GB/T 2260 codes."),
        "links": [
            {"url": reverse("organizations:unit_list"), "title": _("Units")},
            *([add] if rules.can_edit_divisions(request.user) else []),
        ],
        "empty": {"what": _("The city's divisions appear here once they are entered or loaded from a pack.")},
    }
    divisions = divisions_visible_to(request.user).select_related("parent")
    return table_page(request, DivisionTable, divisions, filterset_class=DivisionFilter, context=context)


@login_required
@require_GET
def division(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(divisions_visible_to(request.user).select_related("parent"), code=code)
    context = {
        "division": shown,
        "children": shown.children.all(),
        "units": shown.unit_set.all(),
        "can_edit": rules.can_edit_divisions(request.user),
    }
    return render(request, "organizations/division.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def division_add(request: HttpRequest) -> HttpResponse:
    or_404(rules.can_edit_divisions(request.user))
    return form_page(
        request,
        NewDivisionForm(posted(request)),
        lambda **values: actions.add_division(by=request.user, **values),
        heading=_("Add a division"),
        lead=_("Code, level and the division above must agree."),
        button=_("Add the division"),
        back=reverse("organizations:division_list"),
        done=_("The division has been added."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def division_edit(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(divisions_visible_to(request.user), code=code)
    or_404(rules.can_edit_divisions(request.user))
    return form_page(
        request,
        DivisionForm(posted(request), instance=shown),
        lambda **values: actions.edit_division(shown, by=request.user, **values),
        heading=_("Change %(division)s") % {"division": shown.label},
        button=_("Save"),
        back=shown.get_absolute_url(),
        done=_("Saved."),
    )
