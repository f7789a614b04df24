"""Whatever people do, in whatever order: no frozen light moves, and every light belongs to a freezing in the chain."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as some

from gongjian.core import clock
from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.actions.measures import edit_measure, remove_measure, restore_measure
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.actions.moves import apply_strike_off, resume, strike_off, suspend
from gongjian.programmes.actions.rulebooks import change_rules
from gongjian.programmes.models import Evidence, Measure, Month, MonthlyReport
from gongjian.programmes.queries.lights import digest_of
from gongjian.programmes.tests.factories import City, make_milestone, make_notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
REFUSALS = (ValidationError, PermissionDenied)


class Year:
    """A city of two measures whose days go by; each step is an action that may be refused."""

    def __init__(self):
        make_notices(2020, 2021)
        self.city, self.day = City(), date(2020, 1, 20)
        for weights in ((50, 50), (30, 70)):
            measure = self.city.measure(state=Measure.State.RUNNING)
            for order, weight in enumerate(weights, 1):
                make_milestone(measure, sequence=order, weight=weight)

    def measure(self, which):
        return Measure.objects.order_by("pk")[which % 2]

    def later(self, days):
        self.day = min(self.day + timedelta(days=days), date(2020, 12, 31))

    def open(self, which):
        open_month(2020, self.day.month, by=self.city.reform)

    def freeze(self, which):
        for month in Month.objects.filter(state=Month.State.OPEN).order_by("month")[:1]:
            freeze_month(month, by=self.city.reform)

    def hand_in(self, which):
        MonthlyReport.objects.filter(month__state=Month.State.OPEN, measure=self.measure(which)).update(
            state="submitted"
        )

    def submit(self, which):
        step = self.measure(which).milestones.order_by("sequence")[which // 2 % 2]
        submit_evidence(step, title="佐证", by=self.city.handler)

    def rule(self, which):
        proof = Evidence.objects.filter(verified_on=None, returned_reason="").order_by("pk").first()
        if proof and which % 3:
            verify_evidence(proof, by=self.city.reform)
        elif proof:
            return_evidence(proof, by=self.city.reform, reason="不清楚")

    def suspend(self, which):
        suspend(self.measure(which), by=self.city.reform, reason="疫情")

    def resume(self, which):
        resume(self.measure(which), by=self.city.reform)

    def apply(self, which):
        apply_strike_off(self.measure(which), by=self.city.head)

    def strike(self, which):
        strike_off(self.measure(which), by=self.city.deputy)

    def remove(self, which):
        remove_measure(self.measure(which), by=self.city.reform, reason="重复")

    def restore(self, which):
        restore_measure(self.measure(which), by=self.city.reform)

    def edit(self, which):
        edit_measure(self.measure(which), {"title": f"改名{which}", "due": date(2021, 6, 1)}, by=self.city.reform)

    def rules(self, which):
        change_rules(2020, {"red_gap": which * 10 % 100}, by=self.city.reform)


STEPS = [name for name in vars(Year) if not name.startswith("_") and name not in ("measure", "later")]
moves = some.lists(
    some.tuples(some.sampled_from([*STEPS, "open", "freeze", "freeze"]), some.integers(0, 11), some.integers(0, 40)),
    min_size=5,
    max_size=30,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(moves)
def test_no_sequence_of_actions_moves_a_light_without_a_trace(steps):
    with transaction.atomic():
        year, frozen = Year(), {}
        for name, which, days in [("open", 0, 0), *steps, ("freeze", 0, 31)]:
            year.later(days)
            now = datetime(year.day.year, year.day.month, year.day.day, 9, tzinfo=SHANGHAI)
            with clock.at(now), suppress(*REFUSALS), transaction.atomic():
                getattr(year, name)(which)
            for month in Month.objects.filter(state=Month.State.FROZEN):
                assert frozen.setdefault(month.pk, digest_of(month)) == digest_of(month)
        assert frozen
        chain = AuditRecord.objects.filter(action="month.frozen").values_list("subject_id", "changes")
        assert {key: changes["digest"][1] for key, changes in chain} == {str(key): said for key, said in frozen.items()}
        transaction.set_rollback(True)  # the next example begins with an empty city
