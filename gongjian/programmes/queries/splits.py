"""By how many splitting raised a count, and what was merged."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from gongjian.programmes.models import Campaign, Measure

State = Measure.State


def parts_that_count(year: int) -> QuerySet[Measure]:
    """Measures of the year's ledger that were once a part of another."""
    return _ledger(year).filter(split_from__isnull=False, state__in=Measure.COUNTED)


def merged_measures(year: int) -> QuerySet[Measure]:
    """Measures of the year's ledger that another took over."""
    return _ledger(year).filter(state=State.MERGED)


def raised_by_splitting(year: int) -> int:
    """Each measure that was split would count once if it had not been; what its parts count beyond that is the rise.

    A part that was itself split counts through its own parts. One query.
    """
    return raised_among(_ledger(year))


def raised_among(measures: QuerySet[Measure]) -> int:
    """The same among these measures, where one that was split is among them."""
    touched = measures.filter(Q(state=State.SPLIT) | Q(split_from__isnull=False))
    return _rise(list(touched.order_by().values_list("pk", "split_from_id", "state")))


def _rise(rows: Iterable[tuple[int, int | None, str]]) -> int:
    children: dict[int, list[int]] = {}
    states = {}
    for pk, origin, state in rows:
        states[pk] = state
        if origin is not None:
            children.setdefault(origin, []).append(pk)

    def counted(pk: int) -> int:
        if states[pk] == State.SPLIT:
            return sum(counted(part) for part in children.get(pk, ()))
        return 1 if states[pk] in Measure.COUNTED else 0

    origins = [pk for pk, origin, state in rows if state == State.SPLIT and origin not in states]
    return sum(max(counted(pk) - 1, 0) for pk in origins)


def _ledger(year: int) -> QuerySet[Measure]:
    return Measure.objects.filter(campaign__year=year, campaign__kind__in=Campaign.LEDGER_KINDS, is_removed=False)
