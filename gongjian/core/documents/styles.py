"""`styles.xml`, `fontTable.xml` and `settings.xml`: every look has a named style, so a clerk can alter it."""

from gongjian.core.documents import layout
from gongjian.core.documents.content import Language
from gongjian.core.documents.layout import FANGSONG, HEITI, KAITI, LATIN, SONGTI, XIAOBIAOSONG, Font
from gongjian.core.documents.markup import Element, node, paragraph_properties, run_properties

_HEADING_FONTS = {1: HEITI, 2: KAITI, 3: FANGSONG, 4: FANGSONG}
_ENGLISH_EMPHASIS = {1: ("b",), 2: ("b", "i"), 3: ("i",), 4: ()}


def fonts(chinese: Font, latin: Font = LATIN) -> Element:
    """Chinese characters in one font, Latin letters and digits (half-width) in another; none from a theme."""
    return node("rFonts", ascii=latin.name, hAnsi=latin.name, eastAsia=chinese.name, cs=LATIN.name)


def size(half_points: int) -> tuple[Element, Element]:
    return node("sz", val=half_points), node("szCs", val=half_points)


def exact(twips: int, *, before: int = 0, after: int = 0) -> Element:
    """A line height that no substitute font can stretch: 22 lines stay 22 where the grid is not honoured."""
    return node("spacing", before=before, after=after, line=twips, lineRule="exact")


def indent(*, left: float = 0, right: float = 0, first: float = 0, hanging: float = 0) -> Element:
    """Indents in characters of the body, given twice: as characters for Word and WPS, as twips for others."""
    attributes: dict[str, int] = {}
    for name, count in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if count or name in ("left", "right"):
            attributes[f"{name}Chars"] = layout.hundredths(count)
            attributes[name] = layout.characters(count)
    return node("ind", **attributes)


def aligned(side: str) -> Element:
    return node("jc", val=side)


def _style(
    identity: str, name: str, *paragraph: Element, run: tuple[Element, ...] = (), based_on: str = "Normal"
) -> Element:
    """A paragraph style: what it sets for the paragraph, and for its `run`s."""
    return node(
        "style",
        node("name", val=name),
        node("basedOn", val=based_on),
        node("qFormat"),
        paragraph_properties(*paragraph),
        run_properties(*run),
        type="paragraph",
        styleId=identity,
    )


def _normal(language: Language) -> Element:
    """The ground of all styles. It leaves the document grid, and keeps its measures by itself.

    A reader that does not honour the grid would put 27 characters of 16 pt on a line, and LibreOffice, whose
    cells cannot be narrower than the font, only 14 (two cells each). So the pitch of 15.79 pt comes from the
    spacing of characters, the 28.95 pt from exact lines, and the grid stands as a declaration.
    """
    pitch = [node("spacing", val=layout.PITCH_CORRECTION)] if language == "zh-hans" else []
    paragraph = paragraph_properties(
        node("widowControl", val=False),
        node("autoSpaceDE", val=False),
        node("autoSpaceDN", val=False),
        node("adjustRightInd", val=False),
        node("snapToGrid", val=False),
        exact(layout.LINE),
        aligned("both"),
    )
    # The size here, not only in the defaults: readers take the grid's cell from this style.
    run = run_properties(node("snapToGrid", val=False), *pitch, *size(layout.SIZE_3))
    return node(
        "style",
        node("name", val="Normal"),
        node("qFormat"),
        paragraph,
        run,
        type="paragraph",
        default=True,
        styleId="Normal",
    )


def _heading(level: int, language: Language) -> Element:
    look = [fonts(_HEADING_FONTS[level])]
    if language == "en":  # English has no change of font to tell the levels apart
        look += [node(mark) for mark in _ENGLISH_EMPHASIS[level]]
    marks = (node("keepNext"), node("outlineLvl", val=level - 1))
    return _style(f"Heading{level}", f"heading {level}", *marks, run=tuple(look), based_on="BodyText")


def _running_styles(language: Language) -> list[Element]:
    """What the text itself is set in."""
    return [
        _style("BodyText", "Body Text", indent(first=2)),
        *(_heading(level, language) for level in (1, 2, 3, 4)),
        _style("Title", "Title", aligned("center"), run=(fonts(XIAOBIAOSONG), *size(layout.SIZE_2))),
        _style("Subtitle", "Subtitle", aligned("center"), run=(fonts(KAITI),)),
        _style("Addressees", "Addressees", aligned("left")),
        _style("Attachments", "Attachments", aligned("left")),
        _style("Signature", "Signature", aligned("right")),
        _style("Note", "Note", indent(first=2)),
        _style("AnnexMark", "Annex Mark", node("keepNext"), aligned("left"), run=(fonts(HEITI),)),
    ]


def _frame_styles() -> list[Element]:
    """What stands around the text: red head, tables, imprint, page number."""
    red = node("color", val=layout.RED)
    return [
        _style("Marking", "Marking", aligned("left"), run=(fonts(HEITI),)),
        _style("IssuerMark", "Issuer Mark", aligned("center"), run=(fonts(XIAOBIAOSONG), red)),
        _style("DocumentNumber", "Document Number", aligned("center")),
        _style("TableText", "Table Text", aligned("left"), exact(340), run=size(layout.SIZE_SMALL_4)),
        _style("TableTextSmall", "Table Text Small", exact(300), run=size(layout.SIZE_5), based_on="TableText"),
        _style("TableHead", "Table Head", aligned("center"), run=(fonts(HEITI),), based_on="TableText"),
        _style("TableHeadSmall", "Table Head Small", exact(300), run=size(layout.SIZE_5), based_on="TableHead"),
        _style("Imprint", "Imprint", aligned("left"), exact(500), run=size(layout.SIZE_4)),
        _style("Spacer", "Spacer", exact(layout.LEAST_LINE), run=size(2)),
        _style("Footer", "footer", exact(280), run=(fonts(SONGTI, SONGTI), *size(layout.SIZE_4))),
    ]


def styles_part(language: Language) -> Element:
    """All styles. Only English headings are ever bold."""
    languages = node("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    defaults = run_properties(fonts(FANGSONG), *size(layout.SIZE_3), languages)
    return node(
        "styles",
        node("docDefaults", node("rPrDefault", defaults), node("pPrDefault")),
        _normal(language),
        *_running_styles(language),
        *_frame_styles(),
    )


def fonts_part() -> Element:
    """The fonts by name, with what each is called on newer systems; nothing is embedded."""
    root = node("fonts")
    for font in layout.FONTS:
        root.append(
            node(
                "font",
                node("altName", val=font.substitute),
                node("panose1", val=font.panose),
                node("charset", val="00" if font is LATIN else "86"),
                node("family", val=font.family),
                node("pitch", val="variable" if font in (LATIN, XIAOBIAOSONG) else "fixed"),
                name=font.name,
            )
        )
    return root


def settings_part() -> Element:
    """Odd and even footers; punctuation is never squeezed; layout as Word 2013 and later do it."""
    return node(
        "settings",
        node("zoom", percent=100),
        node("evenAndOddHeaders"),
        node("drawingGridVerticalSpacing", val=layout.LINE),
        node("characterSpacingControl", val="doNotCompress"),
        node(
            "compat",
            node("doNotExpandShiftReturn"),
            node(
                "compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        ),
        node("themeFontLang", val="en-US", eastAsia="zh-CN"),
        node("decimalSymbol", val="."),
        node("listSeparator", val=","),
    )
