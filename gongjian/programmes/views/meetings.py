"""Meetings: the list, one with its minutes and decisions, recording and editing one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, sent
from gongjian.core.tables import table_page
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.meetings import edit_meeting, record_meeting, seen_of
from gongjian.programmes.forms.forces import MeetingEditForm, MeetingForm
from gongjian.programmes.models import Meeting
from gongjian.programmes.queries.forces import (
    forces_managed_by,
    forces_of,
    meetings_visible_to,
    with_task_counts,
)
from gongjian.programmes.queries.tasks import tasks_visible_to
from gongjian.programmes.rules.forces import can_edit_meeting, can_record_meeting
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.tasks import can_set_task
from gongjian.programmes.tables.forces import MeetingFilter, MeetingTable
from gongjian.programmes.tables.tasks import LISTED, prepare_tasks


@login_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user) or forces_of(request.user).exists())
    meetings = with_task_counts(meetings_visible_to(request.user)).select_related("force")
    context = {
        "may_record": may_record(request.user),
        "empty": {"what": _("Meetings of task forces and of the reform office will stand here, once recorded.")},
    }
    template = "programmes/meeting_list.html"
    return table_page(
        request, MeetingTable, meetings, filterset_class=MeetingFilter, template=template, context=context
    )


def may_record(user: object) -> bool:
    return can_record_meeting(user) or forces_managed_by(user).filter(until__isnull=True).exists()


@login_required
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_meeting(request, pk)
    visible = tasks_visible_to(request.user).order_by().values("pk")
    tasks = list(found.tasks.filter(pk__in=visible).select_related(*LISTED))
    prepare_tasks(tasks)
    context = {
        "meeting": found,
        "tasks": tasks,
        "hidden": found.tasks.count() - len(tasks),
        "may_edit": can_edit_meeting(request.user, found),
        "may_set": can_set_task(request.user, meeting=found),
    }
    return render(request, "programmes/meeting.html", context)


def get_meeting(request: HttpRequest, pk: int) -> Meeting:
    meetings = meetings_visible_to(request.user).select_related("force__unit", "file")
    return get_object_or_404(meetings, pk=pk)


@login_required
@form_methods
def meeting_add(request: HttpRequest) -> HttpResponse:
    or_404(may_record(request.user))
    chosen = forces_managed_by(request.user).filter(code=request.GET.get("force", "")).first()
    initial = {"held_on": clock.today(), "force": chosen, "chair": chosen.leader.label if chosen else ""}
    form = MeetingForm(*sent(request), user=request.user, for_office=can_record_meeting(request.user), initial=initial)
    return form_page(
        request,
        form,
        lambda upload, **values: record_meeting(values, upload=upload, by=request.user),
        template="programmes/meeting_form.html",
        heading=_("Record a meeting"),
        button=_("Save"),
        back=reverse("programmes:meeting_list"),
        done=_("Saved. Now enter what was decided, each decision as a task."),
    )


@login_required
@form_methods
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_meeting(request, pk)
    or_404(can_edit_meeting(request.user, found))
    form = MeetingEditForm(*sent(request), instance=found, user=request.user, seen=seen_of(found))
    return form_page(
        request,
        form,
        lambda base, upload, **values: edit_or_see_again(form, found, values, upload, by=request.user, base=base),
        template="programmes/meeting_form.html",
        heading=_("Edit the record of a meeting"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        meeting=found,
    )


def edit_or_see_again(
    form: MeetingEditForm, meeting: Meeting, values: dict[str, Any], upload: Any, *, by: Any, base: Any
) -> Meeting:
    """The edit; after a clash the form holds what stands now in the fields that clashed, so that whoever saves once
    more means it. A field left alone stays as it was first seen: saving again must not undo what others made of it."""
    try:
        return edit_meeting(meeting, values, upload=upload, by=by, base=base)
    except Clash as clash:
        form.see_again({name: str(now) for name, now in clash.fields.items()})
        raise


@login_required
@require_safe
def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_meeting(request, pk)
    or_404(found.file is not None)
    return file_response(found.file)
