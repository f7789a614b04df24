"""Splitting a measure: its parts together promise what it promised, by the day it promised."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.organizations.models import Unit
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Measure
from gongjian.programmes.queries.ledger import OFFICE, with_verification
from gongjian.programmes.rules.measures import is_dissolved
from gongjian.programmes.rules.plans import PlannedStep, check_plan

MOST_PARTS = 12


@dataclass(frozen=True)
class Part:
    """One part as somebody plans it. What is left out is the original's: unit, dates, unit of quantity, open
    milestones."""

    number: str
    title: str
    title_en: str = ""
    goal: str = ""
    goal_en: str = ""
    goal_quantity: Decimal | None = None
    lead_unit: Unit | None = None
    due: date | None = None
    steps: Sequence[PlannedStep] = field(default=())


def plan_for_part(measure: Measure, due: date) -> list[PlannedStep]:
    """The original's milestones that are not verified yet, their weights brought to 100, none later than `due`; where
    there is none left, the goal itself on that day. What was verified stays with the original."""
    steps = list(with_verification(measure.milestones.all()).filter(is_verified=False))
    if not steps:
        return [PlannedStep(1, _("Goal reached"), "Goal reached", due, 100)]
    weights = to_hundred([step.weight for step in steps])
    return [
        PlannedStep(order, step.title, step.title_en, min(step.due, due), weight)
        for order, (step, weight) in enumerate(zip(steps, weights, strict=True), 1)
    ]


def to_hundred(weights: Sequence[int]) -> list[int]:
    """Whole percents in the proportion of these weights that sum to 100; the largest remainders are rounded up."""
    total = sum(weights)
    exact = [(100 * weight // total, 100 * weight % total) for weight in weights]
    rounded = [whole for whole, _rest in exact]
    missing = 100 - sum(rounded)
    by_rest = sorted(range(len(weights)), key=lambda index: -exact[index][1])
    for index in by_rest[:missing]:
        rounded[index] += 1
    return rounded


def check_split(user: object, measure: Measure, parts: Sequence[Part]) -> None:
    """Raises PermissionDenied, ValidationError."""
    if not 2 <= len(parts) <= MOST_PARTS:
        raise ValidationError(_("A measure is split into 2 to %(most)s parts.") % {"most": MOST_PARTS})
    if measure.merged_measures.exists():
        raise ValidationError(_("Others were merged into this measure; it must stand."))
    for part in parts:
        unit = part.lead_unit or measure.lead_unit
        if not has_duty(user, *OFFICE, unit=unit):
            raise PermissionDenied(_("A part's lead unit lies outside the scope of your post."))
        if unit.ended_on:
            raise ValidationError(is_dissolved(unit))
    problems = [*_numbers(parts), *_quantities(measure, parts), *_dates(measure, parts)]
    if problems:
        raise ValidationError(problems)


def _numbers(parts: Sequence[Part]) -> list[str]:
    numbers = [part.number for part in parts]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    taken = list(Measure.objects.filter(number__in=numbers).values_list("number", flat=True))
    return [
        _("The number %(number)s is taken: each part needs one of its own.") % {"number": number}
        for number in [*twice, *taken]
    ]


def _quantities(measure: Measure, parts: Sequence[Part]) -> list[str]:
    given = [part.goal_quantity for part in parts]
    if measure.goal_quantity is None:
        if any(quantity is not None for quantity in given):
            return [_("The measure promised no quantity: its parts have none either.")]
        return []
    if any(quantity is None or quantity <= 0 for quantity in given):
        return [_("Each part needs a quantity of its own, larger than 0.")]
    total = sum((quantity for quantity in given if quantity is not None), Decimal(0))
    if total != measure.goal_quantity:
        return [
            _("The quantities of the parts sum to %(sum)s; the measure promised %(promised)s.")
            % {"sum": f"{total.normalize():,f}", "promised": measure.quantity_label}
        ]
    return []


def _dates(measure: Measure, parts: Sequence[Part]) -> list[str]:
    problems = []
    for part in parts:
        due = part.due or measure.due
        if not measure.start <= due <= measure.due:
            message = _("%(number)s: the due date must lie between %(start)s and %(due)s, the measure's own dates.")
            problems.append(message % {"number": part.number, "start": measure.start, "due": measure.due})
            continue
        for _line, _column, message in check_plan(part.steps, start=measure.start, due=due):
            problems.append(f"{part.number}: {message}")
    return problems
