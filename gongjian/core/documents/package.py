"""The .docx package (ISO/IEC 29500-2): parts, their types and relations, zipped without any clock."""

import io
import zipfile
from datetime import UTC, datetime

from lxml import etree

from gongjian.core.documents.cleaning import clean, on_one_line
from gongjian.core.documents.content import OfficialDocument
from gongjian.core.documents.markup import Element, to_bytes

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first instant a zip can name: the same for every document
_LONGEST_PROPERTY = 255


def pack(main: Element, parts: dict[str, tuple[str, Element]], *, document: OfficialDocument) -> bytes:
    """The file. `parts` maps a relationship id to the part's kind ("styles", "footer" …) and content."""
    names = {identity: f"{identity}.xml" for identity in parts}
    files = {
        "[Content_Types].xml": _content_types({names[key]: kind for key, (kind, _) in parts.items()}),
        "_rels/.rels": _relations(
            {
                "document": (f"{_OFFICE}/officeDocument", "word/document.xml"),
                "core": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _core_properties(document),
        "word/document.xml": to_bytes(main),
        "word/_rels/document.xml.rels": _relations(
            {key: (f"{_OFFICE}/{kind}", names[key]) for key, (kind, _) in parts.items()}
        ),
    }
    files |= {f"word/{names[key]}": to_bytes(content) for key, (_, content) in parts.items()}
    return _zip(files)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the zip tells on which system it was made
            archive.writestr(entry, content)
    return buffer.getvalue()


def _content_types(kinds: dict[str, str]) -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=kind)
    types = {"/word/document.xml": f"{_WORDPROCESSING}.document.main+xml", "/docProps/core.xml": _CORE_TYPE}
    types |= {f"/word/{name}": f"{_WORDPROCESSING}.{kind}+xml" for name, kind in kinds.items()}
    for name, kind in types.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=name, ContentType=kind)
    return to_bytes(root)


def _relations(targets: dict[str, tuple[str, str]]) -> bytes:
    space = f"{_PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    for identity, (kind, target) in targets.items():
        etree.SubElement(root, f"{{{space}}}Relationship", Id=identity, Type=kind, Target=target)
    return to_bytes(root)


def _core_properties(document: OfficialDocument) -> bytes:
    spaces = {
        "cp": f"{_PACKAGE}/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    root = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)

    def add(space: str, name: str, text: str) -> Element:
        element = etree.SubElement(root, f"{{{spaces[space]}}}{name}")
        element.text = text
        return element

    add("dc", "title", on_one_line(document.title)[:_LONGEST_PROPERTY])
    add("dc", "creator", clean(document.author)[:_LONGEST_PROPERTY])
    add("dc", "language", "zh-CN" if document.language == "zh-hans" else "en-US")
    if document.created is not None:
        for name in ("created", "modified"):
            element = add("dcterms", name, _instant(document.created))
            element.set(f"{{{spaces['xsi']}}}type", "dcterms:W3CDTF")
    return to_bytes(root)


def _instant(moment: datetime) -> str:
    """A time without zone is taken as it stands; others are told in UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
