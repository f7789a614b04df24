"""Task forces: the list, one of them, founding, editing, lending people to it, dissolving it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.programmes.actions.forces import dissolve_force, edit_force, end_secondment, found_force, second
from gongjian.programmes.forms.forces import DissolveForm, EndSecondmentForm, ForceForm, SecondmentForm
from gongjian.programmes.models import TaskForce
from gongjian.programmes.queries.forces import (
    forces_of,
    forces_visible_to,
    measures_driven_by,
    meetings_visible_to,
    members_of,
    open_tasks_of,
    with_force_counts,
    with_task_counts,
)
from gongjian.programmes.queries.ledger import measures_visible_to
from gongjian.programmes.queries.tasks import tasks_visible_to
from gongjian.programmes.rules.forces import can_edit_force, can_found_force, can_run_force
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.tables.forces import DrivenTable, ForceFilter, ForceTable, period_words, prepare_driven
from gongjian.programmes.tables.tasks import LISTED, prepare_tasks

LATEST_MEETINGS = 8
MOST_TASKS = 50


@login_required
@require_safe
def force_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user) or forces_of(request.user).exists())
    forces = with_force_counts(forces_visible_to(request.user)).select_related("unit", "leader", "liaison")
    may_found = can_found_force(request.user)
    how = {"url": reverse("programmes:force_add"), "button": _("Found a task force")} if may_found else {}
    context = {
        "may_found": may_found,
        "empty": {"what": _("The city's task forces will stand here, each with its people and what it drives.")} | how,
    }
    template = "programmes/force_list.html"
    return table_page(request, ForceTable, forces, filterset_class=ForceFilter, template=template, context=context)


@login_required
@require_safe
def force(request: HttpRequest, code: str) -> HttpResponse:
    """One task force: its people, what it drives and how that stands, what it met about, what is still open."""
    found = get_force(request, code)
    tasks = list(tasks_under(request, found))
    prepare_tasks(tasks)
    context = {
        "force": found,
        "members": members(found),
        "meetings": list(with_task_counts(meetings_visible_to(request.user).filter(force=found))[:LATEST_MEETINGS]),
        "tasks": tasks,
        "campaigns": list(found.campaigns.order_by("kind", "sequence")),
        "may_edit": found.until is None and can_edit_force(request.user, found),
        "may_run": found.until is None and can_run_force(request.user, found),
        "empty": {"what": _("What it drives will stand here: measures under its campaigns, and those given to it.")},
    }
    driven = measures_driven_by(found, measures_visible_to(request.user)).prefetch_related("campaign", "lead_unit")
    template = "programmes/force.html"
    return table_page(request, DrivenTable, driven, template=template, context=context, prepare=prepare_driven)


def tasks_under(request: HttpRequest, force: TaskForce) -> Any:
    """What is still open of it, as far as this person may see it."""
    visible = tasks_visible_to(request.user).order_by().values("pk")
    return open_tasks_of(force).filter(pk__in=visible).select_related(*LISTED)[:MOST_TASKS]


def members(force: TaskForce) -> list[Any]:
    """Everybody ever lent to it; who is there today comes first."""
    today = clock.today()
    found = members_of(force)
    for lent in found:
        lent.is_over = lent.until is not None and lent.until < today
        lent.period = period_words(lent)
    return sorted(found, key=lambda lent: lent.is_over)


def get_force(request: HttpRequest, code: str) -> TaskForce:
    forces = forces_visible_to(request.user).select_related("unit", "leader", "liaison", "handed_to")
    return get_object_or_404(forces, code=code)


@login_required
@form_methods
def force_add(request: HttpRequest) -> HttpResponse:
    or_404(can_found_force(request.user))
    return form_page(
        request,
        ForceForm(posted(request), user=request.user, initial={"since": clock.today()}),
        lambda **values: found_force(values, by=request.user),
        template="programmes/force_form.html",
        heading=_("Found a task force"),
        button=_("Save"),
        back=reverse("programmes:force_list"),
        done=_("Founded. Now name its members."),
    )


@login_required
@form_methods
def force_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = get_force(request, code)
    or_404(found.until is None and can_edit_force(request.user, found))
    return form_page(
        request,
        ForceForm(posted(request), instance=found, user=request.user),
        lambda **values: edit_force(found, values, by=request.user),
        template="programmes/force_form.html",
        heading=_("Edit task force"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        force=found,
    )


@login_required
@form_methods
def force_dissolve(request: HttpRequest, code: str) -> HttpResponse:
    """Says what is still open before anything ends."""
    found = get_force(request, code)
    or_404(found.until is None and can_edit_force(request.user, found))
    still_open = list(open_tasks_of(found))
    initial = {"on": clock.today()}
    return form_page(
        request,
        DissolveForm(posted(request), user=request.user, force=found, has_open_tasks=bool(still_open), initial=initial),
        lambda **said: dissolve_force(found, by=request.user, **said),
        template="programmes/force_dissolve.html",
        heading=_("Dissolve task force"),
        button=_("Dissolve"),
        back=found.get_absolute_url(),
        done=_("Dissolved."),
        force=found,
        still_open=still_open,
    )


@login_required
@form_methods
def secondment_add(request: HttpRequest, code: str) -> HttpResponse:
    found = get_force(request, code)
    or_404(found.until is None and can_run_force(request.user, found))
    return form_page(
        request,
        SecondmentForm(posted(request), user=request.user, initial={"since": clock.today()}),
        lambda person, **said: second(found, person, by=request.user, **said),
        template="programmes/force_form.html",
        heading=_("Add a member"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        to=found,
        force=found,
    )


@login_required
@form_methods
def secondment_end(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_force(request, code)
    or_404(found.until is None and can_run_force(request.user, found))
    lent = get_object_or_404(found.secondments.select_related("person", "from_unit"), pk=pk)
    return form_page(
        request,
        EndSecondmentForm(posted(request), initial={"until": clock.today()}),
        lambda until: end_secondment(lent, until=until, by=request.user),
        template="programmes/force_form.html",
        heading=_("End the secondment of %(person)s") % {"person": lent.person.label},
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        to=found,
        force=found,
    )
