"""Monthly reports: comes in the next landing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def report_claim(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def claim_withdraw(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def claim_verify(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def evidence_withdraw(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
