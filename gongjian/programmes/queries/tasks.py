"""What is looked up about tasks: who sees them, who follows them up, what waits."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Account
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Task
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART
from gongjian.programmes.queries.work_kinds import WorkKind

State = Task.State
RELATED = (
    "unit",
    "person",
    "measure",
    "meeting__force__leader",
    "meeting__force__handed_to",
    "item__review__month",
    "item__review__chair",
)


def tasks_visible_to(user: object) -> QuerySet[Task]:
    """Who oversees or takes part in the unit that owes it, the person it names, and whoever follows it up."""
    if user is SYSTEM:
        return Task.objects.all()
    units = units_in_scope(user, *OVERSEEING, *TAKING_PART)
    return Task.objects.filter(Q(unit__in=units) | owed_by_person(user) | followed_by(user))


def owed_by(user: object) -> Q:
    """Tasks of the units in which this account takes part, or that name its person."""
    return Q(unit__in=units_in_scope(user, *TAKING_PART)) | owed_by_person(user)


def owed_by_person(user: object) -> Q:
    person = person_of(user)
    return Q(person=person) if person else Q(pk__in=[])


def followed_by(user: object) -> Q:
    """Tasks that the leader or liaison of a task force follows up, or the chair of a review has demanded."""
    person = person_of(user)
    if not person:
        return Q(pk__in=[])
    found = Q(item__review__chair=person)
    for path in ("meeting__force", "meeting__force__handed_to"):
        found |= Q(**{f"{path}__leader": person}) | Q(**{f"{path}__liaison": person})
    return found


def ruled_by(user: object) -> Q:
    """Tasks this account may close: those of units in its office's scope, and those of the force it leads."""
    found = Q(unit__in=units_in_scope(user, *OFFICE))
    person = person_of(user)
    if person:
        standing = Q(meeting__force__leader=person, meeting__force__until__isnull=True)
        found |= standing | Q(meeting__force__handed_to__leader=person, meeting__force__until__isnull=False)
    return found


def person_of(user: object) -> int | None:
    return getattr(user, "person_id", None)


def accounts_of(people: Iterable[int | None]) -> list[Account]:
    """The open accounts of these people."""
    wanted = {person for person in people if person is not None}
    return list(Account.objects.filter(is_active=True, person__in=wanted).select_related("person"))


def is_overdue() -> Q:
    """Past its day without a report that it is done."""
    return Q(state=State.OPEN, due__lt=clock.today())


def closed_in_time() -> Q:
    """Reported done by its day, and accepted."""
    return Q(state=State.CLOSED, reported_on__isnull=False, reported_on__lte=F("due"))


def tasks_of_year(year: int) -> QuerySet[Task]:
    """What was set in a year and not withdrawn."""
    return Task.objects.filter(set_on__year=year).exclude(state=State.WITHDRAWN)


def demands_of_year(year: int) -> QuerySet[Task]:
    """The tasks among them that the chair of a review demanded."""
    return tasks_of_year(year).filter(item__isnull=False)


def open_tasks_due_by(day: Any) -> QuerySet[Task]:
    """What is to be done and falls due by that day, overdue ones included."""
    return Task.objects.filter(state=State.OPEN, due__lte=day)


def story_of_task(task: Task) -> QuerySet[AuditRecord]:
    """Everything done to a task, oldest first."""
    told = AuditRecord.objects.filter(subject_type=Task._meta.label_lower, subject_id=str(task.pk))
    return told.order_by("id")


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "task_to_do",
        _("Task to be done"),
        lambda user: Task.objects.filter(owed_by(user), state=State.OPEN),
        due="due",
        since="set_on",
        under_way=lambda user: Task.objects.filter(owed_by(user), state=State.REPORTED),
    ),
    WorkKind(
        "task_to_rule_on",
        _("Report on a task to accept or send back"),
        lambda user: Task.objects.filter(ruled_by(user), state=State.REPORTED).exclude(
            reported_by=getattr(user, "pk", None)
        ),
        due="",
        since="reported_on",
        under_way=lambda user: Task.objects.filter(ruled_by(user), state=State.OPEN).exclude(owed_by(user)),
    ),
)
