"""The board of lights."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def board_latest(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def board(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def board_print(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def slipped(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def light(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
