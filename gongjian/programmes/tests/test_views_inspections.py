import json
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.programmes.actions.inspections import declare, end_visits, plan_inspection
from gongjian.programmes.models import Finding, Inspection, Measure, Visit
from gongjian.programmes.tests.factories_inspections import PNG, Round, on, picture

HOSTILE = '<script>alert("x")</script>{{ 7|add:7 }}=cmd|'


@pytest.fixture
def round_(db):
    return Round()


def at(name, inspection):
    return reverse(f"programmes:{name}", args=[inspection.code])


def sent_by_phone(round_, **changes):
    """What the page sends; a change of None leaves a field out."""
    fields = {
        "key": str(uuid4()),
        "measure": round_.measure.pk,
        "visited_at": "2020-09-15T10:00",
        "place": "大厅",
        "evaluated": "30",
        "notes": "已看",
        "finding-TOTAL_FORMS": "5",
        "finding-INITIAL_FORMS": "0",
    } | changes
    return {name: value for name, value in fields.items() if value is not None}


def send(client, round_, **changes):
    headers = {"accept": "application/json"}
    with on(9, 15, 11):
        return client.post(at("visit_add", round_.inspection), sent_by_phone(round_, **changes), headers=headers)


# --- the phone ------------------------------------------------------------------------------
def test_the_phone_sends_a_visit_with_photographs_and_findings(round_, signed_in):
    client = signed_in(round_.leader)
    facts = [{"taken_at": "2020-09-15T02:00:00.000Z", "latitude": "36.7", "longitude": "119.16"}, {}]
    found = {"finding-0-grade": "grave", "finding-0-title": "台账不实", "finding-0-words": "演示失败"}
    answer = send(
        client, round_, photos=[picture(), picture("b.png")], photo_facts=json.dumps(facts), latitude="36.7",
        longitude="119.16", **found,
    )  # fmt: skip
    visit = Visit.objects.get()
    assert answer.status_code == 200 and answer.json()["url"] == visit.get_absolute_url()
    first, second = visit.photos.all()
    assert (str(first.latitude), first.taken_at.isoformat()) == ("36.700000", "2020-09-15T02:00:00+00:00")
    assert second.taken_at is None and second.latitude is None
    assert (visit.findings.get().title, visit.findings.get().grade) == ("台账不实", "grave")


def test_the_phone_sends_twice_and_gets_the_same_address(round_, signed_in):
    client, key = signed_in(round_.leader), str(uuid4())
    first, second = (send(client, round_, key=key, photos=[picture()]) for _n in range(2))
    assert first.json() == second.json() and Visit.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"measure": "x"}, {"place": ""}, {"evaluated": "101"}, {"evaluated": "-1"}, {"key": "x"}, {"key": None},
        {"visited_at": "2020-13-01T00:00"}, {"visited_at": "2020-09-30T10:00"}, {"latitude": "91", "longitude": "1"},
        {"notes": "\x00"}, {"finding-TOTAL_FORMS": "x"}, {"finding-0-title": "只有标题"}, {"notes": "长" * 2001},
        {"finding-0-title": "x", "finding-0-words": "y", "finding-0-grade": "fatal"},
        {"finding-0-title": "x", "finding-0-words": "y", "finding-0-grade": "minor", "finding-0-due": "2020-09-01"},
    ],
)  # fmt: skip
def test_what_the_phone_cannot_send_is_refused_in_sentences_and_nothing_is_kept(round_, signed_in, changes):
    answer = send(signed_in(round_.leader), round_, **changes)
    assert answer.status_code == 422 and all(answer.json()["problems"]) and answer.json()["problems"]
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "facts", ["x", "{}", "[1, null]", '[{"taken_at": 5, "latitude": "NaN", "longitude": []}]', "[" * 2000]
)
def test_what_the_phone_says_of_a_picture_and_cannot_be_understood_costs_no_picture(round_, signed_in, facts):
    assert send(signed_in(round_.leader), round_, photos=[picture()], photo_facts=facts).status_code == 200
    photo = Visit.objects.get().photos.get()
    assert photo.taken_at is None and photo.latitude is None


@pytest.mark.parametrize(("name", "content"), [("a.jpg", b"<svg onload=x>"), ("a.png", b"%PDF-1.4"), ("a.png", b"")])
def test_a_file_that_is_no_picture_is_refused(round_, signed_in, name, content):
    answer = send(signed_in(round_.leader), round_, photos=[picture(), picture(name, content)])
    assert answer.status_code == 422 and not Visit.objects.exists()


def test_more_than_twelve_photographs_are_refused(round_, signed_in):
    assert send(signed_in(round_.leader), round_, photos=[picture() for _n in range(13)]).status_code == 422


