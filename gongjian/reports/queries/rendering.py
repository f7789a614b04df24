"""An overview as it is read: blocks of words, figures and labels, from the living text or from a snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import override

from gongjian.algorithms.numerals import CHINESE, ENGLISH
from gongjian.algorithms.overview_text import (
    Document,
    FigureUse,
    LabelUse,
    Piece,
    Words,
    figure_uses,
    parse,
)
from gongjian.core.language import is_english
from gongjian.reports.models import Overview, Snapshot, SnapshotFigure
from gongjian.reports.queries.statements import Statement, read_statements, with_today

_ON_THE_CARD = ("meaning", "meaning_en", "note", "note_en", "occasion", "occasion_en")
_parsed = lru_cache(maxsize=32)(parse)  # a text is read far more often than it is written; documents never change


@dataclass(frozen=True)
class WrittenPiece:
    """Words, or a figure with its statement, or a label with the reason why it is none."""

    text: str
    statement: Statement | None = None
    label: dict[str, str] | None = None

    @property
    def on_paper(self) -> str:
        """Where no frame can show a gap, brackets do."""
        if self.statement is None or not self.statement.is_gap:
            return self.text
        return f"[{self.text}]" if is_english() else f"【{self.text}】"


@dataclass(frozen=True)
class WrittenBlock:
    """A title, subtitle, heading or paragraph; headings carry the anchor that the contents link to."""

    kind: str
    pieces: tuple[WrittenPiece, ...]
    second: tuple[WrittenPiece, ...] = ()
    anchor: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.on_paper for piece in self.pieces)

    @property
    def second_text(self) -> str:
        return "".join(piece.on_paper for piece in self.second)


@dataclass(frozen=True)
class Rendering:
    """A text with every figure written. `snapshot` is None for the living text."""

    year: int
    language: str
    blocks: tuple[WrittenBlock, ...]
    statements: tuple[Statement, ...]
    labels: tuple[dict[str, str], ...]
    is_sample: bool = False
    snapshot: Snapshot | None = None

    @cached_property
    def title(self) -> str:
        return next((block.text for block in self.blocks if block.kind == "title"), "")

    @cached_property
    def subtitle(self) -> str:
        return next((block.text for block in self.blocks if block.kind == "subtitle"), "")

    @property
    def headings(self) -> list[WrittenBlock]:
        return [block for block in self.blocks if block.kind == "heading"]

    @property
    def body(self) -> list[WrittenBlock]:
        return [block for block in self.blocks if block.kind in ("heading", "paragraph")]

    @property
    def text(self) -> str:
        """As plain text, one block a line; a heading's second line on a line of its own."""
        with override(self.language):
            lines = [line for block in self.blocks for line in (block.text, block.second_text) if line]
        return "\n".join(lines) + "\n"

    @property
    def gaps(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.is_gap]

    @property
    def computed(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.is_computed]

    @property
    def reported(self) -> list[Statement]:
        return [statement for statement in self.statements if not statement.is_computed]

    @property
    def changed(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.differs]


def render_overview(overview: Overview, language: str) -> Rendering:
    """The living text, every figure read now. Raises TemplateError when the text cannot be read."""
    labels = list(overview.labels.values("fact", "words", "words_en", "reason", "reason_en"))
    source = text_in(overview, language)
    return replace(
        render_text(source, language=language, year=overview.year, labels=labels), is_sample=overview.is_sample
    )


def render_text(source: str, *, language: str, year: int, labels: list[dict[str, str]]) -> Rendering:
    with override(language):
        document = _parsed(source)
        statements = read_statements(figure_uses(document))
        return _build(document, statements, year=year, language=language, labels=labels)


def render_snapshot(snapshot: Snapshot, language: str, *, compare: bool = False) -> Rendering:
    """A frozen text; no figure is read, unless `compare` asks what each says today."""
    language = language if text_exists(snapshot, language) else CHINESE
    rows = _frozen_rows(snapshot, language)
    with override(language):
        document = _parsed(text_in(snapshot, language))
        statements = [
            Statement(row.position, use, row.words, row.reading)
            for use, row in zip(figure_uses(document), rows, strict=True)
        ]
        if compare:
            statements = with_today(statements)
        built = _build(document, statements, year=snapshot.overview.year, language=language, labels=snapshot.labels)
    return replace(built, snapshot=snapshot, is_sample=snapshot.overview.is_sample)


def _frozen_rows(snapshot: Snapshot, language: str) -> list[SnapshotFigure]:
    """Without what only a figure's card tells, and with the units of those figures alone that are owed."""
    rows = snapshot.figures.filter(language=language).select_related("reading").order_by("position")
    rows = list(rows.defer(*(f"reading__{name}" for name in _ON_THE_CARD)))
    prefetch_related_objects([row.reading for row in rows if row.reading.value is None], "owner")
    return rows


def frozen_statement(snapshot: Snapshot, language: str, position: int) -> Statement | None:
    """One figure of a snapshot beside what it says today; None where the text has no such place."""
    language = language if text_exists(snapshot, language) else CHINESE
    row = snapshot.figures.filter(language=language, position=position).select_related("reading__owner").first()
    if row is None:
        return None
    with override(language):
        use = figure_uses(_parsed(text_in(snapshot, language)))[position]
        return with_today([Statement(position, use, row.words, row.reading)])[0]


def text_in(holder: Overview | Snapshot, language: str) -> str:
    """The template in a language; English falls back to Chinese where it is missing."""
    return holder.text_en if language == ENGLISH and holder.text_en else holder.text


def text_exists(holder: Overview | Snapshot, language: str) -> bool:
    return language != ENGLISH or bool(holder.text_en)


def _build(
    document: Document, statements: list[Statement], *, year: int, language: str, labels: list[dict[str, Any]]
) -> Rendering:
    coming = iter(statements)
    declared = {label["fact"]: label for label in labels}
    blocks, headings = [], 0
    for block in document.blocks:
        headings += block.kind == "heading"
        blocks.append(
            WrittenBlock(
                block.kind,
                tuple(_written(block.pieces, coming, declared)),
                tuple(_written(block.second, coming, declared)),
                f"s{headings}" if block.kind == "heading" else "",
            )
        )
    return Rendering(year, language, tuple(blocks), tuple(statements), tuple(labels))


def _written(
    pieces: tuple[Piece, ...], coming: Iterator[Statement], declared: dict[str, dict[str, str]]
) -> Iterator[WrittenPiece]:
    """Pieces in the order of reading: that of `figure_uses`, so that the next statement is always this figure's."""
    for piece in pieces:
        if isinstance(piece, FigureUse):
            statement = next(coming)
            yield WrittenPiece(statement.words, statement)
        elif isinstance(piece, LabelUse):
            yield WrittenPiece(piece.text, label=declared.get(piece.fact, {}))
        elif isinstance(piece, Words):
            yield WrittenPiece(piece.text)
