"""Meetings: recorded once held, with minutes and a file; what they decide are tasks."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from gongjian.core.audit import Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.models import Meeting
from gongjian.programmes.rules.forces import check_meeting

FIELDS = ("force", "title", "held_on", "place", "chair", "attended", "minutes", "is_sample")
# What two people may be writing at the same time; each is locked by itself.
WRITTEN = ("title", "held_on", "place", "chair", "attended", "minutes")


@transaction.atomic
def record_meeting(values: dict[str, Any], *, by: Actor, upload: UploadedFile | None = None) -> Meeting:
    """A meeting that was held, from `values` by field. Raises PermissionDenied, ValidationError by field."""
    meeting = Meeting(**{name: values[name] for name in FIELDS if name in values})
    check_meeting(by, meeting)
    meeting.full_clean()
    if upload is not None:
        meeting.file = store_file(upload, by=by, kinds=DOCUMENTS)
    meeting.save()
    record(meeting, "meeting.recorded", by=by)
    return meeting


@transaction.atomic
def edit_meeting(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    by: Actor,
    upload: UploadedFile | None = None,
    base: dict[str, Any] | None = None,
) -> Meeting:
    """Change what is kept of a meeting; its force stays.

    `base` is what the editor saw: a field the editor left alone keeps what others wrote meanwhile, one that both
    changed differently raises Clash. A new file takes the old one's place; the old one stays in the store.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("force__unit").get(pk=meeting.pk)
    check_meeting(by, meeting)
    before = state_of(meeting)
    for name, value in _changed(meeting, values, base or {}).items():
        setattr(meeting, name, value)
    check_meeting(by, meeting)
    meeting.full_clean()
    if upload is not None:
        meeting.file = store_file(upload, by=by, kinds=DOCUMENTS)
    if state_of(meeting) == before:
        return meeting
    meeting.version += 1
    meeting.save()
    record(meeting, "meeting.edited", by=by, before=before)
    return meeting


def seen_of(meeting: Meeting) -> dict[str, str]:
    """What an editor sees of it, plain enough to travel in a form and come back as `base`."""
    return {name: str(getattr(meeting, name)) for name in WRITTEN}


def _changed(meeting: Meeting, values: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What the editor really changed. Raises Clash."""
    wanted = {name: values[name] for name in (*WRITTEN, "is_sample") if name in values}
    mine = {name: value for name, value in wanted.items() if name not in base or str(value) != base[name]}
    clashes = {
        name: getattr(meeting, name)
        for name, value in mine.items()
        if name in base and str(getattr(meeting, name)) not in (base[name], str(value))
    }
    if clashes:
        raise Clash(clashes)
    return mine
