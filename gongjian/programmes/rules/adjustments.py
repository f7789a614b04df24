"""A date or a goal of an established measure moves by an approved application alone; here is what one may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.core.language import day
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Adjustment, Measure, Milestone
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART, with_verification
from gongjian.programmes.rules.columns import title_of

State = Measure.State
# From which states one may ask; the measure goes back there once it has been ruled on.
SOURCES = (State.ESTABLISHED, State.RUNNING, State.SUSPENDED)
TEXTS = ("goal", "goal_en", "goal_unit")
FIELDS = ("due", "goal", "goal_en", "goal_quantity", "goal_unit")
MILESTONES = "milestones"


@dataclass(frozen=True)
class Asked:
    """What an application asks for, understood: fields by name, days of milestones by their order."""

    fields: dict[str, Any]
    milestones: dict[int, date]

    def kept(self) -> dict[str, Any]:
        """As JSON, the way `Adjustment.wanted` and `before` hold it."""
        kept = {name: plain(value) for name, value in self.fields.items()}
        if self.milestones:
            kept[MILESTONES] = {str(order): step.isoformat() for order, step in sorted(self.milestones.items())}
        return kept


@dataclass(frozen=True)
class Change:
    """One line of an application: what, as it stands, as it should be."""

    what: str
    before: str
    wanted: str


def plain(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def read(kept: Mapping[str, Any]) -> Asked:
    """From JSON, or from what a caller gave. Raises ValidationError for what cannot be asked for."""
    unknown = set(kept) - {*FIELDS, MILESTONES}
    if unknown:
        raise ValidationError(_("Cannot be adjusted: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    fields = {name: _value(name, kept[name]) for name in FIELDS if name in kept}
    steps = kept.get(MILESTONES) or {}
    return Asked(fields, {int(order): _day(value) for order, value in steps.items()})


def _value(name: str, value: Any) -> Any:
    if name == "due":
        return _day(value)
    if name == "goal_quantity":
        return None if value in (None, "") else Decimal(value)
    return str(value or "").strip()


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def changes_of(adjustment: Adjustment, milestones: Mapping[int, Milestone]) -> list[Change]:
    """Old beside new, in the order of the measure's page, in the reader's language."""
    before, wanted = read(adjustment.before), read(adjustment.wanted)
    lines = [
        Change(title_of("measures", name), said(before.fields.get(name)), said(value))
        for name, value in wanted.fields.items()
    ]
    for order, due in sorted(wanted.milestones.items()):
        step = milestones.get(order)
        what = _("Milestone %(order)s") % {"order": order} + (f" {step.label}" if step else "")
        lines.append(Change(what, said(before.milestones.get(order)), said(due)))
    return lines


def said(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return value or "—"


# --- who ------------------------------------------------------------------------------------
def is_applicant(user: object, measure: Measure) -> bool:
    return has_duty(user, *TAKING_PART, unit=measure.lead_unit)


def can_apply_adjustment(user: object, measure: Measure) -> bool:
    return is_applicant(user, measure) and not measure.is_removed and measure.state in SOURCES


def is_ruler(user: object, measure: Measure) -> bool:
    return has_duty(user, *OFFICE, unit=measure.lead_unit)


def can_rule_on_adjustment(user: object, adjustment: Adjustment) -> bool:
    open_ = adjustment.state == Adjustment.State.APPLIED and not adjustment.measure.is_removed
    return open_ and is_ruler(user, adjustment.measure) and not _applied_by(user, adjustment)


def can_withdraw_adjustment(user: object, adjustment: Adjustment) -> bool:
    return adjustment.state == Adjustment.State.APPLIED and is_applicant(user, adjustment.measure)


def _applied_by(user: object, adjustment: Adjustment) -> bool:
    if user is SYSTEM or adjustment.applied_by_id is None:
        return False
    return adjustment.applied_by_id == getattr(user, "pk", None)


def check_apply_adjustment(user: object, measure: Measure, asked: Asked, reason: str) -> None:
    """Raises PermissionDenied, ValidationError by field."""
    if not is_applicant(user, measure):
        raise PermissionDenied(_("An adjustment is applied for by the lead unit."))
    if measure.is_removed or measure.state not in SOURCES:
        raise ValidationError(
            _(
                "An adjustment is applied for while a measure is established, running or suspended; this one is “%(now)s”."
            )
            % {"now": measure.get_state_display()}
        )
    if not asked.fields and not asked.milestones:
        raise ValidationError(_("Nothing would change: every field is as it stands."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: the reason stays with the old values.")})
    check_asked(measure, asked)


def check_asked(measure: Measure, asked: Asked) -> None:
    """What is asked for must make a sound measure, with every milestone within its dates."""
    if "goal" in asked.fields and not asked.fields["goal"]:
        raise ValidationError({"goal": _("A goal can be changed, not taken away.")})
    if "goal_quantity" in asked.fields and asked.fields["goal_quantity"] is None:
        raise ValidationError({"goal_quantity": _("A goal can be changed, not taken away.")})
    due = asked.fields.get("due", measure.due)
    if due < measure.start:
        raise ValidationError({"due": _("The due date lies before the start.")})
    steps = {step.sequence: step for step in with_verification(measure.milestones.all())}
    unknown = sorted(asked.milestones.keys() - steps.keys())
    if unknown:
        message = _("There is no milestone %(order)s.")
        raise ValidationError({MILESTONES: [message % {"order": order} for order in unknown]})
    problems = []
    for order, step in steps.items():
        then = asked.milestones.get(order, step.due)
        if order in asked.milestones and step.is_verified:
            problems.append(_("Milestone %(order)s has been verified: its date stays.") % {"order": order})
        elif not measure.start <= then <= due and (then != step.due or due < measure.due):
            values = {"order": order, "day": day(then), "start": day(measure.start), "due": day(due)}
            problems.append(_("Milestone %(order)s (%(day)s) must lie between %(start)s and %(due)s.") % values)
    if problems:
        raise ValidationError({MILESTONES: problems})


def check_rule_on_adjustment(user: object, adjustment: Adjustment) -> None:
    if not is_ruler(user, adjustment.measure):
        raise PermissionDenied(_("Adjustments are ruled on by the reform office."))
    if _applied_by(user, adjustment):
        raise ValidationError(_("You applied for this yourself: somebody else must rule on it."))
    _check_open(adjustment)
    if adjustment.measure.is_removed:
        raise ValidationError(_("This measure was removed. Restore it first."))


def check_withdraw_adjustment(user: object, adjustment: Adjustment) -> None:
    if not is_applicant(user, adjustment.measure):
        raise PermissionDenied(_("An application is withdrawn by the lead unit."))
    _check_open(adjustment)


def _check_open(adjustment: Adjustment) -> None:
    if adjustment.state != Adjustment.State.APPLIED:
        raise ValidationError(_("This application is already “%(now)s”.") % {"now": adjustment.get_state_display()})
