"""What waits for somebody, what they have under way, what they did: one query for the counts, one for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DateField, DateTimeField, F, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.models import AuditRecord
from gongjian.programmes.queries.work import WORK
from gongjian.programmes.queries.work_kinds import WorkKind

BY_KEY = {kind.key: kind for kind in WORK}
NEVER = date(9999, 1, 1)  # what has no due day comes after everything that has one
DONE_DAYS = 30
COMING_AND_GOING = ("account.signed_in", "account.signed_out", "session.ended")


@dataclass(frozen=True)
class Line:
    """One piece of work on a page of the desk."""

    kind: WorkKind
    record: Model
    due: date | None
    since: date

    @property
    def words(self) -> str:
        return self.kind.words(self.record)

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()  # type: ignore[attr-defined]

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.due < clock.today()


@dataclass(frozen=True)
class Counts:
    """How much of one kind there is, and how much of it is overdue."""

    kind: WorkKind
    total: int
    overdue: int


def counts_of(user: Any, tab: str) -> list[Counts]:
    """By kind, those with none left out. One query, whatever the number of kinds."""
    parts = [_counted(kind, rows) for kind, rows in _sources(user, tab)]
    found = {key: (total, overdue) for key, total, overdue in _together(parts) if total}
    return [Counts(kind, *found[kind.key]) for kind in WORK if kind.key in found]


def page_of(user: Any, tab: str, *, kind: str = "", overdue: bool = False, start: int, size: int) -> list[Line]:
    """A page of work, the oldest deadline first. One query, and one for each kind on the page."""
    parts = []
    for found, rows in _sources(user, tab):
        if not kind or found.key == kind:
            parts.append(_listed(found, _overdue(found, rows) if overdue else rows))
    rows = _together([part for part in parts if part is not None], order=("work_due", "work_since", "work_kind", "pk"))
    return _drawn(list(rows[start : start + size]))


def _sources(user: Any, tab: str) -> Iterable[tuple[WorkKind, QuerySet]]:
    for kind in WORK:
        if tab != "under_way":
            yield kind, kind.waiting(user)
        elif kind.under_way:
            yield kind, kind.under_way(user)


def _counted(kind: WorkKind, rows: QuerySet) -> QuerySet:
    late = Q(**{f"{kind.due}__lt": clock.today()}) if kind.due else Q(pk__in=[])
    counted = rows.order_by().annotate(work_kind=Value(kind.key)).values("work_kind")
    return counted.annotate(total=Count("pk"), overdue=Count("pk", filter=late)).values_list(
        "work_kind", "total", "overdue"
    )


def _overdue(kind: WorkKind, rows: QuerySet) -> QuerySet:
    return rows.filter(**{f"{kind.due}__lt": clock.today()}) if kind.due else rows.none()


def _listed(kind: WorkKind, rows: QuerySet) -> QuerySet:
    due = Coalesce(_day(rows.model, kind.due), Value(NEVER), output_field=DateField()) if kind.due else Value(NEVER)
    listed = rows.order_by().annotate(work_kind=Value(kind.key), work_due=due, work_since=_day(rows.model, kind.since))
    return listed.values_list("work_kind", "pk", "work_due", "work_since")


def _day(model: type[Model], path: str) -> Combinable:
    """The field as a day: a moment is cut to its local day."""
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    return TruncDate(path) if isinstance(model._meta.get_field(name), DateTimeField) else F(path)


def _together(parts: list[QuerySet], order: tuple[str, ...] = ()) -> Any:
    """The union of the parts, those that are empty for certain left out."""
    if not parts:
        return []
    first, *rest = parts
    together = first.union(*rest, all=True) if rest else first
    return together.order_by(*order) if order else together


def _drawn(rows: list[tuple[str, int, date, date]]) -> list[Line]:
    records: dict[tuple[str, int], Model] = {}
    for key in {row[0] for row in rows}:
        kind = BY_KEY[key]
        model = kind.waiting(None).model
        wanted = model._default_manager.filter(pk__in=[row[1] for row in rows if row[0] == key])
        records |= {(key, row.pk): row for row in wanted.select_related(*kind.related)}
    return [
        Line(BY_KEY[key], records[(key, pk)], None if due == NEVER else due, since)
        for key, pk, due, since in rows
        if (key, pk) in records
    ]


# --- what one did ---------------------------------------------------------------------------
def done_by(user: Any) -> QuerySet[AuditRecord]:
    """What the person did in the last month, as the audit chain tells it; signing in and the like left out."""
    since = timezone.now() - timedelta(days=DONE_DAYS)
    mine = AuditRecord.objects.filter(actor_id=str(user.pk), at__gte=since)
    return mine.exclude(action__in=COMING_AND_GOING)
