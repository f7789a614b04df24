"""Who may define and report figures, and what a definition or an observation must be."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.indicators.computed import REGISTRY
from gongjian.indicators.models import Definition, Observation
from gongjian.organizations.models import Duty, Unit
from gongjian.organizations.rules import has_duty

DEFINING = (Duty.REFORM_OFFICE, Duty.FIGURE_REPORTER)
REPORTING = (Duty.REFORM_OFFICE, Duty.FIGURE_REPORTER, Duty.HANDLER, Duty.UNIT_HEAD)
FIRST_YEAR, LAST_YEAR = 1949, 2100

Value = Decimal | datetime.date


# --- definitions --------------------------------------------------------------------------------
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
    if definition.name in REGISTRY:
        raise ValidationError({"name": _("A figure of this name is already computed from records.")})
    _check_ratio(definition)


def check_edit_definition(user: Any, old: Definition, new: Definition) -> None:
    """`old` as it stands, `new` as it would be: both owners' scopes count, and what is reported keeps its unit."""
    check_define(user, old.owner)
    check_define(user, new.owner)
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


# --- observations -------------------------------------------------------------------------------
def can_report(user: Any, definition: Definition) -> bool:
    """The reform office, and reporters, handlers and heads in whose scope the owing unit lies."""
    return not definition.is_derived and has_duty(user, *REPORTING, unit=definition.owner)


def check_report(user: Any, definition: Definition) -> None:
    if definition.is_derived:
        raise ValidationError(_("This figure is computed from two others; report those."))
    if not can_report(user, definition):
        words = _("Only the reform office and %(owner)s may report this figure.")
        raise PermissionDenied(words % {"owner": definition.owner.label})


def check_report_observation(user: Any, row: Observation) -> None:
    """A first value for a period. Raises ValidationError by field, PermissionDenied for outsiders."""
    check_report(user, row.definition)
    check_period(row)
    check_value(row)
    found = Observation.objects.filter(definition=row.definition, year=row.year, period=row.period, is_current=True)
    if earlier := found.first():
        said = _("withdrawn") if earlier.is_withdrawn else earlier.value
        words = _("This period has been reported already (%(value)s); open that value and correct it.")
        raise ValidationError(words % {"value": said})


def check_correct_observation(user: Any, old: Observation, *, reason: str) -> None:
    check_report(user, old.definition)
    if not old.is_current:
        raise ValidationError(_("Somebody has corrected this value in the meantime. Look at it again, then decide."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stays beside the old value.")})


def check_withdraw_observation(user: Any, old: Observation, *, reason: str) -> None:
    check_correct_observation(user, old, reason=reason)
    if old.is_withdrawn:
        raise ValidationError(_("This value has already been withdrawn."))


def check_attach_document(user: Any, row: Observation) -> None:
    check_report(user, row.definition)
    if not row.is_current:
        raise ValidationError(_("Somebody has corrected this value in the meantime. Look at it again, then decide."))
    if row.document_id:
        raise ValidationError(_("There is a document already; a correction can replace it."))


def check_period(row: Observation) -> None:
    """The year is one, the dates are in order and touch the year; only a plan lies in the future."""
    if not FIRST_YEAR <= row.year <= LAST_YEAR:
        bounds = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError({"year": _("A year between %(first)s and %(last)s is expected.") % bounds})
    if row.period_start and not row.as_of:
        raise ValidationError({"as_of": _("A period that begins also ends; give its last day.")})
    if row.period_start and row.as_of and row.period_start > row.as_of:
        raise ValidationError({"as_of": _("The period ends before it begins.")})
    if row.period_start and row.period_start.year > row.year:
        raise ValidationError({"period_start": _("The period begins after the year.")})
    if row.as_of and row.as_of.year < row.year:
        raise ValidationError({"as_of": _("The period ends before the year begins.")})
    if row.as_of and row.as_of > timezone.localdate() and not row.is_planned:
        raise ValidationError({"as_of": _("This day has not come yet; mark the value as planned or mend the date.")})


def check_value(row: Observation) -> None:
    """The value is of the kind its definition says."""
    dated = row.definition.value_type == Definition.ValueType.DATE
    if row.value is None:
        raise ValidationError({"value": _("A value is missing here.")})
    if isinstance(row.value, datetime.date) != dated:
        raise ValidationError({"value": _("A date is expected.") if dated else _("A number is expected.")})
    if dated and row.bound != Observation.Bound.EXACT:
        raise ValidationError({"bound": _("A date has no lower bound.")})
    if row.definition.value_type == Definition.ValueType.ORDINAL:
        if not isinstance(row.value, Decimal) or row.value < 1 or row.value != row.value.to_integral_value():
            raise ValidationError({"value": _("A rank is a whole number from 1.")})
        if row.bound != Observation.Bound.EXACT:
            raise ValidationError({"bound": _("A rank has no lower bound.")})
