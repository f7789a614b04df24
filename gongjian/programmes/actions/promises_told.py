"""What a pack tells of commitments and pilot policies: it happened before this house kept it, so SYSTEM alone enters it.

In bulk: a few queries however many rows. What is told again unchanged writes nothing. Rows have been checked
(`check_told_…` of the rules) by whoever read them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM, Actor, record_many, state_of
from gongjian.core.audit.records import Entry
from gongjian.core.files import IMAGES, store_file
from gongjian.programmes.models import Attainment, Grant, Measure, Photo, Target
from gongjian.programmes.rules.commitments import PlannedTarget


@dataclass(frozen=True)
class ToldAttainment:
    """What had been reached in all by a day; `target` is the order of the target in its commitment."""

    measure: Measure
    target: int
    as_of: date
    quantity: Decimal
    reported_on: date
    verified_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class ToldPhoto:
    """A picture; one of the same caption is that picture. `read` gives the file, asked only for a new one."""

    measure: Measure
    caption: str
    taken_on: date
    place: str
    is_public: bool
    is_sample: bool
    read: Callable[[], UploadedFile]


def _check_told_by(by: Actor) -> None:
    if by is not SYSTEM:
        raise PermissionDenied(_("What happened before is entered from a pack only."))


@transaction.atomic
def enter_targets(promised: Mapping[Measure, Sequence[PlannedTarget]], *, by: Actor) -> None:
    """What commitments promised; a target that is told no more and of which nothing is known goes."""
    _check_told_by(by)
    held = {(target.measure_id, target.sequence): target for target in Target.objects.filter(measure__in=promised)}
    told: list[tuple[Target, dict[str, Any]]] = []
    for measure, targets in promised.items():
        for planned in targets:
            target = held.pop((measure.pk, planned.sequence), None) or Target(
                measure=measure, sequence=planned.sequence
            )
            values = {"title": planned.title, "title_en": planned.title_en, "quantity": round(planned.quantity, 4)}
            told.append((target, values | {"unit": planned.unit, "unit_en": planned.unit_en}))
    _write(Target, told, ("target.entered", "target.changed"), by=by)
    idle = Target.objects.filter(pk__in=[target.pk for target in held.values()], attainments__isnull=True)
    dropped = list(idle)
    record_many([Entry(target, "target.dropped", before=state_of(target), after={}) for target in dropped], by=by)
    Target.objects.filter(pk__in=[target.pk for target in dropped]).delete()


@transaction.atomic
def enter_attainments(rows: Iterable[ToldAttainment], *, by: Actor) -> None:
    """What was reported and verified, one for each target and day."""
    _check_told_by(by)
    rows = list(rows)
    targets = {
        (target.measure_id, target.sequence): target
        for target in Target.objects.filter(measure__in={row.measure for row in rows})
    }
    entered = Attainment.objects.filter(target__in=targets.values(), reported_by=None)
    held = {(found.target_id, found.as_of): found for found in entered}
    told = []
    for row in rows:
        target = targets[row.measure.pk, row.target]
        found = held.get((target.pk, row.as_of)) or Attainment(target=target, as_of=row.as_of)
        found.target = target
        values = {"quantity": round(row.quantity, 4), "note": row.note, "reported_on": row.reported_on}
        told.append((found, values | {"verified_on": row.verified_on}))
    _write(Attainment, told, ("attainment.entered", "attainment.changed"), by=by)


@transaction.atomic
def enter_grants(granted: Mapping[Measure, Mapping[str, Any]], *, by: Actor) -> None:
    """Who granted pilot policies, and by which documents they landed; `granted` holds the fields of each."""
    _check_told_by(by)
    held = {grant.measure_id: grant for grant in Grant.objects.filter(measure__in=granted)}
    told = [(held.get(measure.pk) or Grant(measure=measure), dict(values)) for measure, values in granted.items()]
    _write(Grant, told, ("grant.entered", "grant.edited"), by=by)


@transaction.atomic
def enter_photos(rows: Iterable[ToldPhoto], *, by: Actor) -> None:
    """Pictures of commitments. Raises FileRefused for what is no picture by its content."""
    _check_told_by(by)
    rows = list(rows)
    held = {
        (photo.measure_id, photo.caption): photo
        for photo in Photo.objects.filter(measure__in={row.measure for row in rows})
    }
    told = []
    for row in rows:
        photo = held.get((row.measure.pk, row.caption)) or Photo(measure=row.measure, caption=row.caption)
        values: dict[str, Any] = {"taken_on": row.taken_on, "place": row.place}
        values |= {"is_public": row.is_public, "is_sample": row.is_sample}
        if photo.pk is None:
            values["file"] = store_file(row.read(), by=by, kinds=IMAGES)
        told.append((photo, values))
    _write(Photo, told, ("photo.added", "photo.changed"), by=by)


def _write(
    model: type[Model], told: Iterable[tuple[Any, dict[str, Any]]], codes: tuple[str, str], *, by: Actor
) -> None:
    """Write what is new and what differs, with a record each; `codes` are those of a new and of a changed one."""
    new, changed, fields = [], [], set()
    for thing, values in told:
        before = state_of(thing) if thing.pk else None
        for name, value in values.items():
            setattr(thing, name, value)
        fields |= set(values)
        if before is None:
            new.append(thing)
        elif state_of(thing) != before:
            changed.append((thing, before))
    model._default_manager.bulk_create(new, batch_size=500)
    if changed:
        model._default_manager.bulk_update([thing for thing, _before in changed], sorted(fields), batch_size=500)
    entries = [Entry(thing, codes[0]) for thing in new]
    entries += [Entry(thing, codes[1], before=before) for thing, before in changed]
    record_many(entries, by=by)
