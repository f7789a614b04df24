"""The editor's desk: overviews, their texts with preview, labels, and what the public sees."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongjian.algorithms.numerals import CHINESE, ENGLISH
from gongjian.algorithms.overview_text import TemplateError
from gongjian.core.form_pages import REFUSED, form_page, posted, status_of
from gongjian.core.tables import table_page
from gongjian.indicators.queries import computed_visible_to, definitions_visible_to
from gongjian.reports import actions
from gongjian.reports.forms import LABEL_FORMS, PublicFaceForm, TextForm, YearForm
from gongjian.reports.models import Overview
from gongjian.reports.queries import (
    compare_texts,
    facts_missing,
    first_texts,
    language_name,
    overviews_with_latest,
    problems_of,
    render_text,
    sees_drafts,
)
from gongjian.reports.rules import can_edit_overviews, can_publish_overviews, words_by_fact
from gongjian.reports.tables import OverviewTable

LANGUAGE_OF = {"text": CHINESE, "text_en": ENGLISH}


def _overview(request: HttpRequest, year: int) -> Overview:
    """For editors; everybody else gets 404."""
    if not can_edit_overviews(request.user):
        raise Http404
    return get_object_or_404(Overview, year=year)


@login_required
@require_safe
def overview_list(request: HttpRequest) -> HttpResponse:
    if not sees_drafts(request.user):
        raise Http404
    can_edit = can_edit_overviews(request.user)
    add = {"url": reverse("reports:overview_add"), "title": _("New overview"), "primary": True}
    context = {
        "heading": _("Annual overview"),
        "lead": _("Year-end texts in which every figure is a query."),
        "links": [add] if can_edit else [],
        "empty": {
            "what": _("The year-end overviews will appear here."),
            "how": _("An editor begins one for a year; the figures then write themselves."),
            "url": add["url"] if can_edit else "",
            "button": add["title"],
        },
    }
    return table_page(request, OverviewTable, overviews_with_latest(request.user), context=context)


@login_required
@require_http_methods(["GET", "POST"])
def overview_add(request: HttpRequest) -> HttpResponse:
    if not can_edit_overviews(request.user):
        raise Http404
    return form_page(
        request,
        YearForm(posted(request)),
        lambda year, source: begin_overview(year, source, by=request.user),
        done=lambda made: _("%(overview)s is begun.") % {"overview": made},
        to=lambda made: reverse("reports:overview_edit", args=[made.year]),
        heading=_("New overview"),
        lead=_("Begin a year's overview, bare or with the text of another year."),
        button=_("Begin"),
        back=reverse("reports:overview_list"),
    )


def begin_overview(year: int, source: Overview | None, *, by: Any) -> Overview:
    """Bare, or with the texts and labels of another year."""
    text, text_en = first_texts(year, source)
    labels = actions.labels_of(source) if source else []
    return actions.create_overview(year, text=text, text_en=text_en, labels=labels, by=by)


@login_required
@require_http_methods(["GET", "POST"])
def overview_edit(request: HttpRequest, year: int) -> HttpResponse:
    overview = _overview(request, year)
    kept = {"text": overview.text, "text_en": overview.text_en, "version": overview.version}
    form = TextForm(posted(request), initial=kept)
    clash = None
    if request.method == "POST" and form.is_valid() and request.POST.get("do") != "check":
        try:
            actions.edit_overview(overview, **_typed(form), by=request.user)
        except ValidationError as error:
            clash = _clash(overview, form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:overview_edit", year)
    return _editor(request, overview, form, clash)


def _typed(form: TextForm) -> dict[str, Any]:
    return form.cleaned_data | {"version": form.cleaned_data["version"] or 0}


def _clash(overview: Overview, form: TextForm, error: ValidationError) -> list[Any] | None:
    """Put the errors where they belong; after a clash, answer what the other editor changed.

    Saving again then replaces the other's text, knowingly: the form takes on the version it was compared with.
    """
    is_clash = getattr(error, "code", "") == "clash"
    form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error(None, _in_short(error))
    if not is_clash:
        return None
    form.data = form.data.copy()
    form.data["version"] = str(overview.version)
    mine, theirs = (
        "\n".join(texts)
        for texts in (
            (form.cleaned_data["text"], form.cleaned_data["text_en"]),
            (overview.text, overview.text_en),
        )
    )
    return [block for block in compare_texts(theirs, mine) if block.is_changed]


def _in_short(error: ValidationError) -> str:
    """The problems themselves are listed beside the text, by line."""
    count = sum(len(errors) for errors in error.error_dict.values())
    return _("%(count)s problems keep the text from being saved; they are listed beside it.") % {"count": count}


def _editor(request: HttpRequest, overview: Overview, form: TextForm, clash: list[Any] | None) -> HttpResponse:
    text, text_en = (str(form[name].value() or "").replace("\r\n", "\n") for name in LANGUAGE_OF)
    context = {
        "overview": overview,
        "form": form,
        "clash": clash,
        "remarks": _remarks(overview, text, text_en),
        "figures": _figures(request, overview.year),
        "can_publish": can_publish_overviews(request.user),
    }
    return render(request, "reports/overview_edit.html", context, status=status_of(form))


def _remarks(overview: Overview, text: str, text_en: str) -> list[dict[str, Any]]:
    """What there is to say about each text: problems by line, and facts only the other one states."""
    labels = actions.labels_of(overview)
    remarks = []
    for name, source, other in (("text", text, text_en), ("text_en", text_en, text)):
        language = LANGUAGE_OF[name]
        if not source.strip() and name == "text_en":
            continue
        problems = problems_of(source, language=language, labels=words_by_fact(labels, language))
        lacking = facts_missing(other, source) if other.strip() else []
        remarks.append({"field": name, "name": language_name(language), "problems": problems, "lacking": lacking})
    return remarks


def _figures(request: HttpRequest, year: int) -> list[dict[str, str]]:
    """Every figure there is to write with, by name, and the tag that writes it."""
    titles = {one.name: str(one.title) for one in computed_visible_to(request.user)}
    titles |= {one.name: one.label for one in definitions_visible_to(request.user)}
    return [{"title": title, "tag": f'{{{{ figure "{name}" year={year} }}}}'} for name, title in sorted(titles.items())]


@login_required
@require_POST
def overview_preview(request: HttpRequest, year: int) -> HttpResponse:
    """Both texts as they would read, without saving; htmx gets the fragment, others a page that leads back."""
    overview = _overview(request, year)
    form = TextForm(request.POST)
    form.is_valid()
    labels = actions.labels_of(overview)
    previews = []
    for name, language in LANGUAGE_OF.items():
        source = str(form.cleaned_data.get(name, ""))
        if not source:
            continue
        try:
            rendering = render_text(source, language=language, year=year, labels=labels)
        except TemplateError:
            rendering = None
        problems = problems_of(source, language=language, labels=words_by_fact(labels, language))
        previews.append({"name": language_name(language), "rendering": rendering, "problems": problems})
    part = "#preview" if request.htmx else ""  # type: ignore[attr-defined]
    context = {"overview": overview, "form": form, "previews": previews}
    return render(request, f"reports/overview_preview.html{part}", context)


@login_required
@require_http_methods(["GET", "POST"])
def overview_labels(request: HttpRequest, year: int) -> HttpResponse:
    overview = _overview(request, year)
    forms = LABEL_FORMS(posted(request), initial=actions.labels_of(overview))
    errors: list[str] = []
    if request.method == "POST" and forms.is_valid():
        try:
            actions.set_labels(overview, forms.rows(), by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:overview_labels", year)
    failed = bool(errors or (request.method == "POST" and not forms.is_valid()))
    context = {"overview": overview, "forms": forms, "errors": errors, "failed": failed}
    return render(request, "reports/overview_labels.html", context, status=REFUSED if failed else 200)


@login_required
@require_POST
def overview_public_face(request: HttpRequest, year: int) -> HttpResponse:
    if not can_publish_overviews(request.user):
        raise Http404
    overview = get_object_or_404(Overview, year=year)
    form = PublicFaceForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Please choose one of the three."))
        changed = actions.set_public_face(overview, form.cleaned_data["public_face"], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = {"face": changed.get_public_face_display()}
        messages.success(request, _("What the public sees: %(face)s.") % said)
    return redirect("reports:snapshot_list", year)
