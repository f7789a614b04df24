"""Ruled tables."""

import math
from itertools import pairwise

from gongjian.core.documents import layout
from gongjian.core.documents.cleaning import width_of
from gongjian.core.documents.content import Table
from gongjian.core.documents.markup import Element, node
from gongjian.core.documents.pen import Pen

_MANY_COLUMNS = {False: 5, True: 8}  # beyond these, 五号 instead of 小四; key: landscape
_CELL_MARGIN = 85  # 1.5 mm
_TALLEST_WHOLE_ROW = 8  # lines; taller rows may be split between pages


def table(block: Table, pen: Pen) -> Element:
    """A ruled table as wide as the type area, its head row repeated on every page."""
    room = layout.TYPE_HEIGHT if block.landscape else layout.TYPE_WIDTH
    widths = column_widths(block, room)
    small = "Small" if len(block.header) > _MANY_COLUMNS[block.landscape] else ""
    points = (layout.SIZE_5 if small else layout.SIZE_SMALL_4) / 2
    grid = node("tblGrid", *(node("gridCol", w=width) for width in widths))
    written = node("tbl", _properties(room), grid)
    centred = ("center",) * len(widths)
    marks = (node("cantSplit"), node("tblHeader"))
    written.append(_row(_cells(block.header, widths, style=f"TableHead{small}", aligns=centred, pen=pen), *marks))
    aligns = block.align or ("left",) * len(widths)
    for row in block.rows:
        whole = _lines(row, widths, points=points) <= _TALLEST_WHOLE_ROW
        cells = _cells(row, widths, style=f"TableText{small}", aligns=aligns, pen=pen)
        written.append(_row(cells, *([node("cantSplit")] if whole else [])))
    return written


def column_widths(block: Table, room: int) -> list[int]:
    """The columns in twips; together exactly `room`."""
    relative = block.widths or (1.0,) * len(block.header)
    total = sum(relative)
    edges = [round(room * sum(relative[:index]) / total) for index in range(len(relative) + 1)]
    return [max(1, right - left) for left, right in pairwise(edges)]


def _lines(row: tuple[str, ...], widths: list[int], *, points: float) -> int:
    """Lines of the tallest cell, roughly."""
    return max(
        math.ceil(width_of(text) * points * 20 / max(1, width - 2 * _CELL_MARGIN))
        for text, width in zip(row, widths, strict=True)
    )


def _properties(width: int) -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return node(
        "tblPr",
        node("tblW", w=width, type="dxa"),
        node("jc", val="center"),
        node("tblBorders", *(node(side, val="single", sz=4, space=0, color="000000") for side in sides)),
        node("tblLayout", type="fixed"),
        node(
            "tblCellMar",
            *(
                node(side, w=_CELL_MARGIN if side in ("left", "right") else 28, type="dxa")
                for side in ("top", "left", "bottom", "right")
            ),
        ),
    )


def _row(cells: list[Element], *marks: Element) -> Element:
    return node("tr", node("trPr", *marks), *cells)


def _cells(
    texts: tuple[str, ...], widths: list[int], *, style: str, aligns: tuple[str, ...], pen: Pen
) -> list[Element]:
    return [
        node(
            "tc",
            node("tcPr", node("tcW", w=width, type="dxa"), node("vAlign", val="center")),
            pen.paragraph(style, text, node("jc", val=align)),
        )
        for text, width, align in zip(texts, widths, aligns, strict=True)
    ]
