"""Files people upload: checked by content, stored under random names, answered only as attachments."""

import hashlib
import os
import re
import unicodedata
import uuid
import zipfile
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from gongjian.core.exports import disposition
from gongjian.core.models import StoredFile

PDF, DOCX, XLSX, PPTX, OFD = "pdf", "docx", "xlsx", "pptx", "ofd"
CSV, TEXT = "csv", "txt"
IMAGES = frozenset({"png", "jpg", "gif", "webp"})
SPREADSHEETS = frozenset({XLSX, CSV})
DOCUMENTS = frozenset({PDF, DOCX, XLSX, PPTX, OFD, TEXT, CSV}) | IMAGES
# What marks each kind of archive: the part that must be inside it.
_INSIDE = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml", OFD: "OFD.xml"}
# Parts that run: VBA, Excel 4 macro sheets, ActiveX controls, programs.
_RUNS = re.compile(
    r"vbaproject\.bin$|(^|/)(macrosheets|activex)/|\.(exe|dll|js|vbs|bat|cmd|ps1|hta|scr)$", re.IGNORECASE
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5_000, 300 * 2**20, 200
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


class FileRefused(ValidationError):
    """An upload that is not accepted, with the reason; forms say it beside their file field."""


def store_file(upload: UploadedFile, *, by: Any, kinds: frozenset[str] = DOCUMENTS) -> StoredFile:
    """Check and keep an upload. Raises FileRefused saying what is wrong and what would be accepted.

    The caller's action writes the audit record: a file means nothing without the record it belongs to.
    """
    kind = check_upload(upload, kinds)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    stored = StoredFile(
        name=clean_name(upload.name or "", kind),
        kind=kind,
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        stored_by=by if isinstance(by.pk, int) else None,
    )
    upload.seek(0)
    stored.content.save(f"{uuid.uuid4().hex}.bin", upload, save=False)
    stored.save()
    return stored


def check_upload(upload: UploadedFile, kinds: frozenset[str]) -> str:
    """The upload's kind by its content. Raises FileRefused."""
    if not upload.size:
        raise FileRefused(_("The file is empty."))
    if upload.size > settings.FILE_MAX_BYTES:
        most = settings.FILE_MAX_BYTES // 2**20
        raise FileRefused(_("The file is larger than %(most)s MB.") % {"most": most})
    kind = kind_of(upload)
    upload.seek(0)
    if kind not in kinds:
        accepted = ", ".join(sorted(kinds))
        raise FileRefused(_("This kind of file is not accepted here. Accepted: %(kinds)s.") % {"kinds": accepted})
    return kind


def kind_of(upload: UploadedFile) -> str:
    """pdf, docx, png …, by content; "" for what is not known. Raises FileRefused for a dangerous archive."""
    upload.seek(0)
    head = upload.read(8192)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(upload)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(_("Old or encrypted Office file: save it as .xlsx or .docx without a password."))
    if not _CONTROL.search(head):  # before guessing by magic bytes: a table that begins with "BM" is no picture
        return _kind_of_text(head, upload.name or "")
    found = filetype.guess(head)
    return found.extension if found is not None and found.extension in IMAGES else ""


def _kind_of_archive(upload: UploadedFile) -> str:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileRefused(_("The file is damaged: it cannot be opened.")) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise FileRefused(_("The file unpacks to more than is accepted."))
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(_("The file is encrypted: save it without a password."))
    if any(_RUNS.search(name) for name in names):
        raise FileRefused(_("The file contains macros: save it without macros (.xlsx, .docx)."))
    return next((kind for kind, part in _INSIDE.items() if part in names), "")


def _kind_of_text(head: bytes, name: str) -> str:
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<", head):
        return ""  # something a browser might run
    return CSV if name.lower().endswith(".csv") else TEXT if name.lower().endswith(".txt") else ""


def clean_name(name: str, kind: str) -> str:
    """A name safe to show and to save: no path, no control or direction characters, its true ending."""
    name = unicodedata.normalize("NFC", name).translate(_BIDI).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem = os.path.splitext(name)[0].strip(" .")[:120] or _("file")
    return f"{stem}.{kind}"


# What a stored file may do in a browser: nothing, in nobody's frame.
RUNS_NOTHING = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def file_response(stored: StoredFile) -> FileResponse:
    """The file as an attachment that no browser will run. The caller has checked who may have it."""
    response = FileResponse(stored.content.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = disposition(stored.name)
    response["Content-Security-Policy"] = RUNS_NOTHING
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def picture_response(stored: StoredFile) -> FileResponse:
    """A photograph to be looked at in a page: only what was checked to be a picture, under its own content type.

    The caller has checked who may see it. Raises ValueError for any other file.
    """
    if stored.kind not in IMAGES:
        raise ValueError(f"{stored.kind} is no picture.")
    response = file_response(stored)
    response["Content-Type"] = "image/jpeg" if stored.kind == "jpg" else f"image/{stored.kind}"
    response["Content-Disposition"] = disposition(stored.name).replace("attachment", "inline", 1)
    response["Cache-Control"] = "private, max-age=3600"
    return response
