"""Importing values: the template, the upload, the check of what would happen, and the word to do it."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.exports import file_answer, write_xlsx
from gongjian.core.files import SPREADSHEETS
from gongjian.core.form_pages import complete, form_methods, sent, status_of
from gongjian.core.language import is_english
from gongjian.core.models import StoredFile
from gongjian.indicators.actions import import_values, receive_values
from gongjian.indicators.forms import ImportForm
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries import default_year, definitions_visible_to
from gongjian.indicators.rules import HEADS, REPORTING, ValuesDraft, can_import_values, check_values
from gongjian.organizations.queries import units_in_scope

MOST_SHOWN = 200


def importers_only(request: HttpRequest) -> None:
    if not can_import_values(request.user):
        raise Http404


@login_required
@form_methods
def observation_import(request: HttpRequest) -> HttpResponse:
    importers_only(request)
    form = ImportForm(*sent(request))
    stored = complete(form, lambda upload: receive_values(upload, by=request.user)) if form.is_bound else None
    if stored is not None:
        return redirect("indicators:observation_import_check", stored.pk)
    return render(request, "indicators/observation_import.html", {"form": form}, status=status_of(form))


@login_required
@form_methods
def observation_import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do; sent, it is done: all of it or nothing."""
    importers_only(request)
    stored = get_object_or_404(StoredFile, pk=pk, stored_by=request.user, kind__in=SPREADSHEETS)
    try:
        if request.method == "POST":
            done = import_values(stored, by=request.user)
            messages.success(request, _("%(count)s values imported.") % {"count": len(done.entries)})
            return redirect("indicators:figure_list")
        with stored.content.open("rb") as file:
            draft = check_values(file, stored.kind, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("indicators:observation_import")
    return render(request, "indicators/observation_import_check.html", check_context(stored, draft))


def check_context(stored: StoredFile, draft: ValuesDraft) -> dict[str, Any]:
    heads = {name: english if is_english() else chinese for name, (chinese, english) in HEADS.items()}
    letters = {letter: heads[name] for name, letter in draft.book.letters.get("values", {}).items()}
    return {
        "stored": stored,
        "encoding": draft.book.encoding,
        "problems": [(found, letters.get(found.column, "")) for found in draft.problems[:MOST_SHOWN]],
        "problem_count": len(draft.problems),
        "entries": draft.entries[:MOST_SHOWN],
        "added": sum(entry.old is None for entry in draft.entries),
        "corrected": sum(entry.old is not None for entry in draft.entries),
        "unchanged": draft.unchanged,
        "ignored": draft.book.ignored,
        "most": MOST_SHOWN,
    }


@login_required
@require_safe
def observation_template(request: HttpRequest) -> HttpResponse:
    """A sheet with one row for each figure this person reports, holding what stands for the year."""
    importers_only(request)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else default_year()
    title = _("Values") if is_english() else "填报表"
    return file_answer(write_xlsx([(title, _template_rows(request.user, year))]), f"{title}-{year}.xlsx")


def _template_rows(user: Any, year: int) -> Iterator[list[Any]]:
    yield [english if is_english() else chinese for chinese, english in HEADS.values()]
    owners = units_in_scope(user, *REPORTING)
    rows = definitions_visible_to(user).filter(owner__in=owners, numerator="").order_by("pk")
    current: dict[int, list[Observation]] = {}
    for found in Observation.objects.filter(definition__in=rows, year=year, is_current=True).order_by("as_of"):
        current.setdefault(found.definition_id, []).append(found)
    for definition in rows:
        for observation in current.get(definition.pk, [None]):
            yield _template_row(definition, observation, year)


def _template_row(definition: Definition, row: Observation | None, year: int) -> list[Any]:
    unit = definition.unit_en.partition("|")[0] if is_english() and definition.unit_en else definition.unit
    start = [definition.name, definition.label, unit, str(year)]
    if row is None:
        return start + [""] * (len(HEADS) - len(start))
    planned = (_("yes") if row.is_planned else _("no")) if is_english() else ("是" if row.is_planned else "否")
    bound = row.get_bound_display()
    value = row.value if isinstance(row.value, datetime.date) or _fits_a_cell(row.value) else str(row.value or "")
    texts = [row.source, row.source_en, row.note, row.note_en, ""]
    return [*start, row.period_start or "", row.as_of or "", value, bound, planned, *texts]


def _fits_a_cell(value: Decimal | None) -> bool:
    """A spreadsheet keeps 15 digits of a number; what has more is written as text."""
    return value is not None and len(value.as_tuple().digits) <= 15
