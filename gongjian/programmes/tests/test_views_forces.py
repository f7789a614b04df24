import re
from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.forces import second
from gongjian.programmes.actions.meetings import edit_meeting
from gongjian.programmes.models import Meeting, Task, TaskForce
from gongjian.programmes.tests.factories import (
    make_account,
    make_force,
    make_measure,
    make_meeting,
    make_notices,
    make_task,
    upload,
)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(timezone.make_aware(datetime(2020, 6, 1, 9))):
        yield


@pytest.fixture
def force(city):
    make_notices(2020)
    force = make_force(city.office, leader=city.nobody.person, code="process", name="流程再造专班")
    force.campaigns.set([city.campaign])
    return force


def page(client, name, *args, **query):
    return client.get(reverse(f"programmes:{name}", args=args), query)


def text(response):
    return response.content.decode()


def test_the_page_of_a_force_shows_people_measures_tasks_and_meetings(city, force, signed_in):
    second(force, city.handler.person, from_unit=city.water, since=date(2020, 5, 1), by=SYSTEM)
    measure = city.measure(state="running", weights=(100,))
    task = make_task(make_meeting(force), city.water)
    said = text(page(signed_in(city.reform), "force", "process"))
    for words in (city.handler.person.name, measure.title, task.title, "调度会"):
        assert words in said


def test_a_member_who_no_longer_holds_the_post_is_marked(city, force, signed_in):
    second(force, city.handler.person, from_unit=city.water, since=date(2020, 5, 1), by=SYSTEM)
    client = signed_in(city.reform)
    client.cookies["django_language"] = "en"
    mark = "holds no post there any more"
    assert mark not in text(page(client, "force", "process"))
    city.handler.person.appointments.update(until=date(2020, 5, 15))
    assert mark in text(page(client, "force", "process"))


def test_one_row_and_thirty_cost_the_same(city, force, signed_in, django_assert_max_num_queries):
    client = signed_in(city.reform)

    def grow(number):
        for _n in range(number):
            city.measure(state="running", weights=(50, 50))
            meeting = make_meeting(make_force(city.office))
            make_task(make_meeting(force), city.water, measure=make_measure(city.campaign, city.water))
            make_task(meeting, city.health)
            second(force, make_account("handler", unit=city.water).person, from_unit=city.water,
                   since=date(2020, 5, 1), by=SYSTEM)  # fmt: skip

    def cost():
        found = []
        for name, *args in (("force", "process"), ("force_list",), ("meeting_list",), ("task_list",), ("task_print",)):
            with django_assert_max_num_queries(200) as counted:
                assert page(client, name, *args).status_code == 200
            found.append(len(counted))
        return found

    grow(1)
    page(client, "force", "process")
    few = cost()
    grow(12)
    assert cost() == few


def test_a_member_without_a_post_in_the_ledger_sees_the_own_force_and_no_other(city, force, signed_in):
    other = make_force(city.office, name="另一个专班")
    client = signed_in(city.nobody)
    said = text(page(client, "force_list"))
    assert force.name in said and other.name not in said
    assert page(client, "force", other.code).status_code == 404


def test_a_force_is_founded_edited_and_dissolved_through_its_pages(city, signed_in):
    client = signed_in(city.reform)
    sent = {
        "code": "water", "name": "水利专班", "unit": city.office.pk, "leader": city.head.person.pk,
        "liaison": city.handler.person.pk, "since": "2020-05-01", "campaigns": [city.campaign.pk],
    }  # fmt: skip
    client.post(reverse("programmes:force_add"), sent)
    force = TaskForce.objects.get(code="water")
    assert list(force.campaigns.all()) == [city.campaign]
    client.post(reverse("programmes:force_edit", args=["water"]), sent | {"name": "水利攻坚专班", "campaigns": []})
    force.refresh_from_db()
    assert force.name == "水利攻坚专班" and not force.campaigns.exists()
    make_task(make_meeting(force, title="碰头会"), city.water, title="清淤")
    address = reverse("programmes:force_dissolve", args=["water"])
    assert "清淤" in text(client.get(address))
    refused = client.post(address, {"on": "2020-06-01"})
    assert refused.status_code == 422 and "清淤" in text(refused)
    client.post(address, {"on": "2020-06-01", "hands_over": "on"})
    force.refresh_from_db()
    assert force.until == date(2020, 6, 1)
    assert client.get(address).status_code == 404


