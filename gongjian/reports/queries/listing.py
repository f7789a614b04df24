"""The figures and labels of a text as plain data, for `manage.py overview --format json`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from gongjian.core.language import in_language
from gongjian.reports.queries.rendering import Rendering
from gongjian.reports.queries.statements import Statement


def listing_of(rendering: Rendering) -> dict[str, list[dict[str, Any]]]:
    """`figures` in the order of the text, `labels` as declared; a gap has the value None."""
    with override(rendering.language):
        return {
            "figures": [_figure(statement) for statement in rendering.statements],
            "labels": [
                {"fact": label["fact"], "reason": in_language(label["reason"], label["reason_en"])}
                for label in rendering.labels
            ],
        }


def _figure(statement: Statement) -> dict[str, Any]:
    return {
        "name": statement.use.name,
        "fact": statement.fact,
        "value": plain(statement.value),
        "unit": statement.unit,
        "text": statement.words,
        "as_of": statement.as_of.isoformat() if statement.as_of else None,
        "kind": statement.kind,
        "source": statement.source,
        "evidence_count": statement.evidence_count,
    }


def plain(value: Decimal | date | None) -> int | float | str | None:
    """A number as JSON writes it (197, 62.6), a date as 2020-12-24."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
