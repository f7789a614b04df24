"""Lights over the months."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def trend_list(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def unit_trend(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def campaign_trend(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def measure_trend(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
