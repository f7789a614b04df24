"""The board of lights: a month on one page, on paper, who slipped, and why each light is what it is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from gongjian.core.form_pages import or_404
from gongjian.programmes.forms.lights import BoardForm
from gongjian.programmes.models import MeasureLight, Month
from gongjian.programmes.queries.lights import dependants_of, lights_of, lights_visible_to
from gongjian.programmes.queries.months import frozen_before, latest_frozen, months_visible_to
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.months import can_run_months
from gongjian.programmes.tables.lights import GRAVEST_FIRST, PLACE, groups_of, has_slipped

MOST_SHOWN = 1_000


def get_frozen(request: HttpRequest, year: int, month: int) -> Month:
    frozen = months_visible_to(request.user).filter(state=Month.State.FROZEN)
    return get_object_or_404(frozen, year=year, month=month)


@login_required
@require_safe
def board_latest(request: HttpRequest) -> HttpResponse:
    """The latest frozen month's board; before there is one, what will stand here."""
    or_404(can_see_ledger(request.user))
    month = latest_frozen()
    if month is not None:
        return redirect("programmes:board", month.year, month.month)
    return render(request, "programmes/board_empty.html", {"may_run": can_run_months(request.user)})


@login_required
@require_safe
def board(request: HttpRequest, year: int, month: int) -> HttpResponse:
    return render(request, "programmes/board.html", board_of(request, get_frozen(request, year, month)))


@login_required
@require_safe
def board_print(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The same, for one sheet of A3 landscape."""
    return render(request, "programmes/board_print.html", board_of(request, get_frozen(request, year, month)))


def board_of(request: HttpRequest, month: Month) -> dict[str, Any]:
    """The month's lights under the filters of the address, in groups; too many for one page are counted only."""
    seen = lights_visible_to(request.user).filter(month=month)
    form = BoardForm(request.GET, month=month, lights=seen)
    lights = lights_of(month, form.applied_to(seen, request.user, without="light"))
    # Few campaigns and units stand behind many lights: each is read once.
    found = list(lights.select_related("measure").prefetch_related("campaign", "unit")[: MOST_SHOWN + 1])
    shown = [light for light in found if not form.asks("light") or light.light == form.asks("light")]
    too_many = len(found) > MOST_SHOWN
    numbers = {light: sum(each.light == light for each in found) for light in GRAVEST_FIRST}
    return {
        "month": month,
        "form": form,
        "asked_light": form.asks("light"),
        "numbers": list(numbers.items()),
        "total": len(found),
        "groups": [] if too_many else groups_of(shown, form.grouped_by, month),
        "too_many": too_many,
        "most": MOST_SHOWN,
        "slipped": sum(has_slipped(light) for light in found),
        "before": frozen_before(month),
        "months": list(months_visible_to(request.user).filter(state=Month.State.FROZEN)[:24]),
    }


@login_required
@require_safe
def slipped(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Whose light is worse than in the month before, the gravest first, and what each holds up."""
    found = get_frozen(request, year, month)
    seen = lights_visible_to(request.user).filter(month=found)
    form = BoardForm(request.GET, month=found, lights=seen)
    lights = lights_of(found, form.applied_to(seen, request.user)).filter(light_before__isnull=False)
    rows = [
        light for light in lights.select_related("measure").prefetch_related("campaign", "unit") if has_slipped(light)
    ]
    rows.sort(key=lambda light: (PLACE[light.light], light.unit.path, light.measure.number))
    holding_up = dependants_of([light.measure_id for light in rows], request.user)
    for light in rows:
        light.holds_up = holding_up.get(light.measure_id, [])
    context = {"month": found, "form": form, "lights": rows, "before": frozen_before(found)}
    return render(request, "programmes/slipped.html", context)


@login_required
@require_safe
def light(request: HttpRequest, year: int, month: int, number: str) -> HttpResponse:
    """One measure's light in one month: the arithmetic and every reason, as they were frozen."""
    found = get_frozen(request, year, month)
    seen = lights_of(found, lights_visible_to(request.user))
    one: MeasureLight | None = (
        seen.select_related("measure", "campaign", "unit", "report").filter(measure__number=number).first()
    )
    if one is None:
        raise Http404
    context = {
        "month": found,
        "light": one,
        "behind": max(0, one.planned - one.verified),
        "has_slipped": has_slipped(one),
        "holds_up": dependants_of([one.measure_id], request.user).get(one.measure_id, []),
    }
    return render(request, "programmes/light.html", context)
