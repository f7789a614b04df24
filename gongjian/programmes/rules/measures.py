"""Who may add, change and remove measures, and what a measure must be."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Unit
from gongjian.organizations.rules import check_stands, has_duty, has_duty_citywide
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries import OFFICE, OVERSEEING, TAKING_PART
from gongjian.programmes.rules.entering import NOT_STANDING
from gongjian.programmes.rules.states import UNDECIDED, check_reason, due_is_open, plan_is_open

# What people write of a measure, in the order of the form; the state has its own moves, the number never changes.
EDITABLE = (
    "campaign",
    "provincial_action",
    "title",
    "title_en",
    "origin",
    "source_document",
    "goal",
    "goal_en",
    "goal_quantity",
    "goal_unit",
    "result_form",
    "leader",
    "lead_unit",
    "supporting_units",
    "responsible_person",
    "liaison",
    "start",
    "due",
    "is_felt_by_public",
    "is_sample",
)
# What an approved adjustment alone moves once the measure is established.
PROMISED = ("due", "goal", "goal_en", "goal_quantity", "goal_unit")


def can_see_ledger(user: object) -> bool:
    """Whoever oversees or takes part; the three administrators and accounts without a post have no ledger."""
    return has_duty(user, *OVERSEEING, *TAKING_PART)


def sees_whole_ledger(user: object) -> bool:
    """Whether what this person may see is all there is: otherwise their numbers are smaller than the city's."""
    return has_duty_citywide(user, *OVERSEEING, *TAKING_PART)


def can_add_measure(user: object, lead_unit: Unit | None = None) -> bool:
    """The reform office for any unit in scope; a unit proposes for itself (基层首创)."""
    return has_duty(user, *OFFICE, *TAKING_PART, unit=lead_unit)


def can_edit_measure(user: object, measure: Measure) -> bool:
    """The reform office always; the lead unit as long as nothing is decided."""
    if measure.is_removed:
        return False
    if has_duty(user, *OFFICE, unit=measure.lead_unit):
        return True
    return measure.state in UNDECIDED and has_duty(user, *TAKING_PART, unit=measure.lead_unit)


def can_set_milestones(user: object, measure: Measure) -> bool:
    may = can_edit_measure(user, measure) or (
        not measure.is_removed and has_duty(user, *TAKING_PART, unit=measure.lead_unit)
    )
    return may and plan_is_open(measure, list(measure.milestones.all()))


def can_remove_measure(user: object, measure: Measure) -> bool:
    return not measure.is_removed and has_duty(user, *OFFICE, unit=measure.lead_unit)


def can_restore_measure(user: object, measure: Measure) -> bool:
    return measure.is_removed and has_duty(user, *OFFICE, unit=measure.lead_unit)


def check_add_measure(user: object, lead_unit: Unit) -> None:
    if not can_add_measure(user, lead_unit):
        raise PermissionDenied(_("You may propose measures only for units in the scope of your posts."))
    if user is not SYSTEM and lead_unit.ended_on:
        raise ValidationError({"lead_unit": is_dissolved(lead_unit)})


def is_dissolved(unit: Unit) -> str:
    return _("%(unit)s has been dissolved: it leads nothing new.") % {"unit": unit.label}


def check_edit_measure(user: object, measure: Measure, values: dict[str, Any]) -> None:
    """Raises PermissionDenied; ValidationError for a due date that is fixed."""
    if not can_edit_measure(user, measure):
        raise PermissionDenied(_("This measure can now be edited by the reform office only."))
    fixed = {name: is_fixed(name) for name in moved_promises(measure, values)}
    if fixed:
        raise ValidationError(fixed)
    unit = values.get("lead_unit")
    if unit and unit != measure.lead_unit:
        check_add_measure(user, unit)


def moved_promises(measure: Measure, values: dict[str, Any]) -> list[str]:
    """The fields of an established measure that these values would move though only an adjustment may."""
    if due_is_open(measure):
        return []
    moved = [name for name in PROMISED if name in values and values[name] != getattr(measure, name)]
    if measure.is_felt_by_public and not values.get("is_felt_by_public", True):
        moved.append("is_felt_by_public")
    return moved


def is_fixed(name: str) -> str:
    """Why this field of an established measure is not edited."""
    if name == "due":
        return due_is_fixed()
    if name == "is_felt_by_public":
        return _("Once a measure is established nobody takes the look from outside away from it.")
    return _("The goal of an established measure is moved by an approved adjustment only; the old one is kept.")


