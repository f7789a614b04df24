"""Visits on site, as they come from a phone: once, whoever sends them how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import Actor, record
from gongjian.core.files import IMAGES, store_file
from gongjian.programmes.actions.findings import add_findings
from gongjian.programmes.models import Inspection, Measure, Visit, VisitPhoto
from gongjian.programmes.queries.inspections import own_percent, place_of
from gongjian.programmes.rules.inspections import check_number_of, check_visit


@dataclass(frozen=True)
class Shot:
    """A photograph with what the phone says of it."""

    upload: UploadedFile
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True)
class Seen:
    """Something wrong seen on a visit; `due` None means the rulebook's days."""

    grade: str
    title: str
    words: str
    due: date | None = None


@transaction.atomic
def record_visit(
    inspection: Inspection,
    measure: Measure,
    *,
    by: Actor,
    key: UUID,
    visited_at: datetime,
    place: str,
    evaluated: int,
    notes: str,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    photos: Sequence[Shot] = (),
    findings: Sequence[Seen] = (),
) -> Visit:
    """What was seen of a measure, with photographs and findings; all or nothing.

    `key` is made on the phone: the same visit sent again gives the one that stands. Raises PermissionDenied,
    ValidationError by field; FileRefused for a photograph that is none.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    inspector = place_of(by, inspection)
    known = Visit.objects.select_related("inspector").filter(key=key).first()
    if known is not None:
        if inspector is None or known.inspector_id != inspector.pk:
            raise ValidationError(_("A visit with this key was sent by somebody else."))
        return known
    measure = Measure.objects.select_related("lead_unit").get(pk=measure.pk)
    check_visit(inspector, inspection, measure, at=visited_at)
    check_number_of(list(photos), list(findings))
    visit = Visit(inspection=inspection, measure=measure, inspector=inspector, key=key, visited_at=visited_at)
    visit.received_at = clock.now()
    visit.place, visit.evaluated, visit.notes = place, evaluated, notes
    visit.latitude, visit.longitude = _both(latitude, longitude)
    # A phone without a network sends later: what was verified between the visit and its arrival is not held against it.
    visit.own = own_percent(measure, timezone.localdate(visited_at))
    visit.full_clean()
    visit.save()
    for shot in photos:
        _keep_photo(visit, shot, by=by)
    record(visit, "visit.recorded", by=by, note=str(measure))
    add_findings(visit, findings, by=by)
    return visit


def _keep_photo(visit: Visit, shot: Shot, *, by: Actor) -> None:
    stored = store_file(shot.upload, by=by, kinds=IMAGES)
    latitude, longitude = _both(shot.latitude, shot.longitude)
    photo = VisitPhoto(visit=visit, file=stored, taken_at=shot.taken_at, latitude=latitude, longitude=longitude)
    photo.full_clean()
    photo.save()


def _both(latitude: Decimal | None, longitude: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """A position has two numbers or none."""
    return (None, None) if latitude is None or longitude is None else (latitude, longitude)
