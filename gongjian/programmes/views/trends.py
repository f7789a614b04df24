"""Lights over the months: of a measure, of a unit, of a campaign, and of all of them side by side."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gongjian.core.form_pages import or_404
from gongjian.organizations.queries import subtree_of, units_visible_to
from gongjian.programmes.models import MeasureLight
from gongjian.programmes.queries.ledger import campaigns_visible_to
from gongjian.programmes.queries.lights import (
    counts_by_group,
    counts_by_month,
    frozen_months,
    light_row,
    lights_visible_to,
    what_it_waits_for,
    what_waits_for,
)
from gongjian.programmes.rules.dependencies import can_set_dependencies
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.tables.ledger import short_name
from gongjian.programmes.tables.lights import BY_CAMPAIGN, BY_UNIT, GRAVEST_FIRST, columns_of, finding
from gongjian.programmes.views.fetching import get_measure

MONTHS = 12
MONTHS_ABREAST = 6


@login_required
@require_safe
def trend_list(request: HttpRequest) -> HttpResponse:
    """Every unit or campaign, with its lights in the latest months beside one another."""
    or_404(can_see_ledger(request.user))
    by = BY_UNIT if request.GET.get("by") == BY_UNIT else BY_CAMPAIGN
    months = frozen_months(MONTHS_ABREAST)
    lights = lights_visible_to(request.user).filter(month__in=months)
    counts = counts_by_group(lights, by)
    about = units_visible_to(request.user) if by == BY_UNIT else campaigns_visible_to(request.user)
    found = about.filter(pk__in=counts).order_by("path" if by == BY_UNIT else "pk")
    rows = [row_of(each, columns_of(months, counts[each.pk])) for each in found]
    most = max((column.total for row in rows for column in row["columns"]), default=0)
    context = {"rows": rows, "months": months, "by": by, "most": most, "lights": GRAVEST_FIRST}
    return render(request, "programmes/trend_list.html", context)


def row_of(about: Any, columns: list[Any]) -> dict[str, Any]:
    name = short_name(about) if hasattr(about, "short_name") else about.label
    return {"about": about, "name": name, "columns": columns}


@login_required
@require_safe
def unit_trend(request: HttpRequest, code: str) -> HttpResponse:
    """A unit with everything below it."""
    or_404(can_see_ledger(request.user))
    unit = get_object_or_404(units_visible_to(request.user), code=code)
    lights = lights_visible_to(request.user).filter(unit__in=subtree_of(unit))
    return render(request, "programmes/trend.html", trend_of(lights) | {"about": unit, "filter": f"unit={unit.code}"})


@login_required
@require_safe
def campaign_trend(request: HttpRequest, code: str) -> HttpResponse:
    campaign = get_object_or_404(campaigns_visible_to(request.user), code=code)
    lights = lights_visible_to(request.user).filter(campaign=campaign)
    context = trend_of(lights) | {"about": campaign, "filter": f"campaign={campaign.code}"}
    return render(request, "programmes/trend.html", context)


def trend_of(lights: QuerySet[MeasureLight]) -> dict[str, Any]:
    months = frozen_months(MONTHS)
    columns = columns_of(months, counts_by_month(lights.filter(month__in=months)))
    return {
        "columns": columns,
        "most": max((column.total for column in columns), default=0),
        "finding": finding([column for column in columns if column.total]),
        "lights": GRAVEST_FIRST,
    }


@login_required
@require_safe
def measure_trend(request: HttpRequest, number: str) -> HttpResponse:
    """A measure's lights in a row, each with its reason, and what waits for what."""
    measure = get_measure(request, number, with_removed=True)
    months = frozen_months(MONTHS)
    lights = measure.lights.filter(month__in=months).select_related("month")
    may_set = can_set_dependencies(request.user, measure)
    context = {
        "measure": measure,
        "row": light_row(lights, months),
        "waits_for": list(what_it_waits_for(measure, request.user)),
        "holds_up": list(what_waits_for(measure, request.user)),
        "may_set": may_set,
    }
    return render(request, "programmes/measure_trend.html", context)
