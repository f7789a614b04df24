"""Moving a measure from state to state: a page that says what will happen, then the move."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongjian.programmes.actions.moves import ACTIONS, merge_measure
from gongjian.programmes.forms.measures import MergeForm, MoveForm
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import measures_ruled_by
from gongjian.programmes.rules.states import MOVES, is_duty_of
from gongjian.programmes.views.fetching import attempt, get_measure, only_if, status_of, typed


@login_required
@require_http_methods(["GET", "POST"])
def measure_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One row of the table of moves; `move` comes from the address."""
    found = get_measure(request, number)
    only_if(is_duty_of(request.user, found, move))
    form = MoveForm(typed(request), says_why=MOVES[move].says_why)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        moved = attempt(form, lambda: ACTIONS[move](found, by=request.user, reason=reason))
        if moved:
            return moved_on(request, moved)
    return render(request, "programmes/move.html", move_page(found, move, form), status=status_of(request))


@login_required
@require_http_methods(["GET", "POST"])
def measure_merge(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    only_if(is_duty_of(request.user, found, "merge"))
    form = MergeForm(typed(request), measures=measures_ruled_by(request.user))
    if request.method == "POST" and form.is_valid():
        target, reason = form.cleaned_data["target"], form.cleaned_data["reason"]
        moved = attempt(form, lambda: merge_measure(found, target, by=request.user, reason=reason))
        if moved:
            return moved_on(request, moved)
    return render(request, "programmes/move.html", move_page(found, "merge", form), status=status_of(request))


def moved_on(request: HttpRequest, measure: Measure) -> HttpResponse:
    messages.success(
        request, _("%(number)s is now “%(state)s”.") % {"number": measure.number, "state": measure.get_state_display()}
    )
    return redirect(measure)


def move_page(measure: Measure, name: str, form: Any) -> dict[str, Any]:
    return {"measure": measure, "move": MOVES[name], "form": form}
