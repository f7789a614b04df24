"""版记: who gets a copy, who printed it, between rules at the foot of the last page."""

from gongjian.core.documents import layout
from gongjian.core.documents.cleaning import clean, width_of
from gongjian.core.documents.closing import written_date
from gongjian.core.documents.content import Imprint
from gongjian.core.documents.markup import Element, node
from gongjian.core.documents.pen import Pen, spacer, tab
from gongjian.core.documents.styles import exact

_CHARACTER = layout.SIZE_4 * 10  # 4号; also the inset at both sides


_FRAME: dict[str, str | int] = {
    "w": layout.TYPE_WIDTH,
    "hSpace": 0,
    "wrap": "around",
    "vAnchor": "margin",
    "hAnchor": "margin",
    "xAlign": "left",
    "yAlign": "bottom",
}


def imprint(block: Imprint, pen: Pen, *, letter: bool = False) -> list[Element]:
    """A frame whose last rule lies on the foot of the type area of the page that ends the document; where
    the text leaves too little room, on the next. A letter's has neither rules nor printer (10.1).

    The frame hangs on the small paragraph behind it. Nothing is written when the imprint says nothing.
    """
    entries = [*_copies(block, pen), *([] if letter else _printing(block, pen))]
    if not entries:
        return []
    if letter:
        return [*entries, spacer()]
    framed = [_rule(layout.THICK_RULE, pen)]
    for index, entry in enumerate(entries):
        framed.append(entry)
        framed.append(_rule(layout.THICK_RULE if index == len(entries) - 1 else layout.THIN_RULE, pen))
    return [*framed, spacer()]


def _entry(runs: list[Element], shape: Element, *, pen: Pen) -> Element:
    return pen.paragraph("Imprint", runs, node("framePr", **_FRAME), shape)


def _rule(height: int, pen: Pen) -> Element:
    """A rule as wide as the type area: a black line of text without text. Borders would not do: they are as
    narrow as their paragraph's indents, and LibreOffice dissolves a frame in which they differ."""
    black = node("shd", val="clear", color="auto", fill="000000")
    return pen.paragraph("Spacer", [], node("framePr", **_FRAME), black, exact(height))


def _copies(block: Imprint, pen: Pen) -> list[Element]:
    names = [clean(name).strip().rstrip("。.") for name in block.copy_to]
    if not any(names):
        return []
    label = f"{pen.word('copy_to')}{pen.word('colon')}"
    text = pen.word("comma").join(name for name in names if name) + pen.word("stop")
    wide = round(width_of(label) * _CHARACTER)
    shape = node("ind", left=_CHARACTER + wide, right=_CHARACTER, hanging=wide)
    return [_entry([pen.run(f"{label}{text}")], shape, pen=pen)]


def _printing(block: Imprint, pen: Pen) -> list[Element]:
    printed_by = clean(block.printed_by).strip()
    if not printed_by and block.printed_on is None:
        return []
    printed = ""
    if block.printed_on is not None:
        space = " " if pen.language == "en" else ""
        printed = f"{written_date(block.printed_on, pen.language)}{space}{pen.word('printed')}"
    # The printer stands one character from the left edge, the date at a tab stop one from the right.
    stops = node(
        "tabs",
        node("tab", val="left", pos=_CHARACTER),
        node("tab", val="right", pos=layout.TYPE_WIDTH - _CHARACTER),
    )
    return [_entry([tab(), pen.run(printed_by), tab(), pen.run(printed)], stops, pen=pen)]
