import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.indicators.models import Reading
from gongjian.indicators.tests.factories import make_account, make_unit
from gongjian.reports import actions
from gongjian.reports.models import Overview, Snapshot, SnapshotFigure
from gongjian.reports.tests.factories import (
    LABELS,
    TEXT,
    TEXT_EN,
    make_editor,
    make_figures,
    make_overview,
    make_publisher,
    make_reader,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _figures():
    make_figures()


def recorded() -> list[str]:
    return list(AuditRecord.objects.exclude(action="reading.kept").order_by("pk").values_list("action", flat=True))


def test_an_editor_creates_an_overview_with_its_labels_and_one_record():
    overview = actions.create_overview(2020, text=TEXT, text_en=TEXT_EN, labels=LABELS, by=make_editor())
    assert [label.fact for label in overview.labels.all()] == ["F074"]
    assert overview.public_face == Overview.PublicFace.NOTHING
    assert recorded() == ["overview.created"]


def test_a_year_has_one_overview():
    make_overview(2020)
    with pytest.raises(ValidationError) as caught:
        actions.create_overview(2020, text=TEXT, labels=LABELS, by=SYSTEM)
    assert "year" in caught.value.message_dict


def test_an_overview_begun_by_somebody_else_meanwhile_is_said_beside_the_year(monkeypatch):
    make_overview(2020)
    monkeypatch.setattr(actions, "check_create_overview", lambda *_said, **_texts: None)  # it saw none yet
    with pytest.raises(ValidationError) as caught:
        actions.create_overview(2020, text=TEXT, labels=LABELS, by=SYSTEM)
    assert "year" in caught.value.message_dict
    assert Overview.objects.count() == 1


def test_saving_what_stands_already_writes_nothing():
    overview = make_overview()
    before = recorded()
    kept = actions.edit_overview(overview, text=TEXT, text_en=TEXT_EN, version=overview.version, by=SYSTEM)
    actions.edit_overview(kept, text=TEXT, text_en=TEXT_EN, labels=LABELS, version=kept.version, by=SYSTEM)
    actions.set_labels(kept, LABELS, by=SYSTEM)
    assert Overview.objects.get().version == overview.version
    assert recorded() == before


@pytest.mark.parametrize("year", [-1, 0, 1948, 2101, 10**9])
def test_years_beyond_reason_are_refused(year):
    with pytest.raises(ValidationError):
        actions.create_overview(year, text=TEXT, labels=LABELS, by=SYSTEM)


def test_who_is_no_editor_of_the_whole_city_may_not_write():
    county = make_account("overview_editor", unit=make_unit(parent=make_unit()))
    for user in (make_reader(), make_publisher(), county, make_account()):
        with pytest.raises(PermissionDenied):
            actions.create_overview(2020, text=TEXT, labels=LABELS, by=user)
    assert not Overview.objects.exists()


def test_a_text_with_typed_numbers_is_refused_by_field_line_and_column():
    with pytest.raises(ValidationError) as caught:
        actions.create_overview(2020, text="= t\n\n197项", text_en="= t\n\n12 items", by=SYSTEM)
    assert set(caught.value.message_dict) == {"text", "text_en"}


def test_saving_counts_the_version_and_records_what_was():
    overview = make_overview()
    changed = actions.edit_overview(
        overview, text=TEXT + "\n新的一段。\n", text_en=TEXT_EN, version=1, by=make_editor()
    )
    assert changed.version == 2
    (record,) = AuditRecord.objects.filter(action="overview.text_edited")
    assert "新的一段" in record.changes["text"][1]


def test_a_text_somebody_else_changed_meanwhile_is_refused_and_nothing_is_lost():
    overview = make_overview()
    actions.edit_overview(overview, text=TEXT + "\n先到的。\n", text_en=TEXT_EN, version=1, by=SYSTEM)
    with pytest.raises(ValidationError) as caught:
        actions.edit_overview(overview, text=TEXT + "\n后到的。\n", text_en=TEXT_EN, version=1, by=SYSTEM)
    assert caught.value.code == "clash"
    overview.refresh_from_db()
    assert "先到的" in overview.text


def test_a_label_still_used_cannot_be_removed_but_its_words_may_change():
    overview = make_overview()
    with pytest.raises(ValidationError):
        actions.set_labels(overview, [], by=SYSTEM)
    actions.set_labels(overview, [LABELS[0] | {"words": "12345热线"}], by=SYSTEM)
    assert overview.labels.get().words == "12345热线"


@pytest.mark.parametrize(
    "row",
    [
        LABELS[0] | {"reason": " "},
        LABELS[0] | {"words": ""},
        LABELS[0] | {"fact": "F 1"},
        LABELS[0] | {"fact": "F" * 21},
        LABELS[0] | {"fact": "<b>"},
        LABELS[0] | {"reason": "长" * 301},
    ],
)
def test_labels_need_an_id_words_and_a_reason_of_reasonable_length(row):
    overview = make_overview()
    with pytest.raises(ValidationError):
        actions.set_labels(overview, [*LABELS, row | {"fact": row["fact"].replace("F074", "F1")}], by=SYSTEM)


def test_labels_are_declared_once_and_are_few():
    overview = make_overview()
    with pytest.raises(ValidationError):
        actions.set_labels(overview, LABELS * 2, by=SYSTEM)
    with pytest.raises(ValidationError):
        actions.set_labels(overview, [LABELS[0] | {"fact": f"F{n}"} for n in range(201)], by=SYSTEM)


def test_a_snapshot_freezes_every_figure_of_both_texts_with_its_reading():
    snapshot = actions.take_snapshot(make_overview(), by=make_editor(), note="提交审议")
    assert (snapshot.number, snapshot.note) == (1, "提交审议")
    rows = SnapshotFigure.objects.filter(snapshot=snapshot)
    assert sorted(rows.values_list("language", "position", "fact")) == [
        ("en", 0, "F079"),
        ("en", 1, ""),
        ("zh-hans", 0, "F079"),
        ("zh-hans", 1, ""),
    ]
    assert Reading.objects.count() == 2  # one figure asked in two languages is read once
    assert recorded()[-1] == "snapshot.taken"


def test_snapshots_are_numbered_within_their_overview():
    first, second = make_overview(), make_overview()
    assert [actions.take_snapshot(one, by=SYSTEM).number for one in (first, first, second)] == [1, 2, 1]


def test_publishing_and_withdrawing_are_the_reform_offices_and_are_recorded():
    snapshot = actions.take_snapshot(make_overview(), by=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.publish_snapshot(snapshot, by=make_editor())
    office = make_publisher()
    assert actions.publish_snapshot(snapshot, by=office).is_published
    with pytest.raises(ValidationError):
        actions.publish_snapshot(snapshot, by=office)
    assert not actions.withdraw_snapshot(snapshot, by=office).is_published
    with pytest.raises(ValidationError):
        actions.withdraw_snapshot(snapshot, by=office)
    assert recorded()[-2:] == ["snapshot.published", "snapshot.withdrawn"]


def test_the_public_face_is_one_of_three_and_a_snapshot_only_where_one_is_published():
    overview, office = make_overview(), make_publisher()
    assert actions.set_public_face(overview, "living", by=office).public_face == "living"
    for face in ("snapshot", "everything", ""):
        with pytest.raises(ValidationError):
            actions.set_public_face(overview, face, by=office)
    actions.publish_snapshot(actions.take_snapshot(overview, by=SYSTEM), by=office)
    assert actions.set_public_face(overview, "snapshot", by=office).public_face == "snapshot"
    with pytest.raises(PermissionDenied):
        actions.set_public_face(overview, "nothing", by=make_editor())


def test_a_refused_action_leaves_neither_rows_nor_records():
    overview = make_overview()
    before = AuditRecord.objects.count()
    with pytest.raises(PermissionDenied):
        actions.take_snapshot(overview, by=make_reader())
    assert (Snapshot.objects.count(), AuditRecord.objects.count()) == (0, before)
