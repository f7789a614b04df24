"""Import: upload, dry run, confirm; the work itself is a background job."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.exports import file_answer
from gongjian.core.form_pages import form_methods, form_page, or_404, sent
from gongjian.core.models import StoredFile
from gongjian.programmes.actions.imports import begin_import, receive_ledger
from gongjian.programmes.forms.evidence import ImportForm
from gongjian.programmes.queries import received_ledgers
from gongjian.programmes.rules.cells import said
from gongjian.programmes.rules.columns import MEASURES, title_of
from gongjian.programmes.rules.drafts import LedgerEntry
from gongjian.programmes.rules.imports import can_import
from gongjian.programmes.rules.workbook import LedgerFile, check_file
from gongjian.programmes.tables.workbook import write_template

MOST_SHOWN = 200


@login_required
@form_methods
def measure_import(request: HttpRequest) -> HttpResponse:
    or_404(can_import(request.user))
    return form_page(
        request,
        ImportForm(*sent(request)),
        lambda upload: receive_ledger(upload, by=request.user),
        template="programmes/import.html",
        heading=_("Import Excel"),
        button=_("Check the file"),
        back=reverse("programmes:measure_list"),
        to=lambda stored: reverse("programmes:import_check", args=[stored.pk]),
    )


@login_required
@form_methods
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run of a received file; confirmed, it is imported in the background."""
    or_404(can_import(request.user))
    stored = get_object_or_404(received_ledgers(request.user), pk=pk)
    if request.method == "POST":
        return redirect(begin_import(stored, by=request.user))
    try:
        with stored.content.open("rb") as file:
            found = check_file(file, stored.kind, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("programmes:measure_import")
    return render(request, "programmes/import_check.html", dry_run(stored, found))


def dry_run(stored: StoredFile, found: LedgerFile) -> dict[str, Any]:
    places, draft = found.places, found.draft
    return {
        "stored": stored,
        "encoding": found.book.encoding,
        "ignored": found.book.ignored,
        "problems": places[:MOST_SHOWN],
        "problem_count": len(places),
        "created": draft.created[:MOST_SHOWN],
        "created_count": len(draft.created),
        "updated": [changes_said(entry) for entry in draft.updated[:MOST_SHOWN]],
        "updated_count": len(draft.updated),
        "unchanged_count": len(draft.unchanged),
        "most": MOST_SHOWN,
        "may_confirm": not places and bool(draft.created or draft.updated),
    }


def changes_said(entry: LedgerEntry) -> dict[str, Any]:
    changes = [
        {
            "field": _("milestones") if name == "milestones" else title_of(MEASURES, name),
            "now": said(now),
            "then": said(then),
        }
        for name, (now, then) in entry.changes.items()
    ]
    return {"measure": entry.existing, "line": entry.line, "changes": changes}


@login_required
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    or_404(can_import(request.user))
    return file_answer(write_template(), _("ledger template") + ".xlsx")
