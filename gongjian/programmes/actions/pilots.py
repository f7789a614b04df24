"""Pilot policies: who granted them by which document, and the document that landed them."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy

from gongjian.core.audit import Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import Grant, Measure
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.queries.pilots import grant_of
from gongjian.programmes.rules.pilots import check_granted_on, check_land, check_write_grant

FIELDS = ("granted_by", "granted_document", "granted_on", "is_sample")


@transaction.atomic
def enter_grant(measure: Measure, values: dict[str, Any], *, by: Actor) -> Grant:
    """Who granted a pilot policy, by which document, when; changed until a document has landed it.

    Nothing is written when nothing differs. Raises PermissionDenied, ValidationError by field.
    """
    measure = _locked(measure)
    held = grant_of(measure)
    check_write_grant(by, measure, held)
    grant = held or Grant(measure=measure)
    before = state_of(grant) if held else None
    for name in FIELDS:
        if name in values:
            setattr(grant, name, values[name])
    check_granted_on(grant.granted_on)
    grant.full_clean()
    if before is not None and state_of(grant) == before:
        return grant
    grant.save()
    record(grant, "grant.edited" if held else "grant.entered", by=by, before=before)
    return grant


@transaction.atomic
def land_pilot(measure: Measure, *, document: str, on: date, by: Actor, upload: UploadedFile | None = None) -> Grant:
    """Name the document, with its number, that put a pilot policy in force. Given once: others rely on it.

    Raises PermissionDenied; ValidationError by field.
    """
    measure = _locked(measure)
    grant = grant_of(measure)
    check_land(by, measure, grant, on=on)
    before = state_of(grant)
    grant.landed_document, grant.landed_on = document.strip(), on
    grant.full_clean()
    if upload is not None:
        grant.file = store_file(upload, by=by, kinds=DOCUMENTS)
    grant.save()
    record(grant, "grant.landed", by=by, before=before)
    words = gettext_lazy("Pilot policy landed: %(measure)s")
    readers = accounts_over(measure.lead_unit, OFFICE)
    address = measure.get_absolute_url()
    tell(readers, words, by=by, url=address, kind="grant", body=grant.landed_document, measure=measure)
    return grant


def _locked(measure: Measure) -> Measure:
    held = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit", "campaign")
    return held.get(pk=measure.pk)
