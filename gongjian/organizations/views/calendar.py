"""The working calendar: a year on one page, a calculator, and the notice it is made of."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongjian.algorithms.calendar import Calendar, UnpublishedYear, YearNotice, seed_notice
from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.organizations import actions, rules
from gongjian.organizations.actions.notices import FIRST_YEAR, LAST_YEAR
from gongjian.organizations.forms import NoticeForm, NoticeTextForm, SpanForm
from gongjian.organizations.forms.calendar import write_days
from gongjian.organizations.queries import calendar_now, is_officer


@dataclass(frozen=True)
class Month:
    """A month for the page: weeks of (day or None, class)."""

    first: date
    weeks: list[list[tuple[date | None, str]]]
    working: int


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    or_404(is_officer(request.user))
    known = calendar_now()
    year = wanted_year(request.GET.get("year", ""), known)
    notice = known.years.get(year)
    months = [month_of(notice, number) for number in range(1, 13)] if notice else []
    context = {
        "year": year,
        "notice": notice,
        "months": months,
        "working": sum(month.working for month in months),
        "off": len(notice.holidays) if notice else 0,
        "made_up": len(notice.workdays) if notice else 0,
        "years": sorted({*known.years, year}),
        "can_enter": rules.can_enter_notice(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "organizations/calendar.html", context | calculate(request, known))


def wanted_year(text: str, known: Calendar) -> int:
    """The year asked for; else this year."""
    return next((year for year in range(FIRST_YEAR, LAST_YEAR + 1) if str(year) == text), timezone.localdate().year)


def month_of(notice: YearNotice, number: int) -> Month:
    weeks = []
    working = 0
    for week in months_of.Calendar().monthdatescalendar(notice.year, number):
        cells: list[tuple[date | None, str]] = []
        for day in week:
            inside = day.month == number
            cells.append((day, kind_of(notice, day)) if inside else (None, ""))
            working += inside and notice.is_working_day(day)
        weeks.append(cells)
    return Month(date(notice.year, number, 1), weeks, working)


def kind_of(notice: YearNotice, day: date) -> str:
    if day in notice.holidays:
        return "off"
    if day in notice.workdays:
        return "worked"
    return "weekend" if day.weekday() >= 5 else ""


def calculate(request: HttpRequest, known: Calendar) -> dict[str, Any]:
    """The calculator's answer, or in plain words why there is none."""
    if "days" not in request.GET:
        return {"span": SpanForm(initial={"start": timezone.localdate(), "days": 5})}
    span = SpanForm(request.GET)
    if not span.is_valid():
        return {"span": span}
    try:
        due = known.add_working_days(span.cleaned_data["start"], span.cleaned_data["days"])
    except UnpublishedYear as error:
        words = _("The holiday notice for %(year)s has not been entered yet, so nothing can be said about that year.")
        return {"span": span, "missing": words % {"year": error.year}}
    return {"span": span, "due": due} | span.cleaned_data


@login_required
@require_http_methods(["GET", "POST"])
def notice_edit(request: HttpRequest, year: int) -> HttpResponse:
    or_404(rules.can_enter_notice(request.user) and FIRST_YEAR <= year <= LAST_YEAR)
    stored = calendar_now().years.get(year)
    return form_page(
        request,
        NoticeForm(posted(request), year=year, initial=as_text(stored)),
        lambda **values: actions.enter_notice(year, by=request.user, **values),
        heading=_("Holiday notice for %(year)s") % {"year": year},
        lead=_("Every deadline counted in working days follows it."),
        button=_("Save the notice"),
        back=address(year),
        to=address(year),
        done=_("The notice has been saved."),
    )


def as_text(notice: YearNotice | None) -> dict[str, str]:
    if notice is None:
        return {}
    days = {"holidays": write_days(list(notice.holidays)), "workdays": write_days(list(notice.workdays))}
    return days | {"source": notice.source}


def address(year: int) -> str:
    return f"{reverse('organizations:calendar')}?year={year}"


@login_required
@require_http_methods(["GET", "POST"])
def notice_import(request: HttpRequest) -> HttpResponse:
    """Read pasted text (or the built-in notice) into the form of the notice, to be checked before it is saved."""
    or_404(rules.can_enter_notice(request.user))
    year = request.GET.get("year", "")
    if request.method == "POST" and "built_in" in request.POST:
        return import_built_in(request)
    form = NoticeTextForm(posted(request), initial={"year": year or timezone.localdate().year + 1})
    if request.method == "POST" and form.is_valid():
        return preview(request, form)
    context = {"form": form, "built_in": built_in_years()}
    return render(request, "organizations/notice_import.html", context, status=422 if form.errors else 200)


def preview(request: HttpRequest, form: NoticeTextForm) -> HttpResponse:
    """Nothing is saved yet: the notice's own form, filled in, which saves when it is sent."""
    found = form.cleaned_data
    start = {
        "holidays": write_days(found["holidays"]),
        "workdays": write_days(found["workdays"]),
        "source": found["source"],
    }
    filled = NoticeForm(year=found["year"], initial=start)
    context = {
        "form": filled,
        "year": found["year"],
        "elsewhere": found["elsewhere"],
        "off": len(found["holidays"]),
        "made_up": len(found["workdays"]),
    }
    return render(request, "organizations/notice_preview.html", context)


def built_in_years() -> list[int]:
    """Years the built-in calendar knows and that are not entered yet."""
    entered = calendar_now().years
    found = []
    for year in range(FIRST_YEAR, timezone.localdate().year + 3):
        try:
            seed_notice(year)
        except UnpublishedYear:
            continue
        if year not in entered:
            found.append(year)
    return found


def import_built_in(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("built_in", "")
    if text not in {str(year) for year in built_in_years()}:
        raise Http404
    actions.import_notice(int(text), by=request.user)
    return redirect(address(int(text)))
