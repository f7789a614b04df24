"""Who runs the months, and when one may be opened and frozen."""

import calendar as days
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import UnpublishedYear
from gongjian.core import clock
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules import has_duty_citywide
from gongjian.programmes.models import Month
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.queries.months import frozen_after, open_months_before, year_is_driven


def can_run_months(user: object) -> bool:
    """A month is the whole city's: the reform office with the city as its scope."""
    return has_duty_citywide(user, *OFFICE)


def check_runs_months(user: object) -> None:
    if not can_run_months(user):
        raise PermissionDenied(_("Only the reform office opens months and freezes them."))


def check_open_month(user: object, year: int, month: int) -> None:
    """Raises PermissionDenied, ValidationError."""
    check_runs_months(user)
    if not 1 <= month <= 12:
        raise ValidationError(_("There is no month %(month)s.") % {"month": month})
    if not year_is_driven(year):
        raise ValidationError(
            _("No campaign of %(year)s has been entered: there is nothing to report on.") % {"year": year}
        )
    if date(year, month, 1) > clock.today():
        raise ValidationError(_("%(month)s has not begun yet.") % {"month": label_of(year, month)})
    later = frozen_after(year, month)
    if later is not None:
        raise ValidationError(
            _("%(later)s is frozen already; an earlier month can no longer be opened.") % {"later": later.label}
        )


def check_takes_reports(month: Month) -> None:
    """Whatever goes into a month goes into an open one. Raises ValidationError."""
    if month.state != Month.State.OPEN:
        raise ValidationError(_("%(month)s is frozen: nothing in it changes any more.") % {"month": month.label})


def check_freeze_month(user: object, month: Month) -> None:
    """Raises PermissionDenied, ValidationError. Missing reports are no hindrance: their measures are red."""
    check_runs_months(user)
    if month.pk is None:
        raise ValidationError(_("%(month)s has not been opened; open it first.") % {"month": month.label})
    if month.state == Month.State.FROZEN:
        raise ValidationError(_("%(month)s has been frozen already.") % {"month": month.label})
    earlier = open_months_before(month).first()
    if earlier is not None:
        raise ValidationError(
            _("Freeze %(earlier)s first: a month's lights are compared with those of the one before.")
            % {"earlier": earlier.label}
        )


def due_day(year: int, month: int, rules: Rules, *, opened_on: date) -> date:
    """The day of the month on which reports are due, moved back to a working day; never before the month was opened.

    Raises ValidationError for a year whose holiday notice has not been entered.
    """
    calendar = calendar_now()
    due = day_of(year, month, rules.due_on_day).toordinal()
    try:
        while not calendar.is_working_day(date.fromordinal(due)):
            due -= 1
    except UnpublishedYear as error:
        raise ValidationError(
            _("The holiday notice for %(year)s has not been entered, so the day reports are due is not known.")
            % {"year": error.year}
        ) from error
    return max(date.fromordinal(due), opened_on)


def day_of(year: int, month: int, day: int) -> date:
    """That day of the month, or its last when it is shorter."""
    return date(year, month, min(day, days.monthrange(year, month)[1]))


def last_day(month: Month) -> date:
    return day_of(month.year, month.month, 31)


def label_of(year: int, month: int) -> str:
    return Month(year=year, month=month).label
