"""Searching: which records hold all the words, and which of them this person may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q, Sum

from gongjian.core.models import AuditRecord
from gongjian.desk.models import SearchCursor, SearchEntry, SearchWord
from gongjian.desk.queries.kinds import BY_KEY, SEARCH_KINDS, SearchKind
from gongjian.desk.queries.words import words_asked_for, words_of, words_of_title

MOST_FOUND = 500


@dataclass(frozen=True)
class Found:
    """One line of a result."""

    kind: SearchKind
    record: Model

    @property
    def words(self) -> str:
        return self.kind.words(self.record)

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Result:
    """What a search found, best first. `is_cut`: there is more than was looked at, another word would help."""

    words: frozenset[str]
    lines: list[tuple[str, str]]
    counts: dict[str, int]
    is_cut: bool


def search(user: Any, query: str, kind: str = "") -> Result:
    """The records with every word of the query that the user may see: keys of kind and record, best first."""
    words = words_asked_for(query)
    if not words:
        return Result(frozenset(), [], {}, False)
    matching = _matching(words)
    visible = {(key, pk) for key, pk in _visible(user, matching)}
    kept = [found for found in matching if found in visible]
    counts = {key: sum(1 for found, _pk in kept if found == key) for key in {found for found, _pk in kept}}
    lines = [line for line in kept if not kind or line[0] == kind]
    return Result(frozenset(words), lines, counts, len(matching) == MOST_FOUND)


def _matching(words: Iterable[str]) -> list[tuple[str, str]]:
    """Whoever holds all words; titles weigh more, and of equals the one written of last comes first. One query."""
    words = list(words)
    holding = SearchWord.objects.filter(word__in=words).values("entry__kind", "entry__record")
    counted = holding.annotate(held=Count("word"), weight=Sum("weight")).filter(held=len(words))
    best = counted.order_by("-weight", "-entry__read_up_to", "-entry_id")[:MOST_FOUND]
    return list(best.values_list("entry__kind", "entry__record"))


def _visible(user: Any, lines: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """One query for each kind among the lines."""
    for kind in SEARCH_KINDS:
        wanted = [pk for key, pk in lines if key == kind.key]
        if wanted:
            seen = kind.visible_to(user).filter(pk__in=wanted).order_by().values_list("pk", flat=True)
            yield from ((kind.key, str(pk)) for pk in seen)


def read_lines(lines: list[tuple[str, str]]) -> list[Found]:
    """The records of a page of results, in their order. One query for each kind among them."""
    records: dict[tuple[str, str], Model] = {}
    for kind in SEARCH_KINDS:
        wanted = [pk for key, pk in lines if key == kind.key]
        if wanted:
            rows = kind.model._default_manager.filter(pk__in=wanted).select_related(*kind.related)
            records |= {(kind.key, str(row.pk)): row for row in rows}
    return [Found(BY_KEY[line[0]], records[line]) for line in lines if line in records]


# --- what the index has not read yet --------------------------------------------------------
def cursor() -> SearchCursor:
    return SearchCursor.objects.first() or SearchCursor(pk=1)


def news_since(read_up_to: int) -> dict[tuple[str, str], int]:
    """The records written of since: (kind, record) → the latest audit record of it."""
    rows = AuditRecord.objects.filter(pk__gt=read_up_to, subject_type__in=BY_KEY).order_by("pk")
    return {(row[0], row[1]): row[2] for row in rows.values_list("subject_type", "subject_id", "pk")}


def already_read(news: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """Those of the news that the index knows: its last reading was of that record or a later one."""
    known: set[tuple[str, str]] = set()
    for kind in {key for key, _pk in news}:
        entries = SearchEntry.objects.filter(kind=kind, record__in=[pk for key, pk in news if key == kind])
        for record, read_up_to in entries.values_list("record", "read_up_to"):
            if read_up_to >= news[(kind, record)]:
                known.add((kind, record))
    return known


def weighted_words(kind: SearchKind, row: dict[str, Any]) -> dict[str, int]:
    """The words of a record with their weights, from the values of its title and text fields."""
    found = {word: 1 for name in kind.text for word in words_of(str(row[name] or ""))}
    return found | {word: 3 for name in kind.title for word in words_of_title(str(row[name] or ""))}


def values_of(kind: SearchKind, records: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The title and text fields of these records, by record."""
    names = {*kind.title, *kind.text}
    rows = kind.model._default_manager.filter(Q(pk__in=list(records))).values("pk", *names)
    return {str(row["pk"]): row for row in rows}
