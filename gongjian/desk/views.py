"""The desk's pages: what waits, what is due when, the search."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.listings import words_of
from gongjian.desk.actions import catch_up
from gongjian.desk.queries.dues import dues_between, months_around, weeks_of
from gongjian.desk.queries.kinds import SEARCH_KINDS
from gongjian.desk.queries.search import Result, read_lines, search
from gongjian.desk.queries.work import BY_KEY, counts_of, done_by, page_of
from gongjian.desk.rules import can_use_desk
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules.days import days_counter

SIZE = 50
TABS = ("waiting", "under_way", "done", "overdue")
MOST_IN_A_CELL = 4


def _officers_only(request: HttpRequest) -> None:
    if not can_use_desk(request.user):
        raise Http404


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """待办 / 在办 / 已办 / 超期: four tabs with their counts, and the work of the one chosen."""
    _officers_only(request)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    kinds = {name: counts_of(request.user, name) for name in ("waiting", "under_way")}
    done = done_by(request.user)
    counts = {
        "waiting": sum(kind.total for kind in kinds["waiting"]),
        "under_way": sum(kind.total for kind in kinds["under_way"]),
        "overdue": sum(kind.overdue for kind in kinds["waiting"]),
        "done": done.count(),
    }
    context: dict[str, Any] = {"tab": tab, "counts": counts, "today": clock.today()}
    if tab == "done":
        context["page"] = Paginator(done, SIZE).get_page(request.GET.get("page"))
        context["records"] = [(record, words_of(record)) for record in context["page"]]
    else:
        context |= work_on(request, tab, kinds["under_way" if tab == "under_way" else "waiting"])
    return render(request, "desk/home.html", context)


def work_on(request: HttpRequest, tab: str, kinds: list[Any]) -> dict[str, Any]:
    """One page of work, with the kinds it can be narrowed to."""
    overdue = tab == "overdue"
    numbers = {kind.kind.key: kind.overdue if overdue else kind.total for kind in kinds}
    numbers = {key: number for key, number in numbers.items() if number}
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in numbers else ""
    total = numbers[chosen] if chosen else sum(numbers.values())
    page = Paginator(range(total), SIZE).get_page(request.GET.get("page"))
    start = max(page.start_index() - 1, 0)
    lines = page_of(request.user, tab, kind=chosen, overdue=overdue, start=start, size=SIZE)
    days = days_counter(calendar_now(), clock.today())
    return {
        "page": page,
        "chosen": chosen,
        "kinds": [(BY_KEY[key], number) for key, number in numbers.items()],
        "lines": [(line, days(line.due) if line.due else "") for line in lines],
    }


@login_required
@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    """A month of dues, or with `?day=` everything of one day."""
    _officers_only(request)
    day = as_day(request.GET.get("day", ""))
    first, last, before, after = months_around(day or as_day(request.GET.get("month", "") + "-01") or clock.today())
    found = dues_between(request.user, day or first, day or last)
    by_day: dict[date, list[Any]] = {}
    for due in found:
        by_day.setdefault(due.day, []).append(due)
    context = {
        "first": first,
        "before": before,
        "after": after,
        "day": day,
        "today": clock.today(),
        "count": len(found),
        "weeks": [] if day else [[_cell(at, by_day) for at in week] for week in weeks_of(first)],
        "days": sorted(by_day.items()),
    }
    return render(request, "desk/dues.html", context)


def _cell(day: date | None, by_day: dict[date, list[Any]]) -> dict[str, Any]:
    found = by_day.get(day, []) if day else []
    # One more line is worth no "and 1 more".
    shown = found if len(found) <= MOST_IN_A_CELL else found[: MOST_IN_A_CELL - 1]
    return {"day": day, "dues": shown, "more": len(found) - len(shown)}


def as_day(text: str) -> date | None:
    """2020-12-31 as a day; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search over everything one may see."""
    _officers_only(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    kind = request.GET.get("kind", "")
    if query:
        catch_up(by=SYSTEM)
    result = search(request.user, query, kind)
    page: Page[tuple[str, str]] = Paginator(result.lines, SIZE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "result": result,
        "page": page,
        "lines": read_lines(list(page)),
        "chosen": kind,
        "kinds": _kinds_found(result),
        "total": sum(result.counts.values()),
    }
    return render(request, "desk/search.html", context)


def _kinds_found(result: Result) -> list[tuple[Any, int]]:
    return [(kind, result.counts[kind.key]) for kind in SEARCH_KINDS if kind.key in result.counts]
