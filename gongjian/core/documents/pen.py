"""The pen: turns pieces of text into runs and paragraphs of one document."""

from dataclasses import dataclass

from gongjian.core.documents.cleaning import clean
from gongjian.core.documents.content import Language, Run
from gongjian.core.documents.markup import Element, node, paragraph_properties, run_properties

_WORDS = {
    "zh-hans": {
        "annex": "附件",
        "colon": "：",
        "comma": "，",
        "stop": "。",
        "brackets": "（）",
        "copy_to": "抄送",
        "printed": "印发",
        "signer": "签发人",
    },
    "en": {
        "annex": "Annex",
        "colon": ": ",
        "comma": ", ",
        "stop": ".",
        "brackets": "()",
        "copy_to": "Copy to",
        "printed": "printed",
        "signer": "Signed by",
    },
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes in one language; `show_notes` prints the numbers of the evidence behind figures."""

    language: Language
    show_notes: bool = False

    def word(self, name: str) -> str:
        """One of the fixed words of the layout, such as 附件."""
        return _WORDS[self.language][name]

    def run(self, text: str, *properties: Element) -> Element:
        """A run. Chinese runs carry a hint: marks that both scripts share (“ ” — …) take the Chinese font."""
        if self.language == "zh-hans":
            fonts = next((item for item in properties if item.tag.endswith("}rFonts")), None)
            if fonts is None:
                fonts = node("rFonts")
                properties = (*properties, fonts)
            fonts.set(f"{{{fonts.nsmap['w']}}}hint", "eastAsia")
        content = node("t", clean(text))
        content.set(_SPACE, "preserve")
        return node("r", run_properties(*properties), content)

    def runs(self, pieces: tuple[Run, ...]) -> list[Element]:
        """The pieces of a text; references appear as small raised numbers in brackets, or not at all."""
        written: list[Element] = []
        for piece in pieces:
            written.append(self.run(piece.text))
            if self.show_notes and piece.note_ref is not None:
                written.append(self.run(f"[{piece.note_ref}]", node("vertAlign", val="superscript")))
        return written

    def paragraph(self, style: str, content: str | list[Element], *properties: Element) -> Element:
        """A paragraph in a named style; `properties` set only what this place needs beyond it."""
        runs = [self.run(content)] if isinstance(content, str) else content
        return node("p", paragraph_properties(node("pStyle", val=style), *properties), *runs)


def tab() -> Element:
    return node("r", node("tab"))


def spacer() -> Element:
    """A paragraph 0.7 pt high: what Word needs behind a table and where a section ends."""
    return node("p", paragraph_properties(node("pStyle", val="Spacer")))
