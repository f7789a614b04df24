"""Units: the tree as a table, one unit with its posts and people, adding, changing, dissolving."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.organizations import actions, rules
from gongjian.organizations.forms import DissolveForm, NewUnitForm, UnitForm
from gongjian.organizations.models import Duty, Post
from gongjian.organizations.queries import (
    posts_with_holders,
    subtree_of,
    units_above,
    units_in_scope,
    units_visible_to,
    with_number_of_people,
)
from gongjian.organizations.tables import UnitFilter, UnitTable


@login_required
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    units = units_visible_to(request.user)
    or_404(bool(request.user.posts_today))
    add = {"url": reverse("organizations:unit_add"), "title": _("Add a unit"), "primary": True}
    context = {
        "heading": _("Units and people"),
        "lead": _("Who belongs where: departments, counties, zones and task forces of the city, in one tree."),
        "links": [
            {"url": reverse("organizations:person_list"), "title": _("People")},
            {"url": reverse("organizations:division_list"), "title": _("Divisions")},
            *([add] if rules.can_add_units(request.user) else []),
        ],
        "empty": {"what": _("The city's units appear here once they are entered or loaded from a pack.")},
    }
    shown = with_number_of_people(units.select_related("division"))
    return table_page(
        request,
        UnitTable,
        shown,
        filterset_class=UnitFilter,
        template="organizations/table_page.html",
        context=context,
    )


@login_required
@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(units_visible_to(request.user).select_related("parent", "division"), code=code)
    posts = list(posts_with_holders(shown))
    for post in posts:
        mark_what_may_be_done(request.user, post)
    context = {
        "unit": shown,
        "above": units_above(shown),
        "posts": posts,
        "children": with_number_of_people(shown.children.all()).order_by("path"),
        "can_edit": rules.can_edit_unit(request.user, shown),
        "sees_buttons": any(post.can_edit or post.can_set_duties or post.can_appoint for post in posts),
    }
    return render(request, "organizations/unit.html", context)


def mark_what_may_be_done(user: Any, post: Post) -> None:
    """Which buttons stand beside the post."""
    standing = post.unit.ended_on is None
    post.can_edit = standing and rules.can_edit_post(user, post.unit)  # type: ignore[attr-defined]
    post.can_set_duties = standing and rules.can_set_duties(user, post)  # type: ignore[attr-defined]
    post.can_appoint = standing and rules.can_appoint(user, post)  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    or_404(rules.can_add_units(request.user))
    parents = units_in_scope(request.user, Duty.SYSTEM_ADMIN).filter(ended_on__isnull=True)
    start = {"parent": parents.filter(code=request.GET.get("under", "")[:60]).first()}
    form = NewUnitForm(posted(request), parents=parents, initial=start)
    return form_page(
        request,
        form,
        lambda **values: actions.add_unit(by=request.user, **values),
        heading=_("Add a unit"),
        lead=_("A unit stands in the tree under another; posts and people come next."),
        button=_("Add the unit"),
        back=reverse("organizations:unit_list"),
        done=_("The unit has been added."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(units_visible_to(request.user), code=code)
    or_404(rules.can_edit_unit(request.user, shown))
    parents = units_in_scope(request.user, Duty.SYSTEM_ADMIN).filter(ended_on__isnull=True)
    form = UnitForm(posted(request), instance=shown, parents=parents)
    below = subtree_of(shown).count() - 1
    moves = _("Moved under another unit, it takes the %(count)s units below it along; scopes follow the tree.")
    return form_page(
        request,
        form,
        lambda **values: actions.save_unit(shown, by=request.user, **values),
        heading=_("Change %(unit)s") % {"unit": shown.label},
        lead=moves % {"count": below} if below else "",
        button=_("Save"),
        back=shown.get_absolute_url(),
        done=_("Saved."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def unit_dissolve(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(units_visible_to(request.user), code=code)
    or_404(rules.can_edit_unit(request.user, shown) and shown.ended_on is None)
    return form_page(
        request,
        DissolveForm(posted(request)),
        lambda on: actions.dissolve_unit(shown, on=on, by=request.user),
        heading=_("Dissolve %(unit)s") % {"unit": shown.label},
        consequence=_("The unit stays in the records with its last day. Nothing new can be given to it."),
        button=_("Dissolve the unit"),
        back=shown.get_absolute_url(),
        done=_("The unit has been dissolved."),
    )
