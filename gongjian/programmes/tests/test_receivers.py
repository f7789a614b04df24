from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from gongjian.organizations.actions import dissolve_unit
from gongjian.organizations.models import Appointment, Unit
from gongjian.programmes.models import Measure, Task, TaskForce
from gongjian.programmes.tests.factories import make_campaign, make_force, make_meeting, make_task

State = Measure.State


def leave(unit):
    """Nobody holds a post there any more."""
    Appointment.objects.filter(post__unit=unit).delete()


def test_a_unit_that_leads_an_open_measure_is_not_dissolved(city):
    leave(city.water)
    city.measure(number="GJ-7", state=State.RUNNING)
    with pytest.raises(ValidationError, match="GJ-7"):
        dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system)
    assert Unit.objects.get(pk=city.water.pk).ended_on is None


@pytest.mark.parametrize("state", [State.STRUCK_OFF, State.RETURNED, State.MERGED])
def test_what_is_closed_or_removed_keeps_no_unit(city, state):
    leave(city.water)
    other = city.measure(state=State.RUNNING, lead_unit=city.health)
    city.measure(state=state, merged_into=other if state == State.MERGED else None)
    city.measure(state=State.RUNNING, is_removed=True)
    assert dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system).ended_on


def test_a_campaign_of_the_units_last_year_keeps_it_and_one_of_the_year_before_does_not(city):
    leave(city.water)
    make_campaign(city.water, year=2019)
    running = make_campaign(city.water, year=2020, title="水利攻坚")
    with pytest.raises(ValidationError, match="水利攻坚"):
        dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system)
    running.delete()
    assert dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system).ended_on


def test_the_page_says_all_objections_at_once(city, signed_in):
    leave(city.water)
    city.measure(number="GJ-7")
    make_campaign(city.water, year=2020, title="水利攻坚")
    page = signed_in(city.system).post(reverse("organizations:unit_dissolve", args=["water"]), {"on": "2020-06-01"})
    assert page.status_code == 422
    assert "GJ-7" in page.content.decode() and "水利攻坚" in page.content.decode()


def test_a_unit_that_hosts_a_task_force_or_owes_a_task_is_not_dissolved(city):
    leave(city.water)
    force = make_force(city.water, name="水利专班")
    task = make_task(make_meeting(make_force(city.office)), city.water, title="清淤")
    with pytest.raises(ValidationError) as refused:
        dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system)
    assert "水利专班" in str(refused.value) and "清淤" in str(refused.value)
    Task.objects.filter(pk=task.pk).update(state=Task.State.CLOSED)
    TaskForce.objects.filter(pk=force.pk).update(until=date(2020, 5, 1))
    assert dissolve_unit(city.water, on=date(2020, 6, 1), by=city.system).ended_on
