"""What striking off takes besides two signatures: proof of every milestone, and for what the public feels an eye from
outside. What a look-back says afterwards."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Measure, OutsideCheck
from gongjian.programmes.queries.adjustments import last_outside_check, office_units
from gongjian.programmes.queries.ledger import OFFICE, unverified_milestones
from gongjian.programmes.rules.evidence import is_attached

State = Measure.State
# While the result can be looked at from outside: work has begun, nothing is closed.
CHECKED_IN = (State.RUNNING, State.STRIKE_OFF_APPLIED, State.ADJUSTMENT_APPLIED)


def unproved(user: object, measure: Measure) -> list[str]:
    """What is missing among the milestones and their evidence, in words."""
    open_steps = list(unverified_milestones(measure))
    if open_steps:
        return [_("Not verified yet: %(titles)s.") % {"titles": _(", ").join(step.label for step in open_steps)}]
    steps = list(measure.milestones.prefetch_related("evidence"))
    if not steps:
        return [_("First set the milestones: without them nothing proves the goal.")]
    bare = [step.label for step in steps if not any(map(is_attached, step.evidence.all()))]
    if bare and user is not SYSTEM:
        return [
            _("Neither a file nor where the paper is kept stands with the evidence of: %(titles)s.")
            % {"titles": _(", ").join(bare)}
        ]
    return []


def unfelt(measure: Measure) -> list[str]:
    """What the outside check of a result that the public feels still says against striking off."""
    if not measure.is_felt_by_public:
        return []
    last = last_outside_check(measure)
    if last is None:
        return [_("The public feels this result: somebody from outside must look first.")]
    return [] if last.has_passed else [_("The last look from outside found that the result is not felt.")]


# --- outside checks -------------------------------------------------------------------------
def is_checks_keeper(user: object, measure: Measure) -> bool:
    return has_duty(user, *OFFICE, unit=measure.lead_unit)


def can_record_check(user: object, measure: Measure) -> bool:
    return is_checks_keeper(user, measure) and not measure.is_removed and measure.state in CHECKED_IN


def check_record_check(user: object, check: OutsideCheck) -> None:
    """Raises PermissionDenied, ValidationError by field."""
    measure = check.measure
    if not is_checks_keeper(user, measure):
        raise PermissionDenied(_("Outside checks are entered by the reform office."))
    if measure.is_removed or measure.state not in CHECKED_IN:
        raise ValidationError(
            _("A look from outside is taken while a measure is at work; this one is “%(now)s”.")
            % {"now": measure.get_state_display()}
        )
    if not measure.start <= check.checked_on <= clock.today():
        raise ValidationError({"checked_on": _("Between the measure's start and today.")})
    inside = insider_named(measure, check.checked_by)
    if inside:
        message = _("“%(name)s” has a part in this measure: somebody from outside must look.")
        raise ValidationError({"checked_by": message % {"name": inside}})


def insider_named(measure: Measure, words: str) -> str:
    """Whoever leads, supports, answers for or decides on the measure, where the words name them; "" when they do not."""
    units = [measure.lead_unit, *measure.supporting_units.all(), *office_units()]
    names = [name for unit in units for name in (unit.name, unit.short_name, unit.name_en)]
    names += [person.name for person in (measure.responsible_person, measure.liaison) if person]
    said = "".join(words.split()).lower()
    return next((name for name in names if name and "".join(name.split()).lower() in said), "")


# --- look-backs -----------------------------------------------------------------------------
def can_look_back(user: object, measure: Measure) -> bool:
    return (
        has_duty(user, *OFFICE, unit=measure.lead_unit) and not measure.is_removed and measure.state == State.STRUCK_OFF
    )


def check_look_back(user: object, measure: Measure, words: str) -> None:
    if not has_duty(user, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("The reform office looks back at what was struck off."))
    if measure.is_removed or measure.state != State.STRUCK_OFF:
        raise ValidationError(
            _("Only what was struck off is looked back at; this measure is “%(now)s”.")
            % {"now": measure.get_state_display()}
        )
    if not words.strip():
        raise ValidationError({"words": _("Please say what was found.")})
