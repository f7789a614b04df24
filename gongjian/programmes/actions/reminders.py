"""Reports that are due soon, or late: one line for each person who can do something about it, summing up."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.models import Account
from gongjian.organizations.queries import calendar_now
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import ApprovalStep, Month, MonthlyReport
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.reporting import HEAD, accounts_by_unit, holders_by_post, unfinished_reports
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.rounds import reminder_day

SOON = gettext_lazy("Reports due on %(due)s: %(count)s")
LATE = gettext_lazy("Reports overdue since %(due)s: %(count)s")
MOST_NAMED = 10
Owed = dict[Account, list[MonthlyReport]]


def remind_of_reports(day: date, *, by: Actor) -> int:
    """On the day of the rulebook remind once, after the due day chase daily. How many people were told.

    Raises ValidationError for a year whose holiday notice has not been entered.
    """
    calendar, told = calendar_now(), 0
    for month in Month.objects.filter(state=Month.State.OPEN).order_by("year", "month"):
        soon = reminder_day(month.due_on, rules_for(month.year), calendar) <= day
        told += _remind(month, day, by=by, soon=soon)
    return told


@transaction.atomic
def _remind(month: Month, day: date, *, by: Actor, soon: bool) -> int:
    late = Q(due_on__lt=day) & (Q(chased_on=None) | Q(chased_on__lt=day))
    wanted = late | Q(due_on__gte=day, chased_on=None) if soon else late
    reports = list(unfinished_reports(month).filter(wanted))
    if not reports:
        return 0
    people = _whose_turn(reports)
    for account, owed in people.items():
        _tell(account, owed, day, by=by)
    MonthlyReport.objects.filter(pk__in=[report.pk for report in reports]).update(chased_on=day)
    state = state_of(month)
    note = f"{len(reports)} / {len(people)}"
    record(month, "month.chased", by=by, before=state, after=state | {"chased_on": day.isoformat()}, note=note)
    return len(people)


def _whose_turn(reports: list[MonthlyReport]) -> Owed:
    """Who is to do something about each: who writes it, or who signs it next."""
    units = list({report.unit_id: report.unit for report in reports}.values())
    writers, heads, holders = accounts_by_unit(units, TAKING_PART), accounts_by_unit(units, HEAD), holders_by_post()
    chains: dict[int, list[ApprovalStep]] = {}
    for step in ApprovalStep.objects.filter(unit__in=units).order_by("sequence"):
        chains.setdefault(step.unit_id, []).append(step)
    owed: Owed = {}
    for report in reports:
        people = writers[report.unit_id]
        if report.state == MonthlyReport.State.SIGNING:
            chain = chains.get(report.unit_id, [])
            next_one = chain[report.signed_steps] if report.signed_steps < len(chain) else None
            people = holders.get(next_one.post_id, []) if next_one else heads[report.unit_id]
        for account in people:
            owed.setdefault(account, []).append(report)
    return owed


def _tell(account: Account, owed: list[MonthlyReport], day: date, *, by: Actor) -> None:
    first = min(report.due_on for report in owed)
    names = "、".join(report.measure.number for report in owed[:MOST_NAMED])
    tell(
        [account],
        LATE if first < day else SOON,
        by=by,
        url=reverse("programmes:report_queue"),
        kind="report",
        body=names + ("…" if len(owed) > MOST_NAMED else ""),
        due=first,
        count=len(owed),
    )
