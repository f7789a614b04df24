"""Two people at once at tasks, members and commitments. Real locks and connections: PostgreSQL only."""

from datetime import date
from decimal import Decimal

import pytest

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.commitments import report_attainment
from gongjian.programmes.actions.forces import dissolve_force, second
from gongjian.programmes.actions.tasks import close_task, withdraw_task
from gongjian.programmes.models import Attainment, Campaign, Secondment, Task
from gongjian.programmes.tests.factories import (
    City,
    make_campaign,
    make_force,
    make_measure,
    make_meeting,
    make_target,
    make_task,
)
from gongjian.programmes.tests.racing import at_once, refusals

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_who_rule_on_a_task_at_once_one_is_told_how_it_stands():
    city = City()
    task = make_task(make_meeting(make_force(city.office)), city.water, state=Task.State.REPORTED)
    answers = at_once(lambda: close_task(task, by=SYSTEM), lambda: withdraw_task(task, reason="不再需要", by=SYSTEM))
    assert len(refusals(answers)) == 1


def test_one_person_is_not_lent_twice_at_once():
    city = City()
    force, person = make_force(city.office), city.handler.person
    acts = [lambda: second(force, person, from_unit=city.water, since=date(2020, 6, 1), by=SYSTEM)] * 3
    assert len(refusals(at_once(*acts))) == 2 and Secondment.objects.count() == 1


def test_a_force_is_dissolved_once():
    city = City()
    force = make_force(city.office)
    assert len(refusals(at_once(*[lambda: dissolve_force(force, by=SYSTEM)] * 2))) == 1


def test_of_two_reports_of_one_target_at_once_one_waits_for_the_other():
    city = City()
    promises = make_campaign(city.office, kind=Campaign.Kind.LIVELIHOOD_COMMITMENTS)
    target = make_target(make_measure(promises, city.water, state="running"))
    acts = [
        lambda: report_attainment(target, as_of=date(2020, 6, 1), quantity=Decimal(9), by=SYSTEM),
        lambda: report_attainment(target, as_of=date(2020, 6, 2), quantity=Decimal(8), by=SYSTEM),
    ]
    assert len(refusals(at_once(*acts))) == 1 and Attainment.objects.count() == 1
