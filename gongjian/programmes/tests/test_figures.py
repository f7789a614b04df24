from datetime import date

import pytest

from gongjian.indicators.computed import REGISTRY
from gongjian.indicators.queries import FigureRequest, read_figures
from gongjian.programmes.figures import ledger
from gongjian.programmes.models import Campaign, Grant, Measure, Task
from gongjian.programmes.tests.factories import (
    make_attainment,
    make_campaign,
    make_force,
    make_grant,
    make_measure,
    make_meeting,
    make_target,
    make_task,
)

State, Kind = Measure.State, Campaign.Kind


def value(name, **parameters):
    found = REGISTRY[f"programmes.{name}"].compute(**({"year": 2020} | parameters))
    assert found.rows.count() == found.value
    return int(found.value)


@pytest.fixture
def year(city):
    pilots = make_campaign(city.office, kind=Kind.PILOT_POLICIES)
    commitments = make_campaign(city.office, kind=Kind.LIVELIHOOD_COMMITMENTS)
    scenarios = make_campaign(city.office, kind=Kind.SCENARIOS)
    for state in (State.RUNNING, State.STRIKE_OFF_APPLIED, State.STRUCK_OFF, State.SUSPENDED, State.PROPOSED):
        city.measure(state=state)
    city.measure(state=State.STRUCK_OFF, lead_unit=city.health)
    for campaign, states in (
        (pilots, (State.STRUCK_OFF, State.STRUCK_OFF, State.RUNNING)),
        (commitments, (State.STRUCK_OFF, State.RUNNING)),
        (scenarios, (State.RUNNING,)),
    ):
        for state in states:
            make_measure(campaign, city.office, state=state)
    for pilot in pilots.measures.filter(state=State.STRUCK_OFF):
        make_grant(pilot, landed_document="实施办法", landed_on=date(2020, 6, 1))
    return city


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("measures", 5),
        ("measures_running", 2),
        ("measures_struck_off", 2),
        ("provincial_actions", 1),
        ("city_campaigns", 1),
        ("pilots", 3),
        ("pilots_landed", 2),
        ("commitments", 2),
        ("commitments_kept", 1),
        ("scenarios", 1),
        ("lead_units", 2),
    ],
)
def test_a_figure_counts_what_its_meaning_says(year, name, expected):
    assert value(name) == expected


@pytest.mark.parametrize("name", sorted(name for name in REGISTRY if name.startswith("programmes.")))
def test_a_year_that_has_not_been_entered_has_no_value_and_not_zero(year, name):
    asked = {"year": 2021, "campaign": "key", "level": 1}
    figure = REGISTRY[name]
    assert figure.compute(**{key: asked[key] for key in figure.required}).value is None


def test_a_list_without_anything_that_counts_is_zero(city):
    city.measure(state=State.PROPOSED)
    assert [value(name) for name in ("measures", "measures_struck_off", "lead_units")] == [0, 0, 0]


def test_the_counts_of_a_years_measures_are_one_query_when_they_are_read_together(year, django_assert_num_queries):
    names = ("measures", "measures_running", "measures_struck_off", "pilots", "commitments", "commitments_kept")
    requests = [FigureRequest(f"programmes.{name}", {"year": 2020}) for name in names]
    with django_assert_num_queries(1):
        assert [answer.value for answer in read_figures(requests)] == [5, 2, 2, 3, 2, 1]


def test_the_measures_of_one_campaign(year):
    assert value("measures_of_campaign", campaign="key") == 5
    assert value("measures_of_campaign", campaign="province") == 0


def test_the_measures_of_a_provincial_action_are_those_that_carry_it_out_too(city):
    city.measure(state=State.RUNNING, provincial_action=city.province)
    city.measure(state=State.PROPOSED, provincial_action=city.province)
    city.measure(state=State.RUNNING, provincial_action=city.province, is_removed=True)
    make_measure(city.province, city.office, state=State.RUNNING, provincial_action=city.province)
    assert value("measures_of_campaign", campaign="province") == 2


def test_a_campaign_that_does_not_exist_has_no_number_of_measures(year):
    assert REGISTRY["programmes.measures_of_campaign"].compute(year=2020, campaign="unknown").value is None


def test_every_figure_of_the_ledger_is_public_and_shows_rows_by_a_key():
    own = [figure for figure in REGISTRY.values() if figure.compute.__module__ == ledger.__name__]
    assert len(own) == 13
    for figure in own:
        assert figure.public and figure.columns and figure.key in ("number", "code")
        assert str(figure.meaning)
        assert str(figure.unit) or figure.value_type == "year"


def test_the_reporting_year_is_one_in_which_campaigns_are_kept(city):
    found = REGISTRY["programmes.year"].compute
    assert found(year=2020).value == 2020
    assert set(found(year=2020).rows) == {city.campaign, city.province}
    assert found(year=2031).value is None


def test_a_pilot_that_no_document_landed_has_not_landed_even_struck_off(city):
    pilots = make_campaign(city.office, kind=Campaign.Kind.PILOT_POLICIES)
    bare, granted = (make_measure(pilots, state=State.STRUCK_OFF) for _n in range(2))
    make_grant(granted)
    assert value("pilots_landed") == 0
    Grant.objects.filter(measure=granted).update(landed_document="实施办法", landed_on=date(2020, 6, 1))
    make_grant(bare)
    assert value("pilots_landed") == 1


def test_meetings_and_tasks_are_counted_in_their_year_and_withdrawn_ones_are_not(city):
    force = make_force(city.office)
    meeting = make_meeting(force)
    make_meeting(force, held_on=date(2019, 12, 31))
    in_time = {"state": Task.State.CLOSED, "reported_on": date(2020, 6, 30)}
    make_task(meeting, city.water, **in_time)
    make_task(meeting, city.water, **(in_time | {"reported_on": date(2020, 7, 1)}))
    make_task(meeting, city.water)
    make_task(meeting, city.water, state=Task.State.WITHDRAWN)
    found = [value(name) for name in ("meetings_held", "tasks_set", "tasks_closed_in_time", "demands_set")]
    assert found == [1, 3, 1, 0]


def test_a_target_counts_as_reached_once_all_of_it_has_been_verified(city):
    promises = make_campaign(city.office, kind=Campaign.Kind.LIVELIHOOD_COMMITMENTS)
    measure = make_measure(promises, state=State.RUNNING)
    target = make_target(measure, quantity=100)
    make_target(measure, sequence=2)
    make_attainment(target, 100)
    assert (value("commitment_targets"), value("commitment_targets_reached")) == (2, 0)
    make_attainment(target, 60, as_of=date(2020, 6, 30), verified=True)
    assert value("commitment_targets_reached") == 0
    make_attainment(target, 100, as_of=date(2020, 7, 31), verified=True)
    assert value("commitment_targets_reached") == 1
