"""Checking the chain: by anybody with the database (`verify_chain`), or outside it from an export."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from gongjian.algorithms.seal import Block, Finding, SealedBlock, merkle_root, verify
from gongjian.core.audit.records import content_of, leaf_of, mac_fits
from gongjian.core.audit.sealing import instant
from gongjian.core.models import AuditRecord, AuditSeal, SealedRecord

FORMAT = "gongjian-seal-1"
# A record this much older than the last seal should have been in it: it was put in afterwards.
GRACE = timedelta(hours=1)


class UnreadableExport(Exception):
    """This line of an export is none."""

    def __init__(self, line: int):
        self.line = line
        super().__init__(f"line {line}")


def verify_chain(*, against: Iterable[str] = ()) -> Iterator[Finding]:
    """Everything wrong with the chain, block by block; nothing when all is well.

    `against`: lines of an export made earlier; what it holds must still be there unchanged. Raises UnreadableExport.
    """
    before: AuditSeal | None = None
    for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=50):
        yield from _check_block(seal, before)
        before = seal
    yield from _check_gaps()
    yield from _check_unsealed()
    yield from _check_repeated()
    yield from _check_against(against)


def _check_block(seal: AuditSeal, before: AuditSeal | None) -> Iterator[Finding]:
    sealed = _sealed_block(seal)
    highest = max([*sealed.record_ids, before.last_record if before else 0])
    if seal.count != len(sealed.record_ids) or seal.last_record != highest:
        yield Finding("block_altered", seal.number, clue="count")
    if seal.root != merkle_root(sealed.block.leaves, seal.algorithm):
        yield Finding("block_altered", seal.number, clue="root")
    rows = {row.id: row for row in AuditRecord.objects.filter(id__in=sealed.record_ids)}
    leaves = {pk: leaf_of(row, seal.algorithm) for pk, row in rows.items()}
    for finding in verify([sealed], leaves):
        if finding.kind != "block_removed":  # order of blocks is checked over the whole chain
            yield finding
    known = set(sealed.block.leaves)
    for pk, row in rows.items():
        if leaves[pk] in known and not mac_fits(row):
            yield Finding("altered", seal.number, pk, "code")
        elif leaves[pk] in known and before and row.at < before.sealed_at - GRACE:
            yield Finding("inserted", seal.number, pk, "before_block")


def _check_gaps() -> Iterator[Finding]:
    number, previous = 0, "0" * 64
    for seal in AuditSeal.objects.order_by("number").values("number", "previous", "seal").iterator():
        for missing in range(number + 1, seal["number"]):
            yield Finding("block_removed", missing)
        if seal["number"] == number + 1 and seal["previous"] != previous:
            yield Finding("block_altered", number, clue="link")
        number, previous = seal["number"], seal["seal"]


def _check_unsealed() -> Iterator[Finding]:
    last = AuditSeal.objects.first()
    sealed = SealedRecord.objects.filter(record_id=OuterRef("pk"))
    for row in AuditRecord.objects.filter(~Exists(sealed)).order_by("id").iterator(chunk_size=1000):
        if not mac_fits(row):
            yield Finding("inserted", 0, row.id, "code")
        elif last and row.at < last.sealed_at - GRACE:
            yield Finding("inserted", 0, row.id, "before_seal")


def _check_repeated() -> Iterator[Finding]:
    """A copy of a true record carries a true keyed code; no two records say the same at the same microsecond."""
    codes = AuditRecord.objects.order_by().values("mac").annotate(times=Count("id")).filter(times__gt=1)
    for code in codes.values_list("mac", flat=True):
        first, *copies = AuditRecord.objects.filter(mac=code).order_by("id").values_list("id", flat=True)
        for pk in copies:
            yield Finding("inserted", _block_of(pk), pk, "copy", (first,))


def _block_of(pk: int) -> int:
    entry = SealedRecord.objects.filter(record_id=pk).select_related("seal").first()
    return entry.seal.number if entry else 0


def _check_against(lines: Iterable[str]) -> Iterator[Finding]:
    today = dict(AuditSeal.objects.values_list("number", "seal"))
    for number, line in enumerate(lines, 1):
        block = _block_in(line, number)
        if block and block["number"] not in today:
            yield Finding("block_removed", block["number"], clue="exported")
        elif block and today[block["number"]] != block["seal"]:
            yield Finding("block_altered", block["number"], clue="exported_seal")


def _block_in(line: str, number: int) -> dict[str, Any] | None:
    """The block a line of an export speaks of, if it speaks of one. Raises UnreadableExport."""
    try:
        block = json.loads(line).get("block")
        return block and {"number": int(block["number"]), "seal": str(block["seal"])}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableExport(number) from error


def _sealed_block(seal: AuditSeal) -> SealedBlock:
    entries = list(seal.entries.order_by("position").values_list("record_id", "leaf"))
    leaves = tuple(leaf for _id, leaf in entries)
    block = Block(seal.number, seal.previous, seal.algorithm, instant(seal.sealed_at), leaves)
    return SealedBlock(block, tuple(pk for pk, _leaf in entries), seal.seal)


def export_chain() -> Iterator[str]:
    """The chain as JSON Lines, for `bin/check_seal.py` and for keeping elsewhere. One block in memory at a time."""
    yield _line({"format": FORMAT, "exported_at": instant(timezone.now())})
    for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=50):
        yield _line({"block": _head(seal)})
        sealed = _sealed_block(seal)
        rows = AuditRecord.objects.in_bulk(sealed.record_ids)
        for position, (pk, leaf) in enumerate(zip(sealed.record_ids, sealed.block.leaves, strict=True)):
            content = content_of(rows[pk]) if pk in rows else None
            yield _line({"record": {"id": pk, "position": position, "leaf": leaf, "content": content}})


def _head(seal: AuditSeal) -> dict[str, Any]:
    names = ("number", "previous", "algorithm", "count", "root", "seal")
    return {name: getattr(seal, name) for name in names} | {"sealed_at": instant(seal.sealed_at)}


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"
