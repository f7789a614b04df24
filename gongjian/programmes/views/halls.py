"""The screen in the meeting room: one item, readable from ten metres; it follows the meeting by itself."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.form_pages import or_404
from gongjian.programmes.models import Review
from gongjian.programmes.queries.reviews import agenda_of, with_demands
from gongjian.programmes.rules.reviews import can_run_reviews, can_show_hall
from gongjian.programmes.views.reviews import get_review, lights_shown

MOST_DEMANDS = 4  # as many as can be read from the last row


@login_required
@require_safe
def review_hall(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_show_hall(request.user, found))
    return render(request, "programmes/review_hall.html", scene_of(request, found))


@login_required
@require_safe
def hall_now(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What the screen shows now, for the screen's own script: the picture changes only when this does."""
    found = get_review(request, year, month)
    or_404(can_show_hall(request.user, found))
    scene = scene_of(request, found)
    html = render_to_string("programmes/review_hall_scene.html", scene, request)
    return JsonResponse({"html": html, "seconds": scene["seconds"], "key": scene["key"]})


def scene_of(request: HttpRequest, review: Review) -> dict[str, Any]:
    """The current item with its demands; before and after the meeting, how the measures stand."""
    item = None
    if review.state == Review.State.IN_SESSION and review.current_id:
        item = with_demands(review.items.filter(pk=review.current_id)).first()
    demands = list(item.demands.all()) if item else []
    seconds = (clock.now() - review.current_since).total_seconds() if review.current_since else 0
    agenda = list(agenda_of(review).values_list("pk", flat=True))
    return {
        "review": review,
        "item": item,
        "demands": demands[:MOST_DEMANDS],
        "more_demands": max(0, len(demands) - MOST_DEMANDS),
        "number": agenda.index(item.pk) + 1 if item and item.pk in agenda else 0,
        "all_items": len(agenda),
        "lights": lights_shown(review),
        "seconds": max(0, int(seconds)),
        "key": review.current_id or 0,
        "may_run": can_run_reviews(request.user) and review.state == Review.State.IN_SESSION,
    }
