"""Sealing: whatever was committed since the last seal goes under one Merkle root, chained to the one before.

Writers never wait for it: they only append. Two sealers cannot make the same block, since its number
is unique; the loser simply finds nothing left to do.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from gongjian.algorithms.seal import Block, block_seal, merkle_root
from gongjian.core.audit.records import leaf_of
from gongjian.core.models import AuditRecord, AuditSeal, SealedRecord

# A transaction that hangs is ended by the database long before (statement_timeout and
# idle_in_transaction_session_timeout in the settings): below it no late record can appear.
LONGEST_TRANSACTION = timedelta(hours=1)
MOST_IN_A_BLOCK = 10_000
FIRST = "0" * 64


def seal_records() -> AuditSeal | None:
    """Seal the records not yet sealed (at most 10,000 a block). None when there is nothing to seal."""
    try:
        with transaction.atomic():
            return _seal()
    except IntegrityError:  # another sealer took this number
        return None


def instant(moment: datetime) -> str:
    return moment.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unsealed_records() -> models.QuerySet[AuditRecord]:
    """Records in no block yet, oldest first; looks only above the id that is certainly complete."""
    old = AuditSeal.objects.filter(sealed_at__lt=timezone.now() - LONGEST_TRANSACTION).first()
    floor = old.last_record if old else 0
    sealed = SealedRecord.objects.filter(record_id=models.OuterRef("pk"))
    return AuditRecord.objects.filter(~models.Exists(sealed), id__gt=floor).order_by("id")


def _seal() -> AuditSeal | None:
    last = AuditSeal.objects.select_for_update().first()
    rows = list(unsealed_records()[:MOST_IN_A_BLOCK])
    if not rows:
        return None
    algorithm = settings.AUDIT_ALGORITHM
    leaves = tuple(leaf_of(row, algorithm) for row in rows)
    now = timezone.now()
    number, previous = (last.number + 1, last.seal) if last else (1, FIRST)
    block = Block(number, previous, algorithm, instant(now), leaves)
    seal = AuditSeal.objects.create(
        number=number,
        previous=previous,
        algorithm=algorithm,
        sealed_at=now,
        count=len(rows),
        last_record=max(max(row.id for row in rows), last.last_record if last else 0),
        root=merkle_root(leaves, algorithm),
        seal=block_seal(block),
    )
    entries = (
        SealedRecord(seal=seal, position=position, record_id=row.id, leaf=leaf)
        for position, (row, leaf) in enumerate(zip(rows, leaves, strict=True))
    )
    SealedRecord.objects.bulk_create(entries, batch_size=1000)
    return seal