def test_the_leader_records_a_meeting_and_sets_its_tasks(city, force, signed_in):
    client = signed_in(city.nobody)
    sent = {"force": force.pk, "title": "调度会", "held_on": "2020-06-01", "minutes": "第一行\r\n第二行"}
    client.post(reverse("programmes:meeting_add"), sent | {"upload": upload(b"%PDF-1.4 x", "纪要.pdf")})
    meeting = Meeting.objects.get()
    assert meeting.minutes == "第一行\n第二行"
    assert page(client, "meeting_file", meeting.pk).status_code == 200
    sent = {"title": "排查水源", "unit": city.water.pk, "due": "2020-06-30"}
    client.post(reverse("programmes:task_add", args=[meeting.pk]), sent)
    assert Task.objects.get().unit == city.water
    refused = client.post(reverse("programmes:task_add", args=[meeting.pk]), sent | {"due": "2020-05-01"})
    assert refused.status_code == 422 and "排查水源" in text(refused)


def test_minutes_are_read_by_the_units_that_owe_something_and_not_by_others(city, force, signed_in):
    meeting = make_meeting(force)
    task = make_task(meeting, city.water)
    make_task(meeting, city.health, title="卫生任务")
    said = page(signed_in(city.handler), "meeting", meeting.pk)
    assert task.title in text(said) and "卫生任务" not in text(said)
    stranger = make_account("handler", unit=city.office)
    city.water.tasks.all().delete()
    assert page(signed_in(city.handler), "meeting", meeting.pk).status_code == 404
    assert page(signed_in(stranger), "meeting", meeting.pk).status_code == 200  # of the host unit


def test_a_task_goes_its_way_through_its_pages(city, force, signed_in):
    task = make_task(make_meeting(force), city.water)

    def send(who, step, **sent):
        return signed_in(who).post(reverse(f"programmes:task_{step}", args=[task.pk]), sent)

    assert send(city.handler, "report", result="").status_code == 422
    send(city.handler, "report", result="已完成", upload=upload(b"%PDF-1.4 x", "清单.pdf"))
    assert page(signed_in(city.head), "task_file", task.pk).status_code == 200
    assert send(city.handler, "close").status_code == 404
    send(city.nobody, "send_back", reason="缺少名单")
    assert "缺少名单" in text(page(signed_in(city.handler), "task", task.pk))
    send(city.reform, "move_due", due="2020-07-10", reason="汛期")
    assert "汛期" in text(page(signed_in(city.handler), "task", task.pk))
    send(city.handler, "report", result="名单已补")
    send(city.reform, "close")
    task.refresh_from_db()
    assert task.state == Task.State.CLOSED and task.first_due == date(2020, 6, 30)


def test_filters_narrow_the_tasks_and_nonsense_is_ignored(city, force, signed_in):
    meeting = make_meeting(force)
    late = make_task(meeting, city.water, title="已经超期", due=date(2020, 5, 1))
    open_task = make_task(meeting, city.health, title="还不急")
    client = signed_in(city.reform)
    assert open_task.title not in text(page(client, "task_list", overdue="yes"))
    assert late.title not in text(page(client, "task_list", unit="health"))
    said = text(page(client, "task_list", unit="nowhere", source="x", state="<script>", page="-1"))
    assert late.title in said and open_task.title in said
    exported = page(client, "task_list", export="csv")
    assert "已经超期" in b"".join(exported.streaming_content).decode("utf-8-sig")


def test_hostile_words_are_shown_as_words(city, force, signed_in):
    meeting = make_meeting(force, title="<script>alert(1)</script>", minutes="<img src=x onerror=alert(1)>")
    make_task(meeting, city.water, title="<b>粗</b>")
    for name, *args in (("meeting", meeting.pk), ("meeting_list",), ("task_list",), ("task_print",)):
        said = text(page(signed_in(city.reform), name, *args))
        assert "<script>alert" not in said and "<img src=x" not in said and "<b>粗" not in said


def test_after_a_clash_saving_once_more_means_it_for_that_field_alone(city, force, signed_in):
    meeting = make_meeting(force, place="旧会场")
    client = signed_in(city.reform)
    url = reverse("programmes:meeting_edit", args=[meeting.pk])

    def typed(response, **values):
        kept = {name: getattr(meeting, name) for name in ("title", "held_on", "place", "chair", "attended", "minutes")}
        return kept | {"base": re.search(r'name="base" value="([^"]+)"', text(response))[1]} | values

    values = typed(client.get(url), title="我的标题")
    edit_meeting(meeting, {"title": "别人的标题", "place": "别人填的会场"}, by=city.reform)
    clashed = client.post(url, values)
    assert clashed.status_code == 422 and "别人的标题" in text(clashed) and "我的标题" in text(clashed)
    assert client.post(url, typed(clashed, title="我的标题")).status_code == 302  # the place is left as it was shown
    meeting.refresh_from_db()
    assert (meeting.title, meeting.place) == ("我的标题", "别人填的会场")
