"""The list of figures: every definition and every computed figure the reader may see, for one year."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.tables import table_page
from gongjian.indicators.errors import FigureError
from gongjian.indicators.forms import FigureFilterForm
from gongjian.indicators.queries import (
    FigureRequest,
    computed_visible_to,
    default_year,
    definitions_visible_to,
    read_figures,
    years_reported,
)
from gongjian.indicators.rules import can_define, can_import_values, can_report
from gongjian.indicators.tables import FigureLine, FigureTable
from gongjian.indicators.views.frames import frame_for


@require_safe
def figure_list(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("year", "")
    latest = default_year()
    year = next((known for known in range(1949, 2101) if str(known) == wanted), latest)
    lines = _lines(request.user, year)
    form = _filter_form(request, lines, year, latest)
    mine = {line.figure.name for line in lines if line.is_gap and _is_for(request.user, line)}
    shown = [line for line in lines if _fits(line, form.cleaned_data, mine)]
    context = {
        "frame": frame_for(request),
        "filterset": {"form": form},
        "active": _chips(form),
        "year": year,
        "total": len(lines),
        "gaps": sum(line.is_gap for line in lines),
        "mine": len(mine),
        "add_url": reverse("indicators:definition_add") if can_define(request.user) else "",
        "import_url": reverse("indicators:observation_import") if can_import_values(request.user) else "",
        "empty": {"what": _("Figures appear here as soon as one is defined.")},
    }
    return table_page(request, FigureTable, shown, template="indicators/figure_list.html", context=context)


def _lines(user: Any, year: int) -> list[FigureLine]:
    """Computed figures first, then the others in the order in which they were defined.

    Computed ones that need more than a year are reached from where they are used.
    """
    computed = [found for found in computed_visible_to(user) if found.required <= {"year"}]
    requests = [FigureRequest(found.name, {"year": year} if found.required else {}) for found in computed]
    names = definitions_visible_to(user).order_by("pk").values_list("name", flat=True)
    requests += [FigureRequest(name, {"year": year}) for name in names]
    lines = []
    for answer in read_figures(requests):
        if not isinstance(answer, FigureError):
            lines.append(FigureLine(answer))
        elif answer.about is not None:
            lines.append(FigureLine(answer.about, problem=str(answer)))
    return lines


def _filter_form(request: HttpRequest, lines: list[FigureLine], year: int, latest: int) -> FigureFilterForm:
    units = {line.figure.owner.code: line.owner for line in lines if line.figure.owner}
    years = sorted({*years_reported(), year, latest}, reverse=True)
    owners = sorted(units.items(), key=lambda pair: pair[1])
    typed = request.GET.dict() | {"year": year}
    form = FigureFilterForm(typed, years=years, owners=owners, reports=can_import_values(request.user))
    form.is_valid()
    return form


def _is_for(user: Any, line: FigureLine) -> bool:
    """Is it this person's to report?"""
    return line.figure.definition is not None and can_report(user, line.figure.definition)


def _fits(line: FigureLine, wanted: dict[str, Any], mine: set[str]) -> bool:
    states = {"", "yes" if line.is_gap else "no", "mine" if line.figure.name in mine else ""}
    words = (wanted.get("q") or "").lower().split()
    text = f"{line.figure.title} {line.figure.title_en} {line.figure.name} {line.meaning}".lower()
    owner = line.figure.owner.code if line.figure.owner else ""
    return (
        all(word in text for word in words)
        and wanted.get("kind") in (None, "", line.figure.kind)
        and wanted.get("owner") in (None, "", owner)
        and (wanted.get("missing") or "") in states
    )


def _chips(form: FigureFilterForm) -> list[dict[str, Any]]:
    chips = []
    for name in ("q", "kind", "owner", "missing"):
        if value := form.cleaned_data.get(name):
            said = dict(getattr(form.fields[name], "choices", ())).get(value, value)
            chips.append({"name": name, "label": form.fields[name].label, "value": said})
    return chips