def test_a_measure_of_ones_interest_is_neither_offered_nor_taken(round_, signed_in):
    client = signed_in(round_.member)
    with on(9, 15, 11):
        page = client.get(at("visit_add", round_.inspection)).content.decode()
    assert "GJ-A" in page and f'value="{round_.second.pk}"' not in page and "GJ-B" in page
    assert send(client, round_, measure=round_.second.pk).status_code == 422


def test_without_a_script_it_is_a_plain_form(round_, signed_in):
    client = signed_in(round_.leader)
    with on(9, 15, 11):
        page = client.get(at("visit_add", round_.inspection))
        assert 'enctype="multipart/form-data"' in page.content.decode() and "no-store" in page["Cache-Control"]
        refused = client.post(at("visit_add", round_.inspection), sent_by_phone(round_, place=""))
        assert refused.status_code == 422 and "已看" in refused.content.decode()
        done = client.post(at("visit_add", round_.inspection), sent_by_phone(round_, photos=[picture()]))
    assert done.status_code == 302 and done.url == Visit.objects.get().get_absolute_url()


def test_a_finding_half_filled_in_is_shown_again_as_typed(round_, signed_in):
    with on(9, 15, 11):
        page = signed_in(round_.leader).post(
            at("visit_add", round_.inspection), sent_by_phone(round_, **{"finding-2-title": "只有标题"})
        )
    assert page.status_code == 422 and "只有标题" in page.content.decode() and "已看" in page.content.decode()


def test_only_the_team_finds_the_page_and_only_after_declaring(round_, signed_in):
    for who in (round_.stranger, round_.city.reform, round_.city.reader, round_.city.head, round_.city.nobody):
        assert signed_in(who).get(at("visit_add", round_.inspection)).status_code == 404
    planned = Inspection.objects.get()
    planned.team.update(declared_at=None)
    assert signed_in(round_.leader).get(at("visit_add", planned)).url == at("inspection_declare", planned)


def test_after_the_visits_the_page_still_opens_for_what_the_phone_keeps(round_, signed_in):
    end_visits(round_.inspection, by=round_.leader, reason="其余不看")
    client = signed_in(round_.leader)
    page = client.get(at("visit_add", round_.inspection)).content.decode()
    assert "data-kept" in page and "data-form" not in page
    assert send(client, round_).status_code == 422


def test_the_worker_answers_for_its_own_folder_only(round_, signed_in):
    answer = signed_in(round_.leader).get(reverse("programmes:visit_worker"))
    assert answer["Content-Type"].startswith("text/javascript") and b"visits-1" in answer.content
    folder = reverse("programmes:visit_worker").rsplit("/", 1)[0]
    assert at("visit_add", round_.inspection).startswith(f"{folder}/")
    assert signed_in(round_.city.nobody).get(reverse("programmes:visit_worker")).status_code == 404


def test_a_photograph_is_shown_to_who_may_see_the_visit_and_never_run(round_, signed_in):
    photo = round_.visit(photos=[round_.shot()]).photos.get()
    address = reverse("programmes:visit_photo", args=[photo.pk])
    for who in (round_.city.other, round_.stranger, round_.city.system, round_.city.nobody):
        assert signed_in(who).get(address).status_code == 404
    answer = signed_in(round_.city.handler).get(address)
    assert answer.getvalue() == PNG and answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")


# --- the desk -------------------------------------------------------------------------------
def test_an_inspection_is_walked_from_plan_to_score_through_its_pages(db, signed_in):
    round_ = Round("planned")
    city, client = round_.city, signed_in(round_.city.reform)
    plan = {"code": "winter", "title": "冬季督导", "year": "2020", "since": "2020-09-14", "until": "2020-09-30"}
    assert client.post(reverse("programmes:inspection_add"), plan).status_code == 302
    winter = Inspection.objects.get(code="winter")
    team = {"members": [round_.leader.pk, round_.member.pk], "leader": round_.leader.pk}
    assert client.post(at("inspection_team", winter), team).status_code == 302
    assert (
        client.post(at("inspection_draw", winter), {"size": "2", "strata": "campaign", "seed": "第1期"}).status_code
        == 302
    )
    assert client.post(at("inspection_choose", winter), {"measures": "GJ-A，GJ-B", "reason": "重点"}).status_code == 302
    assert client.post(at("inspection_start", winter)).status_code == 422
    for who in (round_.leader, round_.member):
        assert signed_in(who).post(at("inspection_declare", winter), {"none": "on"}).status_code == 302
    client = signed_in(city.reform)
    assert client.post(at("inspection_start", winter)).status_code == 302
    round_.inspection = winter
    for measure in (round_.measure, round_.second):
        assert send(signed_in(round_.leader), round_, measure=measure.pk).status_code == 200
    assert signed_in(round_.leader).post(at("inspection_end_visits", winter), {}).status_code == 302
    client = signed_in(city.reform)
    assert client.post(at("inspection_finish", winter)).status_code == 302
    page = client.get(winter.get_absolute_url()).content.decode()
    assert "100.00" in page and "第1期" not in page
    assert "100.00" in signed_in(city.head).get(winter.get_absolute_url()).content.decode()


