"""Posts: the system administrator makes them; what they may do, and who holds those that may do something,
is the security administrator's alone. Nobody decides about their own post."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Appointment, Duty, Person, Post, Unit
from gongjian.organizations.rules.duties import covers, has_duty
from gongjian.organizations.rules.separation import check_duties_together


def can_edit_post(user: object, unit: Unit) -> bool:
    return has_duty(user, Duty.SYSTEM_ADMIN, unit=unit)


def check_edit_post(user: object, unit: Unit) -> None:
    if not can_edit_post(user, unit):
        raise PermissionDenied(_("Only the system administrator in whose scope the unit lies may do this."))
    if unit.ended_on:
        raise ValidationError(_("%(unit)s has been dissolved.") % {"unit": unit})


def can_set_duties(user: object, post: Post) -> bool:
    return not is_own(user, post) and covers(user, Duty.SECURITY_ADMIN, units=[post.unit, post.scope])


def check_set_duties(user: object, post: Post, duties: Iterable[str], scope: Unit) -> None:
    if not can_set_duties(user, post):
        raise PermissionDenied(_("Only a security administrator with this scope may do this, never for an own post."))
    if not covers(user, Duty.SECURITY_ADMIN, units=[scope]):
        raise ValidationError({"scope": _("This reaches beyond your own scope.")})
    unknown = set(duties) - set(Duty.values)
    if unknown:
        raise ValidationError({"duties": _("Unknown duty: %(duties)s.") % {"duties": "、".join(sorted(unknown))}})
    check_duties_together(duties)


def can_appoint(user: object, post: Post) -> bool:
    """Posts that carry duties: the security administrator; posts without: the system administrator."""
    if is_own(user, post):
        return False
    duty = Duty.SECURITY_ADMIN if post.duties else Duty.SYSTEM_ADMIN
    return covers(user, duty, units=[post.unit, post.scope])


def check_appoint(user: object, post: Post, person: Person, *, since: date, until: date | None) -> None:
    if not can_appoint(user, post):
        raise PermissionDenied(
            _("Who holds a post with duties is decided by the security administrator, never for an own post.")
        )
    if user is not SYSTEM and getattr(user, "person_id", None) == person.pk:
        raise PermissionDenied(_("Nobody appoints themselves."))
    if post.unit.ended_on:
        raise ValidationError(_("%(unit)s has been dissolved.") % {"unit": post.unit})
    if until and until < since:
        raise ValidationError({"until": _("The end lies before the beginning.")})


def check_end_appointment(user: object, appointment: Appointment, until: date) -> None:
    if not can_appoint(user, appointment.post):
        raise PermissionDenied(
            _("Who holds a post with duties is decided by the security administrator, never for an own post.")
        )
    if until < appointment.since:
        raise ValidationError({"until": _("The end lies before the beginning.")})
    if appointment.until and appointment.until < until:
        raise ValidationError({"until": _("The appointment has already ended; make a new one.")})


def is_own(user: object, post: Post) -> bool:
    """Does the account hold this very post today?"""
    return any(held.pk == post.pk for held in getattr(user, "posts_today", []))
