"""The ledger: on the screen, on paper, as a workbook."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.exports import MOST_ROWS, csv_response, file_answer
from gongjian.core.form_pages import or_404
from gongjian.core.tables import table_page
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import latest_year, measures_of_own_units, measures_visible_to, steps_of
from gongjian.programmes.queries.splits import raised_among
from gongjian.programmes.rules.columns import MEASURE_COLUMNS
from gongjian.programmes.rules.imports import can_import
from gongjian.programmes.rules.measures import can_add_measure, can_see_ledger
from gongjian.programmes.tables import MeasureTable, prepare_measures
from gongjian.programmes.tables.ledger import filters_of, is_overdue, ledger_of
from gongjian.programmes.tables.workbook import LedgerSheet, heads, write_ledger

MOST_PRINTED = 2_000
ALWAYS_SHOWN = (
    Measure.State.PROPOSED,
    Measure.State.ESTABLISHED,
    Measure.State.RUNNING,
    Measure.State.STRIKE_OFF_APPLIED,
    Measure.State.STRUCK_OFF,
)


@login_required
@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user))
    filters = filters_of(request)
    measures = ledger_of(measures_visible_to(request.user), filters.form.cleaned_data)
    listed = measures.prefetch_related("campaign", "lead_unit")
    context = {
        "board": board(request, filters.applied_to(measures, without=("state", "mine", "overdue"))),
        "may_add": can_add_measure(request.user),
        "may_import": can_import(request.user),
        "year": filters.form.cleaned_data.get("year") or latest_year(),
        "today": clock.today(),
        "empty": empty_state(request),
    }
    return table_page(
        request,
        MeasureTable,
        listed,
        filterset=filters,
        template="programmes/measure_list.html",
        context=context,
        prepare=prepare_measures,
        keys_first=True,
    )


def board(request: HttpRequest, measures: QuerySet[Measure]) -> dict[str, Any]:
    """How many of what is filtered stand in each state, whichever state is shown; one query."""
    counts = measures.order_by().values("state").annotate(
        number=Count("pk"),
        mine=Count("pk", filter=measures_of_own_units(request.user)),
        overdue=Count("pk", filter=is_overdue()),
    )  # fmt: skip
    by_state = {row["state"]: row for row in counts}
    shown = [state for state in Measure.State if state in ALWAYS_SHOWN or state in by_state]
    return {
        "total": sum(row["number"] for row in by_state.values()),
        "counted": sum(row["number"] for row in by_state.values() if row["state"] in Measure.COUNTED),
        "merged": by_state.get(Measure.State.MERGED, {}).get("number", 0),
        "raised": raised_among(measures) if Measure.State.SPLIT in by_state else 0,
        "mine": sum(row["mine"] for row in by_state.values()),
        "overdue": sum(row["overdue"] for row in by_state.values()),
        "states": [
            {"state": state, "label": state.label, "number": by_state.get(state, {}).get("number", 0)}
            for state in shown
        ],
    }


def empty_state(request: HttpRequest) -> dict[str, Any]:
    state = {"what": _("The year's measures will stand here, each with its state, its dates and its progress.")}
    if can_import(request.user):
        how = _("Begin with the workbook: fill in the template and import it, or add the first measure.")
        return state | {"how": how, "url": reverse("programmes:measure_import"), "button": _("Import Excel")}
    return state | {"how": _("You see what your units lead or support, once it has been entered.")}


@login_required
@require_safe
def measure_print(request: HttpRequest) -> HttpResponse:
    """The ledger for paper, A3 or A4 landscape, under the list's filters."""
    or_404(can_see_ledger(request.user))
    filters = filters_of(request)
    measures = filters.applied_to(ledger_of(measures_visible_to(request.user), filters.form.cleaned_data))
    if measures.count() > MOST_PRINTED:
        messages.error(
            request, _("More than %(most)s measures: filter first, then print.") % {"most": f"{MOST_PRINTED:,}"}
        )
        return redirect(f"{reverse('programmes:measure_list')}?{request.GET.urlencode()}")
    found = list(measures.prefetch_related("campaign", "lead_unit").order_by("number"))
    prepare_measures(found)
    context = {
        "measures": found,
        "steps": steps_of(found),
        "paper": "A4" if request.GET.get("paper") == "A4" else "A3",
        "today": clock.today(),
        "year": filters.form.cleaned_data.get("year") or latest_year(),
        "back": f"{reverse('programmes:measure_list')}?{without_paper(request)}",
    }
    return render(request, "programmes/measure_print.html", context)


def without_paper(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("paper", None)
    return asked.urlencode()


@login_required
@require_safe
def measure_export(request: HttpRequest) -> HttpResponse:
    """The ledger under the list's filters, as a workbook that imports again unchanged (`format=csv`: measures only)."""
    or_404(can_see_ledger(request.user))
    filters = filters_of(request)
    measures = filters.applied_to(ledger_of(measures_visible_to(request.user), filters.form.cleaned_data))
    if measures.count() > MOST_ROWS:
        messages.error(request, _("More than %(most)s rows: please filter first.") % {"most": f"{MOST_ROWS:,}"})
        return redirect(f"{reverse('programmes:measure_list')}?{request.GET.urlencode()}")
    measures = measures.order_by("number")
    name = _("ledger") + f"-{clock.today():%Y%m%d}"
    if request.GET.get("format") == "csv":
        return csv_response(csv_rows(measures), f"{name}.csv")
    return file_answer(write_ledger(measures), f"{name}.xlsx")


def csv_rows(measures: QuerySet[Measure]) -> Any:
    yield heads(MEASURE_COLUMNS)
    for cells, _steps in LedgerSheet().rows(measures):
        yield cells
