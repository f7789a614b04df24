"""The ledger as a workbook: what is exported imports again unchanged; the template fills in and stays out."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.utils import translation

from gongjian.core.audit import SYSTEM
from gongjian.core.exports import csv_response
from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.imports import ImportRefused, write_draft
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.rules.workbook import check_file
from gongjian.programmes.tables.workbook import write_ledger, write_template
from gongjian.programmes.tests.factories import make_evidence, make_measure, make_unit, row, workbook
from gongjian.programmes.views.lists import csv_rows

State = Measure.State


@pytest.fixture
def ledger(city):
    """Measures with everything a measure can have, and with what a spreadsheet likes to spoil."""
    make_unit("同名局", parent=city.root, code="same-1")
    twin = make_unit("同名局", parent=city.root, code="same-2")
    full = city.measure(
        number="GJ-2020-001",
        title='=HYPERLINK("http://x")',
        title_en="@SUM(1)",
        provincial_action=city.province,
        origin="grassroots",
        source_document="潍发〔2020〕1号；附件",
        goal="一、先办\n二、后补",
        goal_quantity=Decimal("12345678901234.5678"),
        goal_unit="%",
        result_form="pilot",
        leader="副市长（分管“三农”）",
        responsible_person=city.head.person,
        liaison=city.handler.person,
        state=State.RUNNING,
        supporting=[city.health, twin],
        weights=(30, 70),
        is_sample=True,
    )
    first, second = full.milestones.all()
    make_evidence(first, title="'+文件", verified=True)
    make_evidence(second, title="被退回", returned_reason="不全")
    make_evidence(second, title="待核验")
    city.measure(number="0012", title="_x0041_ 2020-01-01 1e5", goal_quantity=Decimal("0.5"))
    city.measure(number="GJ-M", state=State.MERGED, merged_into=full, state_on=date(2020, 5, 1))
    return city


@pytest.mark.parametrize("write", ["zh-hans", "en"])
@pytest.mark.parametrize("read", ["zh-hans", "en"])
def test_an_export_imports_again_unchanged_whatever_language_either_was_in(ledger, write, read):
    with translation.override(write):
        file = write_ledger(Measure.objects.order_by("number"))
    with translation.override(read):
        found = check_file(file, "xlsx", by=ledger.reform)
    assert [str(place) for place in found.places] == []
    assert len(found.draft.unchanged) == 3, [(entry.number, entry.changes) for entry in found.draft.updated]
    assert found.book.ignored == []


def test_a_csv_export_imports_again_unchanged(ledger):
    content = csv_response(csv_rows(Measure.objects.order_by("number")), "x.csv").getvalue()
    found = check_file(io.BytesIO(content), "csv", by=ledger.reform)
    assert [str(place) for place in found.places] == []
    assert len(found.draft.unchanged) == 3, [(entry.number, entry.changes) for entry in found.draft.updated]


def test_an_export_builds_the_same_ledger_in_an_empty_one_when_the_house_itself_reads_it(ledger):
    file = write_ledger(Measure.objects.order_by("number"))
    told = {measure.number: shape(measure) for measure in Measure.objects.all()}
    empty_the_ledger()
    found = check_file(file, "xlsx", by=SYSTEM)
    assert found.places == [] and len(found.draft.created) == 3
    write_draft(found.draft, by=SYSTEM)
    assert {measure.number: shape(measure) for measure in Measure.objects.all()} == told


def test_a_person_brings_an_export_into_an_empty_ledger_but_for_what_was_decided_in_the_old_one(ledger):
    file = write_ledger(Measure.objects.order_by("number"))
    empty_the_ledger()
    found = check_file(file, "xlsx", by=ledger.reform)
    assert [(place.row, place.head) for place in found.places] == [(4, "状态"), (2, "核验日期")]
    with pytest.raises(ImportRefused):
        write_draft(found.draft, by=ledger.reform)
    assert not Measure.objects.exists()


def test_an_export_of_finished_measures_imports_again_unchanged(city):
    for state in sorted(set(Measure.State) - {State.MERGED}):
        make_measure(city.campaign, city.water, state=state, weights=(100,))
    found = check_file(write_ledger(Measure.objects.order_by("number")), "xlsx", by=city.reform)
    assert found.places == [] and len(found.draft.unchanged) == len(set(State)) - 1


def empty_the_ledger():
    Evidence.objects.all().delete()
    Measure.objects.filter(merged_into__isnull=False).delete()
    Measure.objects.all().delete()


def shape(measure):
    names = [
        field.name for field in Measure._meta.concrete_fields if field.name not in ("id", "version", "merged_into")
    ]
    units = sorted(measure.supporting_units.values_list("code", flat=True))
    steps = list(measure.milestones.values_list("sequence", "title", "due", "weight"))
    return [getattr(measure, name) for name in names], units, steps, measure.merged_into and measure.merged_into.number


def test_no_exported_cell_is_a_formula(ledger):
    book = openpyxl.load_workbook(write_ledger(Measure.objects.all()))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    content = csv_response(csv_rows(Measure.objects.all()), "x.csv").getvalue().decode("utf-8-sig")
    assert ",\"'=HYPERLINK" in content and ",'@SUM" in content


def test_a_changed_cell_of_an_export_is_the_only_change(ledger):
    book = openpyxl.load_workbook(write_ledger(Measure.objects.order_by("number")))
    sheet = book.worksheets[0]
    sheet.cell(2, 4).value = "改过的标题"
    file = io.BytesIO()
    book.save(file)
    draft = check_file(file, "xlsx", by=ledger.reform).draft
    assert [(entry.number, set(entry.changes)) for entry in draft.updated] == [("0012", {"title"})]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_has_heads_dropdowns_and_notes_and_its_example_is_left_out(city, language):
    with translation.override(language):
        file = write_template()
        book = openpyxl.load_workbook(file)
        found = check_file(file, "xlsx", by=city.reform)
    assert len(book.sheetnames) == 4
    assert len(book.worksheets[0].data_validations.dataValidation) >= 6
    assert found.draft.entries == [] and len(found.places) == 1  # nothing but: no row below the head
    assert book.worksheets[0].cell(2, 1).value.startswith("示例")


def test_the_example_row_beside_real_ones_is_left_out(city):
    found = check_file(io.BytesIO(workbook(row("示例-001", unit="无"), row("GJ-1"))), "xlsx", by=city.reform)
    assert (found.places, [entry.number for entry in found.draft.created]) == ([], ["GJ-1"])


def test_an_export_of_many_measures_costs_as_many_queries_as_one_of_few(city, django_assert_max_num_queries):
    for _n in range(60):
        make_measure(city.campaign, city.water, weights=(40, 60), supporting=[city.health])
    with django_assert_max_num_queries(12):
        write_ledger(Measure.objects.all())
    assert not AuditRecord.objects.exists()
