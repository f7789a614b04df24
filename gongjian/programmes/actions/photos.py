"""Photographs of commitments: added by the unit, shown to the public by the office, hidden again at any time."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import IMAGES, store_file
from gongjian.programmes.models import Measure, Photo
from gongjian.programmes.rules.commitments import check_add_photo, check_publish_photo, check_withdraw_photo


@transaction.atomic
def add_photo(
    measure: Measure,
    *,
    upload: UploadedFile,
    caption: str,
    taken_on: date,
    by: Actor,
    place: str = "",
    is_sample: bool = False,
) -> Photo:
    """A picture of what was done; only pictures are taken, by their content. Raises PermissionDenied, ValidationError."""
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit", "campaign").get(pk=measure.pk)
    check_add_photo(by, measure, taken_on)
    photo = Photo(measure=measure, caption=caption.strip(), taken_on=taken_on, place=place.strip(), is_sample=is_sample)
    photo.added_by = None if by is SYSTEM else by
    photo.full_clean(exclude=["file"])
    photo.file = store_file(upload, by=by, kinds=IMAGES)
    photo.save()
    record(photo, "photo.added", by=by)
    return photo


@transaction.atomic
def publish_photo(photo: Photo, *, is_public: bool, by: Actor) -> Photo:
    """Show a photograph on the public board, or hide it again. Nothing is written when nothing changes."""
    photo = _locked(photo)
    check_publish_photo(by, photo)
    if photo.is_public == is_public:
        return photo
    before = state_of(photo)
    photo.is_public = is_public
    photo.save(update_fields=["is_public"])
    record(photo, "photo.published" if is_public else "photo.hidden", by=by, before=before)
    return photo


@transaction.atomic
def withdraw_photo(photo: Photo, *, reason: str, by: Actor) -> None:
    """Take a photograph away before anybody has signed for the commitment; the record and the file stay."""
    photo = _locked(photo)
    check_withdraw_photo(by, photo)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: the reason stays in the records.")})
    record(photo, "photo.withdrawn", by=by, before=state_of(photo), after={}, note=reason.strip())
    Photo.objects.filter(pk=photo.pk).delete()


def _locked(photo: Photo) -> Photo:
    held = Photo.objects.select_for_update(of=("self",))
    return held.select_related("measure__lead_unit", "measure__campaign", "file").get(pk=photo.pk)
