"""Evidence of milestones: submitted, verified, returned. Whoever has the next word is told in the inbox."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.programmes.actions.telling import tell_of_ruling, tell_of_submission
from gongjian.programmes.models import Evidence, Measure, Milestone
from gongjian.programmes.rules.evidence import check_rule_on_evidence, check_submit_evidence


@transaction.atomic
def submit_evidence(
    milestone: Milestone, *, title: str, by: Actor, upload: UploadedFile | None = None, note: str = ""
) -> Evidence:
    """Hand in what proves a milestone. Raises PermissionDenied, ValidationError (of the file too)."""
    Measure.objects.select_for_update().get(pk=milestone.measure_id)
    milestone = Milestone.objects.select_related("measure__lead_unit").get(pk=milestone.pk)
    check_submit_evidence(by, milestone)
    proof = Evidence(milestone=milestone, title=title, note=note, submitted_at=clock.now())
    proof.submitted_by = None if by is SYSTEM else by
    proof.full_clean()
    if upload is not None:
        proof.file = store_file(upload, by=by, kinds=DOCUMENTS)
    proof.save()
    record(proof, "evidence.submitted", by=by, note=str(milestone))
    tell_of_submission(proof, by=by)
    return proof


@transaction.atomic
def verify_evidence(proof: Evidence, *, by: Actor) -> Evidence:
    """The evidence proves its milestone; its weight counts from today."""
    proof, before = _locked(proof, by)
    proof.verified_on = clock.today()
    proof.verified_by = None if by is SYSTEM else by
    proof.save(update_fields=["verified_on", "verified_by"])
    record(proof, "evidence.verified", by=by, before=before, note=str(proof.milestone))
    tell_of_ruling(proof, gettext_lazy("Evidence verified: %(title)s"), by=by)
    return proof


@transaction.atomic
def return_evidence(proof: Evidence, *, by: Actor, reason: str) -> Evidence:
    """The evidence does not prove its milestone; the reason says why."""
    proof, before = _locked(proof, by)
    if not reason.strip():
        raise ValidationError(_("Please say why: the lead unit must know what is missing."))
    proof.returned_on, proof.returned_reason = clock.today(), reason.strip()
    proof.full_clean()
    proof.save(update_fields=["returned_on", "returned_reason"])
    record(proof, "evidence.returned", by=by, before=before, note=reason)
    tell_of_ruling(proof, gettext_lazy("Evidence returned: %(title)s"), by=by, reason=reason)
    return proof


def _locked(proof: Evidence, by: Actor) -> tuple[Evidence, dict]:
    measure_id = proof.milestone.measure_id
    Measure.objects.select_for_update().get(pk=measure_id)
    proof = Evidence.objects.select_related("milestone__measure__lead_unit", "submitted_by__person").get(pk=proof.pk)
    check_rule_on_evidence(by, proof)
    return proof, state_of(proof)
