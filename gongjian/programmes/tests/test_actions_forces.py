from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import Account
from gongjian.programmes.actions.forces import dissolve_force, edit_force, end_secondment, found_force, second
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.meetings import edit_meeting, record_meeting, seen_of
from gongjian.programmes.actions.tasks import close_task, report_task
from gongjian.programmes.models import Meeting, Secondment, Task, TaskForce
from gongjian.programmes.queries.forces import measures_driven_by, open_tasks_of
from gongjian.programmes.queries.ledger import measures_visible_to
from gongjian.programmes.tests.factories import (
    make_account,
    make_force,
    make_measure,
    make_meeting,
    make_task,
    make_unit,
    upload,
)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(timezone.make_aware(datetime(2020, 6, 1, 9))):
        yield


@pytest.fixture
def force(city):
    return make_force(city.office, leader=city.nobody.person)


def fresh(account):
    return Account.objects.get(pk=account.pk)


def values(city, **fields):
    people = {"leader": city.head.person, "liaison": city.nobody.person}
    return {"code": "process", "name": "流程再造专班", "unit": city.office, "since": date(2020, 3, 1)} | people | fields


def test_a_force_drives_its_campaigns_and_the_measures_given_to_it(city):
    inside, alone = city.measure(), make_measure(city.province, city.health)
    force = found_force(values(city, campaigns=[city.campaign], measures=[alone]), by=city.reform)
    make_measure(city.province, city.water)
    assert set(measures_driven_by(force, measures_visible_to(SYSTEM))) == {inside, alone}
    kept = AuditRecord.objects.get(action="force.founded")
    assert kept.changes["campaigns"][1] == "key" and kept.changes["measures"][1] == alone.number
    assert Notification.objects.filter(recipient=city.head).exists()


