"""Snapshots: taken, read, compared, published, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.core.form_pages import form_page, posted
from gongjian.core.tables import table_page
from gongjian.reports import actions
from gongjian.reports.forms import NoteForm, PublicFaceForm
from gongjian.reports.models import Overview, Snapshot
from gongjian.reports.queries import (
    Rendering,
    compare,
    frozen_statement,
    names_open_to,
    overviews_visible_to,
    render_overview,
    render_snapshot,
    sees_drafts,
    snapshots_visible_to,
    snapshots_with_counts,
)
from gongjian.reports.rules import can_edit_overviews, can_publish_overviews
from gongjian.reports.tables import SnapshotTable
from gongjian.reports.views.reading import docx_answer, language_of, reading_page, wants_today

TODAY = "today"


def _overview(request: HttpRequest, year: int) -> Overview:
    """For those inside: whoever has no business with drafts gets 404."""
    if not sees_drafts(request.user):
        raise Http404
    return get_object_or_404(overviews_visible_to(request.user), year=year)


def _snapshot(request: HttpRequest, year: int, number: int) -> Snapshot:
    return get_object_or_404(snapshots_visible_to(request.user), overview__year=year, number=number)


@login_required
@require_safe
def snapshot_list(request: HttpRequest, year: int) -> HttpResponse:
    overview = _overview(request, year)
    rows = snapshots_with_counts(overview.snapshots.select_related("overview", "taken_by__person"))
    context = {
        "overview": overview,
        "numbers": list(overview.snapshots.order_by("-number").values_list("number", flat=True)),
        "can_edit": can_edit_overviews(request.user),
        "can_publish": can_publish_overviews(request.user),
        "face_form": PublicFaceForm(initial={"public_face": overview.public_face}),
        "empty": {
            "what": _("Snapshots of this overview will appear here."),
            "how": _("Taking one freezes every figure with its evidence; the text goes on living."),
        },
    }
    return table_page(request, SnapshotTable, rows, template="reports/snapshot_list.html", context=context)


@login_required
@require_http_methods(["GET", "POST"])
def snapshot_take(request: HttpRequest, year: int) -> HttpResponse:
    overview = _overview(request, year)
    if not can_edit_overviews(request.user):
        raise Http404
    rendering = render_overview(overview, language_of())
    said = {"figures": len(rendering.statements), "gaps": len(rendering.gaps)}
    return form_page(
        request,
        NoteForm(posted(request)),
        lambda note: actions.take_snapshot(overview, note=note, by=request.user),
        done=lambda taken: _("%(snapshot)s is taken.") % {"snapshot": taken},
        heading=_("Take a snapshot"),
        lead=str(overview),
        consequence=_("%(figures)s figures are read now and frozen; %(gaps)s of them have no value yet.") % said,
        button=_("Take the snapshot"),
        back=overview.get_absolute_url(),
    )


@require_safe
def snapshot(request: HttpRequest, year: int, number: int) -> HttpResponse:
    found = _snapshot(request, year, number)
    rendering = render_snapshot(found, language_of(), compare=wants_today(request))
    return reading_page(request, found.overview, rendering)


@require_safe
def snapshot_docx(request: HttpRequest, year: int, number: int) -> HttpResponse:
    found = _snapshot(request, year, number)
    return docx_answer(request, render_snapshot(found, language_of()))


@require_safe
def snapshot_figure(request: HttpRequest, year: int, number: int, position: int) -> HttpResponse:
    """One figure as the snapshot froze it, beside what it says today; asked by htmx the card alone."""
    found = _snapshot(request, year, number)
    statement = frozen_statement(found, language_of(), position)
    if statement is None or statement.use.name not in names_open_to(request.user, [statement.use.name]):
        raise Http404
    part = "#card" if request.htmx else ""  # type: ignore[attr-defined]
    context = {"snapshot": found, "statement": statement}
    return render(request, f"reports/snapshot_figure.html{part}", context)


@login_required
@require_safe
def snapshot_compare(request: HttpRequest, year: int) -> HttpResponse:
    """Two snapshots, or a snapshot and today, in the order of time."""
    overview = _overview(request, year)
    numbers = list(overview.snapshots.order_by("number").values_list("number", flat=True))
    first, second = (request.GET.get(name, "") for name in ("from", "to"))
    known = {str(number) for number in numbers}
    first = first if first in known else str(numbers[-1] if numbers else "")
    second = second if second in known else TODAY
    context: dict[str, Any] = {"overview": overview, "numbers": numbers, "first": first, "second": second}
    if numbers:
        context["comparison"] = compare(_side(overview, first), _side(overview, second))
        context["everything"] = request.GET.get("all") == "1"
    return render(request, "reports/snapshot_compare.html", context)


def _side(overview: Overview, which: str) -> Rendering:
    if which == TODAY:
        return render_overview(overview, language_of())
    return render_snapshot(overview.snapshots.select_related("overview").get(number=int(which)), language_of())


@login_required
@require_http_methods(["GET", "POST"])
def snapshot_publish(request: HttpRequest, year: int, number: int) -> HttpResponse:
    found = _for_publishing(request, year, number)
    gaps = snapshots_with_counts(Snapshot.objects.filter(pk=found.pk)).get().gap_count
    texts = {
        "heading": _("Publish %(snapshot)s") % {"snapshot": found},
        "consequence": _("The public may read it. %(gaps)s of its figures have no value.") % {"gaps": gaps},
        "button": _("Publish"),
    }
    return _confirmed(request, found, actions.publish_snapshot, texts, done=_("Published."))


@login_required
@require_http_methods(["GET", "POST"])
def snapshot_withdraw(request: HttpRequest, year: int, number: int) -> HttpResponse:
    found = _for_publishing(request, year, number)
    texts = {
        "heading": _("Withdraw %(snapshot)s") % {"snapshot": found},
        "consequence": _("The public can no longer read it; it stays kept here and may be published again."),
        "button": _("Withdraw"),
    }
    return _confirmed(request, found, actions.withdraw_snapshot, texts, done=_("Withdrawn."))


def _for_publishing(request: HttpRequest, year: int, number: int) -> Snapshot:
    if not can_publish_overviews(request.user):
        raise Http404
    return _snapshot(request, year, number)


def _confirmed(request: HttpRequest, found: Snapshot, action: Any, texts: dict[str, str], *, done: str) -> HttpResponse:
    """Ask on GET, act on POST, say what happened."""
    if request.method == "POST":
        try:
            action(found, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, done)
        return redirect("reports:snapshot_list", found.overview.year)
    context = texts | {"form": None, "lead": found.note, "back": found.get_absolute_url()}
    return render(request, "core/form_page.html", context)
