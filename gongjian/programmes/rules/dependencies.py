"""Who says what a measure waits for, and that no ring of them closes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Dependency, Measure
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.lights import waited_for_by
from gongjian.programmes.rules.entering import NOT_STANDING


def can_set_dependencies(user: object, measure: Measure) -> bool:
    """The lead unit knows what it waits for; the reform office may say so for it."""
    return not measure.is_removed and has_duty(user, *OFFICE, *TAKING_PART, unit=measure.lead_unit)


def check_add_dependency(user: object, measure: Measure, waits_for: Measure) -> None:
    """Raises PermissionDenied, ValidationError."""
    check_sets(user, measure)
    if waits_for.pk == measure.pk:
        raise ValidationError({"waits_for": _("A measure cannot wait for itself.")})
    if waits_for.is_removed or waits_for.state in NOT_STANDING:
        raise ValidationError(
            {"waits_for": _("%(number)s does not stand: choose a measure that does.") % {"number": waits_for.number}}
        )
    if waits_in_the_end_for(waits_for, measure):
        words = _("%(other)s itself waits for %(number)s, directly or through others: neither could ever begin.")
        raise ValidationError({"waits_for": words % {"other": waits_for.number, "number": measure.number}})


def check_remove_dependency(user: object, dependency: Dependency) -> None:
    check_sets(user, dependency.measure)


def check_sets(user: object, measure: Measure) -> None:
    if not can_set_dependencies(user, measure):
        raise PermissionDenied(_("What a measure waits for is said by its lead unit or the reform office."))


def waits_in_the_end_for(measure: Measure, other: Measure) -> bool:
    """Directly or through others; one query for each step of the longest way."""
    seen, edge = {measure.pk}, {measure.pk}
    while edge:
        edge = {key for found in waited_for_by(edge).values() for key in found} - seen
        if other.pk in edge:
            return True
        seen |= edge
    return False
