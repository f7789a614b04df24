"""Units and divisions belong to the system administrator."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Duty, Unit
from gongjian.organizations.queries import appointments_in, living_children
from gongjian.organizations.rules.duties import has_duty, has_duty_citywide
from gongjian.organizations.signals import unit_dissolving

MOST_PATH = 255


def can_edit_divisions(user: object) -> bool:
    return has_duty_citywide(user, Duty.SYSTEM_ADMIN)


def check_edit_divisions(user: object) -> None:
    if not can_edit_divisions(user):
        raise PermissionDenied(_("Only the city's system administrator keeps the divisions."))


def can_add_units(user: object) -> bool:
    return has_duty(user, Duty.SYSTEM_ADMIN)


def can_edit_unit(user: object, unit: Unit) -> bool:
    return has_duty(user, Duty.SYSTEM_ADMIN, unit=unit)


def check_edit_unit(user: object, unit: Unit) -> None:
    if not can_edit_unit(user, unit):
        raise PermissionDenied(_("Only the system administrator in whose scope the unit lies may do this."))


def check_add_unit(user: object, parent: Unit | None) -> None:
    """A unit is added under one that stands; only the set-up itself makes a unit without parent."""
    if parent is None:
        if user is not SYSTEM:
            raise ValidationError({"parent": _("Choose the unit above it.")})
        return
    check_edit_unit(user, parent)
    check_stands(parent)


def check_stands(unit: Unit, field: str = "parent") -> None:
    """A dissolved unit is given nothing new. Raises ValidationError for the field that names it."""
    if unit.ended_on:
        raise ValidationError({field: _("%(unit)s has been dissolved.") % {"unit": unit.label}})


def check_move_unit(user: object, unit: Unit, parent: Unit | None, *, longest: int) -> None:
    """`longest` is the length of the longest path in the unit's subtree."""
    check_edit_unit(user, unit)
    if parent is None:
        raise ValidationError({"parent": _("Choose the unit above it.")})
    check_edit_unit(user, parent)
    if parent.path.startswith(unit.path):
        raise ValidationError({"parent": _("A unit cannot stand under itself or under a unit below it.")})
    check_stands(parent)
    check_depth(len(parent.path) + longest - unit.path[:-1].rindex("/") - 1)


def check_depth(length: int) -> None:
    if length > MOST_PATH:
        raise ValidationError({"parent": _("The tree would become too deep here.")})


def check_dissolve_unit(user: object, unit: Unit, on: date) -> None:
    """Nothing may hang on a dissolved unit: its sub-units and the people in it go first, and whatever the rooms
    above say in answer to `unit_dissolving`."""
    check_edit_unit(user, unit)
    if unit.ended_on:
        raise ValidationError(_("The unit has already been dissolved."))
    if unit.parent_id is None and user is not SYSTEM:
        raise ValidationError(_("The unit at the top cannot be dissolved."))
    children = living_children(unit).count()
    if children:
        words = ngettext("%(count)s unit below it still stands: ", "%(count)s units below it still stand: ", children)
        names = "、".join(str(child) for child in living_children(unit)[:5])
        raise ValidationError(words % {"count": children} + names)
    held = appointments_in(unit).filter(since__lte=on).exclude(until__lte=on).count()
    held += appointments_in(unit).filter(since__gt=on).count()
    if held:
        words = ngettext(
            "%(count)s person still holds a post here; end that appointment first.",
            "%(count)s people still hold posts here; end those appointments first.",
            held,
        )
        raise ValidationError(words % {"count": held})
    answers = unit_dissolving.send(sender=Unit, unit=unit, on=on)
    if objections := [words for _receiver, said in answers for words in said]:
        raise ValidationError(objections)
