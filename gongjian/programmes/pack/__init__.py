"""What the programme reads from a pack."""

from typing import Any

from gongjian.core.audit import Actor
from gongjian.programmes.pack import commitments, ledger

FILES = ledger.FILES | commitments.FILES


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """The ledger first, then what hangs on its measures; nothing more once something is wrong."""
    counts = ledger.load(pack, by=by)
    return counts if pack.problems else counts | commitments.load(pack, by=by)
