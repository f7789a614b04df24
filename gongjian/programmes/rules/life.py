"""A measure's life as one story: what every noun tells of it, each event on the day it happened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core import clock
from gongjian.core.models import AuditRecord
from gongjian.programmes.models import Measure
from gongjian.programmes.rules import story

# What one may choose among, in the order of the page; keys stand in the address.
KINDS: dict[str, str | Promise] = {
    "measure": pgettext_lazy("life story", "State and changes"),
    "evidence": gettext_lazy("Evidence"),
    "report": gettext_lazy("Monthly reports"),
    "light": gettext_lazy("Lights"),
    "review": gettext_lazy("Reviews"),
    "task": gettext_lazy("Tasks"),
    "letter": pgettext_lazy("life story", "Letters"),
    "inspection": gettext_lazy("Special supervision"),
    "adjustment": gettext_lazy("Adjustments"),
    "look": pgettext_lazy("life story", "Looked at from outside"),
    "progress": pgettext_lazy("life story", "Progress"),
}
TOLD_BY_CHAIN = ("measure", "evidence", "progress")
# Which field of a record says on what day it was done. The chain keeps the real time; a year that is told again, or
# a trial city, lives on other days.
_OWN_DAY = {
    "evidence.submitted": "submitted_at",
    "evidence.verified": "verified_on",
    "evidence.withdrawn": "withdrawn_on",
    "attainment.reported": "reported_on",
    "attainment.entered": "reported_on",
    "attainment.verified": "verified_on",
}
# These days a person types; of what came with a pack nothing else is known.
_TYPED_DAY = {"photo.added": "taken_on", "grant.entered": "granted_on", "grant.landed": "landed_on"}
_SYSTEM = "system"


@dataclass(frozen=True)
class Detail:
    """A line under an event: a demand with its state, a date as it was and is, the chair's words under their title."""

    words: str
    title: str = ""
    url: str = ""
    about: Any = None
    was: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened to a measure. `about` is the noun whose present state is shown beside the words."""

    kind: str
    day: date
    words: str
    at: datetime | None = None
    who: str = ""
    post: str = ""
    note: str = ""
    url: str = ""
    about: Any = None
    facts: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()

    @property
    def order(self) -> tuple[date, time]:
        """What happened on a day at no known hour stands before what happened at one."""
        return self.day, timezone.localtime(self.at).time() if self.at else time.min


def moment(at: datetime) -> dict[str, Any]:
    """The day and hour of something whose minute is known, for an Event."""
    return {"day": timezone.localdate(at), "at": at}


def newest_first(events: Iterable[Event]) -> list[Event]:
    """`events` of each noun come oldest first; of two at the same time the later told is the newer."""
    told = sorted(events, key=lambda event: event.order)
    return told[::-1]


def kinds_in(events: Iterable[Event]) -> dict[str, int]:
    """How many events of each kind; kinds without any are absent."""
    counts = dict.fromkeys(KINDS, 0)
    for event in events:
        counts[event.kind] += 1
    return {kind: number for kind, number in counts.items() if number}


# --- the audit chain ------------------------------------------------------------------------
def of_records(records: Iterable[AuditRecord], measure: Measure) -> list[Event]:
    """What the chain tells, oldest first. `records` come newest first."""
    latest, events = clock.today(), []
    for record in records:
        day = _own_day(record)
        if day is None:
            day = timezone.localdate(record.at)
            if day > clock.today():  # only where the city lives on another day than the chain
                day = measure.start if record.actor_id == _SYSTEM else latest
        elif record.actor_id != _SYSTEM:
            latest = min(latest, day)
        events.append(_of_record(record, day))
    return events[::-1]


def _of_record(record: AuditRecord, day: date) -> Event:
    told = story.told(record)
    noun = record.action.partition(".")[0]
    kind = noun if noun in TOLD_BY_CHAIN else "progress"  # attainments, photographs, grants
    is_live = day == timezone.localdate(record.at)
    event = Event(
        kind=kind,
        day=day,
        at=record.at if is_live else None,
        words=told.words,
        who=told.who,
        post=told.post,
        note=told.note,
    )
    if record.action == "measure.added" and not is_live:  # it came with what had happened already
        return replace(event, words=_with_ledger(record), note="")
    return event


def _with_ledger(record: AuditRecord) -> str:
    state = Measure.State(_after(record, "state") or Measure.State.PROPOSED)
    return _("%(state)s, as entered with the ledger") % {"state": state.label}


def _own_day(record: AuditRecord) -> date | None:
    name = _OWN_DAY.get(record.action)
    if name is None and record.action.startswith("measure."):
        name = "state_on"
    if name is None and record.actor_id == _SYSTEM:
        name = _TYPED_DAY.get(record.action)
    said = _after(record, name) if name else None
    if not said:
        return None
    if len(said) > len("2020-01-01"):
        at = parse_datetime(said)
        return timezone.localdate(at) if at and timezone.is_aware(at) else None
    return parse_date(said)


def _after(record: AuditRecord, name: str) -> str | None:
    return record.changes.get(name, (None, None))[1]


# --- evidence that came with the ledger -----------------------------------------------------
def of_milestones(steps: Iterable[Any]) -> Iterator[Event]:
    """Evidence verified before the ledger was kept here: the chain has no record of it. `steps` have `proofs`."""
    for step in steps:
        for proof in step.proofs:
            by_nobody = proof.verified_by_id is None and proof.submitted_by_id is None
            if by_nobody and proof.verified_on and proof.verified_on <= clock.today():
                yield Event(
                    kind="evidence",
                    day=proof.verified_on,
                    words=story.WORDS["evidence.verified"] % {"subject": proof.title},
                    facts=(step.label,),
                    url=f"#milestone-{step.sequence}",
                )
