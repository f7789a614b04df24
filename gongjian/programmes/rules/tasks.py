"""Who sets tasks, reports them done and rules on the report; nobody closes what they reported themselves."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.rules import check_stands, has_duty, has_duty_citywide
from gongjian.programmes.models import AgendaItem, Meeting, Task, TaskForce
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.tasks import person_of

State = Task.State


def is_one_of(user: object, *people: int | None) -> bool:
    """Is this account's person one of these?"""
    person = person_of(user)
    return person is not None and person in people


def can_set_task(user: object, *, meeting: Meeting | None = None, item: AgendaItem | None = None) -> bool:
    """A meeting's: its force's leader and liaison, and the reform office; a review's: its chair and the office."""
    if item is not None:
        return is_one_of(user, item.review.chair_id) or has_duty_citywide(user, *OFFICE)
    if meeting is None:
        return False
    force = meeting.force
    if force is None:
        return has_duty_citywide(user, *OFFICE)
    return is_one_of(user, force.leader_id, force.liaison_id) or has_duty(user, *OFFICE, unit=force.unit)


def check_set_task(
    user: object, *, meeting: Meeting | None, item: AgendaItem | None, unit: Unit, person: Person | None, due: date
) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    if (meeting is None) == (item is None):
        raise ValidationError(_("A task comes from one meeting or from one point of a review."))
    if not can_set_task(user, meeting=meeting, item=item):
        raise PermissionDenied(_("Tasks are set by whoever leads the meeting or the review, and by the reform office."))
    check_stands(unit, "unit")
    if due < clock.today():
        raise ValidationError({"due": _("This day has passed: nobody could meet it.")})


def follower_of(task: Task) -> TaskForce | None:
    """The task force that follows it up: the meeting's, or the one that took over when it was dissolved."""
    force = task.meeting.force if task.meeting is not None else None
    return force if force is None or force.until is None else force.handed_to


def can_rule_on_task(user: object, task: Task) -> bool:
    """Close, send back, withdraw, move: the reform office in whose scope the unit lies, and the force's leader."""
    force = follower_of(task)
    leads = force is not None and is_one_of(user, force.leader_id)
    return leads or has_duty(user, *OFFICE, unit=task.unit)


def can_report_task(user: object, task: Task) -> bool:
    return is_one_of(user, task.person_id) or has_duty(user, *TAKING_PART, unit=task.unit)


def check_report_task(user: object, task: Task) -> None:
    if not can_report_task(user, task):
        raise PermissionDenied(_("A task is reported done by the unit that owes it."))
    if task.state != State.OPEN:
        raise ValidationError(_("This task is now “%(now)s”.") % {"now": task.get_state_display()})


def check_rule_on_task(user: object, task: Task, *states: str) -> None:
    """May this account rule on it, and does it stand in one of these states?"""
    if not can_rule_on_task(user, task):
        raise PermissionDenied(_("Tasks are ruled on by the reform office or the leader of the task force."))
    if task.state not in states:
        raise ValidationError(_("This task is now “%(now)s”.") % {"now": task.get_state_display()})


def check_close_task(user: object, task: Task) -> None:
    check_rule_on_task(user, task, State.REPORTED)
    if is_reporter(user, task):
        raise ValidationError(_("You reported this task done yourself: somebody else must rule on it."))


def is_reporter(user: object, task: Task) -> bool:
    return user is not SYSTEM and task.reported_by_id is not None and task.reported_by_id == getattr(user, "pk", None)


def check_move_due(user: object, task: Task, due: date) -> None:
    check_rule_on_task(user, task, State.OPEN)
    if due == task.due:
        raise ValidationError({"due": _("It is due on this day already.")})
    if due < clock.today():
        raise ValidationError({"due": _("This day has passed: nobody could meet it.")})


def check_says_why(reason: str) -> str:
    """The reason, trimmed. Raises ValidationError when there is none."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: whoever owes it reads it.")})
    return reason.strip()
