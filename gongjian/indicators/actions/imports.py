"""Many values at once from a spreadsheet: all of them or none."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import record
from gongjian.core.files import SPREADSHEETS, store_file
from gongjian.core.models import StoredFile
from gongjian.indicators.actions.observations import correct_observation, report_observation
from gongjian.indicators.rules import ValueEntry, ValuesDraft, check_import_values, check_values


@transaction.atomic
def receive_values(upload: UploadedFile, *, by: Any) -> StoredFile:
    """Keep a filled-in sheet for its check; nothing is reported yet."""
    check_import_values(by)
    stored = store_file(upload, by=by, kinds=SPREADSHEETS)
    record(stored, "values.received", by=by)
    return stored


@transaction.atomic
def import_values(stored: StoredFile, *, by: Any) -> ValuesDraft:
    """Report and correct everything the sheet says, each value with its own audit record.

    Raises ValidationError, and writes nothing, when the file has a problem by now.
    """
    check_import_values(by, stored)
    with stored.content.open("rb") as file:
        draft = check_values(file, stored.kind, by=by)
    if draft.problems:
        raise ValidationError(_("Something has changed since the check: look at the file's problems again."))
    for entry in draft.entries:
        _apply(entry, by=by)
    return draft


def _apply(entry: ValueEntry, *, by: Any) -> None:
    if entry.old is not None:
        correct_observation(entry.old, by=by, reason=entry.reason, value=entry.value, **entry.said)
        return
    report_observation(
        entry.definition,
        by=by,
        year=entry.year,
        value=entry.value,
        period_start=entry.period_start,
        as_of=entry.as_of,
        **entry.said,
    )
