from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import Account
from gongjian.programmes.actions.tasks import (
    close_task,
    move_task_due,
    remind_of_tasks,
    report_task,
    send_back_task,
    set_task,
    withdraw_task,
)
from gongjian.programmes.models import Task
from gongjian.programmes.tests.factories import make_force, make_meeting, make_notices, make_task, make_unit, upload

State = Task.State
DUE = date(2020, 6, 30)


@pytest.fixture(autouse=True)
def first_of_june():
    with clock.at(timezone.make_aware(datetime(2020, 6, 1, 9))):
        yield


@pytest.fixture
def force(city):
    leader, liaison = city.reader, city.nobody
    return make_force(city.office, leader=leader.person, liaison=liaison.person)


@pytest.fixture
def meeting(force):
    return make_meeting(force)


@pytest.fixture
def task(city, meeting):
    return make_task(meeting, city.water, due=DUE)


def fresh(account):
    return Account.objects.get(pk=account.pk)


def test_a_decision_of_a_meeting_becomes_a_task_and_the_unit_reads_of_it(city, meeting):
    task = set_task("排查水源", unit=city.water, due=DUE, meeting=meeting, by=city.reform)
    assert task.state == State.OPEN and task.set_on == date(2020, 6, 1) and task.first_due == DUE
    told = set(Notification.objects.values_list("recipient", flat=True))
    assert told == {city.head.pk, city.handler.pk}
    assert AuditRecord.objects.get().action == "task.set"


@pytest.mark.parametrize(("who", "may"), [
    ("reader", True), ("nobody", True), ("reform", True), ("head", False), ("other", False), ("system", False),
])  # fmt: skip
def test_tasks_are_set_by_those_who_run_the_force_and_by_the_office(city, meeting, who, may):
    def act():
        return set_task("排查水源", unit=city.water, due=DUE, meeting=meeting, by=fresh(getattr(city, who)))

    if may:
        assert act().pk
    else:
        with pytest.raises(PermissionDenied):
            act()


def test_a_task_comes_from_exactly_one_source(city):
    with pytest.raises(ValidationError):
        set_task("排查水源", unit=city.water, due=DUE, by=SYSTEM)


def test_a_task_due_yesterday_or_of_a_dissolved_unit_is_refused(city, meeting):
    with pytest.raises(ValidationError) as refused:
        set_task("排查水源", unit=city.water, due=date(2020, 5, 31), meeting=meeting, by=city.reform)
    assert "due" in refused.value.error_dict
    gone = make_unit("旧局", parent=city.root, ended_on=date(2020, 1, 1))
    with pytest.raises(ValidationError) as refused:
        set_task("排查水源", unit=gone, due=DUE, meeting=meeting, by=city.reform)
    assert "unit" in refused.value.error_dict


def test_a_task_is_reported_by_its_unit_and_closed_by_somebody_else(city, task):
    task = report_task(task, result="已完成", upload=upload(b"%PDF-1.4 x", "清单.pdf"), by=city.handler)
    assert task.state == State.REPORTED and task.file.name == "清单.pdf"
    task = close_task(task, by=city.reform)
    assert task.state == State.CLOSED and task.closed_by == city.reform and task.is_in_time


def test_nobody_closes_or_sends_back_what_they_reported_themselves(city, task):
    Task.objects.filter(pk=task.pk).update(state=State.REPORTED, reported_by=city.reform, reported_on=date(2020, 6, 2))
    for ruling in (
        lambda: close_task(task, by=city.reform),
        lambda: send_back_task(task, reason="不全", by=city.reform),
    ):
        with pytest.raises(ValidationError):
            ruling()
    assert close_task(task, by=city.deputy).state == State.CLOSED


@pytest.mark.parametrize("who", ["other", "reader", "reform", "system", "nobody"])
def test_only_the_unit_that_owes_it_reports(city, task, who):
    with pytest.raises(PermissionDenied):
        report_task(task, result="已完成", by=getattr(city, who))


def test_the_person_it_names_reports_it_whatever_their_post(city, meeting):
    task = make_task(meeting, city.water, person=city.nobody.person)
    assert report_task(task, result="已完成", by=city.nobody).state == State.REPORTED


