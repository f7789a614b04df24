"""What a figure's page and card show, gathered once."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from gongjian.indicators.errors import FigureError
from gongjian.indicators.models import Observation
from gongjian.indicators.queries import (
    Figure,
    FigureRequest,
    address_of,
    course_of,
    last_reading,
    movement_since,
    readings_of,
    revisions_of,
    sample_count,
    sees_all_figures,
    years_reported,
)
from gongjian.indicators.queries.history import MOST_REVISIONS
from gongjian.indicators.rules import can_define, can_report
from gongjian.indicators.tables import row_table, rows_of

FIRST_ROWS, CARD_ROWS, MOST_COMPARED, MOST_READINGS = 20, 6, 2_000, 20


@dataclass(frozen=True)
class Share:
    """One line of a breakdown: how many of the rows belong to `label`."""

    label: str
    count: int


def page_context(wanted: FigureRequest, answer: Figure | FigureError, user: Any) -> dict[str, Any]:
    """Everything the page shows. A gap is shown as the figure's outline with the reason."""
    gap = answer if isinstance(answer, FigureError) else None
    found: Figure = answer.about if gap else answer
    insider = sees_all_figures(user)
    context = {
        "figure": found,
        "gap": gap,
        "insider": insider,
        "years": _years(wanted, found),
        "others": {key: value for key, value in wanted.parameters.items() if key not in ("year", "period")},
        "readings": readings_of(wanted.query)[:MOST_READINGS],
        "course": course_of(found),
        "permalink": address_of(wanted.name, wanted.parameters),
    }
    if gap is None:
        movement = movement_since(last_reading(wanted.query), found, most_rows=MOST_COMPARED)
        context |= {"movement": movement, "samples": sample_count(found)} | _first_rows(found, wanted, insider)
    if found.definition is not None:
        context["revisions"] = revisions_of(found.definition)[:MOST_REVISIONS]
        context |= _doors(found, user)
    return context


def card_context(wanted: FigureRequest, answer: Figure | FigureError, user: Any) -> dict[str, Any]:
    gap = answer if isinstance(answer, FigureError) else None
    found: Figure = answer.about if gap else answer
    context = {
        "figure": found,
        "gap": gap,
        "insider": sees_all_figures(user),
        "course": course_of(found),
        "permalink": address_of(wanted.name, wanted.parameters),
    }
    if gap is None:
        context["samples"] = sample_count(found)
        if found.rows is not None and found.columns:
            context["rows_url"] = address_of(wanted.name, wanted.parameters, "figure_rows")
            context |= _breakdown(found) if found.breakdown else _card_rows(found)
    return context


def _years(wanted: FigureRequest, figure: Figure) -> list[dict[str, Any]]:
    """The years between which the reader may switch; empty where there is no choice."""
    if figure.definition is not None:
        names = [name for name in (figure.name, figure.definition.numerator, figure.definition.denominator) if name]
        rows = Observation.objects.filter(definition__name__in=names).order_by("-year")
        years = list(rows.values_list("year", flat=True).distinct())
    elif "year" in wanted.parameters:
        years = years_reported()
    else:
        years = []
    shown = figure.year or wanted.parameters.get("year")
    current = int(shown) if str(shown or "").isdigit() else None
    years = sorted({*years, *([current] if current else [])}, reverse=True)
    kept = {key: value for key, value in wanted.parameters.items() if key != "period"}
    return [
        {"year": year, "url": address_of(wanted.name, kept | {"year": year}), "current": year == current}
        for year in years
    ]


def _first_rows(figure: Figure, wanted: FigureRequest, insider: bool) -> dict[str, Any]:
    if figure.rows is None or not figure.columns:
        return {}
    table = row_table(figure, linked=insider)(rows_of(figure)[:FIRST_ROWS], orderable=False)
    return {
        "table": table,
        "row_count": figure.evidence_count,
        "rows_url": address_of(wanted.name, wanted.parameters, "figure_rows"),
    }


def _card_rows(figure: Figure) -> dict[str, Any]:
    table = row_table(figure, linked=False)
    main = next(name for name, column in table.base_columns.items() if getattr(column, "is_main", False))
    return {"card_rows": [table.base_columns[main].render(row) for row in rows_of(figure)[:CARD_ROWS]]}


def _breakdown(figure: Figure) -> dict[str, Any]:
    """How the rows spread over the records the breakdown's field names, the most first."""
    assert figure.rows is not None
    counted = figure.rows.order_by().values(figure.breakdown).annotate(count=Count("pk")).order_by("-count")
    shares = list(counted.values_list(figure.breakdown, "count"))
    field = figure.rows.model._meta.get_field(figure.breakdown)
    records = field.related_model._default_manager.in_bulk([key for key, _count in shares[:CARD_ROWS]])
    first = [Share(records[key].label, count) for key, count in shares[:CARD_ROWS] if key in records]
    rest = shares[CARD_ROWS:]
    return {
        "shares": first,
        "rest": {"groups": len(rest), "count": sum(count for _key, count in rest)} if rest else None,
    }


def _doors(figure: Figure, user: Any) -> dict[str, Any]:
    """The addresses of what this person may do to the figure; the first of them is the next thing to do."""
    doors: dict[str, Any] = {}
    row = figure.observation
    if can_report(user, figure.definition):
        doors["report_url"] = reverse("indicators:observation_add", args=[figure.name])
        if row is not None:
            doors["correct_url"] = reverse("indicators:observation_correct", args=[row.pk])
            doors["withdraw_url"] = reverse("indicators:observation_withdraw", args=[row.pk])
            if not row.document_id:
                doors["attach_url"] = reverse("indicators:observation_attach", args=[row.pk])
    if can_define(user, figure.owner):
        doors["edit_url"] = reverse("indicators:definition_edit", args=[figure.name])
    return doors
