"""A city whose months are frozen, for the tests of reviews. Lights are written here as freezing writes them."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from gongjian.core import clock
from gongjian.programmes.actions.reviews import prepare_review, start_session
from gongjian.programmes.models import MeasureLight, Month
from gongjian.programmes.tests.factories import City, make_account, make_notices

Light = MeasureLight.Light
MEETING = date(2020, 10, 15)


def at(month=10, day=12, hour=9):
    """A moment of 2020, for clock.at."""
    return datetime(2020, month, day, hour, tzinfo=timezone.get_default_timezone())


def frozen_month(month, year=2020, **fields):
    as_of = date(year, month, 28)
    fields = {"opened_on": as_of.replace(day=18), "due_on": as_of.replace(day=25), "as_of": as_of} | fields
    return Month.objects.create(year=year, month=month, state=Month.State.FROZEN, frozen_at=timezone.now(), **fields)


def light_of(month, measure, light=Light.RED, *, planned=50, verified=20, **fields):
    fields = {"reason": "落后进度30个百分点", "reason_en": "30 points behind plan"} | fields
    return MeasureLight.objects.create(
        month=month,
        measure=measure,
        light=light,
        planned=planned,
        verified=verified,
        campaign=measure.campaign,
        unit=fields.pop("unit", measure.lead_unit),
        state=measure.state,
        due=fields.pop("due", measure.due),
        goal_quantity=fields.pop("goal_quantity", measure.goal_quantity),
        **fields,
    )


class ReviewCity(City):
    """The city in October 2020: September is frozen, one measure is red, one is green."""

    def __init__(self):
        super().__init__()
        make_notices(2020, 2021)
        self.august, self.september = frozen_month(8), frozen_month(9)
        self.red = self.measure(number="GJ-R", title="一窗受理", title_en="One window")
        self.green = self.measure(number="GJ-G", lead_unit=self.health)
        for month in (self.august, self.september):
            light_of(month, self.red)
            light_of(month, self.green, Light.GREEN, planned=20, verified=20, reason="按进度推进")
        self.chair_account = make_account("reader", scope=self.root, unit=self.office)
        self.chair_person = self.chair_account.person

    def prepare(self, month=None, *, by=None, held_on=MEETING, **fields):
        with clock.at(at()):
            return prepare_review(
                month or self.september, held_on=held_on, chair=self.chair_person, by=by or self.reform, **fields
            )

    def in_session(self, **fields):
        review = self.prepare(**fields)
        with clock.at(at(day=15)):
            return start_session(review, by=self.reform)


@pytest.fixture
def city(db):
    with clock.at(at(day=15)):
        yield ReviewCity()
