"""Reports of a month that were written and signed elsewhere, taken over as they were told.

A city that begins in the middle of its year brings the months behind it; so does a pack. Signatures keep who signed,
as whom and when; the audit chain says that the report was taken over and by whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM, Actor, record_many, state_of
from gongjian.core.audit.records import Entry
from gongjian.programmes.models import Measure, Month, MonthlyReport, Signature
from gongjian.programmes.rules.cells import text
from gongjian.programmes.rules.told_reports import check_tell_reports

BATCH = 500
CHANGED = (
    "state", "progress", "problems", "next_steps", "sendings", "sent_at", "signed_steps", "written_by",
    "submitted_at", "ruled_at", "ruled_by", "version",
)  # fmt: skip


@dataclass(frozen=True)
class ToldSignature:
    """One step's agreement: `step` is empty for the head who signs without a chain."""

    step: str
    step_en: str
    signer: Any
    post: str
    at: datetime


@dataclass(frozen=True)
class ToldReport:
    """A report that was accepted. `returned_reason`: it was returned once before, and why."""

    measure: Measure
    texts: dict[str, str]
    writer: Any
    sent_at: datetime
    signatures: Sequence[ToldSignature]
    accepted_at: datetime
    returned_reason: str = ""


@transaction.atomic
def tell_reports(month: Month, told: Sequence[ToldReport], *, by: Actor, office: Any) -> int:
    """Put what was told into the drafts of an open month; `office` is who accepted them. Returns how many.

    Raises PermissionDenied, ValidationError: by measure, and then nothing is written.
    """
    month = Month.objects.select_for_update().get(pk=month.pk)
    check_tell_reports(by, month)
    drafts = {report.measure_id: report for report in month.reports.select_related("measure", "month")}
    problems, entries, signatures = [], [], []
    for one in told:
        report = drafts.get(one.measure.pk)
        if report is None or report.state != MonthlyReport.State.DRAFT:
            problems.append(
                _("%(number)s: no draft of this month waits for a report.") % {"number": one.measure.number}
            )
            continue
        before = state_of(report)
        _fill(report, one, office)
        signatures += _signatures(report, one)
        entries.append(Entry(report, "report.told", before, None, one.returned_reason))
    if problems:
        raise ValidationError(problems)
    MonthlyReport.objects.bulk_create(  # as an upsert: bulk_update's CASE grows with the square of the rows
        [entry.subject for entry in entries],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=CHANGED,
    )
    Signature.objects.bulk_create(signatures, batch_size=BATCH)
    record_many(entries, by=by)
    return len(entries)


def _fill(report: MonthlyReport, told: ToldReport, office: Any) -> None:
    for name in MonthlyReport.WRITTEN:
        longest = MonthlyReport._meta.get_field(name).max_length
        setattr(report, name, text(told.texts.get(name, ""), longest=longest, lines=True))
    report.state = MonthlyReport.State.ACCEPTED
    report.written_by = None if told.writer is SYSTEM else told.writer
    report.sendings, report.sent_at, report.signed_steps = 1, told.sent_at, len(told.signatures)
    report.submitted_at = max((one.at for one in told.signatures), default=told.sent_at)
    report.ruled_at, report.ruled_by = told.accepted_at, None if office is SYSTEM else office
    report.version += 1


def _signatures(report: MonthlyReport, told: ToldReport) -> list[Signature]:
    return [
        Signature(
            report=report,
            sending=1,
            sequence=order,
            step=one.step,
            step_en=one.step_en,
            signed_by=None if one.signer is SYSTEM else one.signer,
            signer=str(one.signer)[:100],
            post=one.post[:150],
            opinion=Signature.Opinion.AGREED,
            signed_at=one.at,
        )
        for order, one in enumerate(told.signatures, 1)
    ]
