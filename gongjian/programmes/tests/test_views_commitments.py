from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.photos import add_photo, publish_photo
from gongjian.programmes.models import Attainment, Campaign, Grant, Measure, Photo
from gongjian.programmes.tests.factories import (
    make_attainment,
    make_campaign,
    make_grant,
    make_measure,
    make_target,
    upload,
)
from gongjian.programmes.tests.test_actions_commitments import PNG

State = Measure.State


@pytest.fixture(autouse=True)
def first_of_october():
    with clock.at(timezone.make_aware(datetime(2020, 10, 1, 9))):
        yield


@pytest.fixture
def promises(city):
    kind = Campaign.Kind.LIVELIHOOD_COMMITMENTS
    return make_campaign(city.office, kind=kind, is_public=True, title="2020年民生实事")


@pytest.fixture
def promise(city, promises):
    return make_measure(promises, city.water, number="MS-1", title="新增学位", state=State.RUNNING)


def text(response):
    return response.content.decode()


def address(name, *args):
    return reverse(f"programmes:{name}", args=args)


def photograph(measure, *, public):
    photo = add_photo(measure, upload=upload(PNG, "a.png"), caption="新校", taken_on=date(2020, 9, 1), by=SYSTEM)
    return publish_photo(photo, is_public=public, by=SYSTEM)


def test_targets_are_typed_in_lines_and_what_is_wrong_stands_beside_them(city, promise, signed_in):
    client = signed_in(city.handler)
    form = {"target-TOTAL_FORMS": "3", "target-INITIAL_FORMS": "0"}
    wrong = form | {"target-0-title": "学位", "target-0-quantity": "0", "target-0-unit": "个"}
    refused = client.post(address("targets_edit", "MS-1"), wrong)
    assert refused.status_code == 422 and "学位" in text(refused)
    client.post(address("targets_edit", "MS-1"), wrong | {"target-0-quantity": "20000.5"})
    assert promise.targets.get().quantity == 20000.5
    assert client.get(address("targets_edit", "MS-1")).status_code == 404  # fixed now


def test_progress_goes_from_the_unit_to_the_office_and_onto_the_page(city, promise, signed_in):
    make_target(promise, quantity=80)
    sent = {"as_of": "2020-09-30", "quantity": "20", "note": ""}
    signed_in(city.handler).post(address("attainment_add", "MS-1", 1), sent)
    found = Attainment.objects.get()
    assert signed_in(city.head).post(address("attainment_verify", found.pk)).status_code == 404
    assert "新增学位" in text(signed_in(city.reform).get(address("commitment_list")))
    signed_in(city.reform).post(address("attainment_verify", found.pk))
    assert "25%" in text(signed_in(city.handler).get(address("commitment", "MS-1")))
    assert "25%" in text(Client().get(address("commitment_board")))


def test_the_public_board_shows_what_is_public_and_nothing_else(city, promises, promise, signed_in):
    make_attainment(make_target(promise, title="学位"), 40, verified=True)
    make_attainment(promise.targets.get(), 90, as_of=date(2020, 9, 30), note="内部说明")
    make_measure(promises, city.water, title="还在酝酿", state=State.PROPOSED)
    hidden, shown = photograph(promise, public=False), photograph(promise, public=True)
    said = text(Client().get(address("commitment_board")))
    assert "学位" in said and "40" in said and "90" not in said and "内部说明" not in said and "还在酝酿" not in said
    assert address("photo", shown.pk) in said and address("photo", hidden.pk) not in said
    Campaign.objects.update(is_public=False)
    assert "学位" not in text(Client().get(address("commitment_board")))
    assert Client().get(address("photo", shown.pk)).status_code == 404


def test_a_photograph_is_answered_as_the_picture_it_is_and_as_nothing_else(city, promise, signed_in):
    photo = photograph(promise, public=True)
    answer = Client().get(address("photo", photo.pk))
    assert answer["Content-Type"] == "image/png" and answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"] and b"".join(answer.streaming_content) == PNG
    photo.file.kind = "pdf"
    photo.file.save()
    assert Client().get(address("photo", photo.pk)).status_code == 404


