"""Elements of WordprocessingML, their children kept in the order the schema (ISO/IEC 29500-1) demands."""

from typing import TypeAlias

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PREFIXES = {"w": W, "r": R}

_PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "shd", "tabs"),
    *(
        "autoSpaceDE",
        "autoSpaceDN",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
        "rPr",
        "sectPr",
    ),
)
_RUN_ORDER = (*("rFonts", "b", "i", "snapToGrid", "color", "spacing", "w", "sz", "szCs", "vertAlign", "lang"),)

Element: TypeAlias = etree._Element


def node(tag: str, *children: Element | str, **attributes: str | int | bool) -> Element:
    """`<w:tag …>`; attributes are in the same namespace (`r_id` in that of relationships); True is "1"."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap=_PREFIXES)
    for name, value in attributes.items():
        space, local = (R, name[2:]) if name.startswith("r_") else (W, name)
        element.set(f"{{{space}}}{local}", str(int(value)) if isinstance(value, bool) else str(value))
    for child in children:
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    return element


def paragraph_properties(*children: Element) -> Element:
    """`w:pPr` with its children sorted; a later child replaces an earlier one of the same name."""
    return node("pPr", *_sorted(children, _PARAGRAPH_ORDER))


def run_properties(*children: Element) -> Element:
    """`w:rPr` with its children sorted; a later child replaces an earlier one of the same name."""
    return node("rPr", *_sorted(children, _RUN_ORDER))


def _sorted(children: tuple[Element, ...], order: tuple[str, ...]) -> list[Element]:
    by_name = {etree.QName(child).localname: child for child in children}
    return sorted(by_name.values(), key=lambda child: order.index(etree.QName(child).localname))


def to_bytes(root: Element) -> bytes:
    """The part as it lies in the package."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
