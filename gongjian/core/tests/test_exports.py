import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext

from gongjian.core.exports import csv_response, disposition, harmless, plain, write_xlsx

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", '=cmd|"/c calc"!A1', "\t=1", "\r=1", " =1"]


def cells(*rows):
    book = openpyxl.load_workbook(write_xlsx([("1", [["head"], *rows])]))
    return [list(row) for row in book.active.iter_rows(min_row=2)]


def lines(*rows):
    text = b"".join(csv_response(rows, "x.csv").streaming_content).decode()
    return text, list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_a_formula(text):
    ((cell,),) = cells([text])
    assert cell.data_type == "s"
    assert cell.value == text.strip()
    _text, ((found,),) = lines([text])
    assert found == f"'{text.strip()}"


def test_numbers_stay_numbers_and_dates_stay_dates():
    row = [5, -3, Decimal("12.50"), 0.5, date(2020, 12, 24), True, None, "—", "文"]
    (found,) = cells(row)
    assert [cell.value for cell in found[:4]] == [5, -3, 12.5, 0.5]
    assert found[4].value == datetime(2020, 12, 24)
    assert found[4].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in found[5:]] == ["True", None, None, "文"]
    assert lines(row)[1] == [["5", "-3", "12.50", "0.5", "2020-12-24", "True", "", "", "文"]]


@pytest.mark.parametrize(
    "odd", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), 10**18, date(1, 1, 1), date(1900, 1, 5)]
)
def test_what_a_spreadsheet_cannot_hold_exactly_is_text(odd):
    ((cell,),) = cells([odd])
    assert cell.data_type == "s"
    assert cell.value == str(odd)


def test_a_moment_is_written_in_local_time():
    assert plain(datetime(2020, 12, 24, 16, 30, tzinfo=UTC)) == "2020-12-25 00:30"


@pytest.mark.parametrize("letter", ["字", "x", "𠮷", "\n"])
def test_a_cell_longer_than_excel_holds_is_cut_and_says_so(letter):
    ((cell,),) = cells(["a" + letter * 32_766 + "z" * 9])
    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
    assert cell.value.endswith("…")
    fits = "a" * 32_767
    assert cells([fits])[0][0].value == fits


def test_control_characters_do_not_break_the_workbook():
    ((cell,),) = cells(["a\x01b\x0bc\ufffe"])
    assert cell.value.startswith("a")


def test_marked_up_text_is_exported_as_what_is_read():
    assert plain(format_html('<a href="/x/">{}</a>', "甲 & 乙")) == "甲 & 乙"
    assert plain("<a>") == "<a>"


def test_columns_are_wide_enough_for_a_date():
    book = openpyxl.load_workbook(write_xlsx([("1", [["日"], [date(2020, 12, 24)]])]))
    assert book.active.column_dimensions["A"].width >= 11


def test_more_columns_than_a_sheet_has_are_left_out_rather_than_an_error():
    assert len(cells(["x"] * 16_500)[0]) == 16_384


def test_a_streamed_answer_speaks_the_language_of_its_request():
    def rows():
        yield [gettext("Inbox")]

    with translation.override("zh-hans"):
        response = csv_response(rows(), "x.csv")
    with translation.override("en"):
        assert "收件箱" in b"".join(response.streaming_content).decode()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a b.xlsx", "a%20b"), ("台账.xlsx", "%E5%8F%B0"), ('x";\r\nSet-Cookie: a.xlsx', "x%22%3B%0D%0A")],
)
def test_a_name_in_any_script_makes_a_sound_header(name, wanted):
    assert disposition(name).startswith(f"attachment; filename*=UTF-8''{wanted}")


def test_harmless_leaves_harmless_text_alone():
    assert [harmless(value) for value in ("甲", "1-2", "", 5, None)] == ["甲", "1-2", "", 5, None]


@pytest.mark.parametrize(
    "make", [lambda rows: write_xlsx([("1", rows)]), lambda rows: list(map(len, csv_response(rows, "x")))]
)
def test_memory_stays_flat_however_long_the_table(make):
    def peak(count):
        tracemalloc.start()
        make([f"{row}-{column}" for column in range(10)] for row in range(count))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)  # what is imported and cached the first time
    assert peak(4_000) < 1.5 * peak(1_000) + 2**20
