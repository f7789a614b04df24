"""The board of commitments that anybody may look at: what was promised, how far it is, pictures of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries.commitments import public_boards, public_commitments, standings

State = Measure.State


@require_safe
def commitment_board(request: HttpRequest) -> HttpResponse:
    boards = list(public_boards())
    asked = request.GET.get("year", "")
    chosen = next((board for board in boards if str(board.year) == asked), boards[0] if boards else None)
    commitments = shown_of(chosen) if chosen else []
    context = {
        "board": chosen,
        "years": sorted({board.year for board in boards}, reverse=True),
        "commitments": commitments,
        "kept": sum(commitment.state == State.STRUCK_OFF for commitment in commitments),
        "today": clock.today(),
    }
    return render(request, "programmes/commitment_board.html", context)


def shown_of(campaign: Campaign) -> list[Any]:
    """The commitments, each with its standing; photographs only where the office showed them. Three queries."""
    commitments = list(public_commitments(campaign).select_related("lead_unit"))
    found = standings(commitments, public=True)
    for commitment in commitments:
        commitment.standing = found[commitment.pk]
        commitment.is_done = commitment.state == State.STRUCK_OFF
    return commitments
