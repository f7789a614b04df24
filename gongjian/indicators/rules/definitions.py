"""Who may define figures, and what a definition must be."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.indicators.computed import REGISTRY
from gongjian.indicators.models import Definition
from gongjian.organizations.models import Duty, Unit
from gongjian.organizations.rules import check_stands, has_duty

DEFINING = (Duty.REFORM_OFFICE, Duty.FIGURE_REPORTER)


def can_define(user: Any, owner: Unit | None = None) -> bool:
    """The reform office and figure reporters, for the units of their scope (any unit when none is said)."""
    return has_duty(user, *DEFINING, unit=owner)


def check_define(user: Any, owner: Unit | None = None) -> None:
    if not can_define(user, owner):
        raise PermissionDenied(
            _("Only the reform office and the figure reporters of the unit may keep its definitions.")
        )


def check_add_definition(user: Any, definition: Definition) -> None:
    check_define(user, definition.owner if definition.owner_id else None)
    if user is not SYSTEM:
        check_stands(definition.owner, "owner")
    if definition.name in REGISTRY:
        raise ValidationError({"name": _("A figure of this name is already computed from records.")})
    _check_ratio(definition)


def check_edit_definition(user: Any, old: Definition, new: Definition) -> None:
    """`old` as it stands, `new` as it would be: both owners' scopes count, and what is reported keeps its unit."""
    check_define(user, old.owner)
    check_define(user, new.owner)
    if user is not SYSTEM and new.owner != old.owner:
        check_stands(new.owner, "owner")
    _check_ratio(new)
    _check_users(new)
    reported = old.observations.exists()
    if reported and (old.unit != new.unit):
        raise ValidationError({"unit": _("Values are already reported in this unit; define another figure instead.")})
    if (
        reported
        and (old.value_type != new.value_type)
        and Definition.ValueType.DATE in (old.value_type, new.value_type)
    ):
        raise ValidationError({"value_type": _("Values of the other kind are already reported.")})
    if reported and new.is_derived:
        raise ValidationError({"numerator": _("Values are already reported: it cannot become a ratio.")})


def _check_ratio(definition: Definition) -> None:
    """Both operands or none; each a figure that exists, is no ratio itself, and is public if the ratio is."""
    if not (definition.numerator or definition.denominator):
        return
    problems = {}
    for field in ("numerator", "denominator"):
        if words := _operand_problem(definition, getattr(definition, field)):
            problems[field] = words
    if definition.unit != "%":
        problems["unit"] = _("A ratio is written in %.")
    if definition.value_type != Definition.ValueType.NUMBER:
        problems["value_type"] = _("A ratio is a number.")
    if problems:
        raise ValidationError(problems)


def _operand_problem(definition: Definition, name: str) -> str:
    if not name:
        return _("A ratio needs both operands.")
    if name in REGISTRY:
        hidden = not REGISTRY[name].public
    else:
        operand = Definition.objects.filter(name=name).first()
        if operand is None or operand.pk == definition.pk or operand.is_derived:
            return _("%(name)s is not a figure that can be divided.") % {"name": name}
        hidden = not operand.is_public
    return (
        _("%(name)s is not public, so its ratio cannot be.") % {"name": name} if hidden and definition.is_public else ""
    )


def _check_users(definition: Definition) -> None:
    """What a ratio stands on can neither become a ratio nor be hidden under a public one."""
    users = Definition.objects.filter(Q(numerator=definition.name) | Q(denominator=definition.name))
    if definition.is_derived and users.exists():
        raise ValidationError({"numerator": _("Other ratios stand on this figure: it cannot become a ratio.")})
    if not definition.is_public and users.filter(is_public=True).exists():
        raise ValidationError({"is_public": _("A public ratio stands on this figure.")})
