"""信函格式 (GB/T 9704-2012, 10.1): the first page of a letter 函, with red double rules at head and foot."""

from gongjian.core.documents import layout
from gongjian.core.documents.cleaning import clean, document_number
from gongjian.core.documents.content import RedHead
from gongjian.core.documents.head import issuer_mark, mark_size, markings
from gongjian.core.documents.layout import FANGSONG
from gongjian.core.documents.markup import Element, node
from gongjian.core.documents.pen import Pen, tab
from gongjian.core.documents.styles import exact, fonts

_BEYOND_LEFT = layout.LEFT - (layout.PAGE_WIDTH - layout.LETTER_RULE) // 2
_BEYOND_RIGHT = layout.RIGHT - (layout.PAGE_WIDTH - layout.LETTER_RULE) // 2
# ⅞ of a character of 3号 from the rule to the ink, of which the exact line already leaves some 9.6 pt.
_UNDER_RULE = layout.SIZE_3 * 10 * 7 // 8 - 192


def first_header(head: RedHead, pen: Pen) -> Element:
    """Issuer's mark, its top 30 mm from the edge of the page, and the first rule (thick over thin)."""
    under_ink = mark_size(clean(head.issuer).strip())[0] * 26 // 10  # what the mark's exact line leaves free
    height = max(layout.LEAST_LINE, layout.LETTER_RULE_BELOW_MARK - under_ink)
    rule = _double_rule("bottom", "thickThinSmallGap", pen, height=height)
    return node("hdr", issuer_mark(head.issuer, before=0, pen=pen), rule)


def first_footer(pen: Pen) -> Element:
    """The second rule (thin over thick), 20 mm from the foot of the page; no page number."""
    return node("ftr", _double_rule("top", "thinThickSmallGap", pen, height=layout.LEAST_LINE))


def opening(head: RedHead, pen: Pen) -> list[Element]:
    """Under the rule: markings at the left, the number flush right on the first line."""
    marks = markings(head, pen)
    first = marks[0] if marks else pen.paragraph("Marking", [])
    stop = node("tabs", node("tab", val="right", pos=layout.TYPE_WIDTH))
    runs = [child for child in first if child.tag.endswith("}r")]
    number = pen.run(document_number(head.number), fonts(FANGSONG))
    spacing = exact(layout.LINE, before=_UNDER_RULE)
    return [pen.paragraph("Marking", [*runs, tab(), number], stop, spacing), *marks[1:]]


def _double_rule(side: str, kind: str, pen: Pen, *, height: int) -> Element:
    border = node("pBdr", node(side, val=kind, sz=24, space=0, color=layout.RED))
    beyond = node("ind", left=-_BEYOND_LEFT, right=-_BEYOND_RIGHT)
    return pen.paragraph("Spacer", [], exact(height), border, beyond)
