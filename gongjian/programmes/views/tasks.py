"""Tasks: the list, on paper, one of them, and every step it takes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.files import file_response
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.core.tables import table_page
from gongjian.programmes.actions.tasks import (
    close_task,
    move_task_due,
    report_task,
    send_back_task,
    set_task,
    withdraw_task,
)
from gongjian.programmes.audit_words.forces import WORDS
from gongjian.programmes.forms.tasks import MoveDueForm, ReasonForm, TaskForm, TaskReportForm
from gongjian.programmes.models import Task
from gongjian.programmes.queries.ledger import measures_visible_to
from gongjian.programmes.queries.tasks import RELATED, is_overdue, owed_by, story_of_task, tasks_visible_to
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.story import told
from gongjian.programmes.rules.tasks import (
    can_report_task,
    can_rule_on_task,
    can_set_task,
    follower_of,
    is_reporter,
)
from gongjian.programmes.tables.tasks import LISTED, TaskFilter, TaskTable, is_ruled_now, prepare_tasks
from gongjian.programmes.views.meetings import get_meeting

State = Task.State
MOST_PRINTED = 1_000


@login_required
@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    tasks = tasks_visible_to(request.user)
    or_404(can_see_ledger(request.user) or tasks.exists())
    context = {
        "board": board(request, tasks),
        "empty": {"what": _("What meetings decide and reviews demand will stand here, with who owes it and by when.")},
    }
    listed = tasks.select_related(*LISTED)
    template = "programmes/task_list.html"
    return table_page(
        request, TaskTable, listed, filterset_class=TaskFilter, template=template, context=context,
        prepare=prepare_tasks,
    )  # fmt: skip


def board(request: HttpRequest, tasks: QuerySet[Task]) -> dict[str, Any]:
    """How many of what is filtered stand where, whichever state is shown; one query."""
    asked = request.GET.copy()
    for name in ("state", "mine", "ruled", "overdue"):
        asked.pop(name, None)
    filterset = TaskFilter(asked, queryset=tasks, request=request)
    found = filterset.qs if filterset.is_valid() else tasks
    counts = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    user = request.user
    totals = found.order_by().aggregate(
        total=Count("pk"),
        mine=Count("pk", filter=owed_by(user) & Q(state__in=Task.WAITING)),
        ruled=Count("pk", filter=is_ruled_now(user)),
        overdue=Count("pk", filter=is_overdue()),
        **counts,
    )
    states = [{"state": state, "label": state.label, "number": totals[state.value]} for state in State]
    return totals | {"states": states}


@login_required
@require_safe
def task_print(request: HttpRequest) -> HttpResponse:
    """The list for paper, under the page's filters."""
    tasks = tasks_visible_to(request.user)
    or_404(can_see_ledger(request.user) or tasks.exists())
    filterset = TaskFilter(request.GET, queryset=tasks, request=request)
    found = list((filterset.qs if filterset.is_valid() else tasks).select_related(*LISTED)[:MOST_PRINTED])
    prepare_tasks(found)
    context = {"tasks": found, "today": clock.today(), "is_cut": len(found) == MOST_PRINTED}
    return render(request, "programmes/task_print.html", context)


@login_required
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what it asks, how it stands, what this person can do, and everything that was done to it."""
    found = get_task(request, pk)
    prepare_tasks([found])
    user, state = request.user, found.state
    rules = can_rule_on_task(user, found)
    words = WORDS | {"task.due_moved": _("moved the due date: %(fields)s")}
    context = {
        "task": found,
        "follower": follower_of(found),
        "may_report": state == State.OPEN and can_report_task(user, found),
        "may_close": state == State.REPORTED and rules and not is_reporter(user, found),
        "is_own_report": state == State.REPORTED and rules and is_reporter(user, found),
        "may_move": state == State.OPEN and rules,
        "may_withdraw": state in Task.WAITING and rules,
        "sees_measure": found.measure is not None and measures_visible_to(user).filter(pk=found.measure_id).exists(),
        "story": [told(record, words) for record in story_of_task(found)],
    }
    return render(request, "programmes/task.html", context)


def get_task(request: HttpRequest, pk: int) -> Task:
    tasks = tasks_visible_to(request.user).select_related(*RELATED, "file", "reported_by", "closed_by")
    return get_object_or_404(tasks, pk=pk)


@login_required
@form_methods
def task_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision of a meeting."""
    meeting = get_meeting(request, pk)
    or_404(can_set_task(request.user, meeting=meeting))
    return form_page(
        request,
        TaskForm(posted(request), user=request.user, meeting=meeting),
        lambda title, **said: set_task(title, meeting=meeting, by=request.user, **said),
        template="programmes/meeting_form.html",
        heading=_("Set a task"),
        button=_("Save"),
        back=meeting.get_absolute_url(),
        lead=_("A decision of this meeting. The unit reads of it in the inbox and is reminded before the day."),
        done=_("Set. The unit reads of it in the inbox."),
        to=meeting,
        meeting=meeting,
    )


@login_required
@form_methods
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(found.state == State.OPEN and can_report_task(request.user, found))
    form = TaskReportForm(*sent(request), initial={"result": found.result})
    done = _("Reported. You read in the inbox whether it is accepted.")
    return step(request, found, form, report_task, heading=_("Report the task done"), button=_("Report"), done=done)


@login_required
@require_POST
def task_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(can_rule_on_task(request.user, found))
    try:
        close_task(found, by=request.user)
        messages.success(request, _("Closed."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


@login_required
@form_methods
def task_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(can_rule_on_task(request.user, found))
    words = _("The task is open again and its day stays; the unit reads your reason.")
    return step(
        request, found, ReasonForm(posted(request)), send_back_task,
        heading=_("Send the task back"), button=_("Send back"), consequence=words, done=_("Sent back."),
    )  # fmt: skip


@login_required
@form_methods
def task_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(can_rule_on_task(request.user, found))
    words = _("Nobody owes it any more. The task and your reason stay in the records.")
    return step(
        request, found, ReasonForm(posted(request)), withdraw_task,
        heading=_("Withdraw the task"), button=_("Withdraw"), consequence=words, done=_("Withdrawn."),
    )  # fmt: skip


@login_required
@form_methods
def task_move_due(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(can_rule_on_task(request.user, found))
    words = _("The day first set and your reason stay on the task.")
    form = MoveDueForm(posted(request), initial={"due": found.due})
    return step(
        request, found, form, move_task_due,
        heading=_("Move the due date"), button=_("Move"), consequence=words, done=_("Moved."),
    )  # fmt: skip


def step(request: HttpRequest, task: Task, form: Any, action: Any, **page: Any) -> HttpResponse:
    """A form page of one task, which its action takes in."""
    return form_page(
        request,
        form,
        lambda **said: action(task, by=request.user, **said),
        template="programmes/task_form.html",
        back=task.get_absolute_url(),
        to=task,
        task=task,
        **page,
    )


@login_required
@require_safe
def task_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_task(request, pk)
    or_404(found.file is not None)
    return file_response(found.file)