def test_the_page_shows_all_a_stranger_needs_to_draw_again(db, signed_in):
    round_ = Round("planned")
    client = signed_in(round_.city.reform)
    client.post(at("inspection_draw", round_.inspection), {"size": "1", "strata": "campaign", "seed": "第8期"})
    page = client.get(round_.inspection.get_absolute_url()).content.decode()
    assert "第8期" in page and round_.city.campaign.title in page and "GJ-A GJ-B" in page


def test_a_unit_sees_neither_plan_team_nor_the_rest_of_the_sample(round_, signed_in):
    round_.visit()
    Inspection.objects.update(plan="暗访第一")
    page = signed_in(round_.city.head).get(round_.inspection.get_absolute_url()).content.decode()
    assert "GJ-A" in page and "GJ-B" not in page and "暗访第一" not in page and "重点" not in page
    page = signed_in(round_.city.reader).get(round_.inspection.get_absolute_url()).content.decode()
    assert "GJ-B" in page and "暗访第一" in page


def test_a_planned_inspection_is_not_there_for_the_units(db, signed_in):
    round_ = Round("planned")
    for who in (round_.city.head, round_.city.other, round_.stranger, round_.city.system, round_.city.nobody):
        assert signed_in(who).get(round_.inspection.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("inspection_edit", {"title": "", "since": "x"}),
        ("inspection_team", {"members": ["999"], "leader": ""}),
        ("inspection_draw", {"size": "9999", "strata": "campaign"}),
        ("inspection_draw", {"size": "1", "strata": "moon"}),
        ("inspection_choose", {"measures": "GJ-A 没有的", "reason": "x"}),
        ("inspection_choose", {"measures": "GJ-A", "reason": ""}),
    ],
)
def test_what_the_office_types_wrongly_is_shown_beside_the_field(db, signed_in, name, data):
    round_ = Round("planned")
    page = signed_in(round_.city.reform).post(at(name, round_.inspection), data)
    assert page.status_code == 422 and page.context["form"].errors


@pytest.mark.parametrize("data", [{}, {"none": "on", "conflicts": "pick"}, {"conflicts": "999"}])
def test_nobody_declares_by_saying_nothing_or_both(db, signed_in, data):
    round_ = Round("planned")
    data = {name: round_.city.health.pk if value == "pick" else value for name, value in data.items()}
    assert signed_in(round_.leader).post(at("inspection_declare", round_.inspection), data).status_code == 422
    assert not round_.inspection.team.filter(declared_at__isnull=False).exists()


def test_what_people_type_is_text_on_every_page(round_, signed_in):
    visit = round_.visit(place=HOSTILE[:200], notes=HOSTILE, photos=[round_.shot()])
    finding = round_.finding(title=HOSTILE)
    client = signed_in(round_.city.reform)
    Inspection.objects.update(title=HOSTILE)
    pages = [visit, finding, round_.inspection, round_.measure]
    addresses = [one.get_absolute_url() for one in pages]
    addresses += [reverse(f"programmes:{name}") for name in ("inspection_list", "finding_list", "finding_print")]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "alert" in page and "<script>alert" not in page, address


def test_the_measures_page_tells_what_inspectors_saw_to_whom_it_concerns(round_, signed_in):
    round_.visit(evaluated=37)
    address = round_.measure.get_absolute_url()
    assert "37%" in signed_in(round_.city.head).get(address).content.decode()
    assert "37%" in signed_in(round_.city.reader).get(address).content.decode()
    round_.measure.supporting_units.clear()
    assert "37%" not in signed_in(round_.stranger).get(address).content.decode()


def test_the_pages_cost_the_same_for_one_row_and_for_many(round_, signed_in):
    city, client = round_.city, signed_in(round_.city.reform)
    round_.finding()
    addresses = [round_.inspection.get_absolute_url()]
    addresses += [reverse(f"programmes:{name}") for name in ("inspection_list", "finding_list", "finding_print")]
    few = [queries_of(client, address) for address in addresses]
    for number in range(12):
        measure = city.measure(state=Measure.State.RUNNING, weights=(100,), lead_unit=city.health)
        round_.inspection.measures.add(measure)
        round_.visit(measure, photos=[round_.shot()])
        round_.finding(title=f"问题{number}")
        plan_inspection(f"more-{number}", "另一次", by=city.reform, since=date(2020, 9, 1), until=date(2020, 9, 2))
    assert [queries_of(client, address) for address in addresses] == few
    assert Finding.objects.count() == 13


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_declaration_may_be_changed_while_the_visits_go_on(round_, signed_in):
    page = signed_in(round_.member).get(at("inspection_declare", round_.inspection)).content.decode()
    assert "selected" in page
    declare(round_.inspection, [], by=round_.member)
    assert send(signed_in(round_.member), round_, measure=round_.second.pk).status_code == 200