def due_is_fixed() -> str:
    return _("The due date of an established measure is moved by an approved adjustment only; the old date is kept.")


def check_measure(measure: Measure, supporting: Iterable[Unit]) -> None:
    """What a measure must be, whoever writes it. Raises ValidationError by field."""
    supporting = list(supporting)
    for unit in new_among(measure, [unit for unit in supporting if unit.ended_on]):
        check_stands(unit, "supporting_units")
    problems: dict[str, str] = {}
    if measure.due and measure.start and measure.due < measure.start:
        problems["due"] = _("The due date lies before the start.")
    action = measure.provincial_action
    if action and action.kind != Campaign.Kind.PROVINCIAL_ACTION:
        problems["provincial_action"] = _("“%(title)s” is not a provincial action.") % {"title": action.title}
    if measure.lead_unit in supporting:
        problems["supporting_units"] = _("The lead unit cannot also support.")
    if problems:
        raise ValidationError(problems)
    measure.full_clean(exclude=["merged_into", "split_from", "applied_by"])


def new_among(measure: Measure | None, units: list[Unit]) -> list[Unit]:
    """Those of the units that do not support the measure yet."""
    if not units or measure is None or not measure.pk:
        return units
    held = set(measure.supporting_units.order_by().values_list("pk", flat=True))
    return [unit for unit in units if unit.pk not in held]


def writing_problem(
    user: object, lead_unit: Unit, supporting: list[Unit], measure: Measure | None
) -> tuple[str, str] | None:
    """Column and reason why the office may not write such a row over `measure` (None: a new one)."""
    units = [lead_unit] + ([measure.lead_unit] if measure else [])
    if not all(has_duty(user, *OFFICE, unit=unit) for unit in units):
        return "lead_unit", _("This unit is outside the scope of your post.")
    if lead_unit.ended_on and not (measure and measure.lead_unit == lead_unit):
        return "lead_unit", is_dissolved(lead_unit)
    if ended := new_among(measure, [unit for unit in supporting if unit.ended_on]):
        return "supporting_units", _("%(unit)s has been dissolved.") % {"unit": ended[0].label}
    if measure and measure.is_removed:
        return "number", _("This measure was removed. Restore it first.")
    return None


def check_remove(user: object, measure: Measure, *, reason: str) -> None:
    """Raises PermissionDenied, ValidationError."""
    if not has_duty(user, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Only the reform office removes measures and restores them."))
    if measure.is_removed:
        raise ValidationError(_("This measure has already been removed."))
    if measure.merged_measures.filter(is_removed=False).exists():
        raise ValidationError(_("Others were merged into this measure; it must stand."))
    if measure.parts.filter(is_removed=False).exists():
        raise ValidationError(_("It was split: its parts stand in the ledger, and it stays as their origin."))
    check_reason(reason)


def check_restore(user: object, measure: Measure) -> None:
    if not has_duty(user, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Only the reform office removes measures and restores them."))
    if not measure.is_removed:
        raise ValidationError(_("This measure has not been removed."))


def check_set_milestones(user: object, measure: Measure) -> None:
    may = can_edit_measure(user, measure) or has_duty(user, *TAKING_PART, unit=measure.lead_unit)
    if not may:
        raise PermissionDenied(_("Milestones are set by the lead unit or the reform office."))
    if measure.is_removed or not plan_is_open(measure, list(measure.milestones.all())):
        raise ValidationError(
            _("The milestones of an established measure are fixed; an approved adjustment moves them.")
        )


def check_merge_into(user: object, measure: Measure, target: Measure) -> None:
    """Raises PermissionDenied; ValidationError unless `target` stands and can take over what was promised."""
    if not has_duty(user, *OFFICE, unit=target.lead_unit):
        raise PermissionDenied(_("The measure that takes it over lies outside the scope of your post."))
    if target.pk == measure.pk:
        raise ValidationError(_("A measure cannot be merged into itself."))
    if target.is_removed or target.state in NOT_STANDING:
        raise ValidationError(_("%(number)s does not stand: choose a measure that does.") % {"number": target.number})
    if measure.merged_measures.exists():
        raise ValidationError(_("Others were merged into this measure; it must stand."))
