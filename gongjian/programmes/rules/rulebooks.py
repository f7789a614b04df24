"""Who sets the rules of a year, and between which limits each may lie."""

import itertools
import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.organizations.rules import has_duty_citywide
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.queries.months import year_is_driven

# Between which numbers a rule may lie, both included.
DAY_OF_MONTH, PERCENT, DAYS, SPELL, POINTS = (1, 31), (0, 100), (0, 365), (0, 24), (0, 100)
RANGES = {
    "opens_on_day": DAY_OF_MONTH,
    "due_on_day": DAY_OF_MONTH,
    "remind_days_before": (0, 20),
    "resubmit_days": (1, 20),
    "red_gap": PERCENT,
    "red_overdue_days": DAYS,
    "prompt_after_red": SPELL,
    "supervision_after_red": SPELL,
    "interview_after_red": SPELL,
    "circular_after_red": SPELL,
    "prompt_after_yellow": SPELL,
    "reply_days": (1, 60),
    "minor_points": POINTS,
    "serious_points": POINTS,
    "grave_points": POINTS,
    "late_points": POINTS,
    "overstated_points": POINTS,
    "rectify_days": (1, 120),
    "rectify_remind_days": (0, 20),
}
# For a rule that another room adds without saying.
ANY_NUMBER = (0, 1000)
WORD = re.compile(r"[一-鿿]{1,10}")
# Each letter is graver than the one before; 0 means never by rule.
LADDER = ("prompt_after_red", "supervision_after_red", "interview_after_red", "circular_after_red")
GRADES = ("minor_points", "serious_points", "grave_points")


def can_set_rules(user: object) -> bool:
    """The rules are the whole city's."""
    return has_duty_citywide(user, *OFFICE)


def check_set_rules(user: object, year: int) -> None:
    if not can_set_rules(user):
        raise PermissionDenied(_("The rules of a year are set by the reform office."))
    if not year_is_driven(year):
        raise ValidationError(_("No campaign of %(year)s has been entered: it needs no rules yet.") % {"year": year})


def check_rules(rules: Rules) -> None:
    """What the rules must be, each and together. Raises ValidationError by field."""
    values: dict[str, Any] = vars(rules)
    problems = {name: problem for name, value in values.items() if (problem := _problem_of(name, value))}
    if not problems:
        problems = _problems_together(rules)
    if problems:
        raise ValidationError(problems)


def range_of(name: str) -> tuple[int, int]:
    return RANGES.get(name, ANY_NUMBER)


def _problem_of(name: str, value: Any) -> str:
    if isinstance(value, str):
        return "" if WORD.fullmatch(value) else _("One to ten Chinese characters: they stand before the number.")
    least, most = range_of(name)
    if isinstance(value, int) and least <= value <= most:
        return ""
    return _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}


def _problems_together(rules: Rules) -> dict[str, str]:
    if rules.due_on_day <= rules.opens_on_day:
        return {"due_on_day": _("Reports are due after the month is opened, in the same month.")}
    steps = [(name, getattr(rules, name)) for name in LADDER if getattr(rules, name)]
    for (_before, earlier), (name, later) in itertools.pairwise(steps):
        if later < earlier:
            return {name: _("A graver letter cannot come earlier than a milder one.")}
    if not rules.minor_points <= rules.serious_points <= rules.grave_points:
        return {"grave_points": _("A graver finding costs no less than a lighter one.")}
    return {}
