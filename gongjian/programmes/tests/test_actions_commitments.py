from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification, StoredFile
from gongjian.programmes.actions.commitments import (
    report_attainment,
    return_attainment,
    set_targets,
    verify_attainment,
)
from gongjian.programmes.actions.moves import apply_strike_off, strike_off
from gongjian.programmes.actions.photos import add_photo, publish_photo, withdraw_photo
from gongjian.programmes.actions.pilots import enter_grant, land_pilot
from gongjian.programmes.actions.promises_told import ToldAttainment, enter_attainments
from gongjian.programmes.models import Attainment, Campaign, Evidence, Grant, Measure, Photo
from gongjian.programmes.queries.commitments import standing_of
from gongjian.programmes.rules.commitments import PlannedTarget
from gongjian.programmes.rules.proofs import proofs_missing
from gongjian.programmes.tests.factories import (
    make_attainment,
    make_campaign,
    make_grant,
    make_measure,
    make_target,
    upload,
    verify_all,
)

State = Measure.State
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
GRANT = {"granted_by": "商务部", "granted_document": "批复", "granted_on": date(2020, 3, 1)}


@pytest.fixture(autouse=True)
def first_of_october():
    with clock.at(timezone.make_aware(datetime(2020, 10, 1, 9))):
        yield


def promised(city, **fields):
    kind = Campaign.Kind.LIVELIHOOD_COMMITMENTS
    return make_measure(make_campaign(city.office, kind=kind), city.water, **({"state": State.RUNNING} | fields))


def piloted(city, **fields):
    kind = Campaign.Kind.PILOT_POLICIES
    return make_measure(make_campaign(city.office, kind=kind), city.water, **({"state": State.RUNNING} | fields))


def target(quantity="100", sequence=1, title="新增学位"):
    return PlannedTarget(sequence, title, "Places", Decimal(quantity), "个")


def picture(name="照片.png"):
    return upload(PNG, name)


# --- targets --------------------------------------------------------------------------------
def test_targets_are_set_until_the_commitment_is_established(city):
    measure = promised(city, state=State.PROPOSED)
    set_targets(measure, [target(), target("24", 2, "幼儿园")], by=city.handler)
    set_targets(measure, [target("120")], by=city.reform)
    kept = measure.targets.get()
    assert kept.quantity == 120
    before, after = AuditRecord.objects.filter(action="measure.targets_set").first().changes["targets"]
    assert "24" in before and "120" in after
    Measure.objects.filter(pk=measure.pk).update(state=State.ESTABLISHED)
    with pytest.raises(ValidationError):
        set_targets(measure, [target("90")], by=city.reform)


def test_the_same_targets_again_write_nothing(city):
    measure = promised(city)
    set_targets(measure, [target()], by=SYSTEM)
    count = AuditRecord.objects.count()
    set_targets(measure, [target("100.00")], by=SYSTEM)
    assert AuditRecord.objects.count() == count


@pytest.mark.parametrize("who", ["other", "reader", "system", "nobody"])
def test_targets_are_the_lead_units_or_the_offices(city, who):
    with pytest.raises(PermissionDenied):
        set_targets(promised(city, state=State.PROPOSED), [target()], by=getattr(city, who))


def test_only_commitments_have_targets(city):
    with pytest.raises(ValidationError):
        set_targets(city.measure(state=State.PROPOSED), [target()], by=city.reform)
    with pytest.raises(ValidationError):
        set_targets(promised(city, state=State.PROPOSED), [], by=city.reform)


def test_a_target_with_reported_progress_is_not_left_out(city):
    measure = promised(city)
    set_targets(measure, [target(), target("5", 2)], by=SYSTEM)
    make_attainment(measure.targets.get(sequence=2), 1)
    with pytest.raises(ValidationError):
        set_targets(measure, [target()], by=SYSTEM)


# --- progress -------------------------------------------------------------------------------
@pytest.fixture
def one(city):
    return make_target(promised(city, weights=(100,)), quantity=100)


def report(one, quantity, day=date(2020, 9, 1), *, by, note=""):
    return report_attainment(one, as_of=day, quantity=Decimal(quantity), note=note, by=by)


def test_progress_counts_once_somebody_else_has_verified_it(city, one):
    found = report(one, 60, by=city.handler)
    assert standing_of(one.measure).percent == 0 and standing_of(one.measure).percents == [None]
    assert Notification.objects.filter(recipient=city.reform).exists()
    verify_attainment(found, by=city.reform)
    assert standing_of(one.measure).percent == 60


