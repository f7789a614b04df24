"""Moving a measure from state to state: a page that says what will happen, then the move."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.moves import ACTIONS, merge_measure
from gongjian.programmes.forms.measures import MergeForm, MoveForm
from gongjian.programmes.models import Measure
from gongjian.programmes.queries import measures_ruled_by
from gongjian.programmes.rules.states import MOVES, is_duty_of
from gongjian.programmes.views.fetching import get_measure


@login_required
@form_methods
def measure_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """One row of the table of moves; `move` comes from the address."""
    found = get_measure(request, number)
    or_404(is_duty_of(request.user, found, move))
    form = MoveForm(posted(request), says_why=MOVES[move].says_why)
    return move_page(request, found, move, form, lambda reason: ACTIONS[move](found, by=request.user, reason=reason))


@login_required
@form_methods
def measure_merge(request: HttpRequest, number: str) -> HttpResponse:
    found = get_measure(request, number)
    or_404(is_duty_of(request.user, found, "merge"))
    form = MergeForm(posted(request), measures=measures_ruled_by(request.user))
    return move_page(
        request,
        found,
        "merge",
        form,
        lambda target, reason: merge_measure(found, target, by=request.user, reason=reason),
    )


def move_page(
    request: HttpRequest, measure: Measure, name: str, form: MoveForm, act: Callable[..., Measure]
) -> HttpResponse:
    move = MOVES[name]
    return form_page(
        request,
        form,
        act,
        template="programmes/move.html",
        heading=move.title,
        button=move.title,
        back=measure.get_absolute_url(),
        done=moved_on,
        measure=measure,
        move=move,
    )


def moved_on(measure: Measure) -> str:
    return _("%(number)s is now “%(state)s”.") % {"number": measure.number, "state": measure.get_state_display()}
