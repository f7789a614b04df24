"""The overview as everybody reads it: the start page, a year's page, the .docx."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.documents import write_docx
from gongjian.core.exports import disposition
from gongjian.reports.models import Overview
from gongjian.reports.queries import (
    Rendering,
    Statement,
    document_of,
    names_open_to,
    overview_to_begin_with,
    overviews_visible_to,
    published_snapshot,
    render_overview,
    render_snapshot,
    sees_drafts,
)
from gongjian.reports.rules import can_edit_overviews, can_publish_overviews

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The start page: the latest overview, or what will appear here."""
    found = overview_to_begin_with(request.user)
    if found is None:
        return render(request, "reports/no_overview.html", {"can_edit": can_edit_overviews(request.user)})
    return reading_page(request, found, _shown(request, found))


@require_safe
def overview_year(request: HttpRequest, year: int) -> HttpResponse:
    found = get_object_or_404(overviews_visible_to(request.user), year=year)
    return reading_page(request, found, _shown(request, found))


@require_safe
def overview_docx(request: HttpRequest, year: int) -> HttpResponse:
    found = get_object_or_404(overviews_visible_to(request.user), year=year)
    return docx_answer(request, _shown(request, found))


def _shown(request: HttpRequest, overview: Overview) -> Rendering:
    """What this reader gets: the living text, or the published snapshot where that is the public face.

    Holders of posts may ask for the living text with `?living=1`.
    """
    living = overview.public_face != Overview.PublicFace.SNAPSHOT or (
        sees_drafts(request.user) and request.GET.get("living") == "1"
    )
    snapshot = None if living else published_snapshot(overview)
    if snapshot is not None:
        return render_snapshot(snapshot, language_of(), compare=wants_today(request))
    if not living and not sees_drafts(request.user):
        raise Http404  # withdrawn meanwhile
    return render_overview(overview, language_of())


def reading_page(request: HttpRequest, overview: Overview, rendering: Rendering) -> HttpResponse:
    names = names_open_to(request.user, (statement.use.name for statement in rendering.statements))
    context = {
        "overview": overview,
        "rendering": rendering,
        "snapshot": rendering.snapshot,
        "open_names": names,
        "compared": rendering.snapshot is not None and wants_today(request),
        "first": _first_to_show(rendering, names),
        "sees_drafts": sees_drafts(request.user),
        "can_edit": can_edit_overviews(request.user),
        "can_publish": can_publish_overviews(request.user),
        "others": overviews_visible_to(request.user).exclude(pk=overview.pk).order_by("-year"),
    }
    return render(request, "reports/overview.html", context)


def _first_to_show(rendering: Rendering, names: set[str]) -> Statement | None:
    """The figure whose card stands beside the text at first: the first of the running text that opens."""
    stated = (piece.statement for block in rendering.body for piece in block.pieces if piece.statement)
    return next((one for one in stated if one.said and one.use.name in names), None)


def docx_answer(request: HttpRequest, rendering: Rendering) -> HttpResponse:
    """The document as a download; `?notes=1` prints the annex's line number behind each figure."""
    name = _("Overview of %(year)s") % {"year": rendering.year}
    if rendering.snapshot:
        name = _("%(name)s, snapshot %(number)s") % {"name": name, "number": rendering.snapshot.number}
    names = names_open_to(request.user, (statement.use.name for statement in rendering.statements))
    content = write_docx(document_of(rendering, open_names=names, show_notes=request.GET.get("notes") == "1"))
    headers = {"Content-Disposition": disposition(f"{name}.docx"), "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=WORD, headers=headers)


def language_of() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


def wants_today(request: HttpRequest) -> bool:
    """A snapshot is read without reading any figure; `?today=1` marks what differs now."""
    return request.GET.get("today") == "1"
