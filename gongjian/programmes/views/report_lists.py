"""Monthly reports: comes in the next landing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def report_queue(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def report_list(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def measure_reports(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
