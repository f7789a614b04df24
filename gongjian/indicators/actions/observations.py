"""Reporting values. A correction is a new revision and a withdrawal one without a value: nothing is lost."""

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor, record, state_of
from gongjian.core.files import store_file
from gongjian.indicators.models import Definition, Observation, period_of
from gongjian.indicators.rules import (
    check_attach_document,
    check_correct_observation,
    check_period,
    check_report_observation,
    check_value,
    check_withdraw_observation,
)
from gongjian.organizations.models import Account

Value = Decimal | datetime.date
# What a correction may change; year and period are the observation's name and stay.
CORRECTABLE = ("bound", "is_planned", "source", "source_en", "note", "note_en", "is_sample")


@transaction.atomic
def report_observation(
    definition: Definition,
    *,
    by: Actor,
    year: int,
    value: Value,
    period_start: datetime.date | None = None,
    as_of: datetime.date | None = None,
    document: UploadedFile | None = None,
    **said: Any,
) -> Observation:
    """The first value of a figure for a period; `said` are the fields of CORRECTABLE (source is required).

    Raises ValidationError by field, also when the period has been reported already.
    """
    definition = Definition.objects.select_for_update(of=("self",)).select_related("owner").get(pk=definition.pk)
    row = Observation(
        definition=definition,
        year=year,
        period_start=period_start,
        as_of=as_of,
        period=period_of(period_start, as_of),
        entered_by=by if isinstance(by, Account) else None,
        **said,
    )
    _set_value(row, value)
    check_report_observation(by, row)
    _save(row, document, by=by)
    record(row, "observation.reported", by=by)
    return row


@transaction.atomic
def correct_observation(
    observation: Observation,
    *,
    by: Actor,
    reason: str,
    value: Value,
    document: UploadedFile | None = None,
    **said: Any,
) -> Observation:
    """Put a new revision in the place of the current one, which stays. Gives a withdrawn value back, too.

    Raises ValidationError when somebody was quicker, when there is no reason, or when nothing differs.
    """
    old = _locked(observation)
    check_correct_observation(by, old, reason=reason)
    new = _next_revision(old, by=by, reason=reason)
    for name in CORRECTABLE:
        setattr(new, name, said.pop(name, getattr(old, name)))
    if said:
        raise TypeError(f"A correction cannot change {', '.join(said)}.")
    _set_value(new, value)
    check_value(new)
    check_period(new)
    if document is None and _says_the_same(old, new):
        raise ValidationError(_("Nothing differs from the value that stands."))
    _replace(old, new, document, by=by)
    record(new, "observation.corrected", by=by, before=state_of(old), note=reason)
    return new


@transaction.atomic
def withdraw_observation(observation: Observation, *, by: Actor, reason: str) -> Observation:
    """Say that there is no value after all: the figure becomes a gap, the old value stays in its history."""
    old = _locked(observation)
    check_withdraw_observation(by, old, reason=reason)
    new = _next_revision(old, by=by, reason=reason)
    _replace(old, new, None, by=by)
    record(new, "observation.withdrawn", by=by, before=state_of(old), note=reason)
    return new


@transaction.atomic
def attach_document(observation: Observation, document: UploadedFile, *, by: Actor) -> Observation:
    """Add the document that proves the current value, where it has none yet."""
    row = _locked(observation)
    check_attach_document(by, row)
    before = state_of(row)
    row.document = store_file(document, by=by)
    row.save(update_fields=["document"])
    record(row, "observation.document_attached", by=by, before=before)
    return row


def _locked(observation: Observation) -> Observation:
    """The row as it stands, its figure locked: two corrections of one figure follow one another."""
    Definition.objects.select_for_update().get(pk=observation.definition_id)
    return Observation.objects.select_related("definition__owner").get(pk=observation.pk)


def _next_revision(old: Observation, *, by: Actor, reason: str) -> Observation:
    return Observation(
        definition=old.definition,
        year=old.year,
        period_start=old.period_start,
        as_of=old.as_of,
        period=old.period,
        source=old.source,
        source_en=old.source_en,
        is_planned=old.is_planned,
        is_sample=old.is_sample,
        document=old.document,
        entered_by=by if isinstance(by, Account) else None,
        revision=old.revision + 1,
        reason=reason.strip(),
    )


def _replace(old: Observation, new: Observation, document: UploadedFile | None, *, by: Actor) -> None:
    Observation.objects.filter(pk=old.pk).update(is_current=False)
    _save(new, document, by=by)


def _save(row: Observation, document: UploadedFile | None, *, by: Actor) -> None:
    _check_fields(row)
    if document is not None:
        row.document = store_file(document, by=by)
    row.save(force_insert=True)


def _check_fields(row: Observation) -> None:
    """The model's own checks; what is wrong with the number or the date is wrong with the value."""
    try:
        row.full_clean(exclude=["entered_by"])
    except ValidationError as error:
        found = error.update_error_dict({})
        raise ValidationError(
            {"value" if name in ("number", "date") else name: found[name] for name in found}
        ) from None


def _set_value(row: Observation, value: Value) -> None:
    row.number = value if isinstance(value, Decimal) else None
    row.date = value if isinstance(value, datetime.date) else None


def _says_the_same(old: Observation, new: Observation) -> bool:
    return old.value == new.value and all(getattr(old, name) == getattr(new, name) for name in CORRECTABLE)
