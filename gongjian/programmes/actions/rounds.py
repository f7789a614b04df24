"""The daily round: what happens by itself on a day of the city, once, however often and wherever it is called."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import Actor, record
from gongjian.organizations.queries import accounts_with, calendar_now
from gongjian.programmes.actions.escalation import propose_letters_of
from gongjian.programmes.actions.findings import remind_of_findings
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.months import open_month
from gongjian.programmes.actions.reminders import remind_of_reports
from gongjian.programmes.actions.tasks import remind_of_tasks
from gongjian.programmes.models import DailyRound
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.queries.months import month_of, year_is_driven
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.rounds import opening_day

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Errand:
    """One thing the round does; `name` remembers that it was done that day."""

    name: str
    do: Callable[..., Any]


@dataclass
class Outcome:
    """What a round did: names of errands done now, of those that failed, and why others could not be done."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def open_month_of(day: date, *, by: Actor) -> None:
    """From its opening day on, the day's month is open. A year without campaigns of its own reports on
    what earlier years still owe; one that owes nothing has nothing to report on."""
    if not year_is_driven(day.year) or month_of(day.year, day.month) is not None:
        return
    if day >= opening_day(day.year, day.month, rules_for(day.year), calendar_now()):
        open_month(day.year, day.month, by=by)


# In this order: what is opened today is not reminded of before it stands there.
ROUND: tuple[Errand, ...] = (
    Errand("months", open_month_of),
    Errand("reports", remind_of_reports),
    Errand("tasks", lambda day, *, by: remind_of_tasks(by=by)),
    Errand("findings", lambda day, *, by: remind_of_findings(by=by)),
    Errand("letters", propose_letters_of),
)


def daily_round(*, by: Actor, errands: tuple[Errand, ...] = ROUND) -> Outcome:
    """Do today's errands that have not been done yet, each in a transaction of its own.

    One that cannot be done (a year without a holiday notice) is told to the reform office, once; one that fails stops
    no other and is tried again by the next round.
    """
    day, outcome = clock.today(), Outcome()
    for errand in errands:
        try:
            if _run(errand, day, by=by):
                outcome.done.append(errand.name)
        except ValidationError as error:
            outcome.refused[errand.name] = " ".join(error.messages)
            _refuse(errand, day, outcome.refused[errand.name], by=by)
        except Exception:
            logger.exception("the daily round could not do %s", errand.name)
            outcome.failed.append(errand.name)
    return outcome


@transaction.atomic
def _run(errand: Errand, day: date, *, by: Actor) -> bool:
    today = _claimed(errand, day, by=by)
    if today is None:
        return False
    errand.do(day, by=by)
    return True


@transaction.atomic
def _refuse(errand: Errand, day: date, why: str, *, by: Actor) -> None:
    if _claimed(errand, day, by=by) is not None:
        words = gettext_lazy("The daily round could not be done in full on %(day)s")
        tell(accounts_with(OFFICE), words, by=by, url="", kind="round", body=why, day=day)


def _claimed(errand: Errand, day: date, *, by: Actor) -> DailyRound | None:
    """The day's round with this errand noted in it; None when it was done before. Holds the row until commit, so that
    of several servers one does it."""
    DailyRound.objects.bulk_create([DailyRound(day=day)], ignore_conflicts=True)
    today = DailyRound.objects.select_for_update().get(day=day)
    if errand.name in today.done:
        return None
    first = not today.done
    today.done = [*today.done, errand.name]
    today.save(update_fields=["done"])
    if first:
        record(today, "round.made", by=by)
    return today
