"""When a month is opened by itself and its writers are reminded; who may move a trial city's day."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import Calendar, UnpublishedYear
from gongjian.core import clock
from gongjian.organizations.rules import has_duty, has_duty_citywide
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.rules.months import day_of


def opening_day(year: int, month: int, rules: Rules, calendar: Calendar) -> date:
    """The day of the month on which it is opened, moved back to a working day. Raises ValidationError."""
    return working_day_before(day_of(year, month, rules.opens_on_day), calendar)


def reminder_day(due_on: date, rules: Rules, calendar: Calendar) -> date:
    """So many working days before the reports are due. Raises ValidationError."""
    day = due_on
    for _n in range(rules.remind_days_before):
        day = working_day_before(date.fromordinal(day.toordinal() - 1), calendar)
    return day


def working_day_before(day: date, calendar: Calendar) -> date:
    """This day, or the last working day before it. Raises ValidationError for a year without a notice."""
    ordinal = day.toordinal()
    try:
        while not calendar.is_working_day(date.fromordinal(ordinal)):
            ordinal -= 1
    except UnpublishedYear as error:
        raise ValidationError(
            _("The holiday notice for %(year)s has not been entered: working days cannot be counted.")
            % {"year": error.year}
        ) from None
    return date.fromordinal(ordinal)


def can_move_city_day(user: object) -> bool:
    """The system administrator or the city's reform office; in production nobody."""
    return clock.is_trial() and (has_duty(user, "system_admin") or has_duty_citywide(user, *OFFICE))


def check_move_city_day(user: object, day: date | None) -> None:
    if not clock.is_trial():
        raise ValidationError(_("This is no trial installation: the city lives in the real day."))
    if not can_move_city_day(user):
        raise PermissionDenied(_("The trial city's day is moved by the system administrator or the reform office."))
