"""Findings: the unit puts right and reports; two people accept, neither the reporter, one at least of the team."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import Calendar, UnpublishedYear
from gongjian.core import clock
from gongjian.core.language import day
from gongjian.organizations.models import Account
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Extension, Finding, Inspection, Inspector
from gongjian.programmes.models.inspections import WAITING
from gongjian.programmes.queries.findings import extension_waiting
from gongjian.programmes.queries.inspections import place_of
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.inspections import is_akin

State = Finding.State
# While the rectification of what was found goes on.
FINDING_STATES = (Inspection.State.RUNNING, Inspection.State.RECTIFYING)


def is_of_unit(user: object, finding: Finding) -> bool:
    return has_duty(user, *TAKING_PART, unit=finding.unit)


def due_for(calendar: Calendar, found_on: date, days: int) -> date:
    """The day so many working days later. Raises ValidationError that names a year without a notice."""
    try:
        return calendar.add_working_days(found_on, days)
    except UnpublishedYear as error:
        raise ValidationError(
            {"due": _("No holiday notice for %(year)s has been entered: name the day.") % {"year": error.year}}
        ) from None


def check_due(due: date, found_on: date) -> None:
    if due < found_on:
        raise ValidationError({"due": _("The day to rectify by lies before the finding.")})


# --- reporting ------------------------------------------------------------------------------
def can_report_rectified(user: object, finding: Finding) -> bool:
    return finding.state == State.OPEN and is_of_unit(user, finding)


def check_report_rectified(user: object, finding: Finding, rectification: str) -> None:
    check_owes(user, finding)
    if not rectification:
        raise ValidationError({"rectification": _("Please say how it was put right.")})


def check_owes(user: object, finding: Finding) -> None:
    """What only the unit does, and only while it still has to put something right."""
    if not is_of_unit(user, finding):
        raise PermissionDenied(_("A rectification is reported by the unit that owes it."))
    if finding.state != State.OPEN:
        raise ValidationError(_("This finding is now “%(now)s”.") % {"now": finding.get_state_display()})


# --- accepting ------------------------------------------------------------------------------
def interest_of(user: object, finding: Finding) -> bool:
    """Serves in the unit that rectifies, or declared an interest in it."""
    if not isinstance(user, Account):
        return False
    place = place_of(user, finding.inspection)
    declared = list(place.conflicts.all()) if place else []
    own = [post.unit for post in user.posts_today]
    return any(is_akin(finding.unit, unit) for unit in [*declared, *own])


def is_of_team(user: object, finding: Finding) -> bool:
    """A member who has declared: who joins late to judge what others may not declares first, too."""
    place = place_of(user, finding.inspection)
    return place is not None and place.declared_at is not None


def is_judge(user: object, finding: Finding) -> bool:
    """Of the team, or of the office over the unit; a person, and one without an interest."""
    if not isinstance(user, Account) or interest_of(user, finding):
        return False
    return is_of_team(user, finding) or has_duty(user, *OFFICE, unit=finding.unit)


def objection_to_acceptance(user: object, finding: Finding) -> str:
    """Why this person may not give the acceptance that is missing; "" when they may."""
    if finding.state not in WAITING:
        return _("This finding is now “%(now)s”.") % {"now": finding.get_state_display()}
    if finding.reported_by_id == getattr(user, "pk", None):
        return _("You reported this rectification yourself: others must accept it.")
    if finding.state == State.ACCEPTED_ONCE:
        if finding.accepted_by_id == getattr(user, "pk", None):
            return _("You have accepted it already: the second must be somebody else.")
        first = Inspector.objects.filter(inspection=finding.inspection_id, account_id=finding.accepted_by_id)
        if not is_of_team(user, finding) and not first.exists():
            return _("One of the two must be of the inspection's team.")
        if extension_waiting(finding):
            return _("An extension has been applied for: rule on it first.")
    return ""


def can_accept(user: object, finding: Finding) -> bool:
    return is_judge(user, finding) and not objection_to_acceptance(user, finding)


def check_accept(user: object, finding: Finding) -> None:
    _check_judge(user, finding)
    objection = objection_to_acceptance(user, finding)
    if objection:
        raise ValidationError(objection)


def can_return(user: object, finding: Finding) -> bool:
    return finding.state in WAITING and is_judge(user, finding) and finding.reported_by_id != getattr(user, "pk", None)


def check_return(user: object, finding: Finding, *, reason: str) -> None:
    _check_judge(user, finding)
    if finding.state not in WAITING:
        raise ValidationError(_("This finding is now “%(now)s”.") % {"now": finding.get_state_display()})
    if not can_return(user, finding):
        raise ValidationError(_("You reported this rectification yourself: others must accept it."))
    if not reason:
        raise ValidationError({"reason": _("Please say why: the unit must know what is missing.")})


def _check_judge(user: object, finding: Finding) -> None:
    if not is_judge(user, finding):
        raise PermissionDenied(
            _(
                "Rectifications are judged by the inspection's team and the reform office, without an interest of theirs."
            )
        )


# --- extensions -----------------------------------------------------------------------------
def can_apply_for_extension(user: object, finding: Finding) -> bool:
    return finding.state == State.OPEN and is_of_unit(user, finding) and extension_waiting(finding) is None


def check_apply_for_extension(user: object, finding: Finding, new_due: date, reason: str) -> None:
    check_owes(user, finding)
    if extension_waiting(finding):
        raise ValidationError(_("An extension has been applied for already and waits for a ruling."))
    if new_due <= finding.due:
        raise ValidationError({"new_due": _("The new day must lie after %(day)s.") % {"day": day(finding.due)}})
    if new_due < clock.today():
        raise ValidationError({"new_due": _("The new day has passed already.")})
    if not reason:
        raise ValidationError({"reason": _("Please say why more time is needed.")})


def is_ruler(user: object, extension: Extension) -> bool:
    return has_duty(user, *OFFICE, unit=extension.finding.unit)


def can_rule_on_extension(user: object, extension: Extension) -> bool:
    applied = extension.applied_by_id is not None and extension.applied_by_id == getattr(user, "pk", None)
    return extension.state == Extension.State.APPLIED and is_ruler(user, extension) and not applied


def check_rule_on_extension(user: object, extension: Extension, *, approve: bool, ruling: str) -> None:
    if not is_ruler(user, extension):
        raise PermissionDenied(_("Extensions are ruled on by the reform office."))
    if extension.state != Extension.State.APPLIED:
        raise ValidationError(_("This extension has been ruled on already."))
    if not can_rule_on_extension(user, extension):
        raise ValidationError(_("You applied for it yourself: somebody else must rule on it."))
    if not approve and not ruling:
        raise ValidationError({"ruling": _("Please say why it is refused.")})
