"""Writing audit records: one per action, in the action's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gongjian.algorithms.seal import canonical, digest
from gongjian.core.models import AuditRecord
from gongjian.core.request_context import request_facts

CONTENT_FIELDS = [
    "id",
    "actor_id",
    "actor",
    "post",
    "action",
    "subject_type",
    "subject_id",
    "subject",
    "before",
    "after",
    "changes",
    "note",
    "request_id",
    "address",
    "mac",
]
_SIGNED_FIELDS = [name for name in CONTENT_FIELDS if name not in ("id", "mac")]
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {"sm3": hashes.SM3, "sha256": hashes.SHA256}


class Actor(Protocol):
    """Who acts: an account, or SYSTEM."""

    pk: Any
    post_name: str


@dataclass(frozen=True)
class _System:
    """The software itself, where no person acts: loading a pack, sealing, timers."""

    pk: str = "system"
    post_name: str = ""
    is_active: bool = True
    is_authenticated: bool = True

    def __str__(self) -> str:
        return "system"


SYSTEM = _System()


@dataclass(frozen=True)
class Entry:
    """One record still to be written; see `record` for the meaning of the fields."""

    subject: models.Model
    action: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = field(default=None)
    note: str = ""


def state_of(instance: models.Model) -> dict[str, str | None]:
    """The concrete fields of a record as text; those named in the model's AUDIT_SECRET only as digests."""
    secret = getattr(instance, "AUDIT_SECRET", ())
    state = {}
    for column in instance._meta.concrete_fields:
        value = column.value_from_object(instance)
        text = None if value is None else column.value_to_string(instance)
        if text is not None and column.name in secret:
            text = f"{settings.AUDIT_ALGORITHM}:{digest(str(text).encode(), settings.AUDIT_ALGORITHM)}"
        state[column.name] = None if text is None else str(text)
    return state


def record(
    subject: models.Model,
    action: str,
    *,
    by: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> AuditRecord:
    """Write the one audit record of an action, in its transaction.

    `action` is a code `noun.past_participle`; `before`/`after` are what `state_of` gave (after defaults
    to the subject as it stands now; pass {} for a subject that no longer exists).
    Raises ImproperlyConfigured outside a transaction: a record that can outlive a rolled-back write lies.
    """
    return record_many([Entry(subject, action, before, after, note)], by=by)[0]


def record_many(entries: Iterable[Entry], *, by: Actor) -> list[AuditRecord]:
    """Write the records of a bulk action, one per subject, in one statement."""
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("An audit record is written inside its action's transaction.")
    facts, now = request_facts(), timezone.now()
    rows = [_row(entry, by=by, at=now, request_id=facts.id, address=facts.address) for entry in entries]
    return AuditRecord.objects.bulk_create(rows, batch_size=500)


def _row(entry: Entry, *, by: Actor, at: Any, request_id: str, address: str) -> AuditRecord:
    before = entry.before
    after = state_of(entry.subject) if entry.after is None else entry.after
    row = AuditRecord(
        at=at,
        actor_id=str(by.pk),
        actor=str(by)[:100],
        post=by.post_name[:200],
        action=entry.action,
        subject_type=entry.subject._meta.label_lower,
        subject_id=str(entry.subject.pk),
        subject=str(entry.subject)[:300],
        before=_digest(before),
        after=_digest(after),
        changes=_changes(before or {}, after),
        note=entry.note,
        request_id=request_id,
        address=address,
    )
    row.mac = mac_of(row)
    return row


def _digest(state: dict[str, Any] | None) -> str:
    return digest(canonical(state), settings.AUDIT_ALGORITHM) if state else ""


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    names = before.keys() | after.keys()
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def content_of(row: AuditRecord) -> dict[str, Any]:
    """What is sealed of a record: everything it says, with the time in UTC to the microsecond."""
    return {name: getattr(row, name) for name in CONTENT_FIELDS} | {"at": _instant(row)}


def leaf_of(row: AuditRecord, algorithm: str) -> str:
    return digest(canonical(content_of(row)), algorithm)


def mac_of(row: AuditRecord, algorithm: str = "") -> str:
    """Keyed digest that somebody with the database alone, without AUDIT_KEY, cannot make."""
    content = {name: getattr(row, name) for name in _SIGNED_FIELDS} | {"at": _instant(row)}
    code = hmac.HMAC(_key(), _HASHES[algorithm or settings.AUDIT_ALGORITHM]())
    code.update(canonical(content))
    return code.finalize().hex()


def mac_fits(row: AuditRecord) -> bool:
    """Is the keyed code the one this content had when written, under whichever algorithm was then set?"""
    return any(mac_of(row, algorithm) == row.mac for algorithm in (settings.AUDIT_ALGORITHM, *_HASHES))


def _instant(row: AuditRecord) -> str:
    return timezone.localtime(row.at, timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _key() -> bytes:
    return settings.AUDIT_KEY.encode() if settings.AUDIT_KEY else salted_hmac("gongjian.audit", "key").digest()
