"""Hostile and broken uploads, one table: each is refused with words that name the place, and nothing is written."""

import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from gongjian.core.models import StoredFile
from gongjian.programmes.actions.imports import receive_ledger
from gongjian.programmes.models import Measure
from gongjian.programmes.rules.workbook import check_file
from gongjian.programmes.tests.factories import MEASURE_HEADS, row, upload, workbook


def zipped(parts, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


NOT_TAKEN = {
    "empty": (b"", "a.xlsx"),
    "a picture named as a workbook": (b"\x89PNG\r\n\x1a\n" + b"x" * 200, "a.xlsx"),
    "a web page named as a csv": (b"<html><script>alert(1)</script>", "a.csv"),
    "a program": (b"MZ" + b"\x00" * 300, "a.xlsx"),
    "a document": (zipped({"word/document.xml": "<w/>"}), "a.xlsx"),
    "macros": (zipped(parts_of(workbook(row())) | {"xl/vbaProject.bin": b"x"}), "a.xlsm"),
    "a zip bomb": (zipped(parts_of(workbook(row())) | {"xl/media/x.bin": b"\x00" * 60_000_000}), "a.xlsx"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.xls"),
    "half a zip": (workbook(row())[:900], "a.xlsx"),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_is_no_workbook_is_not_even_kept(city, name):
    content, file_name = NOT_TAKEN[name]
    with pytest.raises(ValidationError) as error:
        receive_ledger(upload(content, file_name), by=city.reform)
    assert error.value.messages[0] and not StoredFile.objects.exists()


def test_a_file_over_the_limit_is_not_kept(city, settings):
    settings.FILE_MAX_BYTES = 100
    with pytest.raises(ValidationError):
        receive_ledger(upload(workbook(row())), by=city.reform)


def merged(book):
    book.active.merge_cells("B2:B3")


def wide(book):
    book.active.cell(2, 10_001, "x")


def far(book):
    book.active.cell(1_000_000, 1, "x")


PLACES = {
    "merged cells": (workbook(row("GJ-1"), row("GJ-2"), change=merged), 2, "B"),
    "10,001 columns": (workbook(row(), change=wide), 2, ""),
    "a million rows": (workbook(row(), change=far), 50_001, ""),
    "a date as text in another order": (workbook(row(start="06.01.2020")), 2, "E"),
    "a date that is a number": (workbook(row(start=43836)), 2, "E"),
    "the number twice": (workbook(row(), row()), 3, "A"),
    "an unknown unit": (workbook(row(unit="无此单位")), 2, "D"),
    "end before start": (workbook(row(due="2019-01-01")), 2, "F"),
    "a formula without result": (workbook(row(title="=A1&B1")), 2, "C"),
    "over-long text": (workbook(row(title="长" * 300)), 2, "C"),
    "a number that is no number": (workbook((*row(), "NaN"), heads=(*MEASURE_HEADS, "目标数量")), 2, "G"),
    "a number too large": (workbook((*row(), 1e300), heads=(*MEASURE_HEADS, "目标数量")), 2, "G"),
    "weights of 90": (workbook(row(), steps=[("GJ-1", 1, "甲", "2020-03-01", 90)]), 2, "E"),
    "a head is missing": (workbook(row()[:5], heads=MEASURE_HEADS[:5]), 1, ""),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_problem_is_named_by_sheet_row_and_column(city, name):
    content, line, letter = PLACES[name]
    places = check_file(io.BytesIO(content), "xlsx", by=city.reform).places
    assert (line, letter) in {(place.row, place.letter) for place in places}
    assert all(place.message and str(place) for place in places)
    assert not Measure.objects.exists()


def test_dates_as_text_and_dates_as_dates_both_come_in(city):
    from datetime import date

    content = workbook(
        row("GJ-1", start="2020年1月6日", due="2020/11/30"), row("GJ-2", start=date(2020, 1, 6), due=date(2020, 11, 30))
    )
    found = check_file(io.BytesIO(content), "xlsx", by=city.reform)
    assert found.places == [] and {entry.values["due"] for entry in found.draft.created} == {date(2020, 11, 30)}


def test_weights_may_be_percentages(city):
    def percent(book):
        book.worksheets[1]["E2"].number_format = "0%"

    content = workbook(row(), steps=[("GJ-1", 1, "甲", "2020-03-01", 1)], change=percent)
    (entry,) = check_file(io.BytesIO(content), "xlsx", by=city.reform).draft.created
    assert entry.steps[0].weight == 100


def test_an_english_workbook_is_read_as_well(city):
    book = openpyxl.Workbook()
    book.active.title = "Measures"
    book.active.append(("Measure number", "Campaign", "Measure", "Lead unit", "Start", "Due", "State"))
    book.active.append((*row(), "Running"))
    file = io.BytesIO()
    book.save(file)
    (entry,) = check_file(file, "xlsx", by=city.reform).draft.created
    assert entry.values["state"] == "running"


def test_a_csv_in_gb18030_is_read_and_says_so(city):
    content = ",".join(MEASURE_HEADS) + "\n" + ",".join(row(unit="水利局"))
    found = check_file(io.BytesIO(content.encode("gb18030")), "csv", by=city.reform)
    assert found.book.encoding == "GB18030" and len(found.draft.created) == 1


def test_places_are_said_in_the_readers_language(city):
    from django.utils import translation

    file = io.BytesIO(workbook(row(unit="无此单位")))
    with translation.override("en"):
        (place,) = check_file(file, "xlsx", by=city.reform).places
        assert str(place).startswith("Row 2, column D Lead unit: There is no unit")
