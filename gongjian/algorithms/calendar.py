"""Working days in China: public holidays and the weekend days worked in exchange, after the yearly notices.

Day 1 of a span is the next working day (民法典 §201). A span that touches a year whose notice is not
published raises `UnpublishedYear` naming the year: a guessed deadline is worse than none.
Page: docs/algorithms/calendar.md.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import chinese_calendar


class UnpublishedYear(Exception):
    """The notice for `year` is not known, so nothing can be said about its days."""

    def __init__(self, year: int):
        self.year = year
        super().__init__(f"The holiday notice for {year} has not been entered.")


class NoticeError(Exception):
    """A notice contradicts itself; `problems` holds (code, day) for each fault.

    Codes: other_year, not_weekend (a make-up day that is no weekend day), both (off and worked).
    """

    def __init__(self, problems: list[tuple[str, date]]):
        self.problems = problems
        super().__init__("; ".join(f"{day}: {code}" for code, day in problems))


@dataclass(frozen=True)
class YearNotice:
    """One year's notice: days off (weekdays and weekend days alike) and weekend days worked."""

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date]
    source: str = ""

    def __post_init__(self) -> None:
        problems = [("other_year", day) for day in sorted(self.holidays | self.workdays) if day.year != self.year]
        problems += [("not_weekend", day) for day in sorted(self.workdays) if day.weekday() < 5]
        problems += [("both", day) for day in sorted(self.holidays & self.workdays)]
        if problems:
            raise NoticeError(problems)

    def is_working_day(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() < 5 and day not in self.holidays)

    @cached_property
    def working_ordinals(self) -> list[int]:
        """The year's working days as proleptic ordinals, ascending."""
        first, last = date(self.year, 1, 1).toordinal(), date(self.year, 12, 31).toordinal()
        return [n for n in range(first, last + 1) if self.is_working_day(date.fromordinal(n))]


def seed_notice(year: int) -> YearNotice:
    """The notice as the chinesecalendar package knows it. Raises UnpublishedYear for a year it does not."""
    known = {day for day in chinese_calendar.constants.holidays if day.year == year}
    if not known:
        raise UnpublishedYear(year)
    workdays = frozenset(day for day in chinese_calendar.constants.workdays if day.year == year)
    return YearNotice(year, frozenset(known), workdays, "chinesecalendar")


@dataclass(frozen=True)
class Calendar:
    """The working calendar made of the notices of the years known."""

    years: Mapping[int, YearNotice] = field(default_factory=dict)

    @classmethod
    def of(cls, notices: Iterable[YearNotice]) -> "Calendar":
        return cls({notice.year: notice for notice in notices})

    def notice(self, year: int) -> YearNotice:
        """Raises UnpublishedYear."""
        if year not in self.years:
            raise UnpublishedYear(year)
        return self.years[year]

    def is_working_day(self, day: date) -> bool:
        return self.notice(day.year).is_working_day(day)

    def add_working_days(self, start: date, days: int) -> date:
        """The last day of a span of `days` working days that begins the working day after `start`.

        `days` = 0 gives `start` itself. Raises ValueError for a negative span, UnpublishedYear.
        """
        if days < 0:
            raise ValueError("A span of working days cannot be negative.")
        if days == 0:
            return start
        year, left = start.year, days
        ordinals = self.notice(year).working_ordinals
        index = bisect_right(ordinals, start.toordinal()) + left - 1
        while index >= len(ordinals):
            index -= len(ordinals)
            year += 1
            ordinals = self.notice(year).working_ordinals
        return date.fromordinal(ordinals[index])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]; negative when `end` is before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self._count(year, start, end) for year in range(start.year, end.year + 1))

    def _count(self, year: int, start: date, end: date) -> int:
        ordinals = self.notice(year).working_ordinals
        return bisect_right(ordinals, end.toordinal()) - bisect_right(ordinals, start.toordinal())

    def working_days_left(self, today: date, due: date) -> int:
        """Working days still to come up to and including `due`; negative: so many overdue."""
        return self.working_days_between(today, due)
