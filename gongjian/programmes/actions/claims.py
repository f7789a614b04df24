"""Milestones that a report says are reached, and evidence taken back before anybody ruled on it."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import Actor, record, record_many, state_of
from gongjian.core.audit.records import Entry
from gongjian.programmes.actions.evidence import submit_evidence
from gongjian.programmes.actions.reporting import locked_report
from gongjian.programmes.models import Claim, Evidence, Measure, Milestone, Month, MonthlyReport
from gongjian.programmes.rules.reporting import (
    check_claim_milestone,
    check_withdraw_claim,
    check_withdraw_evidence,
)


@transaction.atomic
def claim_milestone(
    report: MonthlyReport,
    milestone: Milestone,
    *,
    by: Actor,
    evidence: Evidence | None = None,
    title: str = "",
    upload: UploadedFile | None = None,
    note: str = "",
) -> Claim:
    """Say in a report that a milestone is reached, with evidence handed in before or now (`title`, `upload`).

    Whether it counts the reform office rules on the evidence. Raises PermissionDenied, ValidationError.
    """
    report = locked_report(report)
    if evidence is not None:  # as it stands: whoever withdraws it waits for this report
        evidence = Evidence.objects.get(pk=evidence.pk)
    check_claim_milestone(by, report, milestone, proof=evidence)
    if evidence is None:
        if not title.strip():
            raise ValidationError({"title": _("Name the evidence, or choose what has been handed in already.")})
        evidence = submit_evidence(milestone, title=title, by=by, upload=upload, note=note)
    claim = Claim(report=report, milestone=milestone, evidence=evidence)
    claim.save()
    record(claim, "claim.made", by=by, note=str(report))
    return claim


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: Actor) -> None:
    """Take a claim out of a report that is still with the unit; the evidence stays. Raises as claim_milestone."""
    report = locked_report(claim.report)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("milestone", "report__month").get(pk=claim.pk)
    claim.report = report
    check_withdraw_claim(by, claim)
    record(claim, "claim.withdrawn", by=by, before=state_of(claim), after={}, note=str(report))
    claim.delete()


@transaction.atomic
def withdraw_evidence(proof: Evidence, *, by: Actor) -> Evidence:
    """Take back evidence nobody has ruled on: it stays in the story, claims that name it go with it.

    Raises PermissionDenied, ValidationError.
    """
    measure = proof.milestone.measure_id
    # First the reports, as whoever claims or sends does: none is sent while what it rests on is taken away.
    reports = MonthlyReport.objects.select_for_update(of=("self",)).filter(measure=measure)
    list(reports.filter(month__state=Month.State.OPEN).order_by("pk"))
    Measure.objects.select_for_update().get(pk=measure)
    proof = Evidence.objects.select_related("milestone__measure__lead_unit").get(pk=proof.pk)
    claims = list(proof.claims.select_related("report__month", "milestone").select_for_update(of=("self",)))
    check_withdraw_evidence(by, proof, claims=claims)
    before = state_of(proof)
    proof.withdrawn_on = clock.today()
    proof.save(update_fields=["withdrawn_on"])
    record(proof, "evidence.withdrawn", by=by, before=before, note=str(proof.milestone))
    gone = [Entry(claim, "claim.withdrawn", state_of(claim), {}, str(claim.report)) for claim in claims]
    record_many(gone, by=by)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).delete()
    return proof
