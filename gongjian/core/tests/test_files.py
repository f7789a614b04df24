import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.files import (
    DOCUMENTS,
    IMAGES,
    MOST_ENTRIES,
    RUNS_NOTHING,
    SPREADSHEETS,
    check_upload,
    clean_name,
    file_response,
    kind_of,
    picture_response,
    store_file,
)
from gongjian.core.models import StoredFile
from gongjian.core.tests.factories import account, archive, upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
GIF_THAT_IS_ALSO_A_SCRIPT = b"GIF89a=1;alert(1)//" + b"\x00" * 32


def workbook() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.xlsx", workbook(), "xlsx"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 100, "pdf"),
        ("a.png", PNG, "png"),
        ("a.docx", archive({"word/document.xml": b"<w/>"}), "docx"),
        ("a.ofd", archive({"OFD.xml": b"<o/>"}), "ofd"),
        ("台账.csv", "编号,名称\n1,甲\n".encode(), "csv"),
        ("台账.csv", "编号,名称\n1,甲\n".encode("gb18030"), "csv"),
        ("说明.txt", "一段话".encode(), "txt"),
        ("a.csv", b"BM,Title\n1,x\n", "csv"),  # two letters that begin a bitmap
        ("a.csv", b"MZ,Title\n1,x\n", "csv"),  # … and a program
        ("a.csv", "\ufeff编号\n1\n".encode(), "csv"),
    ],
)
def test_a_file_is_known_by_its_content(name, content, kind):
    assert check_upload(upload(name, content), DOCUMENTS) == kind


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("report.txt", b"\xef\xbb\xbf  <html><script>alert(1)</script>"),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("data.csv", b"\n\n<?xml version='1.0'?><a/>"),
        ("a.xlsx", b"MZ\x90\x00\x03" + b"\x00" * 80),
        ("a.xlsx", archive({"readme.txt": b"no workbook in here"})),
        ("a.jar", archive({"META-INF/MANIFEST.MF": b"x"})),
        ("a.js", b"alert(1)"),
        ("a.html", b"hello"),
        ("noname", b"hello"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00" + b"\x00" * 40),
        ("a.txt", b"text with a \x00 in it"),
        ("a.zip", b"PK\x05\x06" + b"\x00" * 18),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_what_would_be_accepted(name, content):
    with pytest.raises(ValidationError, match="pdf"):
        check_upload(upload(name, content), frozenset({"pdf", "xlsx"}) | IMAGES)


def test_a_picture_that_is_also_a_script_is_a_picture_and_answered_as_nothing_a_browser_runs(db):
    stored = store_file(upload("x.html", GIF_THAT_IS_ALSO_A_SCRIPT), by=SYSTEM)
    assert stored.name == "x.gif"
    response = file_response(stored)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == RUNS_NOTHING
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(RUNS_NOTHING.split("; "))


@pytest.mark.parametrize(
    "part",
    [
        "xl/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "xl/macrosheets/sheet1.xml",
        "xl/activeX/activeX1.bin",
        "run.EXE",
        "a.ps1",
    ],
)
def test_what_runs_inside_an_archive_is_refused(part):
    content = archive({"xl/workbook.xml": b"<x/>", part: b"x"})
    with pytest.raises(ValidationError, match=r"macros|宏"):
        check_upload(upload("a.xlsx", content), SPREADSHEETS)


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"\x00" * (400 * 2**20)})
    assert len(content) < 2**20
    with pytest.raises(ValidationError, match=r"unpacks|解压"):
        check_upload(upload("a.xlsx", content), SPREADSHEETS)


def test_too_many_parts_are_refused():
    content = archive({f"p{n}": b"" for n in range(MOST_ENTRIES + 1)})
    with pytest.raises(ValidationError, match=r"unpacks|解压"):
        check_upload(upload("a.xlsx", content), SPREADSHEETS)


def test_a_bomb_that_lies_about_its_size_can_be_read_no_further_than_it_says():
    """The sum of declared sizes is a true limit: zipfile reads no byte beyond what a part declares."""
    content = bytearray(archive({"xl/workbook.xml": b"\x00" * 2**20}))
    true_size = (2**20).to_bytes(4, "little")
    assert content.count(true_size) == 2
    lying = bytes(content).replace(true_size, (100).to_bytes(4, "little"))
    with zipfile.ZipFile(io.BytesIO(lying)) as book, book.open("xl/workbook.xml") as part:
        try:
            read = len(part.read())
        except zipfile.BadZipFile:
            read = 0
    assert read <= 100


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut short", workbook()[:-30], b"PK\x03\x04" + b"\xff" * 5000])
def test_a_damaged_archive_is_refused_in_words(content):
    with pytest.raises(ValidationError):
        check_upload(upload("a.xlsx", content), SPREADSHEETS)


def test_an_encrypted_archive_and_an_old_office_file_say_how_to_mend_it():
    encrypted = bytearray(archive({"xl/workbook.xml": b"<x/>"}, zipfile.ZIP_STORED))
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    for content in (bytes(encrypted), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500):
        with pytest.raises(ValidationError, match=r"password|密码"):
            check_upload(upload("a.xlsx", content), SPREADSHEETS)


def test_an_empty_file_and_one_too_large_are_refused(settings):
    settings.FILE_MAX_BYTES = 2**20
    for content in (b"", b"%PDF-" + b"x" * 2**20):
        with pytest.raises(ValidationError):
            check_upload(upload("a.pdf", content), DOCUMENTS)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\报告.pdf", "报告.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("", "文件.pdf"),
        ("...", "文件.pdf"),
        ("/", "文件.pdf"),
        ('<b>"x"|?*.pdf', "bx.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("report.html", "report.pdf"),
    ],
)
def test_a_name_keeps_no_path_no_direction_and_no_control(name, cleaned):
    assert clean_name(name, "pdf") == cleaned


def test_a_stored_file_lies_under_a_random_name_with_its_digest(db, settings):
    who = account("li")
    stored = store_file(upload("../../报告.pdf", b"%PDF-1.4 x"), by=who)
    stored = StoredFile.objects.get(pk=stored.pk)
    assert stored.stored_by == who
    assert stored.name == "报告.pdf"
    assert "报告" not in stored.content.name
    assert stored.content.name.endswith(".bin")
    assert len(stored.sha256) == 64
    assert b"".join(file_response(stored).streaming_content) == b"%PDF-1.4 x"


def test_a_refused_file_leaves_nothing(db):
    with pytest.raises(ValidationError):
        store_file(upload("a.pdf", b"<html>"), by=SYSTEM)
    assert not StoredFile.objects.exists()


def test_the_kind_of_an_upload_read_before_is_the_same():
    sent = upload("a.pdf", b"%PDF-1.4 x")
    sent.read()
    assert kind_of(sent) == "pdf"


def test_a_picture_is_shown_as_one_and_nothing_else_is(db):
    answer = picture_response(store_file(upload("现场.png", PNG), by=SYSTEM, kinds=IMAGES))
    assert answer["Content-Type"] == "image/png" and answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    with pytest.raises(ValueError, match="pdf"):
        picture_response(store_file(upload("a.pdf", b"%PDF-1.4 x"), by=SYSTEM))