@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "system", "nobody"])
def test_forces_are_the_reform_offices(city, force, who):
    by = getattr(city, who)
    for act in (
        lambda: found_force(values(city), by=by),
        lambda: edit_force(force, {"name": "另一个"}, by=by),
        lambda: dissolve_force(force, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_edit_that_changes_nothing_leaves_no_record(city, force):
    edit_force(force, {"name": force.name, "campaigns": []}, by=city.reform)
    assert not AuditRecord.objects.exists()
    edit_force(force, {"campaigns": [city.campaign]}, by=city.reform)
    assert AuditRecord.objects.get().changes["campaigns"] == ["", "key"]


def test_a_person_is_lent_by_a_unit_where_they_hold_a_post(city, force):
    person = city.handler.person
    lent = second(force, person, from_unit=city.water, since=date(2020, 6, 1), role="成员", by=city.nobody)
    assert lent.from_unit == city.water and person.appointments.get().until is None
    with pytest.raises(ValidationError) as refused:
        second(force, city.other.person, from_unit=city.water, since=date(2020, 6, 1), by=city.nobody)
    assert "person" in refused.value.error_dict


def test_a_person_who_has_left_is_not_lent(city, force):
    person = city.handler.person
    person.appointments.update(until=date(2020, 5, 31))
    with pytest.raises(ValidationError):
        second(force, person, from_unit=city.water, since=date(2020, 6, 1), by=city.reform)


@pytest.mark.parametrize(("since", "until"), [
    (date(2020, 6, 1), None), (date(2020, 3, 1), date(2020, 5, 1)), (date(2020, 5, 31), date(2020, 5, 31)),
])  # fmt: skip
def test_two_periods_of_one_person_in_one_force_do_not_overlap(city, force, since, until):
    person = city.handler.person
    second(force, person, from_unit=city.water, since=date(2020, 5, 1), until=date(2020, 6, 30), by=SYSTEM)
    with pytest.raises(ValidationError):
        second(force, person, from_unit=city.water, since=since, until=until, by=SYSTEM)
    assert second(force, person, from_unit=city.water, since=date(2020, 7, 1), by=SYSTEM).pk
    assert second(make_force(city.office), person, from_unit=city.water, since=since, until=until, by=SYSTEM).pk


def test_a_secondment_ends_and_does_not_end_before_it_began(city, force):
    lent = second(force, city.handler.person, from_unit=city.water, since=date(2020, 5, 1), by=SYSTEM)
    with pytest.raises(ValidationError):
        end_secondment(lent, until=date(2020, 4, 30), by=city.reform)
    assert end_secondment(lent, until=date(2020, 6, 30), by=city.reform).until == date(2020, 6, 30)
    with pytest.raises(ValidationError):
        end_secondment(lent, until=date(2020, 9, 30), by=city.reform)


def test_nobody_is_lent_before_the_force_was_founded_or_after_it_was_dissolved(city, force):
    with pytest.raises(ValidationError):
        second(force, city.handler.person, from_unit=city.water, since=date(2019, 12, 31), by=SYSTEM)
    dissolve_force(force, by=SYSTEM)
    with pytest.raises(ValidationError):
        second(force, city.handler.person, from_unit=city.water, since=date(2020, 6, 1), by=SYSTEM)


def test_a_force_with_open_tasks_is_not_dissolved_until_somebody_takes_them(city, force):
    make_task(make_meeting(force), city.water, title="排查水源")
    with pytest.raises(ValidationError) as refused:
        dissolve_force(force, by=city.reform)
    assert "排查水源" in str(refused.value)
    assert TaskForce.objects.get(pk=force.pk).until is None


def test_the_other_forces_leader_rules_on_the_tasks_handed_over(city, force):
    task = make_task(make_meeting(force), city.water)
    other = make_force(city.office, leader=city.reader.person)
    dissolve_force(force, to=other, by=city.reform)
    assert list(open_tasks_of(other)) == [task]
    report_task(task, result="已完成", by=city.handler)
    with pytest.raises(PermissionDenied):
        close_task(task, by=fresh(city.nobody))  # led the force that is gone
    assert close_task(task, by=fresh(city.reader)).state == Task.State.CLOSED


def test_what_was_taken_over_goes_on_when_the_second_force_is_dissolved_too(city, force):
    task = make_task(make_meeting(force), city.water)
    second_force, third = make_force(city.office), make_force(city.office, leader=city.reader.person)
    dissolve_force(force, to=second_force, by=city.reform)
    dissolve_force(second_force, to=third, by=city.reform)
    assert list(open_tasks_of(third)) == [task]


def test_the_reform_office_itself_may_take_them(city, force):
    task = make_task(make_meeting(force), city.water)
    force = dissolve_force(force, hands_over=True, by=city.reform)
    assert force.until == date(2020, 6, 1) and force.handed_to is None
    report_task(task, result="已完成", by=city.handler)
    with pytest.raises(PermissionDenied):
        close_task(task, by=fresh(city.nobody))
    assert close_task(task, by=city.deputy).pk


def test_everybody_goes_back_when_a_force_is_dissolved(city, force):
    lent = second(force, city.handler.person, from_unit=city.water, since=date(2020, 5, 1), by=SYSTEM)
    dissolve_force(force, on=date(2020, 6, 1), by=SYSTEM)
    assert Secondment.objects.get(pk=lent.pk).until == date(2020, 6, 1)
    for act in (
        lambda: dissolve_force(force, by=SYSTEM),
        lambda: edit_force(force, {"name": "又一个"}, by=SYSTEM),
    ):
        with pytest.raises(ValidationError):
            act()


def test_tasks_are_handed_to_a_force_that_stands(city, force):
    make_task(make_meeting(force), city.water)
    gone = make_force(city.office, until=date(2020, 5, 1))
    for to in (force, gone):
        with pytest.raises(ValidationError):
            dissolve_force(force, to=to, by=city.reform)


def test_a_meeting_is_recorded_with_its_file_once_it_has_been_held(city, force):
    held = {"force": force, "title": "调度会", "held_on": date(2020, 5, 29), "minutes": "一\n二"}
    meeting = record_meeting(held, upload=upload(b"%PDF-1.4 x", "纪要.pdf"), by=city.nobody)
    assert meeting.file.name == "纪要.pdf" and meeting.minutes == "一\n二"
    with pytest.raises(ValidationError):
        record_meeting(held | {"held_on": date(2020, 6, 2)}, by=city.nobody)
    with pytest.raises(ValidationError):
        record_meeting(held | {"held_on": date(2020, 1, 5)}, by=city.nobody)  # before the force was founded


def test_meetings_of_the_office_are_recorded_by_the_citys_office_alone(city, force):
    held = {"title": "专题会", "held_on": date(2020, 5, 29)}
    county = make_unit("某县", parent=city.root)
    local = make_account("reform_office", unit=county)
    for who in (city.nobody, city.head, local):
        with pytest.raises(PermissionDenied):
            record_meeting(held, by=who)
    assert record_meeting(held, by=city.reform).force is None


def test_two_people_write_minutes_and_nobodys_text_is_lost(city, force):
    meeting = make_meeting(force, minutes="旧")
    base = seen_of(meeting)
    edit_meeting(meeting, {"minutes": "甲写的", "place": ""}, base=base, by=city.reform)
    edit_meeting(meeting, {"minutes": "旧", "place": "418会议室"}, base=base, by=city.nobody)
    kept = Meeting.objects.get(pk=meeting.pk)
    assert (kept.minutes, kept.place) == ("甲写的", "418会议室")
    with pytest.raises(Clash):
        edit_meeting(meeting, {"minutes": "乙写的"}, base=base, by=city.nobody)
    assert Meeting.objects.get(pk=meeting.pk).minutes == "甲写的"
