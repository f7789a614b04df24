"""Pilot policies: granted by a document, landed by a document."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Campaign, Grant, Measure
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.states import UNDECIDED, WORKING

State = Measure.State


def is_pilot(measure: Measure) -> bool:
    return measure.campaign.kind == Campaign.Kind.PILOT_POLICIES


def can_write_grant(user: object, measure: Measure, grant: Grant | None) -> bool:
    """Until a document has landed it: then what was granted is a fact others rely on."""
    may = has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit) and not measure.is_removed
    open_now = measure.state in (*UNDECIDED, *WORKING) and (grant is None or grant.landed_on is None)
    return may and is_pilot(measure) and open_now


def can_land(user: object, measure: Measure, grant: Grant | None) -> bool:
    may = has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit) and not measure.is_removed
    return may and is_pilot(measure) and measure.state in WORKING and grant is not None and grant.landed_on is None


def check_write_grant(user: object, measure: Measure, grant: Grant | None) -> None:
    """Raises PermissionDenied, ValidationError."""
    _check_pilot(user, measure)
    if user is not SYSTEM and not can_write_grant(user, measure, grant):
        raise ValidationError(_("This pilot policy has landed or is closed: who granted it stays as it is."))


def check_told_grant(measure: Measure, *, landed_document: str, landed_on: date | None) -> None:
    """What a pack may say of a grant. No query."""
    check_is_pilot(measure)
    if bool(landed_document) != bool(landed_on):
        raise ValidationError({"landed_on": _("A document and its day belong together: both or neither.")})


def check_granted_on(day: date) -> None:
    if day and day > clock.today():
        raise ValidationError({"granted_on": _("This day has not come yet.")})


def check_land(user: object, measure: Measure, grant: Grant | None, *, on: date) -> None:
    """Raises PermissionDenied; ValidationError by field."""
    _check_pilot(user, measure)
    if grant is None:
        raise ValidationError(_("Enter first who granted this pilot policy, and by which document."))
    if grant.landed_on is not None:
        raise ValidationError(
            _("A document has landed this pilot policy already: %(title)s") % {"title": grant.landed_document}
        )
    if user is not SYSTEM and measure.state not in WORKING:
        raise ValidationError(_("The pilot policy is now “%(now)s”.") % {"now": measure.get_state_display()})
    if on > clock.today():
        raise ValidationError({"on": _("This day has not come yet.")})
    if on < grant.granted_on:
        raise ValidationError({"on": _("It was granted on a later day.")})


def _check_pilot(user: object, measure: Measure) -> None:
    if not has_duty(user, *TAKING_PART, *OFFICE, unit=measure.lead_unit):
        raise PermissionDenied(_("Grants are entered by the lead unit or the reform office."))
    check_is_pilot(measure)
    if measure.is_removed:
        raise ValidationError(_("This measure was removed. Restore it first."))


def check_is_pilot(measure: Measure) -> None:
    if not is_pilot(measure):
        raise ValidationError(_("%(number)s is no pilot policy.") % {"number": measure.number})
