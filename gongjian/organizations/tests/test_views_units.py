import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Appointment, Division, Duty, Post, Unit
from gongjian.organizations.tests.factories import (
    make_appointment,
    make_division,
    make_officer,
    make_person,
    make_post,
    make_unit,
)

UNIT = {"code": "finance", "name": "市财政局", "kind": "department"}


def url(name, *args):
    return reverse(f"organizations:{name}", args=args)


def text(response):
    return response.content.decode()


# --- lists ----------------------------------------------------------------------------------
def test_the_tree_is_listed_from_the_top_down(city, signed_in):
    page = text(signed_in(city.handler).get(url("unit_list")))
    places = [page.index(f">{unit.name}</a>") for unit in (city.root, city.bureau, city.office, city.county)]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["unit_list", "division_list", "person_list", "calendar"])
def test_who_holds_no_post_finds_no_list(city, signed_in, name):
    assert signed_in(city.nobody).get(url(name)).status_code == 404


@pytest.mark.parametrize("name", ["unit_list", "division_list", "person_list", "calendar", "me", "session_list"])
def test_visitors_are_sent_to_the_door(city, client, name):
    assert client.get(url(name)).url.startswith("/accounts/login/")


def test_units_are_filtered_and_the_filter_is_in_the_address(city, signed_in):
    client = signed_in(city.handler)
    assert "综合科" not in text(client.get(url("unit_list") + "?kind=county"))
    under = text(client.get(url("unit_list") + "?under=bureau"))
    assert "综合科" in under
    assert "甲县</a>" not in under
    assert "甲县</a>" in text(client.get(url("unit_list") + "?q=甲县"))


@pytest.mark.parametrize("query", ["?kind=%00", "?under=../../x", "?state=x", "?sort=path;drop", "?page=-1", "?q=%00'"])
def test_nonsense_in_the_address_is_ignored(city, signed_in, query):
    assert signed_in(city.handler).get(url("unit_list") + query).status_code == 200