def test_a_photograph_is_added_shown_hidden_and_withdrawn_through_its_pages(city, promise, signed_in):
    sent = {"caption": "新校", "taken_on": "2020-09-01", "place": "", "upload": upload(PNG, "a.png")}
    client = signed_in(city.handler)
    refused = client.post(address("photo_add", "MS-1"), sent | {"upload": upload(b"%PDF-1.4", "a.png")})
    assert refused.status_code == 422 and "新校" in text(refused)
    client.post(address("photo_add", "MS-1"), sent)
    photo = Photo.objects.get()
    assert Client().get(address("photo", photo.pk)).status_code == 404
    signed_in(city.reform).post(address("photo_publish", photo.pk))
    assert Client().get(address("photo", photo.pk)).status_code == 200
    signed_in(city.reform).post(address("photo_publish", photo.pk), {"show": "no"})
    assert Client().get(address("photo", photo.pk)).status_code == 404
    signed_in(city.handler).post(address("photo_withdraw", photo.pk), {"reason": "重复"})
    assert not Photo.objects.exists()


def test_one_row_and_thirty_cost_the_same(city, promises, signed_in, django_assert_max_num_queries):
    pilots = make_campaign(city.office, kind=Campaign.Kind.PILOT_POLICIES)
    client = signed_in(city.reform)

    def grow(number):
        for _n in range(number):
            measure = make_measure(promises, city.water, state=State.RUNNING)
            for sequence in (1, 2):
                make_attainment(make_target(measure, sequence=sequence), 10, verified=True)
            photograph(measure, public=True)
            make_grant(make_measure(pilots, city.water, state=State.RUNNING))

    def cost():
        found = []
        for name in ("commitment_list", "commitment_board", "pilot_list"):
            with django_assert_max_num_queries(100) as counted:
                assert client.get(address(name)).status_code == 200
            found.append(len(counted))
        return found

    grow(1)
    client.get(address("commitment_board"))
    few = cost()
    grow(10)
    assert cost() == few


def test_a_pilot_is_granted_and_landed_through_its_pages(city, signed_in):
    pilots = make_campaign(city.office, kind=Campaign.Kind.PILOT_POLICIES)
    make_measure(pilots, city.water, number="XS-1", title="先行政策", state=State.RUNNING)
    client = signed_in(city.handler)
    sent = {"granted_by": "商务部", "granted_document": "批复〔2020〕3号", "granted_on": "2020-03-01"}
    client.post(address("grant_edit", "XS-1"), sent)
    assert client.post(address("pilot_land", "XS-1"), {"document": "办法", "on": "2020-02-01"}).status_code == 422
    client.post(address("pilot_land", "XS-1"), {"document": "办法〔2020〕8号", "on": "2020-09-01"})
    assert Grant.objects.get().landed_on == date(2020, 9, 1)
    for who in (city.handler, city.reader):
        assert "办法〔2020〕8号" in text(signed_in(who).get(address("pilot", "XS-1")))
        assert "批复〔2020〕3号" in text(signed_in(who).get(address("pilot_list")))
    assert client.get(address("pilot_land", "XS-1")).status_code == 404


def test_hostile_words_are_shown_as_words(city, promises, signed_in):
    bad = "<script>alert(1)</script>"
    measure = make_measure(promises, city.water, number="MS-9", title=bad, state=State.RUNNING)
    make_attainment(make_target(measure, title=bad, unit="<i>"), 1, verified=True, note=bad)
    photo = photograph(measure, public=True)
    Photo.objects.filter(pk=photo.pk).update(caption='" onerror="alert(1)')
    client = signed_in(city.reform)
    for where in (address("commitment_list"), address("commitment", "MS-9"), address("commitment_board")):
        said = text(client.get(where))
        assert bad not in said and 'onerror="alert' not in said and "<i>" not in said
