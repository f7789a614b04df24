"""The reform office's word on monthly reports: accepted, one or many at once, or returned with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.calendar import UnpublishedYear
from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.organizations.queries import accounts_over, calendar_now
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.reporting import locked_report
from gongjian.programmes.models import Month, MonthlyReport
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.reporting import accounts_by_unit, signatures_of_this_sending
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.cells import text
from gongjian.programmes.rules.reporting import check_return_report, check_rule_on_report

State = MonthlyReport.State
LONGEST = 500


@dataclass
class Accepted:
    """What became of many: accepted, and those that were not, each with why."""

    reports: list[MonthlyReport] = field(default_factory=list)
    refused: list[tuple[MonthlyReport, str]] = field(default_factory=list)


@transaction.atomic
def accept_report(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    """The report is in order: it changes no more. Raises PermissionDenied, ValidationError."""
    report = _accept(report, by=by)
    words = gettext_lazy("Report accepted: %(measure)s (%(month)s)")
    readers = accounts_over(report.unit, TAKING_PART)
    url = report.get_absolute_url()
    tell(readers, words, by=by, url=url, kind="report", measure=report.measure, month=report.month)
    return report


def accept_reports(reports: Iterable[MonthlyReport], *, by: Actor) -> Accepted:
    """Accept many, each by itself: one that cannot be accepted stops no other. Each reader gets one line a unit."""
    outcome = Accepted()
    for report in reports:
        try:
            with transaction.atomic():
                outcome.reports.append(_accept(report, by=by))
        except (ValidationError, PermissionDenied) as error:
            outcome.refused.append((report, " ".join(getattr(error, "messages", [str(error)]))))
    _tell_of_many(outcome.reports, by=by)
    return outcome


def _accept(report: MonthlyReport, *, by: Actor) -> MonthlyReport:
    report = locked_report(report)
    check_rule_on_report(by, report, signatures=list(signatures_of_this_sending(report)))
    before = state_of(report)
    _rule(report, State.ACCEPTED, by=by)
    report.save()
    record(report, "report.accepted", by=by, before=before)
    return report


def _tell_of_many(reports: list[MonthlyReport], *, by: Actor) -> None:
    by_unit: dict[int, list[MonthlyReport]] = {}
    for report in reports:
        by_unit.setdefault(report.unit_id, []).append(report)
    readers = accounts_by_unit([found[0].unit for found in by_unit.values()], TAKING_PART)
    for unit, found in by_unit.items():
        tell(
            readers[unit],
            gettext_lazy("%(count)s reports accepted (%(month)s)"),
            by=by,
            url=found[0].month.get_absolute_url() + "reports/?mine=yes",
            kind="report",
            body="\n".join(str(report.measure) for report in found),
            count=len(found),
            month=found[0].month,
        )


@transaction.atomic
def return_report(report: MonthlyReport, *, by: Actor, reason: str) -> MonthlyReport:
    """Give the report back with what is missing; a report handed in on time has some working days to come again.

    Raises PermissionDenied, ValidationError.
    """
    Month.objects.select_for_update().get(pk=report.month_id)
    report = locked_report(report)
    check_return_report(by, report, signatures=list(signatures_of_this_sending(report)), reason=reason)
    reason = text(reason, longest=LONGEST, lines=True)
    before = state_of(report)
    if not report.is_late:
        report.due_on = max(report.due_on, _due_again(report))
    _rule(report, State.RETURNED, by=by)
    report.signed_steps, report.submitted_at, report.returned_reason = 0, None, reason
    report.save()
    record(report, "report.returned", by=by, before=before, note=reason)
    words = gettext_lazy("Report returned: %(measure)s (%(month)s)")
    readers, url = accounts_over(report.unit, TAKING_PART), report.get_absolute_url()
    tell(readers, words, by=by, url=url, kind="report", body=reason, measure=report.measure, month=report.month)
    return report


def _rule(report: MonthlyReport, state: str, *, by: Actor) -> None:
    report.state, report.ruled_at = state, clock.now()
    report.ruled_by = None if by is SYSTEM else by
    report.returned_reason = ""
    report.version += 1


def _due_again(report: MonthlyReport) -> date:
    try:
        return calendar_now().add_working_days(clock.today(), rules_for(report.month.year).resubmit_days)
    except UnpublishedYear as error:
        raise ValidationError(
            _("The holiday notice for %(year)s has not been entered: working days cannot be counted.")
            % {"year": error.year}
        ) from None
