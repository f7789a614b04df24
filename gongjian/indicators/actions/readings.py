"""Freezing figures: a reading keeps what a figure said and what vouched for it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from gongjian.core.audit import record_many
from gongjian.core.audit.records import Entry
from gongjian.indicators.errors import FigureError
from gongjian.indicators.models import Reading
from gongjian.indicators.queries import COMPUTED, REPORTED, Figure, FigureRequest, evidence_of, read_figures
from gongjian.organizations.models import Account

_FROM_FIGURE = [
    "title",
    "title_en",
    "meaning",
    "meaning_en",
    "unit",
    "unit_en",
    "source",
    "source_en",
    "note",
    "note_en",
    "value_type",
    "bound",
    "is_planned",
    "kind",
    "as_of",
    "period",
    "owner",
]


@transaction.atomic
def keep_readings(requests: Iterable[FigureRequest], *, occasion: str, by: Any, occasion_en: str = "") -> list[Reading]:
    """Read the figures now and keep what they say; answers the saved readings in the order of the requests.

    The same request asked twice gets the same reading twice. A figure that cannot be read is kept as a reading
    without value: `missing`/`missing_en` say why, `owner` is the unit that owes it. `occasion` is what they
    were read for, as a reader is shown it ("2020年综述第3号快照"; `occasion_en` in English).
    The caller's own rule says who may; readings are never changed or removed afterwards.
    """
    wanted = list(requests)
    kept: dict[str, Reading] = {}
    for request, answer in zip(wanted, read_figures(wanted), strict=True):
        if request.query not in kept:
            kept[request.query] = _reading_of(request, answer, occasion=occasion, occasion_en=occasion_en, by=by)
    Reading.objects.bulk_create(kept.values())
    record_many([Entry(reading, "reading.kept", note=occasion) for reading in kept.values()], by=by)
    return [kept[request.query] for request in wanted]


def _reading_of(
    request: FigureRequest, answer: Figure | FigureError, *, occasion: str, occasion_en: str, by: Any
) -> Reading:
    reading = Reading(
        name=request.name,
        parameters=dict(request.parameters),
        query=request.query,
        occasion=occasion,
        occasion_en=occasion_en,
        read_at=timezone.now(),
        read_by=by if isinstance(by, Account) else None,
    )
    if isinstance(answer, FigureError):
        return _without_value(reading, answer)
    _copy(answer, reading)
    if isinstance(answer.value, Decimal):
        reading.number = answer.value
    else:
        reading.date = answer.value
    evidence = evidence_of(answer)
    reading.evidence_count, reading.sample_count = evidence.count, evidence.samples
    reading.evidence_digest = evidence.digest
    return reading


def _without_value(reading: Reading, error: FigureError) -> Reading:
    if error.about is None:
        reading.title, reading.kind = reading.name, REPORTED if error.owner else COMPUTED
    else:
        _copy(error.about, reading)
    with override("zh-hans"):
        reading.missing = str(error)
    with override("en"):
        reading.missing_en = str(error)
    reading.owner = error.owner or reading.owner
    return reading


def _copy(figure: Figure, reading: Reading) -> None:
    for name in _FROM_FIGURE:
        setattr(reading, name, getattr(figure, name))
