"""Looking from outside before a measure is struck off, and looking back afterwards."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, record_many, state_of
from gongjian.core.audit.records import Entry
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.actions.telling import tell_of_move
from gongjian.programmes.models import Evidence, LookBack, Measure, OutsideCheck
from gongjian.programmes.rules.states import MOVES, check_move
from gongjian.programmes.rules.strike_off import check_look_back, check_record_check


@transaction.atomic
def record_outside_check(
    measure: Measure,
    *,
    checked_by: str,
    has_passed: bool,
    words: str,
    by: Actor,
    checked_on: date | None = None,
    file: UploadedFile | None = None,
) -> OutsideCheck:
    """What somebody found who has no part in the measure. The last one speaks. Raises ValidationError by field."""
    measure = _locked(measure)
    check = OutsideCheck(measure=measure, checked_by=checked_by.strip(), has_passed=has_passed, words=words.strip())
    check.checked_on = checked_on or clock.today()
    check.entered_by = None if by is SYSTEM else by
    check.full_clean(exclude=["entered_by"])
    check_record_check(by, check)
    if file is not None:
        check.file = store_file(file, by=by, kinds=DOCUMENTS)
    check.save()
    record(check, "outside_check.recorded", by=by, note=check.words)
    return check


@transaction.atomic
def look_back(
    measure: Measure, holds: bool, *, words: str, by: Actor, milestones: Sequence[int] | None = None
) -> LookBack:
    """Look again at what was struck off. Where it does not hold the measure runs again from today, and the evidence of
    `milestones` (by order; the last one unless said) no longer proves them. Raises ValidationError."""
    measure = _locked(measure)
    check_look_back(by, measure, words)
    found = LookBack(measure=measure, looked_on=clock.today(), holds=holds, words=words.strip())
    found.looked_by = None if by is SYSTEM else by
    found.full_clean(exclude=["looked_by"])
    found.save()
    record(found, "look_back.recorded", by=by, note=found.words)
    if not holds:
        _reopen(measure, found.words, milestones, by)
    return found


def _reopen(measure: Measure, words: str, milestones: Sequence[int] | None, by: Actor) -> None:
    check_move(by, measure, "reopen", reason=words)
    before = measure_state(measure)
    _unprove(measure, words, milestones, by)
    measure.state, measure.state_on, measure.applied_by = MOVES["reopen"].target, clock.today(), None
    measure.version += 1
    measure.save(update_fields=["state", "state_on", "applied_by", "version"])
    record(measure, MOVES["reopen"].audit, by=by, before=before, after=measure_state(measure), note=words)
    tell_of_move(measure, "reopen", by=by, reason=words)


def _unprove(measure: Measure, words: str, milestones: Sequence[int] | None, by: Actor) -> None:
    """Return the evidence that turned out not to prove its milestone; new evidence is owed."""
    orders = list(measure.milestones.order_by("sequence").values_list("sequence", flat=True))
    named = orders[-1:] if milestones is None else list(milestones)
    if not named or set(named) - set(orders):
        raise ValidationError({"milestones": _("Name at least one milestone of the measure that does not hold.")})
    proofs = Evidence.objects.filter(
        milestone__measure=measure, milestone__sequence__in=named, verified_on__isnull=False
    )
    entries = []
    for proof in proofs:
        before = state_of(proof)
        proof.verified_on, proof.verified_by = None, None
        proof.returned_on, proof.returned_reason = clock.today(), words[:500]
        proof.save(update_fields=["verified_on", "verified_by", "returned_on", "returned_reason"])
        entries.append(Entry(proof, "evidence.returned", before, note=words))
    record_many(entries, by=by)


def _locked(measure: Measure) -> Measure:
    return Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=measure.pk)
