"""Chinese official documents as .docx, laid out after GB/T 9704-2012.

Owns the nouns of a document on paper: red head 红头, addressees 主送, body, signature 落款, annex 附件,
imprint 版记. Pure: frozen dataclasses in, bytes out; no Django, no clock, no file, so the same document
always gives the same bytes. See docs/documents.md.
"""

from gongjian.core.documents.content import (
    Annex,
    Block,
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    words,
)
from gongjian.core.documents.errors import DocumentError, InvalidDocument, UnwritableText
from gongjian.core.documents.writer import write_docx

__all__ = [
    "Annex",
    "Block",
    "DocumentError",
    "Heading",
    "Imprint",
    "InvalidDocument",
    "OfficialDocument",
    "Paragraph",
    "RedHead",
    "Run",
    "Signature",
    "Table",
    "UnwritableText",
    "words",
    "write_docx",
]
