"""People: names and posts for every officer; phones and accounts for those whose work needs them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.organizations import actions, rules
from gongjian.organizations.forms import PersonForm
from gongjian.organizations.models import Duty, Person
from gongjian.organizations.queries import (
    locks_of,
    people_visible_to,
    second_factors_of,
    with_posts_today,
)
from gongjian.organizations.tables import PersonAccountTable, PersonFilter, PersonTable

KEEPERS = (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN)


@login_required
@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    or_404(bool(request.user.posts_today))
    add = {"url": reverse("organizations:person_add"), "title": _("Add a person"), "primary": True}
    context = {
        "heading": _("People"),
        "lead": _("Who serves the city, and in which posts today."),
        "links": [
            {"url": reverse("organizations:unit_list"), "title": _("Units")},
            *([add] if rules.can_add_people(request.user) else []),
        ],
        "empty": {"what": _("People appear here once they are entered or loaded from a pack.")},
    }
    people = with_posts_today(people_visible_to(request.user))
    table: type[PersonTable] = PersonTable
    if rules.has_duty(request.user, *KEEPERS):
        table, people = PersonAccountTable, people.select_related("account")
    return table_page(
        request,
        table,
        people,
        filterset_class=PersonFilter,
        template="organizations/table_page.html",
        context=context,
    )


@login_required
@require_GET
def person(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(people_visible_to(request.user).select_related("account"), code=code)
    return person_page(request, shown)


def person_page(request: HttpRequest, shown: Person, **more: Any) -> HttpResponse:
    appointments = shown.appointments.select_related("post__unit", "post__scope")
    context = {
        "person": shown,
        "appointments": appointments.order_by("-since"),
        "can_edit": rules.can_edit_person(request.user, shown),
        "can_reveal": bool(shown.phone) and rules.can_reveal_phone(request.user, shown),
    }
    context |= account_facts(request.user, shown)
    return render(request, "organizations/person.html", context | more)


def account_facts(user: Any, shown: Person) -> dict[str, Any]:
    """What administrators see of the person's account; nothing for others."""
    account = getattr(shown, "account", None)
    can_manage = rules.can_manage_account(user, shown)
    can_secure = account is not None and rules.can_secure_account(user, account)
    if not can_manage and not can_secure:
        return {"sees_account": False}
    return {
        "sees_account": True,
        "account": account,
        "can_manage": can_manage and (account is None or account.pk != user.pk),
        "can_secure": can_secure,
        "second_factors": second_factors_of(account).count() if account else 0,
        "locked": bool(account) and locks_of(account.username).exists(),
    }


@login_required
@require_POST
@never_cache
def person_phone(request: HttpRequest, code: str) -> HttpResponse:
    """The number in full. A POST, since looking is an act of its own and leaves a record."""
    shown = get_object_or_404(people_visible_to(request.user).select_related("account"), code=code)
    or_404(rules.can_reveal_phone(request.user, shown))
    phone = actions.reveal_phone(shown, by=request.user)
    return person_page(request, shown, phone=phone or _("none"))


@login_required
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    or_404(rules.can_add_people(request.user))
    return form_page(
        request,
        PersonForm(posted(request)),
        lambda **values: actions.add_person(by=request.user, **values),
        heading=_("Add a person"),
        lead=_("The person can then be appointed to posts and be given an account."),
        button=_("Add the person"),
        back=reverse("organizations:person_list"),
        done=_("The person has been added."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(people_visible_to(request.user), code=code)
    or_404(rules.can_edit_person(request.user, shown))
    return form_page(
        request,
        PersonForm(posted(request), instance=shown),
        lambda **values: actions.edit_person(shown, by=request.user, **values),
        heading=_("Change %(person)s") % {"person": shown.label},
        button=_("Save"),
        back=shown.get_absolute_url(),
        done=_("Saved."),
    )
