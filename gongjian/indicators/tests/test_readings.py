"""Readings: what a figure said stays said, and every change behind it shows in the digest."""

import datetime
from decimal import Decimal

import pytest

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, StoredFile
from gongjian.indicators.actions import keep_readings
from gongjian.indicators.computed import value_of
from gongjian.indicators.models import Definition, Observation, Reading
from gongjian.indicators.queries import (
    FigureRequest,
    evidence_of,
    movement_since,
    read_figure,
    readings_of,
    sample_count,
)
from gongjian.indicators.tests.factories import declared, make_account, make_definition, make_observation, make_unit
from gongjian.organizations.models import Unit

pytestmark = pytest.mark.django_db


def keep(*requests, by=SYSTEM):
    return keep_readings([FigureRequest(name, found) for name, found in requests], occasion="快照", by=by)


@pytest.fixture
def units():
    with declared("test.units"):
        yield [make_unit("counted-a", is_sample=True), make_unit("counted-b")]


def digest():
    return evidence_of(read_figure("test.units", year=2020)).digest


# --- keeping ----------------------------------------------------------------------------------
def test_a_reading_keeps_everything_that_vouched_for_the_figure(units):
    by = make_account("reform_office")
    (reading,) = keep(("test.units", {"year": 2020}), by=by)
    reading.refresh_from_db()
    assert (reading.value, reading.evidence_count, reading.sample_count, reading.kind) == (2, 2, 1, "computed")
    assert (reading.name, reading.parameters, reading.query) == ("test.units", {"year": 2020}, "test.units?year=2020")
    assert (reading.title, reading.source_en, reading.occasion, reading.read_by) == ("Units", "Register", "快照", by)
    assert reading.evidence_digest.startswith("sha256:")
    assert reading.is_sample


def test_a_reading_does_not_move_when_the_figure_does(units):
    (reading,) = keep(("test.units", {"year": 2020}))
    make_unit("counted-c")
    reading.refresh_from_db()
    assert (reading.value, read_figure("test.units", year=2020).value) == (2, 3)


def test_reported_values_and_dates_are_kept_as_they_are():
    amount, day = make_definition(unit_en="hundred million yuan"), make_definition(value_type="date")
    make_observation(amount, "65.38", bound="at_least", is_planned=True)
    make_observation(day, datetime.date(2020, 11, 8))
    first, second = keep((amount.name, {"year": 2020}), (day.name, {}))
    assert (first.value, first.bound, first.is_planned, first.unit_en) == (
        Decimal("65.38"),
        "at_least",
        True,
        "hundred million yuan",
    )
    assert (second.value, second.number, second.value_type) == (datetime.date(2020, 11, 8), None, "date")


def test_a_gap_is_kept_as_a_gap_that_names_who_owes_it_in_both_languages():
    owner = make_unit(name="市委宣传部", name_en="Publicity Department")
    make_definition("publicity.items", owner=owner)
    (reading,) = keep(("publicity.items", {"year": 2020}))
    assert (reading.value, reading.owner, reading.title) == (None, owner, "进出口总额")
    assert "Publicity Department" in reading.missing_en
    assert "市委宣传部" in reading.missing
    assert reading.evidence_digest == ""


def test_an_unknown_figure_is_kept_as_a_gap_without_owner():
    (reading,) = keep(("no.such", {}))
    assert (reading.value, reading.owner, reading.title) == (None, None, "no.such")
    assert "no.such" in reading.missing


def test_the_same_request_twice_is_read_once_and_answered_twice(units):
    first, second, third = keep(("test.units", {"year": 2020}), ("no.such", {}), ("test.units", {"year": "2020"}))
    assert first is third
    assert first != second
    assert Reading.objects.count() == 2


def test_each_reading_is_in_the_audit_chain(units):
    (reading,) = keep(("test.units", {"year": 2020}))
    record = AuditRecord.objects.get(action="reading.kept")
    assert (record.subject_id, record.note) == (str(reading.pk), "快照")


def test_keeping_thirty_readings_costs_as_many_queries_as_keeping_one(django_assert_num_queries):
    owner = make_unit()
    names = [f"test.n{number}" for number in range(30)]
    for name in names:
        make_observation(make_definition(name, owner=owner))
    with django_assert_num_queries(6):
        keep((names[0], {}))
    with django_assert_num_queries(6):
        keep(*((name, {}) for name in names))


# --- the digest -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change", [{"name": "改名"}, {"name_en": "Renamed"}, {"is_sample": True}, {"ended_on": "2020-05-01"}]
)
def test_changing_any_row_changes_the_digest(units, change):
    before = digest()
    assert digest() == before
    Unit.objects.filter(pk=units[1].pk).update(**change)
    assert digest() != before


