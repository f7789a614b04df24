"""Monthly reports: comes in the next landing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def report_send(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def report_sign(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def report_recall(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
