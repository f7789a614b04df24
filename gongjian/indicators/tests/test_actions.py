"""Defining and reporting: who may, what is refused, and that no value is ever lost."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.indicators.actions import (
    add_definition,
    attach_document,
    correct_observation,
    edit_definition,
    report_observation,
    withdraw_observation,
)
from gongjian.indicators.errors import MissingValue
from gongjian.indicators.forms import DefinitionForm
from gongjian.indicators.models import Observation
from gongjian.indicators.queries import figures_owed_by, read_figure
from gongjian.indicators.tests.factories import declared, make_account, make_definition, make_observation, make_unit

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.date(2020, 11, 30)
PDF = b"%PDF-1.7 proof"


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pdf(content=PDF):
    return SimpleUploadedFile("证明.pdf", content)


def report(definition, value="62.6", **fields):
    fields = {"year": 2020, "by": SYSTEM, "as_of": NOVEMBER, "source": "统计公报"} | fields
    value = value if isinstance(value, datetime.date) else Decimal(value)
    return report_observation(definition, value=value, **fields)


def texts(**fields):
    return {"title": "标题", "meaning": "口径", "owner": make_unit()} | fields


def problems(error) -> set[str]:
    return set(error.value.message_dict)


# --- definitions ------------------------------------------------------------------------------
def test_a_definition_is_added_with_its_audit_record():
    definition = add_definition("trade.total", by=SYSTEM, **texts())
    record = AuditRecord.objects.get()
    assert (record.action, record.subject_id) == ("definition.added", str(definition.pk))


@pytest.mark.parametrize(
    "name", ["", "trade", "Trade.total", "trade total", "贸易.总额", "trade..x", "a.b/", "x" * 120]
)
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(ValidationError) as error:
        add_definition(name, by=SYSTEM, **texts())
    assert problems(error) == {"name"}


def test_a_name_is_taken_once_by_whichever_kind_of_figure():
    make_definition("trade.total")
    with declared("test.units"):
        for name in ("trade.total", "test.units"):
            with pytest.raises(ValidationError) as error:
                add_definition(name, by=SYSTEM, **texts())
            assert problems(error) == {"name"}


def test_definitions_are_kept_by_the_reform_office_and_the_figure_reporters_of_the_scope():
    city = make_unit()
    bureau, other = make_unit(parent=city), make_unit(parent=city)
    for duty, unit in (("reform_office", city), ("figure_reporter", bureau)):
        add_definition(f"test.{duty}", by=make_account(duty, unit=unit), **texts(owner=bureau))
    for duty, unit in (("figure_reporter", other), ("handler", bureau), ("reader", city), ("system_admin", city)):
        with pytest.raises(PermissionDenied):
            add_definition("test.refused", by=make_account(duty, unit=unit), **texts(owner=bureau))


def test_a_definition_is_not_moved_out_of_ones_scope():
    mine, theirs = make_unit(), make_unit()
    definition = make_definition(owner=mine)
    reporter = make_account("figure_reporter", unit=mine)
    edit_definition(definition, by=reporter, meaning="新口径")
    with pytest.raises(PermissionDenied):
        edit_definition(definition, by=reporter, owner=theirs)


def test_editing_records_what_changed_and_nothing_when_nothing_did():
    definition = make_definition()
    edit_definition(definition, by=SYSTEM, meaning="新口径")
    edit_definition(definition, by=SYSTEM, meaning="新口径")
    assert AuditRecord.objects.get().changes == {"meaning": ["口径", "新口径"]}


def test_a_name_stays():
    with pytest.raises(ValidationError) as error:
        edit_definition(make_definition(), by=SYSTEM, name="other.name")
    assert problems(error) == {"name"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": "万元"}, "unit"),
        ({"value_type": "date"}, "value_type"),
        ({"numerator": "test.top", "denominator": "test.bottom", "unit": "%"}, "unit"),
    ],
)
def test_what_reported_values_mean_cannot_be_changed_under_them(change, field):
    make_definition("test.top"), make_definition("test.bottom")
    definition = make_definition()
    make_observation(definition)
    with pytest.raises(ValidationError) as error:
        edit_definition(definition, by=SYSTEM, **change)
    assert problems(error) == {field}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"denominator": ""}, "denominator"),
        ({"numerator": "test.nowhere"}, "numerator"),
        ({"numerator": "test.ratio"}, "numerator"),
        ({"denominator": "test.hidden"}, "denominator"),
        ({"unit": "亿元"}, "unit"),
        ({"value_type": "date"}, "value_type"),
    ],
)
def test_a_ratio_needs_two_public_figures_that_can_be_divided(fields, problem):
    for name in ("test.top", "test.bottom"):
        make_definition(name)
    make_definition("test.hidden", is_public=False)
    make_definition("test.ratio", numerator="test.top", denominator="test.bottom", unit="%")
    whole = {"numerator": "test.top", "denominator": "test.bottom", "unit": "%", "is_public": True}
    with pytest.raises(ValidationError) as error:
        add_definition("test.new", by=SYSTEM, **texts(**(whole | fields)))
    assert problems(error) == {problem}


def test_a_ratio_of_a_computed_and_of_itself():
    with declared("test.units"), declared("test.all"):
        definition = add_definition(
            "test.share", by=SYSTEM, **texts(numerator="test.units", denominator="test.all", unit="%")
        )
        with pytest.raises(ValidationError) as error:
            edit_definition(definition, by=SYSTEM, numerator="test.share")
        assert problems(error) == {"numerator"}


def test_a_figure_under_a_public_ratio_cannot_be_hidden_or_become_a_ratio():
    top, _bottom = make_definition("test.top"), make_definition("test.bottom")
    make_definition("test.share", numerator="test.top", denominator="test.bottom", unit="%")
    with pytest.raises(ValidationError) as error:
        edit_definition(top, by=SYSTEM, is_public=False)
    assert problems(error) == {"is_public"}
    make_definition("test.other")
    with pytest.raises(ValidationError) as error:
        edit_definition(top, by=SYSTEM, numerator="test.other", denominator="test.bottom", unit="%")
    assert problems(error) == {"numerator"}


# --- reporting --------------------------------------------------------------------------------
def test_a_value_is_reported_with_who_and_the_audit_record():
    owner = make_unit()
    by = make_account("handler", unit=owner)
    row = report(make_definition(owner=owner), by=by, note="初步数")
    assert (row.value, row.entered_by, row.revision, row.is_current) == (Decimal("62.6"), by, 1, True)
    assert AuditRecord.objects.get().action == "observation.reported"


def test_who_may_report():
    city = make_unit()
    bureau, other = make_unit(parent=city), make_unit(parent=city)
    definition = make_definition(owner=bureau)
    allowed = [("reform_office", city), ("figure_reporter", bureau), ("handler", bureau), ("unit_head", bureau)]
    for month, (duty, unit) in enumerate(allowed, 1):
        report(definition, by=make_account(duty, unit=unit), as_of=datetime.date(2020, month, 28))
    for duty, unit in [("handler", other), ("reader", city), ("overview_editor", city), ("audit_admin", city)]:
        with pytest.raises(PermissionDenied):
            report(definition, by=make_account(duty, unit=unit))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"year": 20}, "year"),
        ({"year": 9999}, "year"),
        ({"period_start": datetime.date(2020, 12, 1)}, "as_of"),
        ({"period_start": datetime.date(2020, 1, 1), "as_of": None}, "as_of"),
        ({"as_of": datetime.date(2019, 12, 31)}, "as_of"),
        ({"as_of": datetime.date(2120, 1, 1), "year": 2020}, "as_of"),
        ({"period_start": datetime.date(2021, 1, 1), "as_of": datetime.date(2021, 3, 1)}, "period_start"),
        ({"value": datetime.date(2020, 11, 8)}, "value"),
        ({"value": "12345678901234567890"}, "value"),
        ({"value": "1.1234567"}, "value"),
        ({"source": ""}, "source"),
        ({"bound": "about"}, "bound"),
    ],
)
def test_what_cannot_be_true_is_refused_beside_its_field(fields, problem):
    with pytest.raises(ValidationError) as error:
        report(make_definition(), **fields)
    assert problems(error) == {problem}
    assert not Observation.objects.exists()


def test_only_a_plan_lies_in_the_future():
    row = report(make_definition(), as_of=datetime.date(2099, 12, 31), is_planned=True)
    assert row.is_planned


@pytest.mark.parametrize(
    ("value_type", "value", "fields", "problem"),
    [
        ("date", "1", {}, "value"),
        ("date", datetime.date(2020, 11, 8), {"bound": "at_least"}, "bound"),
        ("ordinal", "1.5", {}, "value"),
        ("ordinal", "0", {}, "value"),
        ("ordinal", "4", {"bound": "at_least"}, "bound"),
    ],
)
def test_dates_and_ranks_are_what_they_are(value_type, value, fields, problem):
    with pytest.raises(ValidationError) as error:
        report(make_definition(value_type=value_type), value, **fields)
    assert problems(error) == {problem}


def test_a_period_is_reported_once_and_then_corrected():
    definition = make_definition()
    report(definition)
    with pytest.raises(ValidationError, match=r"62\.6"):
        report(definition, "63")
    report(definition, "63", as_of=datetime.date(2020, 12, 24))
    assert read_figure(definition.name, year=2020).value == 63


def test_a_ratio_is_not_reported():
    make_definition("test.top"), make_definition("test.bottom")
    with pytest.raises(ValidationError):
        report(make_definition(numerator="test.top", denominator="test.bottom", unit="%"))


# --- correcting and withdrawing ---------------------------------------------------------------
def test_a_correction_replaces_the_value_and_keeps_the_old_one():
    definition = make_definition()
    old = report(definition, note="初步数", document=pdf())
    new = correct_observation(old, by=SYSTEM, reason="复核更正", value=Decimal("63"))
    assert read_figure(definition.name, year=2020).value == 63
    assert (new.revision, new.reason, new.note, new.document) == (2, "复核更正", "初步数", old.document)
    old.refresh_from_db()
    assert (old.value, old.is_current) == (Decimal("62.6"), False)
    record = AuditRecord.objects.filter(action="observation.corrected").get()
    assert record.changes["number"] == ["62.600000", "63"]
    assert record.note == "复核更正"


def test_a_correction_needs_a_reason_and_a_difference():
    row = report(make_definition())
    with pytest.raises(ValidationError) as error:
        correct_observation(row, by=SYSTEM, reason="  ", value=Decimal(1))
    assert problems(error) == {"reason"}
    with pytest.raises(ValidationError):
        correct_observation(row, by=SYSTEM, reason="再看", value=Decimal("62.60"))
    assert Observation.objects.count() == 1


def test_whoever_comes_second_is_told_and_nothing_is_overwritten():
    row = report(make_definition())
    correct_observation(row, by=SYSTEM, reason="甲", value=Decimal(1))
    for late in (
        lambda: correct_observation(row, by=SYSTEM, reason="乙", value=Decimal(2)),
        lambda: withdraw_observation(row, by=SYSTEM, reason="乙"),
        lambda: attach_document(row, pdf(), by=SYSTEM),
    ):
        with pytest.raises(ValidationError):
            late()
    assert sorted(Observation.objects.values_list("number", flat=True)) == [1, Decimal("62.6")]


def test_outsiders_correct_nothing():
    row = report(make_definition())
    outsider = make_account("handler")
    with pytest.raises(PermissionDenied):
        correct_observation(row, by=outsider, reason="x", value=Decimal(1))
    with pytest.raises(PermissionDenied):
        withdraw_observation(row, by=outsider, reason="x")


def test_a_correction_cannot_move_a_value_to_another_period():
    row = report(make_definition())
    with pytest.raises(TypeError, match="year"):
        correct_observation(row, by=SYSTEM, reason="x", value=Decimal(1), year=2021)


def test_a_withdrawn_value_leaves_a_gap_its_history_and_the_way_back():
    definition = make_definition()
    row = report(definition)
    gone = withdraw_observation(row, by=SYSTEM, reason="重复报送")
    with pytest.raises(MissingValue):
        read_figure(definition.name, year=2020)
    assert list(figures_owed_by(definition.owner, 2020)) == [definition]
    with pytest.raises(ValidationError):
        withdraw_observation(gone, by=SYSTEM, reason="再撤")
    with pytest.raises(ValidationError):
        report(definition)
    correct_observation(gone, by=SYSTEM, reason="核实无误", value=Decimal("62.6"))
    assert read_figure(definition.name, year=2020).value == Decimal("62.6")
    assert list(Observation.objects.order_by("revision").values_list("number", flat=True)) == [
        Decimal("62.6"),
        None,
        Decimal("62.6"),
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(st.none(), st.decimals(0, 10**9, places=2)), min_size=1, max_size=6))
def test_revisions_never_lose_a_value(values):
    definition = make_definition(owner=make_unit())
    row = report(definition, "1")
    written = [Decimal(1)]
    for value in values:
        try:
            if value is None:
                row = withdraw_observation(row, by=SYSTEM, reason="x")
            else:
                row = correct_observation(row, by=SYSTEM, reason="x", value=value)
        except ValidationError:  # nothing differs
            continue
        written.append(value)
    kept = list(Observation.objects.filter(definition=definition).order_by("revision"))
    assert [found.value for found in kept] == written
    assert [found.is_current for found in kept] == [False] * (len(kept) - 1) + [True]
    assert [found.revision for found in kept] == list(range(1, len(kept) + 1))


# --- documents --------------------------------------------------------------------------------
def test_a_document_is_attached_once_and_replaced_only_by_a_correction():
    row = report(make_definition())
    row = attach_document(row, pdf(), by=SYSTEM)
    assert row.document.name == "证明.pdf"
    with pytest.raises(ValidationError):
        attach_document(row, pdf(), by=SYSTEM)
    new = correct_observation(row, by=SYSTEM, reason="换扫描件", value=row.value, document=pdf(PDF + b"2"))
    assert new.document != row.document
    assert AuditRecord.objects.filter(action="observation.document_attached").count() == 1


def test_a_document_that_is_none_is_refused_and_nothing_is_kept():
    with pytest.raises(ValidationError):
        report(make_definition(), document=pdf(b"MZ\x00\x01 program"))
    assert not Observation.objects.exists()


# --- what is owed -----------------------------------------------------------------------------
def test_a_unit_owes_what_it_and_the_units_below_have_not_reported_for_the_year():
    city = make_unit()
    bureau, other = make_unit(parent=city), make_unit()
    owed, done = make_definition("a.owed", owner=bureau), make_definition("b.done", owner=bureau)
    make_definition("c.share", owner=bureau, numerator="a.owed", denominator="b.done", unit="%")
    make_definition("d.theirs", owner=other)
    make_observation(done)
    assert list(figures_owed_by(city, 2020)) == [owed]
    assert list(figures_owed_by(bureau, 2021)) == [owed, done]


# --- dissolved units --------------------------------------------------------------------------
def test_a_dissolved_unit_owes_nothing_new_and_keeps_what_it_owed():
    city = make_unit()
    gone = make_unit(parent=city, ended_on=NOVEMBER)
    office = make_account("reform_office", unit=city)
    held = make_definition(owner=gone)
    for write in (
        lambda: add_definition("trade.total", by=office, **texts(owner=gone)),
        lambda: edit_definition(make_definition(owner=city), by=office, owner=gone),
    ):
        with pytest.raises(ValidationError) as error:
            write()
        assert problems(error) == {"owner"}
    assert edit_definition(held, by=office, title="改名").title == "改名"
    assert gone not in DefinitionForm(user=office).fields["owner"].queryset
    assert gone in DefinitionForm(user=office, definition=held).fields["owner"].queryset
