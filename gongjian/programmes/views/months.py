"""The months: reporting, opening, freezing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def month_list(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def month_open(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def month(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def month_freeze(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
