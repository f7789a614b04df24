"""Two states of an overview beside each other: figure by figure, and word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from gongjian.algorithms.numerals import CHINESE, ENGLISH, write
from gongjian.core.language import is_english
from gongjian.indicators.models import Reading
from gongjian.indicators.queries import Figure, evidence_of
from gongjian.reports.queries.rendering import Rendering
from gongjian.reports.queries.statements import Said, Statement

SAME, GONE, ADDED = "same", "gone", "added"
_TOKENS = re.compile(r"[0-9A-Za-z]+(?:[.,][0-9]+)*%?|.", re.DOTALL)  # a number is changed as a whole


@dataclass(frozen=True)
class ComparedFigure:
    """One figure in both states; `before` or `after` is None where the text did not name it."""

    before: Statement | None
    after: Statement | None
    evidence_changed: bool

    @property
    def either(self) -> Statement:
        return self.after or self.before  # type: ignore[return-value]  # one of them is always there

    @property
    def value_changed(self) -> bool:
        return self.before is None or self.after is None or self.before.value != self.after.value

    @property
    def is_changed(self) -> bool:
        return self.value_changed or self.evidence_changed

    @property
    def difference(self) -> str:
        """How far it moved, signed; days for dates; "" where there is nothing to subtract."""
        then, now = (side.value if side else None for side in (self.before, self.after))
        if isinstance(then, Decimal) and isinstance(now, Decimal) and then != now:
            return _signed(now - then)
        if isinstance(then, date) and isinstance(now, date) and then != now:
            return f"{(now - then).days:+d}"
        return ""


def _signed(number: Decimal) -> str:
    said = write(abs(number), language=ENGLISH if is_english() else CHINESE)
    return f"{'+' if number > 0 else '−'}{said}"


@dataclass(frozen=True)
class ComparedBlock:
    """A paragraph as (kind, text) pieces: same, gone, added."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def is_changed(self) -> bool:
        return any(kind != SAME for kind, _text in self.pieces)


@dataclass(frozen=True)
class Comparison:
    before: Rendering
    after: Rendering
    figures: tuple[ComparedFigure, ...]
    blocks: tuple[ComparedBlock, ...]

    @property
    def changed(self) -> list[ComparedFigure]:
        return [figure for figure in self.figures if figure.is_changed]

    @property
    def changed_blocks(self) -> list[ComparedBlock]:
        return [block for block in self.blocks if block.is_changed]


def compare(before: Rendering, after: Rendering) -> Comparison:
    """Compare two renderings of one language. Today's figures have their evidence read; a snapshot's is kept."""
    return Comparison(before, after, tuple(_figures(before, after)), tuple(compare_texts(before.text, after.text)))


def _figures(before: Rendering, after: Rendering) -> Iterator[ComparedFigure]:
    """In the order of the later text, then those it no longer names; a figure written twice is compared once."""
    then, now = _by_query(before), _by_query(after)
    for query in (*now, *(query for query in then if query not in now)):
        first, second = then.get(query), now.get(query)
        changed = bool(first and second) and _digest(first) != _digest(second)
        yield ComparedFigure(first, second, changed)


def _by_query(rendering: Rendering) -> dict[str, Statement]:
    found: dict[str, Statement] = {}
    for statement in rendering.statements:
        query = statement.said.query if statement.said else statement.use.name
        found.setdefault(query, statement)
    return found


def _digest(statement: Statement | None) -> str:
    said: Said | None = statement.said if statement else None
    if isinstance(said, Reading):
        return said.evidence_digest
    return evidence_of(said).digest if isinstance(said, Figure) and said.value is not None else ""


def compare_texts(before: str, after: str) -> Iterator[ComparedBlock]:
    """Paragraph by paragraph; inside a changed one, what is gone and what is new."""
    old, new = before.splitlines(), after.splitlines()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            for line in old[i1:i2]:
                yield ComparedBlock(((SAME, line),))
            continue
        pairs = min(i2 - i1, j2 - j1)
        for offset in range(pairs):
            yield ComparedBlock(tuple(_inside(old[i1 + offset], new[j1 + offset])))
        for line in old[i1 + pairs : i2]:
            yield ComparedBlock(((GONE, line),))
        for line in new[j1 + pairs : j2]:
            yield ComparedBlock(((ADDED, line),))


def _inside(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield SAME, "".join(before[i1:i2])
            continue
        if i1 < i2:
            yield GONE, "".join(before[i1:i2])
        if j1 < j2:
            yield ADDED, "".join(after[j1:j2])
