"""Reading uploaded tables: what is understood, and what is refused with sheet, row and column."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from gongjian.core.sheets import MOST_COLUMNS, SheetPlan, as_text, day_of, half_width, read_book

PLANS = [
    SheetPlan("things", "物品", frozenset({"things", "物品"}), {"编号": "code", "code": "code", "名称": "name", "日期": "day"},
              frozenset({"code", "name"})),
    SheetPlan("parts", "部件", frozenset({"parts", "部件"}), {"编号": "code", "部件": "part"}, frozenset({"code"})),
]  # fmt: skip
HEAD = ("编号", "名称", "日期")


def xlsx(*rows, change=None, title="物品"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file


def with_part(file, name, change):
    """The same workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if entry.filename == name else content)
    return out


SHEET = "xl/worksheets/sheet1.xml"


def read(file, kind="xlsx"):
    return read_book(file, kind, PLANS)


def cells(file, kind="xlsx"):
    return [row.cells for row in read(file, kind).rows["things"]]


def said(file, kind="xlsx"):
    return [(problem.row, problem.column, problem.message) for problem in read(file, kind).problems]


def test_rows_come_as_text_with_the_numbers_the_spreadsheet_shows():
    book = read(xlsx(HEAD, ("a", "甲", date(2020, 12, 24)), (None, None, None), ("b", 12, "x")))
    assert [(row.number, row.cells) for row in book.rows["things"]] == [
        (2, {"code": "a", "name": "甲", "day": "2020-12-24"}),
        (4, {"code": "b", "name": "12", "day": "x"}),
    ]
    assert book.letters["things"] == {"code": "A", "name": "B", "day": "C"}


def test_a_title_above_the_head_other_orders_and_marked_heads_do_not_matter():
    book = read(xlsx(("某市台账",), (), ("名称*", "备忘", " 编号（必填） "), ("甲", "忽略", "a")))
    assert [row.cells for row in book.rows["things"]] == [{"code": "a", "name": "甲"}]
    assert book.ignored == ["备忘"]


def test_a_sheet_is_found_by_its_name_in_either_language_or_else_the_first_is_taken():
    def second(book):
        sheet = book.create_sheet("Parts")
        sheet.append(("编号", "部件"))
        sheet.append(("a", "轮"))

    book = read(xlsx(HEAD, ("a", "甲"), title="随便", change=second))
    assert len(book.rows["things"]) == 1 and book.rows["parts"][0].cells == {"code": "a", "part": "轮"}


def test_a_missing_head_a_missing_column_and_a_doubled_one_are_named():
    assert "物品" in said(xlsx(("一", "二"), ("a", "b")))[0][2]
    assert said(xlsx(("编号", "日期"), ("a", "2020-01-01")))[0][0] == 1
    assert "A" in said(xlsx(("编号", "名称", "编号"), ("a", "甲", "b")))[0][2]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (False, "no"), (3, "3"), (3.0, "3"), (0.1, "0.1"), (1e15, "1000000000000000"),
     (datetime(2020, 12, 24), "2020-12-24"), (datetime(2020, 12, 24, 9, 30), "2020-12-24 09:30:00"),
     (float("nan"), "nan"), (float("inf"), "inf"), (" x ", "x"), ("_x0007_", "\x07"), ("_x005F_x0007_", "_x0007_")],
)  # fmt: skip
def test_a_value_becomes_plain_text(value, text):
    assert as_text(value) == text


def test_a_percentage_keeps_its_sign():
    assert as_text(0.15, lambda: "0%") == "15%"


def test_merged_cells_below_the_head_are_named_and_above_it_they_are_a_title():
    def merge(book):
        book.active.merge_cells("A3:A4")

    problems = said(xlsx(HEAD, ("z", "甲"), ("a", "甲"), (None, "乙"), change=merge))
    assert problems[0][:2] == (3, "A") and "A3:A4" in problems[0][2]

    def title(book):
        book.active.merge_cells("A1:C1")

    assert not said(xlsx(("台账",), HEAD, ("a", "甲"), change=title))


def test_an_error_cell_and_a_formula_never_calculated_are_named():
    file = xlsx(HEAD, ("a", "=1/0"), ("b", "乙"))
    assert [(row, column) for row, column, _words in said(file)] == [(2, "B")]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("物品")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ("a", "甲"))
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, '="乙"', None, "乙")
        sheet.write_string(2, 0, "b")
    assert [(row, column) for row, column, _words in said(out)] == [(2, "C")]
    assert cells(out)[1]["name"] == "乙"


def test_a_million_declared_rows_are_not_believed():
    file = with_part(xlsx(HEAD, ("a", "甲")), SHEET, lambda xml: xml.replace(b"A1:C2", b"A1:XFD1048576"))
    assert len(cells(file)) == 1


def test_a_row_at_the_far_end_of_the_sheet_is_refused_quickly():
    def far(book):
        book.active.cell(1_000_000, 1, "z")

    assert "50" in said(xlsx(HEAD, ("a", "甲"), change=far))[0][2]


def test_ten_thousand_and_one_columns_are_refused_with_their_row():
    def wide(book):
        book.active.cell(3, 10_001, "x")

    problems = said(xlsx(HEAD, ("a", "甲"), change=wide))
    assert problems[0][0] == 3 and str(MOST_COLUMNS) in problems[0][2]
    line = ",".join(["编号", "名称", *["x"] * 9_999])
    assert said(io.BytesIO(f"{line}\na,b\n".encode()), "csv")[0][0] == 1