def test_the_list_is_exported_as_it_is_filtered(city, signed_in):
    response = signed_in(city.handler).get(url("unit_list") + "?kind=county&export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["甲县"]


def queries_for(client, address):
    client.get(address)  # the first click also lists the session
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("officer", ["handler", "system", "security"])
@pytest.mark.parametrize("name", ["unit_list", "division_list", "person_list"])
def test_a_list_of_forty_costs_as_many_queries_as_one_of_few(city, signed_in, officer, name):
    client = signed_in(getattr(city, officer))
    top = make_division()
    before = queries_for(client, url(name))
    for number in range(40):
        unit = make_unit(f"more-{number}", city.root, division=top)
        make_officer(unit, Duty.HANDLER)
        Division.objects.create(code=f"9901{number + 10}", name="x", level="county", parent=top)
    assert queries_for(client, url(name)) == before


@pytest.mark.parametrize("officer", ["handler", "system", "security"])
def test_a_unit_with_thirty_posts_costs_as_many_queries_as_one_with_one(city, signed_in, officer):
    client = signed_in(getattr(city, officer))
    before = queries_for(client, city.bureau.get_absolute_url())
    for number in range(30):
        make_appointment(make_post(city.bureau, Duty.READER), make_person())
        make_unit(f"below-{number}", city.bureau)
    assert queries_for(client, city.bureau.get_absolute_url()) == before


# --- one unit -------------------------------------------------------------------------------
def test_a_unit_shows_its_posts_who_holds_them_and_what_is_below(city, signed_in):
    page = text(signed_in(city.handler).get(city.bureau.get_absolute_url()))
    assert "综合科" in page
    assert city.reform.person.name in page
    assert url("unit", "tiny") in page


def test_buttons_stand_only_where_they_work(city, signed_in):
    post = city.handler.person.appointments.get().post
    buttons = {
        "system": url("unit_edit", "county"),
        "security": url("post_duties", post.code),
        "county_security": url("appointment_add", post.code),
    }
    for officer in ("system", "security", "county_security", "audit", "handler"):
        page = text(signed_in(getattr(city, officer)).get(city.county.get_absolute_url()))
        for owner, button in buttons.items():
            expected = owner == officer or {owner, officer} == {"security", "county_security"}
            assert (button in page) is expected, (officer, button)


def test_an_unknown_unit_is_not_found(city, signed_in):
    assert signed_in(city.handler).get(url("unit", "nowhere")).status_code == 404


def test_names_are_shown_as_text(city, signed_in):
    Unit.objects.filter(pk=city.office.pk).update(name="<script>alert(1)</script>")
    page = text(signed_in(city.handler).get(city.office.get_absolute_url()))
    assert "<script>alert" not in page


# --- adding, changing, dissolving -----------------------------------------------------------
def test_a_unit_is_added_and_shown(city, signed_in):
    client = signed_in(city.system)
    response = client.post(url("unit_add"), UNIT | {"parent": city.root.pk})
    assert response.url == url("unit", "finance")
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"code": "bureau"}, "code"),
        ({"code": "add"}, "code"),
        ({"name": ""}, "name"),
        ({"name": "名" * 101}, "name"),
        ({"kind": "palace"}, "kind"),
        ({"parent": ""}, "parent"),
        ({"parent": "999999"}, "parent"),
        ({"credit_code": "91370700MA3C0O1234"}, "credit_code"),
        ({"division": "x"}, "division"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(city, signed_in, change, field):
    response = signed_in(city.system).post(
        url("unit_add"), {**UNIT, "parent": city.root.pk, "name_en": "Typed"} | change
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Typed" in text(response)
    assert not Unit.objects.filter(code="finance").exists()


def test_a_countys_administrator_is_offered_only_the_county(city, signed_in):
    client = signed_in(city.county_system)
    choices = client.get(url("unit_add")).context["form"].fields["parent"].queryset
    assert list(choices) == [city.county]
    response = client.post(url("unit_add"), UNIT | {"parent": city.root.pk})
    assert "parent" in response.context["form"].errors


def test_a_unit_is_changed_and_moved_in_one_go(city, signed_in):
    values = {"name": "综合办公室", "kind": "department", "parent": city.county.pk}
    signed_in(city.system).post(url("unit_edit", "office"), values)
    city.office.refresh_from_db()
    assert (city.office.name, city.office.parent) == ("综合办公室", city.county)
    assert city.office.path.startswith(city.county.path)


def test_a_move_that_is_refused_leaves_the_name_too(city, signed_in):
    values = {"name": "别名", "kind": "department", "parent": city.office.pk}
    response = signed_in(city.system).post(url("unit_edit", "bureau"), values)
    assert "parent" in response.context["form"].errors
    city.bureau.refresh_from_db()
    assert city.bureau.name == "市发展改革局"


def test_the_top_of_the_tree_is_renamed_without_being_moved(city, signed_in):
    signed_in(city.system).post(url("unit_edit", "tiny"), {"name": "新市", "kind": "city"})
    city.root.refresh_from_db()
    assert (city.root.name, city.root.parent) == ("新市", None)


def test_a_unit_is_dissolved_from_its_page(city, signed_in):
    client = signed_in(city.system)
    assert client.post(url("unit_dissolve", "office"), {"on": "2020-06-30"}).status_code == 302
    assert client.get(url("unit_dissolve", "office")).status_code == 404
    assert "2020" in text(client.get(city.office.get_absolute_url()))


def test_what_hinders_a_dissolution_is_said_on_the_page(city, signed_in):
    response = signed_in(city.system).post(url("unit_dissolve", "bureau"), {"on": "2020-06-30"})
    assert response.status_code == 422
    assert "综合科" in text(response)


@pytest.mark.parametrize("day", ["", "soon", "2020-02-30", "0001-01-01x"])
def test_a_day_that_is_none_is_refused_beside_the_field(city, signed_in, day):
    response = signed_in(city.system).post(url("unit_dissolve", "office"), {"on": day})
    assert "on" in response.context["form"].errors


PAGES_OF_THE_SYSTEM_ADMINISTRATOR = [
    ("unit_add",), ("unit_edit", "county"), ("unit_dissolve", "county"), ("post_add", "county"), ("person_add",),
    ("person_edit", "handler"), ("account_close", "handler"),
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES_OF_THE_SYSTEM_ADMINISTRATOR, ids=lambda page: page[0])
def test_the_system_administrators_pages_exist_for_no_one_else(city, signed_in, page):
    assert signed_in(city.system).get(url(*page)).status_code == 200
    for other in (city.security, city.audit, city.reform, city.handler, city.nobody):
        assert signed_in(other).get(url(*page)).status_code == 404
        assert signed_in(other).post(url(*page), {}).status_code == 404


# --- divisions ------------------------------------------------------------------------------
def test_a_division_is_added_changed_and_shown(city, signed_in):
    client = signed_in(city.system)
    top = make_division()
    values = {"code": "990102", "name": "甲县", "level": "county", "parent": top.pk}
    assert client.post(url("division_add"), values).url == url("division", "990102")
    client.post(url("division_edit", "990102"), {"name": "乙县", "level": "county", "parent": top.pk})
    assert "乙县" in text(client.get(url("division", "990102")))
    assert "乙县" in text(client.get(url("division", "990100")))


def test_a_division_in_the_wrong_place_is_refused_beside_the_field(city, signed_in):
    values = {"code": "990202", "name": "甲县", "level": "county", "parent": make_division().pk}
    response = signed_in(city.system).post(url("division_add"), values)
    assert response.status_code == 422
    assert "parent" in response.context["form"].errors


def test_divisions_are_kept_by_the_citys_administrator_alone(city, signed_in):
    make_division()
    for other in (city.county_system, city.security, city.reform, city.handler):
        assert signed_in(other).get(url("division", "990100")).status_code == 200
        assert signed_in(other).get(url("division_edit", "990100")).status_code == 404
        assert signed_in(other).get(url("division_add")).status_code == 404


# --- posts and appointments -----------------------------------------------------------------
def test_a_post_is_added_given_duties_and_filled_by_two_administrators(city, signed_in):
    signed_in(city.system).post(url("post_add", "county"), {"code": "clerk", "title": "科员"})
    client = signed_in(city.security)
    client.post(url("post_duties", "clerk"), {"duties": ["handler", "reader"], "scope": city.county.pk})
    person = make_person()
    client.post(url("appointment_add", "clerk"), {"person": person.pk, "since": "2020-01-01", "until": ""})
    post = Post.objects.get(code="clerk")
    assert post.duties == ["handler", "reader"]
    assert post.appointments.get().person == person
    assert [row.action for row in AuditRecord.objects.filter(action__startswith="post.").order_by("id")] == [
        "post.added",
        "post.duties_set",
    ]


def test_duties_that_are_kept_apart_are_refused_on_the_page(city, signed_in):
    post = make_post(city.county)
    values = {"duties": ["audit_admin", "handler"], "scope": city.county.pk}
    response = signed_in(city.security).post(url("post_duties", post.code), values)
    assert response.status_code == 422
    assert "duties" in response.context["form"].errors


def test_a_person_who_may_not_unite_duties_is_refused_on_the_page(city, signed_in):
    post = make_post(city.county, Duty.AUDIT_ADMIN)
    values = {"person": city.handler.person.pk, "since": "2020-01-01"}
    response = signed_in(city.security).post(url("appointment_add", post.code), values)
    assert "person" in response.context["form"].errors
    assert not post.appointments.exists()


def test_a_scope_beyond_ones_own_is_not_offered(city, signed_in):
    post = make_post(city.county)
    client = signed_in(city.county_security)
    values = {"duties": ["reader"], "scope": city.root.pk}
    assert "scope" in client.post(url("post_duties", post.code), values).context["form"].errors


def test_an_appointment_is_ended_from_the_page(city, signed_in):
    held = city.handler.person.appointments.get()
    response = signed_in(city.security).post(url("appointment_end", held.pk), {"until": "2020-12-31"})
    assert response.url == city.county.get_absolute_url()
    assert Appointment.objects.get(pk=held.pk).until.isoformat() == "2020-12-31"


def test_the_security_administrators_pages_exist_for_no_one_else(city, signed_in):
    held = city.handler.person.appointments.get()
    pages = [("post_duties", held.post.code), ("appointment_add", held.post.code), ("appointment_end", held.pk)]
    pages += [(name, "handler") for name in ("account_password", "account_second_factor", "account_unlock")]
    pages += [("session_list",)]
    for page in pages:
        assert signed_in(city.security).get(url(*page)).status_code == 200
        for other in (city.system, city.audit, city.reform, city.handler, city.nobody):
            assert signed_in(other).get(url(*page)).status_code == 404, (other, page)
            assert signed_in(other).post(url(*page), {}).status_code in (404, 405)


def test_an_own_post_is_not_found_where_it_would_be_changed(city, signed_in):
    own = city.security.person.appointments.get()
    client = signed_in(city.security)
    assert client.get(url("post_duties", own.post.code)).status_code == 404
    assert client.get(url("appointment_end", own.pk)).status_code == 404
