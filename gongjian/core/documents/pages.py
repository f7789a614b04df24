"""Sections and their page numbers, odd right and even left, also beside turned tables."""

from gongjian.core.documents import layout
from gongjian.core.documents.content import Language
from gongjian.core.documents.markup import Element, node, paragraph_properties, run_properties
from gongjian.core.documents.pen import spacer
from gongjian.core.documents.styles import exact

FOOTERS = ("odd", "even", "turned_odd", "turned_even")
_INSET = layout.SIZE_4 * 10  # one character of 4号
_NUMBER_LINE = 280
_NUMBER_LENGTH = 1200  # room for — 9999 —


def section(*, landscape: bool, language: Language, letter: bool = False, first: bool = False) -> Element:
    """`w:sectPr`. A landscape page is a portrait page turned: its left side is the portrait foot, so that,
    bound with the others, the table's head lies at the binding side of odd pages. The `first` page of a
    letter has a head and a foot of its own."""
    grid: dict[str, str | int] = {"type": "lines", "linePitch": layout.LINE}
    if language == "zh-hans" and not landscape:
        grid |= {"type": "linesAndChars", "charSpace": layout.CHARACTER_SPACE}
    sides = ("turned_odd", "turned_even") if landscape else ("odd", "even")
    return node(
        "sectPr",
        *([node("headerReference", type="first", r_id="letter_head")] if letter and first else []),
        node("footerReference", type="default", r_id=sides[0]),
        node("footerReference", type="even", r_id=sides[1]),
        *([node("footerReference", type="first", r_id="letter_foot")] if letter and first else []),
        node("type", val="nextPage"),
        _paper(landscape),
        _margins(landscape, letter),
        *([node("titlePg")] if letter and first else []),
        node("docGrid", **grid),
    )


def _paper(landscape: bool) -> Element:
    if landscape:
        return node("pgSz", w=layout.PAGE_HEIGHT, h=layout.PAGE_WIDTH, orient="landscape")
    return node("pgSz", w=layout.PAGE_WIDTH, h=layout.PAGE_HEIGHT)


def _margins(landscape: bool, letter: bool) -> Element:
    top, right, bottom, left = layout.TOP, layout.RIGHT, layout.BOTTOM, layout.LEFT
    header, footer = (layout.LETTER_HEADER, layout.LETTER_FOOTER) if letter else (850, layout.FOOTER)
    if landscape:
        top, right, bottom, left = left, top, right, bottom
        footer = 850
    return node("pgMar", top=top, right=right, bottom=bottom, left=left, header=header, footer=footer, gutter=0)


def footer_part(name: str, *, letter: bool) -> Element:
    """One of FOOTERS, as a part of its own. A letter's footers begin lower, for its rule; what they lack is
    added under the number."""
    if name.startswith("turned"):
        return node("ftr", _turned_number(even=name.endswith("even")), spacer())
    side = "left" if name == "even" else "right"
    place = node("ind", left=_INSET if side == "left" else 0, right=_INSET if side == "right" else 0)
    lift = layout.FOOTER - layout.LETTER_FOOTER if letter else 0
    return node("ftr", _number(side, place, exact(_NUMBER_LINE, after=lift)))


def _number(side: str, *properties: Element) -> Element:
    """— 1 —: one-em dashes around the field PAGE."""
    paragraph = node("p", paragraph_properties(node("pStyle", val="Footer"), node("jc", val=side), *properties))
    paragraph.append(_run(_text("— ")))
    for part in (
        node("fldChar", fldCharType="begin"),
        _text(" PAGE ", tag="instrText"),
        node("fldChar", fldCharType="separate"),
        _text("1"),
        node("fldChar", fldCharType="end"),
    ):
        paragraph.append(_run(part))
    paragraph.append(_run(_text(" —")))
    return paragraph


def _run(content: Element) -> Element:
    return node("r", run_properties(node("rFonts", hint="eastAsia")), content)


def _text(text: str, *, tag: str = "t") -> Element:
    element = node(tag, text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _turned_number(*, even: bool) -> Element:
    """The number where it would be were the page upright: a framed cell at the left side, read downwards."""
    x = layout.FOOTER - 40
    if even:
        y, side = layout.LEFT + _INSET, "left"
    else:
        y, side = layout.PAGE_WIDTH - layout.RIGHT - _INSET - _NUMBER_LENGTH, "right"
    frame = node(
        "tblpPr",
        leftFromText=0,
        rightFromText=0,
        topFromText=0,
        bottomFromText=0,
        vertAnchor="page",
        horzAnchor="page",
        tblpX=x,
        tblpY=y,
    )
    margins = node("tblCellMar", *(node(edge, w=0, type="dxa") for edge in ("top", "left", "bottom", "right")))
    cell = node(
        "tc",
        node("tcPr", node("tcW", w=_NUMBER_LINE, type="dxa"), node("textDirection", val="tbRl")),
        _number(side, exact(_NUMBER_LINE)),
    )
    height = node("trHeight", val=_NUMBER_LENGTH, hRule="exact")
    return node(
        "tbl",
        node("tblPr", frame, node("tblW", w=_NUMBER_LINE, type="dxa"), node("tblLayout", type="fixed"), margins),
        node("tblGrid", node("gridCol", w=_NUMBER_LINE)),
        node("tr", node("trPr", height), cell),
    )
