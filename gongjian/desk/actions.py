"""Keeping the search index: it reads in the audit chain what was written of, and learns its words anew.

The index is derived, so learning it leaves no audit record of its own; the record it was learnt from is there.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from gongjian.core.audit import SYSTEM, Actor
from gongjian.core.models import AuditRecord
from gongjian.desk.models import SearchCursor, SearchEntry, SearchWord
from gongjian.desk.queries.kinds import BY_KEY, SEARCH_KINDS
from gongjian.desk.queries.search import already_read, cursor, news_since, values_of, weighted_words

# A transaction that began earlier may commit a lower number later: the last minutes are looked at again.
LONGEST_TRANSACTION = timedelta(minutes=10)
MOST_AT_ONCE = 300
BATCH = 500


def catch_up(*, by: Actor) -> int:
    """Read what was written since the last time; a large import is left to a job. Returns how many were learnt."""
    news = _unread()
    if len(news) > MOST_AT_ONCE:
        index_later.enqueue()
        return 0
    return _learn(news, by=by)


@task()
def index_later() -> None:
    """Read everything that is still unread."""
    _learn(_unread(), by=SYSTEM)


def index_everything(*, by: Actor) -> int:
    """Make the whole index anew, from the records themselves."""
    latest = AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    total = 0
    for kind in SEARCH_KINDS:
        keys = [str(pk) for pk in kind.model._default_manager.order_by("pk").values_list("pk", flat=True)]
        total += _learn({(kind.key, pk): latest for pk in keys}, by=by)
    return total


def _unread() -> dict[tuple[str, str], int]:
    news = news_since(cursor().read_up_to)
    known = already_read(news)
    return {key: latest for key, latest in news.items() if key not in known}


def _learn(news: dict[tuple[str, str], int], *, by: Actor) -> int:
    """The words of these records, a batch a transaction; then the cursor moves."""
    for kind in {key for key, _record in news}:
        records = [record for key, record in news if key == kind]
        for start in range(0, len(records), BATCH):
            learn_words(kind, {pk: news[(kind, pk)] for pk in records[start : start + BATCH]}, by=by)
    _move_cursor()
    return len(news)


@transaction.atomic
def learn_words(kind: str, records: dict[str, int], *, by: Actor) -> None:
    """Put the words of these records (record → audit record read) in place of what the index knew of them."""
    found = values_of(BY_KEY[kind], records)
    SearchEntry.objects.bulk_create(
        [SearchEntry(kind=kind, record=pk, read_up_to=latest) for pk, latest in records.items()],
        update_conflicts=True,
        unique_fields=["kind", "record"],
        update_fields=["read_up_to"],
    )
    entries = dict(SearchEntry.objects.filter(kind=kind, record__in=records).values_list("record", "pk"))
    SearchWord.objects.filter(entry__in=entries.values()).delete()
    words = [
        SearchWord(entry_id=entries[pk], word=word, weight=weight)
        for pk, row in found.items()
        for word, weight in weighted_words(BY_KEY[kind], row).items()
    ]
    SearchWord.objects.bulk_create(words, batch_size=2000, ignore_conflicts=True)


@transaction.atomic
def _move_cursor() -> None:
    """To the last record older than any transaction still running."""
    settled = AuditRecord.objects.filter(at__lt=timezone.now() - LONGEST_TRANSACTION)
    latest = settled.order_by("-pk").values_list("pk", flat=True).first()
    if latest:
        SearchCursor.objects.update_or_create(pk=1, defaults={"read_up_to": latest})
