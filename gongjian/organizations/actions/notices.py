"""The yearly notice of holidays and make-up days."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import NoticeError, UnpublishedYear, seed_notice
from gongjian.algorithms.calendar import YearNotice as Notice
from gongjian.core.audit import Actor
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import YearNotice
from gongjian.organizations.rules import check_enter_notice

FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def enter_notice(
    year: int, *, holidays: Iterable[date], workdays: Iterable[date], source: str, by: Actor
) -> YearNotice:
    """Enter a year's notice, or replace it. Every deadline computed from now on follows it.

    Raises ValidationError by field, one message a wrong day.
    """
    check_enter_notice(by)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            {"year": _("The year lies between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}}
        )
    try:
        notice = Notice(year, frozenset(holidays), frozenset(workdays), source)
    except NoticeError as error:
        raise ValidationError(_by_field(error, notice_holidays=frozenset(holidays))) from None
    values = {
        "holidays": [day.isoformat() for day in sorted(notice.holidays)],
        "workdays": [day.isoformat() for day in sorted(notice.workdays)],
        "source": source,
    }
    row = YearNotice.objects.select_for_update().filter(year=year).first()
    if row is None:
        row = YearNotice(year=year, **values)
        insert(row, "year_notice.entered", by=by, exclude=("holidays", "workdays"))
    else:
        update(row, values, "year_notice.changed", by=by, exclude=("holidays", "workdays"))
    return row


@transaction.atomic
def import_notice(year: int, *, by: Actor, source: str = "") -> YearNotice:
    """Enter the notice as the built-in calendar knows it. Raises ValidationError for a year it does not."""
    try:
        seed = seed_notice(year)
    except UnpublishedYear:
        message = _("The built-in calendar does not know %(year)s; enter the days by hand.")
        raise ValidationError({"year": message % {"year": year}}) from None
    return enter_notice(year, holidays=seed.holidays, workdays=seed.workdays, source=source or seed.source, by=by)


def _by_field(error: NoticeError, *, notice_holidays: frozenset[date]) -> dict[str, list[str]]:
    words = {
        "other_year": _("%(day)s is in another year."),
        "not_weekend": _("%(day)s is no Saturday or Sunday: only weekend days are worked in exchange."),
        "both": _("%(day)s is named both as a day off and as a working day."),
    }
    found: dict[str, list[str]] = {}
    for code, day in error.problems:
        field = "holidays" if code == "other_year" and day in notice_holidays else "workdays"
        found.setdefault(field, []).append(words[code] % {"day": day.isoformat()})
    return found
