"""People and their personal data."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Duty, Person
from gongjian.organizations.queries import units_of
from gongjian.organizations.rules.duties import covers_person, has_duty

# Who has work that needs a colleague's telephone, in the units where that work is.
CALLERS = (Duty.SYSTEM_ADMIN, Duty.REFORM_OFFICE, Duty.UNIT_HEAD, Duty.HANDLER)


def can_add_people(user: object) -> bool:
    return has_duty(user, Duty.SYSTEM_ADMIN)


def check_add_person(user: object) -> None:
    if not can_add_people(user):
        raise PermissionDenied(_("Only the system administrator enters people."))


def can_edit_person(user: object, person: Person) -> bool:
    return covers_person(user, Duty.SYSTEM_ADMIN, person=person)


def check_edit_person(user: object, person: Person) -> None:
    if not can_edit_person(user, person):
        raise PermissionDenied(_("Only the system administrator in whose scope the person serves may do this."))


def can_reveal_phone(user: object, person: Person) -> bool:
    """The person, and whoever has work in a unit the person serves."""
    if user is SYSTEM or getattr(user, "person_id", None) == person.pk:
        return True
    return any(has_duty(user, *CALLERS, unit=unit) for unit in units_of(person)) or can_edit_person(user, person)


def check_reveal_phone(user: object, person: Person) -> None:
    if not can_reveal_phone(user, person):
        raise PermissionDenied(_("A telephone number is shown only to those whose work needs it."))
