"""`write_docx`: from what a document says to the file."""

from gongjian.core.documents import closing, head, letter, pages, styles
from gongjian.core.documents.content import Annex, Block, Heading, OfficialDocument, Paragraph, Table
from gongjian.core.documents.imprint import imprint
from gongjian.core.documents.markup import Element, node
from gongjian.core.documents.package import pack
from gongjian.core.documents.pen import Pen, spacer
from gongjian.core.documents.table import table


def write_docx(document: OfficialDocument) -> bytes:
    """The document as .docx after GB/T 9704-2012; the same document always gives the same bytes.

    Raises UnwritableText when a text holds half a character; other hostile text is cleaned.
    """
    flow = _Flow(Pen(document.language, document.show_notes), letter=document.form == "letter")
    _front(document, flow)
    for block in document.blocks:
        flow.add_block(block)
    flow.turn(landscape=False)
    _close(document, flow)
    for index, annex in enumerate(document.annexes):
        number = str(index + 1) if len(document.annexes) > 1 else ""
        flow.add_annex(annex, number)
    if document.imprint is not None:
        flow.turn(landscape=False)
        flow.items += imprint(document.imprint, flow.pen, letter=document.form == "letter")
    return pack(node("document", flow.body()), _parts(document, flow.pen), document=document)


def _front(document: OfficialDocument, flow: "_Flow") -> None:
    if document.red_head is not None:
        opening = letter.opening if document.form == "letter" else head.red_head
        flow.items += opening(document.red_head, flow.pen)
    flow.items += head.title(document, flow.pen)
    if document.addressees.strip():
        flow.items.append(head.addressees(document.addressees, flow.pen))


def _close(document: OfficialDocument, flow: "_Flow") -> None:
    """What stands under the body; its last lines stay with a signature, so that no page bears one alone."""
    listed = closing.attachments(document, flow.pen)
    if document.signature is not None:
        for element in [*flow.items[-1:], *listed]:
            closing.keep_with_next(element)
        listed += closing.signature(document.signature, flow.pen)
    flow.items += listed
    if document.note.strip():
        flow.items.append(closing.note(document.note, flow.pen))


def _parts(document: OfficialDocument, pen: Pen) -> dict[str, tuple[str, Element]]:
    parts = {
        "styles": ("styles", styles.styles_part(document.language)),
        "settings": ("settings", styles.settings_part()),
        "fontTable": ("fontTable", styles.fonts_part()),
    }
    if document.form == "letter" and document.red_head is not None:
        parts["letter_head"] = ("header", letter.first_header(document.red_head, pen))
        parts["letter_foot"] = ("footer", letter.first_footer(pen))
    return parts | {
        name: ("footer", pages.footer_part(name, letter=document.form == "letter")) for name in pages.FOOTERS
    }


class _Flow:
    """The running text: elements in order, and whether the page under the pen is turned."""

    def __init__(self, pen: Pen, *, letter: bool) -> None:
        self.pen = pen
        self.letter, self.first = letter, True
        self.items: list[Element] = []
        self.landscape = False

    def turn(self, *, landscape: bool) -> bool:
        """Go on upright or turned; a change ends the section, and with it the page. True if it changed."""
        if landscape == self.landscape:
            return False
        if self.items:
            self._properties_of_last().append(self._section())
        self.landscape = landscape
        return True

    def add_block(self, block: Block) -> None:
        match block:
            case Heading(level, pieces):
                self.turn(landscape=False)
                self.items.append(self.pen.paragraph(f"Heading{level}", self.pen.runs(pieces)))
            case Paragraph(pieces):
                self.turn(landscape=False)
                self.items.append(self.pen.paragraph("BodyText", self.pen.runs(pieces)))
            case Table():
                self.turn(landscape=block.landscape)
                self.items += [table(block, self.pen), spacer()]

    def add_annex(self, annex: Annex, number: str) -> None:
        first = annex.blocks[0] if annex.blocks else None
        turned = self.turn(landscape=isinstance(first, Table) and first.landscape)
        separator = " " if self.pen.language == "en" and number else ""
        mark = f"{self.pen.word('annex')}{separator}{number}"
        new_page = [] if turned else [node("pageBreakBefore")]
        self.items.append(self.pen.paragraph("AnnexMark", mark, *new_page))
        self.items += head.titled(annex.title, above=1, below=True, pen=self.pen)
        for block in annex.blocks:
            self.add_block(block)

    def body(self) -> Element:
        return node("body", *self.items, self._section())

    def _section(self) -> Element:
        first, self.first = self.first, False
        return pages.section(landscape=self.landscape, language=self.pen.language, letter=self.letter, first=first)

    def _properties_of_last(self) -> Element:
        """`w:pPr` of the last paragraph; the last element always is one, tables are followed by a spacer."""
        return self.items[-1][0]