def test_adding_and_removing_a_row_changes_the_digest(units):
    before = digest()
    extra = make_unit("counted-c")
    assert digest() != before
    extra.delete()
    assert digest() == before


def test_exchanging_two_rows_for_as_many_others_changes_the_digest(units):
    before = digest()
    units[0].delete()
    make_unit("counted-z", name=units[0].name)
    assert read_figure("test.units", year=2020).value == 2
    assert digest() != before


@pytest.mark.parametrize(
    "change",
    [{"number": "62.7"}, {"note": "更正"}, {"source": "另一来源"}, {"bound": "at_least"}, {"revision": 2}],
)
def test_changing_the_observation_changes_the_digest(change):
    definition = make_definition()
    row = make_observation(definition)
    before = evidence_of(read_figure(definition.name)).digest
    Observation.objects.filter(pk=row.pk).update(**change)
    assert evidence_of(read_figure(definition.name)).digest != before


def test_changing_the_definition_or_the_document_changes_the_digest():
    definition = make_definition()
    row = make_observation(definition)
    seen = {evidence_of(read_figure(definition.name)).digest}
    Definition.objects.filter(pk=definition.pk).update(meaning="另一口径")
    seen.add(evidence_of(read_figure(definition.name)).digest)
    document = StoredFile.objects.create(name="a.pdf", kind="pdf", size=1, sha256="0" * 64)
    Observation.objects.filter(pk=row.pk).update(document=document)
    seen.add(evidence_of(read_figure(definition.name)).digest)
    assert len(seen) == 3


def test_the_digest_of_a_ratio_changes_with_either_operand():
    rows = [make_observation(make_definition(name)) for name in ("test.top", "test.bottom")]
    make_definition("test.share", numerator="test.top", denominator="test.bottom", unit="%")
    seen = {evidence_of(read_figure("test.share")).digest}
    for row in rows:
        Observation.objects.filter(pk=row.pk).update(note="更正")
        seen.add(evidence_of(read_figure("test.share")).digest)
    assert len(seen) == 3


def test_a_figure_without_rows_is_digested_by_its_value():
    with declared("test.bare", lambda: value_of(1)):
        first = evidence_of(read_figure("test.bare"))
    with declared("test.bare", lambda: value_of(2)):
        second = evidence_of(read_figure("test.bare"))
    assert (first.count, first.samples) == (0, 0)
    assert first.digest != second.digest


def test_samples_are_counted_among_the_rows(units):
    assert sample_count(read_figure("test.units", year=2020)) == 1
    reported = make_definition()
    make_observation(reported, is_sample=True)
    assert sample_count(read_figure(reported.name)) == 1


# --- what has moved ---------------------------------------------------------------------------
def test_movement_says_by_how_much_and_whether_the_evidence_changed(units):
    (reading,) = keep(("test.units", {"year": 2020}))
    still = movement_since(reading, read_figure("test.units", year=2020))
    assert (still.difference, still.value_changed, still.evidence_changed) == (0, False, False)
    make_unit("counted-c")
    moved = movement_since(reading, read_figure("test.units", year=2020))
    assert (moved.difference, moved.value_changed, moved.evidence_changed) == (1, True, True)


def test_the_same_number_on_other_evidence_is_seen(units):
    (reading,) = keep(("test.units", {"year": 2020}))
    Unit.objects.filter(pk=units[0].pk).update(name="改名")
    moved = movement_since(reading, read_figure("test.units", year=2020))
    assert (moved.value_changed, moved.evidence_changed) == (False, True)


def test_a_date_moves_by_days_and_a_gap_by_nothing_that_can_be_said():
    day, gap = make_definition(value_type="date"), make_definition()
    row = make_observation(day, datetime.date(2020, 11, 8))
    was_day, was_gap = keep((day.name, {}), (gap.name, {}))
    Observation.objects.filter(pk=row.pk).update(date=datetime.date(2020, 11, 10))
    make_observation(gap)
    assert movement_since(was_day, read_figure(day.name)).difference == 2
    filled = movement_since(was_gap, read_figure(gap.name))
    assert (filled.difference, filled.value_changed) == (None, True)
    assert movement_since(None, read_figure(gap.name)) is None


def test_readings_of_one_query_are_its_history_newest_first(units):
    (first,) = keep(("test.units", {"year": 2020}))
    keep(("test.units", {"year": 2019}))
    (last,) = keep(("test.units", {"year": 2020}))
    assert list(readings_of("test.units?year=2020")) == [last, first]
