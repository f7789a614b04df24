"""What a document says, without how it looks: the dataclasses that `write_docx` takes.

Texts are plain Unicode. Line breaks, tabs and control characters inside them become spaces or vanish
(`cleaning.py`); only a title may be broken by hand with "\\n".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from gongjian.core.documents.cleaning import clean_lines
from gongjian.core.documents.errors import InvalidDocument

Language = Literal["zh-hans", "en"]
Form = Literal["overview", "circular", "letter"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `note_ref` is the number of the line in the evidence annex that proves it; it is
    printed (as a small raised number) only when the document says `show_notes`."""

    text: str
    note_ref: int | None = None


def words(text: str) -> tuple[Run, ...]:
    """The pieces of a text without references."""
    return (Run(text),)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) to 4 （1）. The number, if any, is part of the text: nothing is numbered
    by itself, for articles head their parts with couplets."""

    level: int
    pieces: tuple[Run, ...]

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise InvalidDocument("heading.level", "out of range")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, indented by two characters."""

    pieces: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row repeated on each page. `widths` are relative (empty: all equal), `align` one
    entry a column (empty: all left). `landscape` gives it pages of its own, turned."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    align: tuple[Align, ...] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not 1 <= columns <= 63:  # Word refuses a 64th column
            raise InvalidDocument("table.header", "out of range")
        for name, entries in (("widths", self.widths), ("align", self.align)):
            if entries and len(entries) != columns:
                raise InvalidDocument(f"table.{name}", "wrong length")
        if any(side not in ("left", "center", "right") for side in self.align):
            raise InvalidDocument("table.align", "unknown")
        if any(not 0 < width < float("inf") for width in self.widths):
            raise InvalidDocument("table.widths", "out of range")
        for index, row in enumerate(self.rows):
            if len(row) != columns:
                raise InvalidDocument(f"table.rows[{index}]", "wrong length")


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class RedHead:
    """版头. `issuer` is the mark exactly as it is printed (name, or name + 文件); `number` such as
    潍改办发〔2020〕1号 (brackets and leading zeros are put right); `signer` only on reports to superiors."""

    issuer: str
    number: str
    signer: str = ""
    secrecy: str = ""
    urgency: str = ""
    copy_number: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """落款. `sealed` leaves the room and the places that a seal needs."""

    issuer: str
    date: date
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记, at the foot of the last page: who gets a copy (抄送), who printed it (印发) and when."""

    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """附件, on a new page. Numbers are given by order; a single annex has none."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """One document. An overview 综述 has no red head; a circular 通报 and a letter 函 must have one.

    `attachments` is the list under the body (附件：1. …): None takes the annexes' titles, () prints none.
    Raises UnwritableText for a damaged title, InvalidDocument for parts that contradict one another.
    `created` and `author` go to the file's properties; without `created` the file bears no time.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: Language = "zh-hans"
    form: Form = "overview"
    red_head: RedHead | None = None
    addressees: str = ""
    attachments: tuple[str, ...] | None = None
    signature: Signature | None = None
    note: str = ""
    imprint: Imprint | None = None
    annexes: tuple[Annex, ...] = ()
    show_notes: bool = False
    author: str = ""
    created: datetime | None = None

    def __post_init__(self) -> None:
        if self.language not in ("zh-hans", "en"):
            raise InvalidDocument("language", "unknown")
        if self.form not in ("overview", "circular", "letter"):
            raise InvalidDocument("form", "unknown")
        if self.form == "overview" and self.red_head is not None:
            raise InvalidDocument("red_head", "not allowed")
        if self.form != "overview" and self.red_head is None:
            raise InvalidDocument("red_head", "missing")
        if not clean_lines(self.title):
            raise InvalidDocument("title", "missing")
