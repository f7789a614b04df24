"""No sequence of actions moves a date or a goal of an established measure without an approved application, and the
chain of applications leads from every value that ever stood to the one that stands."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.adjustments import (
    apply_adjustment,
    approve_adjustment,
    refuse_adjustment,
    withdraw_adjustment,
)
from gongjian.programmes.actions.checks import look_back, record_outside_check
from gongjian.programmes.actions.evidence import return_evidence, submit_evidence, verify_evidence
from gongjian.programmes.actions.imports import ImportRefused, write_draft
from gongjian.programmes.actions.measures import edit_measure, remove_measure, restore_measure, set_milestones
from gongjian.programmes.actions.moves import ACTIONS, merge_measure
from gongjian.programmes.actions.splits import split_measure
from gongjian.programmes.models import Adjustment, Evidence, Measure
from gongjian.programmes.rules.drafts import LedgerRow
from gongjian.programmes.rules.plans import PlannedStep
from gongjian.programmes.rules.rows import check_rows
from gongjian.programmes.rules.splits import Part

State = Measure.State
STEPS = 60
REFUSED = (PermissionDenied, ValidationError, ImportRefused)


def promise(measure):
    """What only an application may move."""
    measure = Measure.objects.get(pk=measure.pk)
    steps = {str(order): due.isoformat() for order, due in measure.milestones.values_list("sequence", "due")}
    quantity = None if measure.goal_quantity is None else f"{measure.goal_quantity.normalize():f}"
    return {"due": measure.due.isoformat(), "goal": measure.goal, "goal_quantity": quantity, "milestones": steps}


class Walk:
    """One person after another does something to a measure, allowed or not; whatever is refused changes nothing."""

    def __init__(self, city, seed):
        self.city, self.chance = city, random.Random(seed)
        self.people = [city.reform, city.deputy, city.head, city.handler, city.other, SYSTEM]
        self.measure = city.measure(
            state=State.ESTABLISHED, weights=(40, 60), goal="办成", goal_quantity=Decimal(10), goal_unit="件"
        )
        self.other = city.measure(state=State.RUNNING, weights=(100,))

    def day(self):
        return date(2020, 2, 1) + timedelta(days=self.chance.randrange(500))

    def step(self):
        act = self.chance.choice(
            [self.edit, self.plan, self.move, self.move, self.prove, self.rule, self.apply, self.decide, self.load,
             self.look, self.split, self.merge, self.toggle]
        )  # fmt: skip
        before = promise(self.measure)
        measure = Measure.objects.get(pk=self.measure.pk)
        by = self.chance.choice(self.people)
        try:
            done = act(measure, by)
        except REFUSED:
            done = None
        approved = isinstance(done, Adjustment) and done.state == "approved"
        after = promise(self.measure)
        assert approved or after == before, f"{act.__name__} by {by}: {before} → {after}"
        if approved:
            for name, value in done.wanted.items():
                stood, stands = before[name], after[name]
                keys = value if name == "milestones" else {name: value}
                for key, wanted in keys.items():
                    old = done.before[name][key] if name == "milestones" else done.before[name]
                    assert (stood[key] if name == "milestones" else stood) == old
                    assert (stands[key] if name == "milestones" else stands) == wanted

    def edit(self, measure, by):
        change = self.chance.choice(
            [
                {"due": self.day()},
                {"goal": f"目标{self.chance.random()}"},
                {"goal_quantity": Decimal(3)},
                {"leader": "市长"},
            ]
        )
        edit_measure(measure, change, by=by)

    def plan(self, measure, by):
        set_milestones(measure, [PlannedStep(1, "新", "", self.day(), 100)], by=by)

    def move(self, measure, by):
        ACTIONS[self.chance.choice(list(ACTIONS))](measure, by=by, reason="原因")

    def prove(self, measure, by):
        submit_evidence(self.chance.choice(list(measure.milestones.all())), title="佐证", note="存档", by=by)

    def rule(self, measure, by):
        waiting = Evidence.objects.filter(milestone__measure=measure, verified_on=None, returned_reason="").first()
        if waiting and self.chance.random() < 0.8:
            verify_evidence(waiting, by=by)
        elif waiting:
            return_evidence(waiting, reason="不足", by=by)

    def apply(self, measure, by):
        wanted = self.chance.choice(
            [{"due": self.day()}, {"milestones": {1: self.day()}}, {"goal_quantity": Decimal(self.chance.randrange(99))},
             {"due": self.day(), "milestones": {2: self.day()}, "goal": "改"}]
        )  # fmt: skip
        apply_adjustment(measure, wanted, reason="因故", by=by)

    def decide(self, measure, by):
        waiting = measure.adjustments.filter(state="applied").first()
        if waiting is None:
            return None
        act = self.chance.choice([approve_adjustment, approve_adjustment, refuse_adjustment, withdraw_adjustment])
        return act(waiting, ruling="裁", by=by)

    def load(self, measure, by):
        """A person's workbook with another date. (A pack is the operator's, and SYSTEM's.)"""
        if by is SYSTEM:
            return
        cells = {
            "number": measure.number, "campaign": "key", "title": measure.title, "lead_unit": "water",
            "start": "2020-01-06", "due": self.day().isoformat(), "goal": "文件里的目标",
        }  # fmt: skip
        step = {
            "measure": measure.number,
            "sequence": "1",
            "title": "改",
            "due": self.day().isoformat(),
            "weight": "100",
        }
        write_draft(check_rows([LedgerRow(2, cells)], [LedgerRow(2, step)], by=by), by=by)

    def look(self, measure, by):
        if self.chance.random() < 0.5:
            look_back(measure, self.chance.random() < 0.5, words="看", by=by)
        else:
            record_outside_check(measure, checked_by="群众代表", has_passed=True, words="好", by=by)

    def split(self, measure, by):
        if self.chance.random() < 0.1:
            quantity = measure.goal_quantity / 2
            parts = [Part(f"{measure.number}-{n}", "分", goal_quantity=quantity) for n in (1, 2)]
            split_measure(measure, parts, reason="分", by=by)

    def merge(self, measure, by):
        if self.chance.random() < 0.1:
            merge_measure(measure, self.other, by=by, reason="同")

    def toggle(self, measure, by):
        if measure.is_removed:
            restore_measure(measure, by=by)
        elif self.chance.random() < 0.2:
            remove_measure(measure, by=by, reason="重复")


@pytest.mark.parametrize("seed", range(12))
def test_no_sequence_of_actions_moves_a_promise_without_an_approved_application(city, seed):
    walk = Walk(city, seed)
    for _n in range(STEPS):
        walk.step()


def test_the_walks_do_reach_approved_applications(city):
    """Otherwise the property above would say nothing."""
    for seed in range(100, 106):
        walk = Walk(city, seed)
        for _n in range(STEPS):
            walk.step()
    assert Adjustment.objects.filter(state="approved").count() >= 3
