"""Who may report figures, and what an observation must be."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.models import StoredFile
from gongjian.indicators.models import Definition, Observation
from gongjian.organizations.models import Duty
from gongjian.organizations.rules import has_duty

REPORTING = (Duty.REFORM_OFFICE, Duty.FIGURE_REPORTER, Duty.HANDLER, Duty.UNIT_HEAD)
FIRST_YEAR, LAST_YEAR = 1949, 2100


def can_report(user: Any, definition: Definition) -> bool:
    """The reform office, and reporters, handlers and heads in whose scope the owing unit lies."""
    return not definition.is_derived and has_duty(user, *REPORTING, unit=definition.owner)


def can_import_values(user: Any) -> bool:
    """Whoever may report something; what exactly is checked row by row."""
    return has_duty(user, *REPORTING)


def check_import_values(user: Any, stored: StoredFile | None = None) -> None:
    """`stored` is the file to be imported: one's own, since somebody else's was never shown to its importer."""
    if not can_import_values(user) or (stored is not None and stored.stored_by != user):
        raise PermissionDenied(_("Only those who report figures may import values."))


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
