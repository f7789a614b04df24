"""Lists of monthly reports: of a month, of what waits for the reader, of a measure."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.form_pages import or_404
from gongjian.core.tables import table_page
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Month, MonthlyReport
from gongjian.programmes.queries import reporting as queries
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.reporting import can_see_reports
from gongjian.programmes.tables.reporting import (
    HistoryTable,
    OfficeReportTable,
    QueueFilter,
    ReportFilter,
    ReportTable,
    prepare_reports,
)
from gongjian.programmes.views.fetching import get_measure

State = MonthlyReport.State


@login_required
@require_safe
def report_list(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The reports of one month that this person may see."""
    or_404(can_see_reports(request.user))
    found = get_object_or_404(Month, year=year, month=month)
    reports = queries.reports_visible_to(request.user).filter(month=found)
    return list_page(
        request,
        reports,
        filterset=ReportFilter,
        month=found,
        months=Month.objects.all()[:24],
        counts=counts_for(request, reports),
        has_own=has_duty(request.user, *TAKING_PART),
        template="programmes/report_list.html",
        empty={"what": _("The month's reports will stand here once they have been handed in.")},
    )


def counts_for(request: HttpRequest, reports: QuerySet[MonthlyReport]) -> list[dict[str, Any]]:
    """The board over the list: by state and late, under the search and unit in force."""
    asked = request.GET.copy()
    for name in ("state", "late"):
        asked.pop(name, None)
    filterset = ReportFilter(asked or None, queryset=reports, request=request)
    counts = queries.counts_of(
        filterset.qs if not filterset.is_bound or filterset.is_valid() else reports, clock.today()
    )
    late, state = bool(request.GET.get("late")), request.GET.get("state", "")
    return [
        {"state": "", "label": _("All"), "number": counts["all"], "chosen": not late and not state},
        *(
            {"state": one.value, "label": one.label, "number": counts[one.value], "chosen": not late and state == one}
            for one in State
        ),
        {"late": "yes", "label": _("Late"), "number": counts["late"], "chosen": late},
    ]


WAITING = {
    "write": (queries.reports_to_write, lambda: _("To write")),
    "sign": (queries.reports_to_sign, lambda: _("To sign")),
    "rule": (queries.reports_to_rule_on, lambda: _("To accept or return")),
    "way": (queries.reports_on_their_way, lambda: _("On their way")),
}


@login_required
@require_safe
def report_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person, whichever month it belongs to."""
    or_404(can_see_reports(request.user))
    groups = {key: find(request.user) for key, (find, _title) in WAITING.items()}
    counts = {key: rows.count() for key, rows in groups.items()}
    shown = request.GET.get("what", "")
    if shown not in groups:
        shown = next((key for key in groups if counts[key]), "write")
    chips = [
        {"key": key, "title": title(), "number": counts[key], "current": key == shown}
        for key, (_find, title) in WAITING.items()
        if counts[key] or key == shown
    ]
    return list_page(
        request,
        groups[shown],
        filterset=QueueFilter,
        chips=chips,
        month=queries.latest_month(),
        template="programmes/report_queue.html",
        empty={"what": _("Nothing waits for you. What you are to write, sign or rule on stands here.")},
    )


def list_page(
    request: HttpRequest, reports: QuerySet[MonthlyReport], *, template: str, filterset: Any, **context: Any
) -> HttpResponse:
    rules = has_duty(request.user, *OFFICE)
    context["may_accept"] = rules and reports.filter(state=State.SUBMITTED).exists()
    return table_page(
        request,
        OfficeReportTable if context["may_accept"] else ReportTable,
        reports.select_related(*queries.RELATED),
        filterset_class=filterset,
        template=template,
        context=context,
        prepare=prepare_reports(),
    )


@login_required
@require_safe
def measure_reports(request: HttpRequest, number: str) -> HttpResponse:
    """A measure's reports, month by month."""
    found = get_measure(request, number)
    return table_page(
        request,
        HistoryTable,
        queries.history_of(found, request.user),
        template="programmes/measure_reports.html",
        context={
            "measure": found,
            "empty": {"what": _("The measure's monthly reports will stand here, the latest first.")},
        },
        prepare=prepare_reports(),
    )
