"""What stands above the body: red head 版头, title, addressees."""

from gongjian.core.documents import layout
from gongjian.core.documents.cleaning import clean, document_number, width_of
from gongjian.core.documents.content import OfficialDocument, RedHead
from gongjian.core.documents.layout import FANGSONG, KAITI
from gongjian.core.documents.markup import Element, node
from gongjian.core.documents.pen import Pen, tab
from gongjian.core.documents.styles import exact, fonts, indent, size
from gongjian.core.documents.titles import title_lines

_LARGEST_MARK, _SMALLEST_MARK = 62, 22  # points
_NARROWEST = 66  # per cent: how far letters may be narrowed before the mark becomes smaller than 2号
# In an exact line the baseline lies at 80 % (Word and LibreOffice alike), ink of Chinese ends 9 % of the
# size below it: what remains under the number counts towards the 4 mm to the rule.
_UNDER_INK = round(0.2 * layout.LINE - 0.09 * layout.SIZE_3 * 10)


def red_head(head: RedHead, pen: Pen) -> list[Element]:
    """版头 of a document with red head: markings, issuer mark 35 mm down, number, red rule."""
    written = markings(head, pen)
    above = len(written) * layout.LINE
    written.append(issuer_mark(head.issuer, before=max(0, layout.MARK_TOP - above), pen=pen))
    written.append(_number(head, pen))
    return written


def markings(head: RedHead, pen: Pen) -> list[Element]:
    """份号, 密级, 紧急程度 one under the other at the top left; only the first is not 黑体."""
    written = []
    if head.copy_number:
        written.append(pen.paragraph("Marking", [pen.run(head.copy_number, fonts(FANGSONG))]))
    for text in (head.secrecy, head.urgency):
        if text:
            written.append(pen.paragraph("Marking", text))
    return written


def mark_size(issuer: str) -> tuple[int, int]:
    """Size in points and width of letters in per cent with which the issuer's name fills one line."""
    room = layout.TYPE_WIDTH / 20 * 0.98
    per_point = max(width_of(issuer), 1.0)
    points = min(_LARGEST_MARK, int(room / per_point))
    if points >= 40:
        return points, 100
    narrowed = min(40, int(room / (per_point * _NARROWEST / 100)))
    points = max(_SMALLEST_MARK, narrowed)
    return points, max(_NARROWEST, min(100, int(100 * room / (per_point * points))))


def issuer_mark(text: str, *, before: int, pen: Pen) -> Element:
    """发文机关标志, red and as large as one line allows."""
    issuer = clean(text).strip()
    points, width = mark_size(issuer)
    return pen.paragraph(
        "IssuerMark",
        [pen.run(issuer, *size(points * 2), node("w", val=width))],
        exact(round(points * 20 * 1.1), before=before),
    )


def _number(head: RedHead, pen: Pen) -> Element:
    space = round((layout.RULE_BELOW_NUMBER - _UNDER_INK) / 20)
    rule = node("pBdr", node("bottom", val="single", sz=12, space=space, color=layout.RED))
    spacing = exact(layout.LINE, before=2 * layout.LINE)
    number = document_number(head.number)
    if not head.signer:
        return pen.paragraph("DocumentNumber", number, spacing, rule)
    # Upward: number one character from the left, signer's name in 楷体 one from the right. The indents are
    # tab stops, for a rule is as wide as its paragraph.
    edge = layout.characters(1)
    stops = node("tabs", node("tab", val="left", pos=edge), node("tab", val="right", pos=layout.TYPE_WIDTH - edge))
    signer = pen.run(f"{pen.word('signer')}{pen.word('colon')}")
    content = [tab(), pen.run(number), tab(), signer, pen.run(head.signer, fonts(KAITI))]
    return pen.paragraph("DocumentNumber", content, spacing, rule, stops, node("jc", val="left"))


def title(document: OfficialDocument, pen: Pen) -> list[Element]:
    """Title and subtitle; two blank lines above it under a red rule, one otherwise, one below."""
    above = 2 if document.red_head is not None else 1
    written = titled(document.title, above=above, below=not document.subtitle, pen=pen)
    if document.subtitle:
        written.append(pen.paragraph("Subtitle", document.subtitle, exact(layout.LINE, after=layout.LINE)))
    return written


def titled(text: str, *, above: int, below: bool, pen: Pen) -> list[Element]:
    """A title in its lines, `above` blank lines over it and, if `below`, one under it."""
    lines = title_lines(text)
    written: list[Element] = []
    for index, line in enumerate(lines):
        spacing = exact(
            layout.LINE,
            before=above * layout.LINE if index == 0 else 0,
            after=layout.LINE if below and index == len(lines) - 1 else 0,
        )
        written.append(pen.paragraph("Title", line, spacing, node("keepNext")))
    return written


def addressees(text: str, pen: Pen) -> Element:
    """主送, flush left, ending in a full-width colon."""
    names = clean(text).strip().rstrip("：:")
    return pen.paragraph("Addressees", f"{names}{pen.word('colon').strip()}", indent())
