"""Tasks: set by a meeting or a review, reported done by the unit, closed by somebody else. Nothing moves silently."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.calendar import UnpublishedYear
from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.models import Account, Person, Unit
from gongjian.organizations.queries import accounts_over, calendar_now
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import AgendaItem, Measure, Meeting, Task
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.queries.tasks import RELATED, accounts_of, open_tasks_due_by
from gongjian.programmes.rules.tasks import (
    check_close_task,
    check_move_due,
    check_report_task,
    check_rule_on_task,
    check_says_why,
    check_set_task,
    follower_of,
)

State = Task.State
MOST_NAMED = 20  # tasks told of in one reminder


@transaction.atomic
def set_task(
    title: str,
    *,
    unit: Unit,
    due: date,
    by: Actor,
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    measure: Measure | None = None,
    person: Person | None = None,
    is_sample: bool = False,
) -> Task:
    """Give a unit something to do by a day: the decision of a meeting or the demand of a review's chair (`item`).

    Raises PermissionDenied; ValidationError by field.
    """
    check_set_task(by, meeting=meeting, item=item, unit=unit, person=person, due=due)
    task = Task(title=title.strip(), unit=unit, person=person, measure=measure, meeting=meeting, item=item)
    task.set_on, task.due, task.first_due, task.is_sample = clock.today(), due, due, is_sample
    task.full_clean()
    task.save()
    record(task, "task.set", by=by)
    _tell_owing(task, gettext_lazy("Task to do by %(due)s: %(task)s"), by=by)
    return task


@transaction.atomic
def report_task(task: Task, *, result: str, by: Actor, upload: UploadedFile | None = None) -> Task:
    """The unit says what it has done and gives the evidence. It counts once somebody else has closed it."""
    task = _locked(task)
    check_report_task(by, task)
    before = state_of(task)
    task.state, task.result, task.ruling = State.REPORTED, result.strip(), ""
    task.reported_on, task.reported_by = clock.today(), None if by is SYSTEM else by
    if not task.result:
        raise ValidationError({"result": _("Please say what was done.")})
    task.full_clean()
    if upload is not None:
        task.file = store_file(upload, by=by, kinds=DOCUMENTS)
    task.save()
    record(task, "task.reported", by=by, before=before)
    _tell_ruling(task, gettext_lazy("Task reported done, to accept or send back: %(task)s"), by=by)
    return task


@transaction.atomic
def close_task(task: Task, *, by: Actor) -> Task:
    """What was reported is accepted. Nobody closes what they reported themselves."""
    task = _locked(task)
    check_close_task(by, task)
    return _rule(task, State.CLOSED, "task.closed", gettext_lazy("Task closed: %(task)s"), by=by)


@transaction.atomic
def send_back_task(task: Task, *, reason: str, by: Actor) -> Task:
    """What was reported does not convince; the task is open again, its day stays."""
    task = _locked(task)
    check_close_task(by, task)
    words = gettext_lazy("Task sent back: %(task)s")
    return _rule(task, State.OPEN, "task.sent_back", words, by=by, reason=check_says_why(reason))


@transaction.atomic
def withdraw_task(task: Task, *, reason: str, by: Actor) -> Task:
    """It is no longer owed. The task and the reason stay in the records."""
    task = _locked(task)
    check_rule_on_task(by, task, State.OPEN, State.REPORTED)
    words = gettext_lazy("Task withdrawn: %(task)s")
    return _rule(task, State.WITHDRAWN, "task.withdrawn", words, by=by, reason=check_says_why(reason))


@transaction.atomic
def move_task_due(task: Task, *, due: date, reason: str, by: Actor) -> Task:
    """Another day, with the reason; the day first set stays on the task and every move in its story."""
    task = _locked(task)
    check_move_due(by, task, due)
    reason = check_says_why(reason)
    before = state_of(task)
    task.due = due
    task.save(update_fields=["due"])
    record(task, "task.due_moved", by=by, before=before, note=reason)
    _tell_owing(task, gettext_lazy("Task now due on %(due)s: %(task)s"), by=by, body=reason)
    return task


@transaction.atomic
def remind_of_tasks(*, by: Actor) -> int:
    """One line for everybody who owes something that falls due soon or is overdue; how many people were told.

    Called by the daily round, once a city day.
    """
    today = clock.today()
    try:
        until = calendar_now().add_working_days(today, rules_for(today.year).remind_days_before)
    except UnpublishedYear:  # nobody can say which days are working days: what is due today is still said
        until = today
    owed: dict[Account, list[Task]] = defaultdict(list)
    for task, readers in _owing(open_tasks_due_by(until).select_related("unit").order_by("due", "id")):
        for account in readers:
            owed[account].append(task)
    for account, tasks in owed.items():
        tell(
            [account],
            gettext_lazy("Tasks that fall due: %(count)s, of them overdue: %(late)s"),
            by=by,
            url=f"{reverse('programmes:task_list')}?mine=yes",
            kind="task",
            body="\n".join(f"{task.due:%Y-%m-%d} {task.title}" for task in tasks[:MOST_NAMED]),
            count=len(tasks),
            late=sum(task.due < today for task in tasks),
        )
    return len(owed)


def _owing(tasks: Iterable[Task]) -> Iterator[tuple[Task, set[Account]]]:
    """Each task with whom it concerns. Three queries a unit, one for all the people named."""
    tasks = list(tasks)
    over = {unit: accounts_over(unit, TAKING_PART) for unit in {task.unit for task in tasks}}
    named = {account.person_id: account for account in accounts_of(task.person_id for task in tasks)}
    for task in tasks:
        yield task, {*over[task.unit], *(named[key] for key in (task.person_id,) if key in named)}


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=task.pk)


def _rule(task: Task, state: str, code: str, words: str | Promise, *, by: Actor, reason: str = "") -> Task:
    before = state_of(task)
    task.state, task.ruling = state, reason
    if state == State.CLOSED:
        task.closed_on, task.closed_by = clock.today(), None if by is SYSTEM else by
    task.full_clean()
    task.save()
    record(task, code, by=by, before=before, note=reason)
    _tell_owing(task, words, by=by, body=reason)
    return task


def _tell_owing(task: Task, words: str | Promise, *, by: Actor, body: str = "") -> None:
    """Those who take part in the unit, and the person named."""
    ((_task, readers),) = _owing([task])
    names = {"task": task.title, "due": f"{task.due:%Y-%m-%d}"}
    tell(readers, words, by=by, url=task.get_absolute_url(), kind="task", body=body, **names)


def _tell_ruling(task: Task, words: str | Promise, *, by: Actor) -> None:
    """The leader of the force that follows it up; where there is none, the reform office."""
    force = follower_of(task)
    readers = accounts_of([force.leader_id]) if force is not None else []
    readers = readers or accounts_over(task.unit, OFFICE)
    tell(readers, words, by=by, url=task.get_absolute_url(), kind="task", body=task.result, task=task.title)
