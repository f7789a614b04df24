"""The months: how far reporting is, opening, freezing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.programmes.actions.months import begin_freezing, begin_opening
from gongjian.programmes.forms.months import FreezeForm, OpenForm
from gongjian.programmes.models import Campaign, MeasureLight, Month
from gongjian.programmes.queries.lights import counts_by_month, lights_visible_to, under_kinds
from gongjian.programmes.queries.months import (
    measures_that_report,
    months_visible_to,
    next_to_open,
    open_months_before,
    reporting_by_unit,
    reports_seen_in,
    with_reporting,
)
from gongjian.programmes.queries.reporting import unfinished_reports
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.months import can_run_months
from gongjian.programmes.tables.lights import Column

MOST_SHOWN = 60


def get_month(request: HttpRequest, year: int, month: int) -> Month:
    return get_object_or_404(months_visible_to(request.user), year=year, month=month)


def ledger_lights(user: object) -> QuerySet[MeasureLight]:
    """What this account sees of the ledger's lights: the numbers beside a month are those of its board."""
    return under_kinds(lights_visible_to(user), *Campaign.LEDGER_KINDS)


@login_required
@require_safe
def month_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user))
    months = list(with_reporting(months_visible_to(request.user), request.user)[:MOST_SHOWN])
    counts = counts_by_month(ledger_lights(request.user).filter(month__in=months))
    for month in months:
        month.column = Column(month, counts.get(month.pk, {}))
    context = {
        "months": months,
        "most": max((month.column.total for month in months), default=0),
        "may_run": can_run_months(request.user),
        "year": clock.today().year if not months else months[0].year,
    }
    return render(request, "programmes/month_list.html", context)


@login_required
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """How far reporting is, unit by unit; once frozen, how the lights fell."""
    found = get_month(request, year, month)
    units = reporting_by_unit(reports_seen_in(found, request.user))
    counts = counts_by_month(ledger_lights(request.user).filter(month=found)).get(found.pk, {})
    totals = {
        name: sum(row[name] for row in units) for name in ("owed", "handed_in", "accepted", "returned", "missing")
    }
    context = {
        "month": found,
        "is_frozen": found.state == Month.State.FROZEN,
        "units": units,
        "totals": totals,
        "column": Column(found, counts),
        "days_past": (clock.today() - found.due_on).days,
        "may_freeze": can_run_months(request.user) and found.state == Month.State.OPEN,
        "may_open": can_run_months(request.user) and found.state == Month.State.OPEN and joined_later(found),
        "earlier": open_months_before(found).first(),
    }
    return render(request, "programmes/month.html", context)


def joined_later(month: Month) -> int:
    """How many running measures have not been asked yet."""
    return measures_that_report(month.year).exclude(reports__month=month).count()


@login_required
@form_methods
def month_open(request: HttpRequest) -> HttpResponse:
    or_404(can_run_months(request.user))
    year, month = next_to_open(clock.today())
    asked: Any = request.GET if request.GET.get("year") else {"year": year, "month": month}
    return form_page(
        request,
        OpenForm(posted(request), initial={"year": asked.get("year"), "month": asked.get("month")}),
        lambda year, month: begin_opening(year, month, by=request.user),
        heading=_("Open a month"),
        lead=_("A report is asked for on every running measure; problems and next steps begin as they stood."),
        consequence=_(
            "Whoever writes and signs for a unit is told in the inbox how many reports are due, and by when."
        ),
        button=_("Open the month"),
        back=reverse("programmes:month_list"),
        done=_("Begun. You may leave; the result comes to your inbox."),
    )


@login_required
@form_methods
def month_freeze(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_month(request, year, month)
    or_404(can_run_months(request.user))
    missing = unfinished_reports(found).count()
    return form_page(
        request,
        FreezeForm(posted(request)),
        lambda: begin_freezing(found, by=request.user),
        heading=_("Freeze %(month)s") % {"month": found.label},
        lead=_("Every measure gets its light as of the last day of the month, with the reason in words."),
        consequence=_(
            "This cannot be undone: lights are never changed afterwards. Reports still missing: %(missing)s; their "
            "measures become red."
        )
        % {"missing": missing},
        button=_("Freeze the month"),
        back=found.get_absolute_url(),
        done=_("Begun. You may leave; the result comes to your inbox."),
    )
