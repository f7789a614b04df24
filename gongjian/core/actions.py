"""What people do to core's own things."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gongjian.core.audit import export_chain, record, state_of
from gongjian.core.models import AuditSeal
from gongjian.core.rules import can_see_audit


@transaction.atomic
def export_audit(*, by: Any) -> Iterator[str]:
    """The chain as JSON Lines up to its newest seal, with a record of who took it along. Raises PermissionDenied."""
    if not can_see_audit(by):
        raise PermissionDenied
    newest = AuditSeal.objects.first() or AuditSeal(number=0)
    state = state_of(newest)
    record(newest, "audit.exported", by=by, before=state, after=state)
    return export_chain()