@pytest.mark.parametrize("who", ["other", "reader", "reform", "system", "nobody"])
def test_progress_is_reported_by_the_lead_unit(city, one, who):
    with pytest.raises(PermissionDenied):
        report(one, 60, by=getattr(city, who))


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "nobody"])
def test_progress_is_ruled_on_by_the_office(city, one, who):
    found = report(one, 60, by=city.handler)
    for act in (
        lambda: verify_attainment(found, by=getattr(city, who)),
        lambda: return_attainment(found, reason="x", by=getattr(city, who)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_verifies_their_own_report(city, one):
    found = make_attainment(one, 60, reported_by=city.reform)
    with pytest.raises(ValidationError):
        verify_attainment(found, by=city.reform)
    assert verify_attainment(found, by=city.deputy).verified_by == city.deputy
    with pytest.raises(ValidationError):
        return_attainment(found, reason="又变了", by=city.deputy)  # once only


def test_a_returned_report_says_why_and_what_was_verified_stands(city, one):
    make_attainment(one, 40, as_of=date(2020, 8, 1), verified=True)
    found = report(one, 90, by=city.handler)
    with pytest.raises(ValidationError):
        return_attainment(found, reason=" ", by=city.reform)
    return_attainment(found, reason="缺少名单", by=city.reform)
    assert standing_of(one.measure).percent == 40
    assert Notification.objects.get(recipient=city.handler).body == "缺少名单"
    assert report(one, 70, by=city.handler).is_waiting


def test_reports_come_in_their_order_and_one_at_a_time(city, one):
    make_attainment(one, 40, as_of=date(2020, 8, 1), verified=True)
    for day in (date(2020, 7, 1), date(2020, 10, 2), date(2019, 12, 31)):  # earlier, to come, before it began
        with pytest.raises(ValidationError):
            report(one, 50, day, by=city.handler)
    report(one, 50, by=city.handler)
    with pytest.raises(ValidationError):
        report(one, 60, by=city.handler)


def test_less_than_before_needs_a_word(city, one):
    make_attainment(one, 40, as_of=date(2020, 8, 1), verified=True)
    with pytest.raises(ValidationError) as refused:
        report(one, 30, by=city.handler)
    assert "note" in refused.value.error_dict
    verify_attainment(report(one, 30, note="重复统计10个", by=city.handler), by=city.reform)
    assert standing_of(one.measure).percent == 30


@pytest.mark.parametrize("state", [State.PROPOSED, State.STRIKE_OFF_APPLIED, State.STRUCK_OFF, State.SUSPENDED])
def test_progress_is_taken_only_while_work_goes_on(city, state):
    one = make_target(promised(city, state=state))
    with pytest.raises(ValidationError):
        report(one, 60, by=city.handler)


def test_what_a_pack_tells_is_entered_once_and_by_nobody_else(city, one):
    def tell(quantity, by=SYSTEM):
        told = {"as_of": date(2020, 6, 1), "quantity": Decimal(quantity), "reported_on": date(2020, 6, 2)}
        enter_attainments([ToldAttainment(one.measure, 1, verified_on=date(2020, 6, 3), **told)], by=by)

    with pytest.raises(PermissionDenied):
        tell(10, by=city.reform)
    tell(10)
    tell(10)
    assert Attainment.objects.count() == 1 and AuditRecord.objects.count() == 1
    tell(12)
    assert Attainment.objects.get().quantity == 12 and AuditRecord.objects.count() == 2


# --- photographs ----------------------------------------------------------------------------
def test_only_pictures_are_taken_whatever_they_are_called(city, one):
    for content, name in ((b"%PDF-1.4 x", "a.png"), (b"<svg onload=alert(1)>", "a.png"), (b"", "b.png")):
        with pytest.raises(ValidationError):
            add_photo(
                one.measure, upload=upload(content, name), caption="x", taken_on=date(2020, 9, 1), by=city.handler
            )
    assert not Photo.objects.exists() and not StoredFile.objects.exists()
    photo = add_photo(
        one.measure, upload=picture("../../a.exe"), caption="新校", taken_on=date(2020, 9, 1), by=city.head
    )
    assert photo.file.kind == "png" and not photo.is_public


def test_a_photograph_of_tomorrow_is_refused(city, one):
    with pytest.raises(ValidationError) as refused:
        add_photo(one.measure, upload=picture(), caption="x", taken_on=date(2020, 10, 2), by=city.handler)
    assert "taken_on" in refused.value.error_dict


def test_the_office_decides_what_the_public_sees(city, one):
    photo = add_photo(one.measure, upload=picture(), caption="新校", taken_on=date(2020, 9, 1), by=city.handler)
    for who in (city.handler, city.head, city.reader, city.other):
        with pytest.raises(PermissionDenied):
            publish_photo(photo, is_public=True, by=who)
    assert publish_photo(photo, is_public=True, by=city.reform).is_public
    publish_photo(photo, is_public=True, by=city.reform)
    assert AuditRecord.objects.filter(action="photo.published").count() == 1
    assert not publish_photo(photo, is_public=False, by=city.reform).is_public


def test_a_photograph_is_withdrawn_with_a_reason_until_somebody_has_signed(city, one):
    photo = add_photo(one.measure, upload=picture(), caption="新校", taken_on=date(2020, 9, 1), by=city.handler)
    with pytest.raises(ValidationError):
        withdraw_photo(photo, reason="", by=city.handler)
    Measure.objects.filter(pk=one.measure_id).update(state=State.STRIKE_OFF_APPLIED)
    with pytest.raises(ValidationError):
        withdraw_photo(photo, reason="拍错了", by=city.reform)
    Measure.objects.filter(pk=one.measure_id).update(state=State.RUNNING)
    withdraw_photo(photo, reason="拍错了", by=city.handler)
    assert not Photo.objects.exists() and StoredFile.objects.exists()
    assert AuditRecord.objects.get(action="photo.withdrawn").note == "拍错了"


# --- struck off only when kept, or landed ---------------------------------------------------
def test_a_commitment_is_struck_off_only_with_all_targets_reached_and_a_photograph(city):
    measure = promised(city, weights=(100,))
    verify_all(measure)
    Evidence.objects.update(note="纸质件存档案室")
    assert len(proofs_missing(measure)) == 1  # no targets
    first, second = make_target(measure), make_target(measure, sequence=2, quantity=20, title="幼儿园")
    make_attainment(first, 250, verified=True)
    make_attainment(second, 20)
    words = " ".join(proofs_missing(measure))
    assert "幼儿园" in words and first.title not in words  # reported is not verified; two and a half promises are one
    with pytest.raises(ValidationError):
        apply_strike_off(measure, by=city.head)
    Attainment.objects.update(verified_on=date(2020, 9, 1))
    with pytest.raises(ValidationError):
        apply_strike_off(measure, by=city.head)  # no photograph
    add_photo(measure, upload=picture(), caption="新校", taken_on=date(2020, 9, 1), by=city.handler)
    assert not proofs_missing(measure)
    apply_strike_off(measure, by=city.head)
    assert strike_off(measure, by=city.reform).state == State.STRUCK_OFF


def test_a_pilot_is_struck_off_only_once_a_document_has_landed_it(city):
    measure = piloted(city, weights=(100,))
    verify_all(measure)
    Evidence.objects.update(note="纸质件存档案室")
    for step in (lambda: None, lambda: enter_grant(measure, GRANT, by=city.handler)):
        step()
        with pytest.raises(ValidationError):
            apply_strike_off(measure, by=city.head)
    land_pilot(
        measure,
        document="实施办法（〔2020〕4号）",
        on=date(2020, 9, 1),
        upload=upload(b"%PDF-1.4", "a.pdf"),
        by=city.head,
    )
    apply_strike_off(measure, by=city.head)
    assert strike_off(measure, by=city.reform).state == State.STRUCK_OFF


def test_other_measures_need_neither(city):
    assert proofs_missing(city.measure(state=State.RUNNING)) == []


@pytest.mark.parametrize("who", ["other", "reader", "system", "nobody"])
def test_grants_are_the_lead_units_or_the_offices(city, who):
    measure = piloted(city)
    make_grant(measure)
    for act in (
        lambda: enter_grant(measure, GRANT, by=getattr(city, who)),
        lambda: land_pilot(measure, document="办法", on=date(2020, 9, 1), by=getattr(city, who)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_pilot_lands_once_after_it_was_granted_and_not_in_the_future(city):
    measure = piloted(city)
    with pytest.raises(ValidationError):
        land_pilot(measure, document="办法", on=date(2020, 9, 1), by=city.head)  # nobody granted it
    enter_grant(measure, GRANT, by=city.head)
    for on in (date(2020, 2, 28), date(2020, 10, 2)):
        with pytest.raises(ValidationError):
            land_pilot(measure, document="办法", on=on, by=city.head)
    with pytest.raises(ValidationError):
        land_pilot(measure, document="  ", on=date(2020, 9, 1), by=city.head)
    land_pilot(measure, document="办法", on=date(2020, 9, 1), by=city.head)
    with pytest.raises(ValidationError):
        land_pilot(measure, document="另一办法", on=date(2020, 9, 2), by=city.head)
    with pytest.raises(ValidationError):
        enter_grant(measure, GRANT | {"granted_by": "别人"}, by=city.reform)
    assert Grant.objects.get().granted_by == "商务部"


def test_people_cannot_land_a_pilot_by_the_way_of_the_grant(city):
    told = GRANT | {"landed_document": "办法", "landed_on": date(2020, 9, 1)}
    assert enter_grant(piloted(city), told, by=city.reform).landed_on is None
    with pytest.raises(ValidationError):
        enter_grant(city.measure(), GRANT, by=SYSTEM)
