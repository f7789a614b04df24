"""How long something still has, in words: what every list and page says of a due day."""

from collections.abc import Callable
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import Calendar, UnpublishedYear


def days_counter(calendar: Calendar, today: date) -> Callable[[date], str]:
    """Working days left, or overdue, in words; says so where a year's notice has not been entered."""

    @cache  # many things are due on one day
    def words(due: date) -> str:
        try:
            days = calendar.working_days_left(today, due)
        except UnpublishedYear as error:
            return _("working days unknown: no holiday notice for %(year)s") % {"year": error.year}
        if due < today:
            return _("%(days)s working days overdue") % {"days": -days}
        return _("due today") if due == today else _("%(days)s working days left") % {"days": days}

    return words
