"""Task forces are founded and dissolved by the reform office; their leader and liaison run them."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.rules import check_stands, has_duty, has_duty_citywide
from gongjian.programmes.models import Meeting, Secondment, Task, TaskForce
from gongjian.programmes.queries.forces import holds_post_in, open_tasks_of, overlapping
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.rules.tasks import is_one_of

MOST_NAMED = 8


def can_found_force(user: object) -> bool:
    return has_duty(user, *OFFICE)


def can_edit_force(user: object, force: TaskForce) -> bool:
    return has_duty(user, *OFFICE, unit=force.unit)


def can_run_force(user: object, force: TaskForce) -> bool:
    """Lend people to it, record its meetings."""
    return is_one_of(user, force.leader_id, force.liaison_id) or can_edit_force(user, force)


def check_write_force(user: object, force: TaskForce) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    if not can_edit_force(user, force):
        raise PermissionDenied(_("Task forces are kept by the reform office in whose scope their host unit lies."))
    held = TaskForce.objects.filter(pk=force.pk).first()
    if held is not None and held.until is not None:
        raise ValidationError(_("%(force)s has been dissolved.") % {"force": force.label})
    if held is None or held.unit_id != force.unit_id:
        check_stands(force.unit, "unit")
    if held is not None and force.since and force.secondments.filter(since__lt=force.since).exists():
        raise ValidationError({"since": _("People were lent to it before that day.")})


def check_second(
    user: object, force: TaskForce, *, person: Person, from_unit: Unit, since: date, until: date | None
) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    if not can_run_force(user, force):
        raise PermissionDenied(_("People are lent to a task force by its leader, its liaison or the reform office."))
    if force.until is not None:
        raise ValidationError(_("%(force)s has been dissolved.") % {"force": force.label})
    if since < force.since:
        raise ValidationError({"since": _("The task force did not exist yet: it was founded on a later day.")})
    if until is not None and until < since:
        raise ValidationError({"until": _("The end lies before the beginning.")})
    if not holds_post_in(person, from_unit, since):
        words = _("%(person)s holds no post in %(unit)s on that day.")
        raise ValidationError({"person": words % {"person": person.label, "unit": from_unit.label}})
    held = overlapping(force, person, since=since, until=until).first()
    if held is not None:
        words = _("%(person)s is lent to it already in this period (since %(since)s).")
        raise ValidationError({"person": words % {"person": person.label, "since": f"{held.since:%Y-%m-%d}"}})


def check_end_secondment(user: object, secondment: Secondment, until: date) -> None:
    if not can_run_force(user, secondment.force):
        raise PermissionDenied(_("People are lent to a task force by its leader, its liaison or the reform office."))
    if until < secondment.since:
        raise ValidationError({"until": _("The end lies before the beginning.")})
    if secondment.until is not None and secondment.until < until:
        raise ValidationError({"until": _("It has already ended; lend the person again.")})


def check_dissolve(user: object, force: TaskForce, *, on: date, to: TaskForce | None, hands_over: bool) -> list[Task]:
    """The open tasks that change hands. Raises PermissionDenied, ValidationError naming what is still open."""
    if not can_edit_force(user, force):
        raise PermissionDenied(_("Task forces are kept by the reform office in whose scope their host unit lies."))
    if force.until is not None:
        raise ValidationError(_("%(force)s has been dissolved.") % {"force": force.label})
    if on < force.since:
        raise ValidationError({"on": _("The end lies before the beginning.")})
    if to is not None and (to.pk == force.pk or to.until is not None):
        raise ValidationError({"to": _("Choose another task force that stands.")})
    if to is not None and not can_edit_force(user, to):
        raise ValidationError({"to": _("This task force lies outside the scope of your post.")})
    still_open = list(open_tasks_of(force))
    if still_open and to is None and not hands_over:
        titles = _(", ").join(f"{task.title}（{task.unit.label}）" for task in still_open[:MOST_NAMED])
        words = _("%(count)s tasks are still open: %(titles)s. Say who follows them up.")
        raise ValidationError({"to": words % {"count": len(still_open), "titles": titles}})
    return still_open


def can_record_meeting(user: object, force: TaskForce | None = None) -> bool:
    """Of a force: whoever runs it. Of the office: the reform office of the whole city."""
    return has_duty_citywide(user, *OFFICE) if force is None else can_run_force(user, force)


def can_edit_meeting(user: object, meeting: Meeting) -> bool:
    return can_record_meeting(user, meeting.force)


def check_meeting(user: object, meeting: Meeting) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    force = meeting.force
    if not can_record_meeting(user, force):
        raise PermissionDenied(_("Meetings are recorded by whoever runs the task force, and by the reform office."))
    if meeting.held_on and meeting.held_on > clock.today():
        raise ValidationError({"held_on": _("A meeting is recorded once it has been held; this day is still to come.")})
    if force is None or not meeting.held_on or user is SYSTEM:
        return
    if meeting.held_on < force.since or (force.until is not None and meeting.held_on > force.until):
        raise ValidationError({"held_on": _("The task force did not stand on that day.")})