@pytest.mark.parametrize("who", ["head", "handler", "other", "nobody", "system"])
def test_tasks_are_ruled_on_by_the_office_or_the_forces_leader(city, task, who):
    task = report_task(task, result="已完成", by=city.handler)
    with pytest.raises(PermissionDenied):
        close_task(task, by=getattr(city, who))
    assert close_task(task, by=city.reader).closed_by == city.reader  # who leads the force


def test_sent_back_it_is_open_again_with_the_reason(city, task):
    report_task(task, result="已完成", by=city.handler)
    task = send_back_task(task, reason="缺少名单", by=city.reform)
    assert task.state == State.OPEN and task.ruling == "缺少名单"
    assert Notification.objects.filter(recipient=city.handler, body="缺少名单").exists()
    assert report_task(task, result="名单已补", by=city.handler).ruling == ""


@pytest.mark.parametrize("act", [
    lambda task, by: send_back_task(task, reason="  ", by=by),
    lambda task, by: withdraw_task(task, reason="", by=by),
    lambda task, by: move_task_due(task, due=date(2020, 7, 10), reason=" ", by=by),
])  # fmt: skip
def test_whoever_sends_back_withdraws_or_moves_says_why(city, task, act):
    Task.objects.filter(pk=task.pk).update(state=State.OPEN)
    if act.__code__.co_names[0] == "send_back_task":
        report_task(task, result="已完成", by=city.handler)
    with pytest.raises(ValidationError) as refused:
        act(task, city.reform)
    assert "reason" in refused.value.error_dict


def test_a_due_date_moves_with_a_reason_and_the_old_one_stays(city, task):
    task = move_task_due(task, due=date(2020, 7, 15), reason="汛期", by=city.reform)
    assert task.first_due == DUE and task.due == date(2020, 7, 15) and task.is_moved
    record = AuditRecord.objects.get(action="task.due_moved")
    assert record.changes["due"] == ["2020-06-30", "2020-07-15"] and record.note == "汛期"


@pytest.mark.parametrize("due", [date(2020, 5, 1), DUE])
def test_a_due_date_moves_to_another_day_that_can_be_met(city, task, due):
    with pytest.raises(ValidationError):
        move_task_due(task, due=due, reason="汛期", by=city.reform)


def test_a_unit_cannot_move_its_own_due_date(city, task):
    with pytest.raises(PermissionDenied):
        move_task_due(task, due=date(2020, 7, 15), reason="忙", by=city.head)


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_what_has_ended_stays_as_it_is(city, task, state):
    Task.objects.filter(pk=task.pk).update(state=state)
    for act in (
        lambda: report_task(task, result="x", by=city.handler),
        lambda: close_task(task, by=city.reform),
        lambda: send_back_task(task, reason="x", by=city.reform),
        lambda: withdraw_task(task, reason="x", by=city.reform),
        lambda: move_task_due(task, due=date(2020, 9, 1), reason="x", by=city.reform),
    ):
        with pytest.raises(ValidationError):
            act()


def test_in_time_is_whoever_reported_in_time_however_long_the_office_took(city, task):
    with clock.at(timezone.make_aware(datetime(2020, 6, 30, 17))):
        report_task(task, result="已完成", by=city.handler)
    with clock.at(timezone.make_aware(datetime(2020, 7, 20, 9))):
        assert close_task(task, by=city.reform).is_in_time


def test_reminders_are_one_line_a_person_and_name_what_is_late(city, meeting):
    make_notices(2020)
    make_task(meeting, city.water, title="已逾期", due=date(2020, 5, 20))
    make_task(meeting, city.water, title="将到期", due=date(2020, 6, 3))
    make_task(meeting, city.water, title="还早", due=date(2020, 6, 30))
    make_task(meeting, city.health, title="已办", due=date(2020, 6, 2), state=State.CLOSED)
    assert remind_of_tasks(by=SYSTEM) == 2
    line = Notification.objects.get(recipient=city.handler)
    assert "2" in line.title and "已逾期" in line.body and "将到期" in line.body and "还早" not in line.body


def test_reminders_come_even_where_no_holiday_notice_was_entered(city, meeting):
    make_task(meeting, city.water, due=date(2020, 6, 1))
    make_task(meeting, city.health, due=date(2020, 6, 3))
    assert remind_of_tasks(by=SYSTEM) == 2
