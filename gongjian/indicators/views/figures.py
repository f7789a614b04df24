"""A figure's page, the rows behind it, and its card beside a text."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from gongjian.core.tables import table_page
from gongjian.indicators.errors import BadParameter, FigureError, UnknownFigure
from gongjian.indicators.queries import (
    Figure,
    FigureRequest,
    address_of,
    is_visible_to,
    read_figures,
    request_from,
    sees_all_figures,
)
from gongjian.indicators.tables import row_filter, row_table, rows_of
from gongjian.indicators.views.figure_page import card_context, page_context
from gongjian.indicators.views.frames import frame_for


def read_for(request: HttpRequest, name: str) -> tuple[FigureRequest, Figure | FigureError]:
    """What the address asks for, read now. Raises Http404 for what the reader may not see or nobody can ask."""
    if not is_visible_to(request.user, name):
        raise Http404
    wanted = request_from(name, request.GET.dict())
    if any(len(str(value)) > 100 or "\x00" in str(value) for value in wanted.parameters.values()):
        raise Http404
    (answer,) = read_figures([wanted])
    if isinstance(answer, UnknownFigure | BadParameter):
        raise Http404
    return wanted, answer


@require_safe
def figure(request: HttpRequest, name: str) -> HttpResponse:
    wanted, answer = read_for(request, name)
    context = page_context(wanted, answer, request.user)
    return render(request, "indicators/figure.html", context | {"frame": frame_for(request)})


@require_safe
def figure_rows(request: HttpRequest, name: str) -> HttpResponse:
    """Every row behind a computed figure, in the columns it declares, with search and export."""
    wanted, answer = read_for(request, name)
    if isinstance(answer, FigureError) or answer.rows is None or not answer.columns:
        raise Http404
    context: dict[str, Any] = {
        "frame": frame_for(request),
        "figure": answer,
        "back": address_of(wanted.name, wanted.parameters),
        "kept": sorted(wanted.parameters.items()),
    }
    table_class = row_table(answer, linked=sees_all_figures(request.user))
    return table_page(
        request,
        table_class,
        rows_of(answer),
        filterset_class=row_filter(answer),
        template="indicators/figure_rows.html",
        context=context,
    )


@require_safe
@vary_on_headers("HX-Request")
def figure_card(request: HttpRequest, name: str) -> HttpResponse:
    """The fragment beside a text; opened on its own it leads to the figure's page."""
    wanted, answer = read_for(request, name)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address_of(wanted.name, wanted.parameters))
    return render(request, "indicators/figure_card.html", card_context(wanted, answer, request.user))
