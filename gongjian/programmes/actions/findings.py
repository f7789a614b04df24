"""Findings: added, reported rectified, accepted twice or sent back, given more time, reminded of."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy

from gongjian.algorithms.calendar import Calendar, UnpublishedYear
from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.models import Account
from gongjian.organizations.queries import accounts_over, calendar_now
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import Extension, Finding, Inspection, Visit
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.findings import open_findings
from gongjian.programmes.queries.inspections import team_of
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.findings import (
    check_accept,
    check_apply_for_extension,
    check_due,
    check_report_rectified,
    check_return,
    check_rule_on_extension,
    due_for,
)

State = Finding.State
KIND = "finding"
REMIND_AGAIN_DAYS = 7  # calendar days, once it is overdue


class Found(Protocol):
    """What a visit found: actions.visits.Seen."""

    grade: str
    title: str
    words: str
    due: date | None


@transaction.atomic
def add_findings(visit: Visit, findings: Sequence[Found], *, by: Actor) -> list[Finding]:
    """What is wrong with the measure visited, for its lead unit to rectify. `record_visit` calls it."""
    if not findings:
        return []
    inspection = Inspection.objects.select_for_update().get(pk=visit.inspection_id)
    measure, found_on = visit.measure, timezone.localdate(visit.visited_at)
    number = inspection.findings.aggregate(last=Max("number"))["last"] or 0
    added, calendar = [], calendar_now()
    for seen in findings:
        number += 1
        due = seen.due or due_for(calendar, found_on, rules_for(inspection.year).rectify_days)
        check_due(due, found_on)
        finding = Finding(inspection=inspection, visit=visit, measure=measure, unit=measure.lead_unit, number=number)
        finding.grade, finding.title, finding.words = seen.grade, seen.title, seen.words
        finding.found_on, finding.due = found_on, due
        finding.full_clean()
        finding.save()
        record(finding, "finding.added", by=by, note=str(measure))
        added.append(finding)
        tell_unit(finding, gettext_lazy("To rectify by %(due)s: %(title)s"), by=by, due=due)
    return added


@transaction.atomic
def report_rectified(finding: Finding, *, by: Actor, rectification: str, upload: UploadedFile | None = None) -> Finding:
    """The unit says how it was put right; two others decide whether it was."""
    finding = _locked(finding)
    check_report_rectified(by, finding, rectification.strip())
    before = state_of(finding)
    finding.rectification = rectification.strip()
    finding.state, finding.reported_on = State.REPORTED, clock.today()
    finding.reported_by = None if by is SYSTEM else by
    finding.full_clean()
    if upload is not None:
        finding.file = store_file(upload, by=by, kinds=DOCUMENTS)
    finding.save()
    record(finding, "finding.reported", by=by, before=before)
    tell_judges(finding, gettext_lazy("Rectification to accept: %(title)s"), by=by)
    return finding


@transaction.atomic
def accept_rectification(finding: Finding, *, by: Actor, ruling: str = "") -> Finding:
    """The first of two people, or the second, who closes the finding."""
    finding = _locked(finding)
    check_accept(by, finding)
    before = state_of(finding)
    finding.ruling = ruling.strip() or finding.ruling
    if finding.state == State.REPORTED:
        finding.state, finding.accepted_by = State.ACCEPTED_ONCE, by
        code = "finding.accepted_once"
    else:
        finding.state, finding.closed_by, finding.closed_on = State.CLOSED, by, clock.today()
        code = "finding.closed"
    finding.full_clean()
    finding.save()
    record(finding, code, by=by, before=before, note=ruling.strip())
    if finding.state == State.CLOSED:
        tell_unit(finding, gettext_lazy("Rectified and closed: %(title)s"), by=by)
    else:
        tell_judges(finding, gettext_lazy("Rectification waits for a second acceptance: %(title)s"), by=by)
    return finding


@transaction.atomic
def return_rectification(finding: Finding, *, by: Actor, reason: str) -> Finding:
    """Not put right yet; the first acceptance falls with it. The day it was due stays."""
    finding = _locked(finding)
    check_return(by, finding, reason=reason.strip())
    before = state_of(finding)
    finding.state, finding.ruling, finding.accepted_by = State.OPEN, reason.strip(), None
    finding.full_clean()
    finding.save()
    record(finding, "finding.returned", by=by, before=before, note=reason.strip())
    tell_unit(finding, gettext_lazy("Rectification sent back: %(title)s"), by=by, body=reason.strip())
    return finding


# --- extensions -----------------------------------------------------------------------------
@transaction.atomic
def apply_for_extension(finding: Finding, *, by: Actor, new_due: date, reason: str) -> Extension:
    """The unit asks for more time. Nothing moves before the office has ruled."""
    finding = _locked(finding)
    check_apply_for_extension(by, finding, new_due, reason.strip())
    extension = Extension(finding=finding, old_due=finding.due, new_due=new_due, reason=reason.strip())
    extension.applied_by, extension.applied_on = (None if by is SYSTEM else by), clock.today()
    extension.full_clean()
    extension.save()
    record(extension, "extension.applied", by=by)
    words = gettext_lazy("Extension to rule on: %(title)s")
    tell(accounts_over(finding.unit, OFFICE), words, by=by, url=finding.get_absolute_url(), kind=KIND, title=finding)
    return extension


@transaction.atomic
def rule_on_extension(extension: Extension, *, by: Actor, approve: bool, ruling: str = "") -> Extension:
    """Approved: the finding is due on the new day, the old one stays in the extension. Refused says why."""
    finding = _locked(extension.finding)
    extension = Extension.objects.select_for_update().select_related("finding__unit").get(pk=extension.pk)
    check_rule_on_extension(by, extension, approve=approve, ruling=ruling.strip())
    before = state_of(extension)
    extension.state = Extension.State.APPROVED if approve else Extension.State.REFUSED
    extension.ruling, extension.ruled_on = ruling.strip(), clock.today()
    extension.ruled_by = None if by is SYSTEM else by
    extension.full_clean()
    extension.save()
    record(
        extension, "extension.approved" if approve else "extension.refused", by=by, before=before, note=ruling.strip()
    )
    if approve:
        held = state_of(finding)
        finding.due = extension.new_due
        finding.save(update_fields=["due"])
        record(finding, "finding.due_moved", by=by, before=held)
    words = gettext_lazy("Extension approved: %(title)s") if approve else gettext_lazy("Extension refused: %(title)s")
    tell_unit(finding, words, by=by, body=ruling.strip())
    return extension


# --- the daily round ------------------------------------------------------------------------
@transaction.atomic
def remind_of_findings(*, by: Actor) -> int:
    """Remind the units of what is soon due, due today, or overdue (weekly); how many findings. Twice a day is once."""
    today, calendar = clock.today(), calendar_now()
    readers: dict[int, list[Account]] = {}
    rules: dict[int, Rules] = {}
    reminded = 0
    for finding in open_findings().select_for_update(of=("self",)).select_related("unit", "inspection"):
        year = finding.inspection.year
        rules[year] = rules.get(year) or rules_for(year)
        if not is_time_to_remind(finding, today, calendar, days_before=rules[year].rectify_remind_days):
            continue
        if finding.unit_id not in readers:
            readers[finding.unit_id] = accounts_over(finding.unit, TAKING_PART)
        late = finding.due < today
        words = gettext_lazy("Overdue since %(due)s: %(title)s") if late else gettext_lazy("Due on %(due)s: %(title)s")
        url = finding.get_absolute_url()
        tell(readers[finding.unit_id], words, by=by, url=url, kind=KIND, due=finding.due, title=finding)
        before = state_of(finding)
        finding.reminded_on = today
        finding.save(update_fields=["reminded_on"])
        record(finding, "finding.reminded", by=by, before=before)
        reminded += 1
    return reminded


def is_time_to_remind(finding: Finding, today: date, calendar: Calendar, *, days_before: int) -> bool:
    """Some working days before, on the day, the day after, and weekly from then on; never twice a day."""
    last = finding.reminded_on
    if last == today:
        return False
    if today > finding.due:
        return last is None or last <= finding.due or (today - last).days >= REMIND_AGAIN_DAYS
    if today == finding.due:
        return True
    try:
        left = calendar.working_days_left(today, finding.due)
    except UnpublishedYear:
        return False
    return last is None and left <= days_before


# --- whose turn it is -----------------------------------------------------------------------
def tell_unit(finding: Finding, words: Any, *, by: Actor, body: str = "", **names: Any) -> None:
    """The unit that rectifies, and whoever reported for it."""
    readers = accounts_over(finding.unit, TAKING_PART)
    if finding.reported_by is not None:
        readers.append(finding.reported_by)
    body = f"{finding.measure}\n{body}"
    tell(readers, words, by=by, url=finding.get_absolute_url(), kind=KIND, body=body, title=finding, **names)


def tell_judges(finding: Finding, words: Any, *, by: Actor) -> None:
    """The team; where nobody of it is left, the office. Who has accepted already is not asked again."""
    done = {finding.reported_by_id, finding.accepted_by_id}
    team = [place.account for place in team_of(finding.inspection) if place.account_id not in done]
    readers = [*team, *accounts_over(finding.unit, OFFICE)]
    readers = [account for account in readers if account.pk not in done]
    body = str(finding.measure)
    tell(readers, words, by=by, url=finding.get_absolute_url(), kind=KIND, body=body, title=finding)


def _locked(finding: Finding) -> Finding:
    related = ("unit", "measure", "inspection", "reported_by__person", "accepted_by__person")
    Finding.objects.select_for_update().get(pk=finding.pk)
    return Finding.objects.select_related(*related).get(pk=finding.pk)
