"""What is due when, among what a person has a part in: the calendar of dues."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.models import Finding, Letter, Measure, Milestone, Month, MonthlyReport, Review, Task
from gongjian.programmes.models.measures import OPEN_STATES
from gongjian.programmes.queries import measures_visible_to, with_verification
from gongjian.programmes.queries.findings import findings_visible_to
from gongjian.programmes.queries.letters import letters_visible_to
from gongjian.programmes.queries.reporting import is_still_owed, reports_visible_to
from gongjian.programmes.queries.reviews import reviews_visible_to
from gongjian.programmes.queries.tasks import tasks_visible_to


@dataclass(frozen=True)
class DueKind:
    """One sort of dated thing. `rows` are those still open that the user may see; `due` is their date field."""

    key: str
    title: str | Promise
    rows: Callable[[Any], QuerySet]
    due: str
    related: tuple[str, ...] = ()
    words: Callable[[Any], str] = str


@dataclass(frozen=True)
class Due:
    """Something due on a day."""

    kind: DueKind
    record: Model
    day: date

    @property
    def words(self) -> str:
        return self.kind.words(self.record)

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()  # type: ignore[attr-defined]


def open_milestones(user: Any) -> QuerySet[Milestone]:
    measures = measures_visible_to(user).filter(state__in=OPEN_STATES)
    return with_verification(Milestone.objects.filter(measure__in=measures)).filter(is_verified=False)


def open_measures(user: Any) -> QuerySet[Measure]:
    return measures_visible_to(user).filter(state__in=OPEN_STATES)


DUES: tuple[DueKind, ...] = (
    DueKind(
        "milestone",
        _("Milestone"),
        open_milestones,
        "due",
        ("measure",),
        lambda milestone: f"{milestone.measure.number} {milestone.label}",
    ),
    DueKind(
        "report",
        _("Monthly report"),
        lambda user: reports_visible_to(user).filter(
            is_still_owed(), state__in=MonthlyReport.WITH_UNIT, month__state=Month.State.OPEN
        ),
        "due_on",
        ("measure", "month"),
        lambda report: f"{report.measure.number} {report.measure.label}",
    ),
    DueKind("task", _("Task"), lambda user: tasks_visible_to(user).filter(state=Task.State.OPEN), "due"),
    DueKind(
        "letter",
        _("Reply to a letter"),
        lambda user: letters_visible_to(user).filter(state__in=(Letter.State.ISSUED, Letter.State.RECEIVED)),
        "reply_by",
        ("unit", "measure"),
        lambda letter: f"{letter} · {letter.unit.label}",
    ),
    DueKind(
        "finding",
        _("Finding to rectify"),
        lambda user: findings_visible_to(user).exclude(state=Finding.State.CLOSED),
        "due",
        ("measure",),
        lambda finding: f"{finding.measure.number} {finding.title}",
    ),
    DueKind(
        "review",
        _("Review"),
        lambda user: reviews_visible_to(user).filter(state__in=(Review.State.PREPARED, Review.State.IN_SESSION)),
        "held_on",
        ("month",),
        lambda review: review.month.label,
    ),
    DueKind("measure", _("Measure"), open_measures, "due", (), lambda measure: f"{measure.number} {measure.label}"),
)
BY_KEY = {kind.key: kind for kind in DUES}
# Of one kind; a month with more is looked at day by day.
MOST = 2000


def dues_between(user: Any, first: date, last: date) -> list[Due]:
    """Everything due from `first` to `last`, both included: by day, then by kind. One query a kind."""
    found = []
    for kind in DUES:
        within = kind.rows(user).filter(**{f"{kind.due}__range": (first, last)}).select_related(*kind.related)
        found += [Due(kind, row, getattr(row, kind.due)) for row in within.order_by(kind.due, "pk")[:MOST]]
    return sorted(found, key=lambda due: due.day)


def months_around(day: date) -> tuple[date, date, date, date]:
    """First and last day of the day's month, the first of the month before and of the one after."""
    first = day.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, last, (first - timedelta(days=1)).replace(day=1), last + timedelta(days=1)


def weeks_of(first: date) -> list[list[date | None]]:
    """The weeks of a month, Monday first; None where a week reaches into another month."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in weeks]
