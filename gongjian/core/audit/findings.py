"""What is wrong with the chain, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.seal import Finding

KINDS: dict[str, str | Promise] = {
    "removed": gettext_lazy("has been removed"),
    "altered": gettext_lazy("has been altered"),
    "inserted": gettext_lazy("was put in by hand"),
    "reordered": gettext_lazy("has been moved"),
    "block_altered": gettext_lazy("the block has been altered"),
    "block_removed": gettext_lazy("the block is missing"),
}
CLUES: dict[str, str | Promise] = {
    "next_block": gettext_lazy("block %s follows"),
    "link": gettext_lazy("the next block names another seal"),
    "seal": gettext_lazy("its seal does not fit what it holds"),
    "places": gettext_lazy("it stands at %s and was sealed at %s"),
    "count": gettext_lazy("it states another number of records than it holds"),
    "root": gettext_lazy("its Merkle root does not fit what it holds"),
    "code": gettext_lazy("its keyed code does not fit"),
    "before_block": gettext_lazy("older than the block before, yet not in it"),
    "before_seal": gettext_lazy("older than the last seal, yet in no block"),
    "copy": gettext_lazy("a copy of record %s"),
    "exported": gettext_lazy("the export has it"),
    "exported_seal": gettext_lazy("the export has another seal"),
}


def said(finding: Finding) -> str:
    """One line: where, what, and how it shows."""
    where = _("Block %(block)s") % {"block": finding.block} if finding.block else _("In no block")
    if finding.record_id:
        where = _("%(where)s, record %(record)s") % {"where": where, "record": finding.record_id}
    what = KINDS[finding.kind]
    if not finding.clue:
        return _("%(where)s: %(what)s.") % {"where": where, "what": what}
    clue = str(CLUES[finding.clue]) % finding.numbers
    return _("%(where)s: %(what)s (%(clue)s).") % {"where": where, "what": what, "clue": clue}
