"""Commitments: what was promised is fixed, what was reached is reported by the unit and verified by the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Attainment, Campaign, Measure, Photo, Target
from gongjian.programmes.queries.commitments import is_waiting, with_reached
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.states import UNDECIDED, WORKING

State = Measure.State
# After the application, what proves a commitment stays as it was signed.
SIGNED = (State.STRIKE_OFF_APPLIED, State.STRUCK_OFF)
MOST_TARGETS = 12


@dataclass(frozen=True)
class PlannedTarget:
    """One number that is promised."""

    sequence: int
    title: str
    title_en: str
    quantity: Decimal
    unit: str
    unit_en: str = ""

    def __str__(self) -> str:
        return f"{self.sequence}. {self.title} {self.quantity.normalize():f} {self.unit}"

    @classmethod
    def held(cls, target: Target) -> "PlannedTarget":
        return cls(target.sequence, target.title, target.title_en, target.quantity, target.unit, target.unit_en)


def is_commitment(measure: Measure) -> bool:
    return measure.campaign.kind == Campaign.Kind.LIVELIHOOD_COMMITMENTS


def check_is_commitment(measure: Measure) -> None:
    if not is_commitment(measure):
        raise ValidationError(_("%(number)s is no livelihood commitment.") % {"number": measure.number})
    if measure.is_removed:
        raise ValidationError(_("This measure was removed. Restore it first."))


def targets_are_open(measure: Measure, held: Sequence[Target]) -> bool:
    """Like milestones: until the measure is established; afterwards only where there are none yet."""
    return measure.state in UNDECIDED or (measure.state in WORKING and not held)


def can_set_targets(user: object, measure: Measure) -> bool:
    may = has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit) and not measure.is_removed
    return may and is_commitment(measure) and targets_are_open(measure, list(measure.targets.all()))


def check_set_targets(user: object, measure: Measure, targets: Sequence[PlannedTarget]) -> None:
    """Raises PermissionDenied, ValidationError. A pack tells of what was promised long ago: SYSTEM is not hindered."""
    check_is_commitment(measure)
    if not has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Targets are set by the lead unit or the reform office."))
    if user is not SYSTEM and not targets_are_open(measure, list(measure.targets.all())):
        raise ValidationError(_("What an established commitment promised is fixed."))
    if not 1 <= len(targets) <= MOST_TARGETS:
        raise ValidationError(_("Between 1 and %(most)s targets.") % {"most": MOST_TARGETS})
    if len({target.sequence for target in targets}) < len(targets):
        raise ValidationError(_("Two targets have the same place in the order."))


def check_told_target(measure: Measure, target: PlannedTarget) -> None:
    """What a pack may say was promised. No query."""
    check_is_commitment(measure)
    if target.quantity <= 0:
        raise ValidationError({"quantity": _("A target promises more than 0.")})


def check_told_attainment(measure: Measure, quantity: Decimal) -> None:
    """What a pack may say was reached. No query."""
    check_is_commitment(measure)
    if quantity < 0:
        raise ValidationError({"quantity": _("Less than nothing cannot be reached.")})


def can_report_attainment(user: object, measure: Measure) -> bool:
    may = has_duty(user, *TAKING_PART, unit=measure.lead_unit) and not measure.is_removed
    return may and is_commitment(measure) and measure.state in WORKING


def check_report_attainment(user: object, target: Target, *, as_of: date, quantity: Decimal, note: str) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    measure = target.measure
    check_is_commitment(measure)
    if not has_duty(user, *TAKING_PART, unit=measure.lead_unit):
        raise PermissionDenied(_("Progress is reported by the lead unit."))
    _check_working(measure)
    _check_day(measure, as_of)
    if target.attainments.filter(is_waiting()).exists():
        raise ValidationError(_("An earlier report of this target still waits for verification."))
    held = with_reached(Target.objects.filter(pk=target.pk)).get()
    if held.reached is not None and held.reached_on is not None and as_of < held.reached_on:
        raise ValidationError({"as_of": _("A later day has been verified already.")})
    if held.reached is not None and quantity < held.reached and not note.strip():
        raise ValidationError({"note": _("Less than was verified before: please say why.")})


def _check_working(measure: Measure) -> None:
    if measure.state not in WORKING:
        words = _(
            "Progress is reported and verified while a commitment is established or running; this one is “%(now)s”."
        )
        raise ValidationError(words % {"now": measure.get_state_display()})


def _check_day(measure: Measure, as_of: date) -> None:
    if as_of > clock.today():
        raise ValidationError({"as_of": _("This day has not come yet.")})
    if as_of < measure.start:
        raise ValidationError({"as_of": _("The commitment had not begun on this day.")})


def is_verifier(user: object, measure: Measure) -> bool:
    return has_duty(user, *OFFICE, unit=measure.lead_unit)


def can_rule_on_attainment(user: object, attainment: Attainment) -> bool:
    measure = attainment.target.measure
    may = is_verifier(user, measure) and not _is_reporter(user, attainment)
    return may and attainment.is_waiting and measure.state in WORKING and not measure.is_removed


def check_rule_on_attainment(user: object, attainment: Attainment) -> None:
    measure = attainment.target.measure
    if not is_verifier(user, measure):
        raise PermissionDenied(_("Progress is verified by the reform office."))
    if _is_reporter(user, attainment):
        raise ValidationError(_("You reported this yourself: somebody else must verify it."))
    if not attainment.is_waiting:
        raise ValidationError(_("This report has already been ruled on."))
    check_is_commitment(measure)
    _check_working(measure)


def _is_reporter(user: object, attainment: Attainment) -> bool:
    key = attainment.reported_by_id
    return user is not SYSTEM and key is not None and key == getattr(user, "pk", None)


# --- photographs ----------------------------------------------------------------------------
def can_add_photo(user: object, measure: Measure) -> bool:
    may = has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit) and not measure.is_removed
    return may and is_commitment(measure) and measure.state in Measure.COUNTED


def check_add_photo(user: object, measure: Measure, taken_on: date) -> None:
    check_is_commitment(measure)
    if not has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Photographs are added by the lead unit or the reform office."))
    if measure.state not in Measure.COUNTED:
        raise ValidationError(_("The commitment is now “%(now)s”.") % {"now": measure.get_state_display()})
    if taken_on > clock.today():
        raise ValidationError({"taken_on": _("This day has not come yet.")})


def can_publish_photo(user: object, photo: Photo) -> bool:
    return has_duty(user, *OFFICE, unit=photo.measure.lead_unit)


def check_publish_photo(user: object, photo: Photo) -> None:
    if not can_publish_photo(user, photo):
        raise PermissionDenied(_("What the public sees is decided by the reform office."))


def can_withdraw_photo(user: object, photo: Photo) -> bool:
    return can_add_photo(user, photo.measure) and photo.measure.state not in SIGNED


def check_withdraw_photo(user: object, photo: Photo) -> None:
    measure = photo.measure
    if not has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Photographs are withdrawn by the lead unit or the reform office."))
    if measure.state in SIGNED:
        raise ValidationError(_("Somebody has signed for this commitment: its photographs stay. They can be hidden."))
