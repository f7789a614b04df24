"""Finding a report by its month and measure, and what every page of it does after an action."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from gongjian.programmes.models import MonthlyReport
from gongjian.programmes.queries.reporting import RELATED, reports_visible_to


def get_report(request: HttpRequest, year: int, month: int, number: str) -> MonthlyReport:
    reports = reports_visible_to(request.user).select_related(
        *RELATED, "measure__campaign", "measure__lead_unit", "written_by__person", "ruled_by__person", "prefilled_from"
    )
    return get_object_or_404(reports, month__year=year, month__month=month, measure__number=number)


def back_of(request: HttpRequest, otherwise: Any) -> Any:
    """Where the person came from, as the form says; never to another host."""
    back = request.POST.get("back", "")
    return back if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else otherwise


def done_or_said(request: HttpRequest, act: Callable[[], Any], done: Any, *, to: Any) -> HttpResponse:
    """Do it and say so, or say what the action objects to; either way back to where one was."""
    try:
        act()
        messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(to)