def test_declarations_that_swell_are_refused_before_they_are_read():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    for part in (SHEET, "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(ValidationError):
            read(with_part(xlsx(HEAD, ("a", "甲")), part, lambda _xml: bomb))


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
LONG = b"<!-- " + b"x" * 6000 + b" -->"


@pytest.mark.parametrize(
    "before", [LONG, b" " * 6000, b"<?x " + b"y" * 6000 + b"?>", b"<!-- " + b"x" * 2**17 + b" -->", b"\xef\xbb\xbf"]
)
def test_a_declaration_is_found_however_late_it_comes(before):
    for part in (SHEET, "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(ValidationError, match="声明"):
            read(with_part(xlsx(HEAD, ("a", "甲")), part, lambda _xml: before + BOMB))


def test_a_long_comment_before_the_root_alone_is_read():
    def commented(xml):
        head, end, rest = xml.partition(b"?>")
        return head + end + LONG + rest if end else LONG + xml

    assert cells(with_part(xlsx(HEAD, ("a", "甲")), SHEET, commented)) == [{"code": "a", "name": "甲", "day": ""}]


def test_a_part_is_known_by_its_content_not_by_its_name():
    """A workbook may say that its sheet stands in a file of any name."""
    out = io.BytesIO()
    with zipfile.ZipFile(xlsx(HEAD, ("a", "甲"))) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry).replace(b"sheet1.xml", b"sheet1.bin"))
        target.writestr("xl/worksheets/sheet1.bin", LONG + BOMB)
    with pytest.raises(ValidationError, match="声明"):
        read(out)


def test_a_part_too_large_for_memory_is_refused_unread():
    huge = b'<?xml version="1.0"?><styleSheet>' + b" " * (9 * 2**20) + b"</styleSheet>"
    with pytest.raises(ValidationError):
        read(with_part(xlsx(HEAD, ("a", "甲")), "xl/styles.xml", lambda _xml: huge))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip", b"\xd0\xcf\x11\xe0" + b"x" * 600])
def test_what_is_no_workbook_is_refused_with_words(content):
    with pytest.raises(ValidationError) as error:
        read(io.BytesIO(content))
    assert error.value.messages[0]


def test_a_zip_that_only_looks_like_a_workbook_is_refused():
    for spoil in (lambda _xml: b"<broken", lambda _xml: b""):
        with pytest.raises(ValidationError):
            read(with_part(xlsx(HEAD, ("a", "甲")), "xl/workbook.xml", spoil))
    with pytest.raises(ValidationError):
        read(with_part(xlsx(HEAD, ("a", "甲")), SHEET, lambda xml: xml[: len(xml) // 2]))


def test_reading_stays_small_in_memory():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("物品")
        sheet.write_row(0, 0, HEAD)
        for number in range(1, 10_000):
            sheet.write_row(number, 0, (f"a{number}", "名称" * 20, "2020-01-01"))
    tracemalloc.start()
    assert len(cells(out)) == 9_999
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * 2**20


# --- .csv -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")])
def test_a_csv_is_read_in_its_encoding_and_says_which(encoding, name):
    book = read(io.BytesIO("编号,名称\na,潍坊㐀\n".encode(encoding)), "csv")
    assert book.rows["things"][0].cells == {"code": "a", "name": "潍坊㐀"} and book.encoding == name


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_be_separated_as_spreadsheets_do(delimiter):
    assert cells(io.BytesIO(f"编号{delimiter}名称\na{delimiter}甲\n".encode()), "csv") == [{"code": "a", "name": "甲"}]


def test_a_csv_in_another_encoding_names_the_line():
    with pytest.raises(ValidationError, match="2"):
        read(io.BytesIO("编号,名称\n".encode() + b"a,\xff\xff\n"), "csv")
    with pytest.raises(ValidationError):
        read(io.BytesIO("编号,名称\na,甲\n".encode("utf-16")), "csv")


def test_the_apostrophe_of_our_own_export_is_taken_off_again():
    assert cells(io.BytesIO("编号,名称\na,'=1+1\nb,'引'\n".encode()), "csv")[0]["name"] == "=1+1"
    assert cells(io.BytesIO("编号,名称\na,'=1+1\nb,'引'\n".encode()), "csv")[1]["name"] == "'引'"


def test_a_cell_that_never_ends_is_refused_with_its_row():
    assert said(io.BytesIO(f'编号,名称\na,"{"x" * 200_000}\n'.encode()), "csv")[0][0] == 2


def test_a_line_break_inside_a_cell_stays_inside_it():
    assert cells(io.BytesIO('编号,名称\na,"甲\n乙"\n'.encode()), "csv") == [{"code": "a", "name": "甲\n乙"}]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("２０２０／３／１", "2020/3/1"),
        ("－５．２％", "-5.2%"),
        ("　一　二　", "一 二"),
        ("10²", "10²"),
        ("①", "①"),
        ("“甲”、乙", "“甲”、乙"),
    ],
)
def test_figures_and_signs_of_a_chinese_keyboard_are_plain_ones_and_nothing_else_changes(written, read):
    assert half_width(written) == read


def test_a_day_is_read_in_four_ways_and_other_text_is_none():
    assert {day_of(text) for text in ("2020-3-1", "2020/03/01", "２０２０．３．１", "2020年3月1日")} == {
        date(2020, 3, 1)
    }
    assert [day_of(text) for text in ("", "2020-3/1", "2020.3", "3.1.2020", "2020-3-1 8:00", "٢٠٢٠-03-01")] == [
        None
    ] * 6
    with pytest.raises(ValueError, match="day"):
        day_of("2021-02-29")
