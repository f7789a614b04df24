"""Commitments: what was promised, how far it is, and the photographs that show it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.models import Attainment, Measure, Target
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.commitments import (
    PlannedTarget,
    check_report_attainment,
    check_rule_on_attainment,
    check_set_targets,
)


@transaction.atomic
def set_targets(measure: Measure, targets: Sequence[PlannedTarget], *, by: Actor) -> Measure:
    """Say in numbers what a commitment promises; fixed once it is established. Nothing is written without a change.

    A target of which something has been reported already is changed in its words only by the order it has.
    Raises PermissionDenied, ValidationError.
    """
    measure = _locked(measure)
    check_set_targets(by, measure, targets)
    held = {target.sequence: target for target in measure.targets.all()}
    before = _targets_state(measure, held.values())
    for planned in targets:
        target = held.pop(planned.sequence, None) or Target(measure=measure, sequence=planned.sequence)
        target.title, target.title_en = planned.title, planned.title_en
        target.quantity, target.unit, target.unit_en = planned.quantity, planned.unit, planned.unit_en
        target.full_clean(validate_unique=False, validate_constraints=False)
        target.save()
    if Attainment.objects.filter(target__in=held.values()).exists():
        raise ValidationError(_("Progress has been reported on a target that is left out: it must stand."))
    Target.objects.filter(pk__in=[target.pk for target in held.values()]).delete()
    after = _targets_state(measure, measure.targets.all())
    if after == before:
        return measure
    measure.version += 1
    measure.save(update_fields=["version"])
    after |= {"version": str(measure.version)}
    record(measure, "measure.targets_set", by=by, before=before, after=after)
    return measure


def _targets_state(measure: Measure, targets: object) -> dict[str, str | None]:
    ordered = sorted((PlannedTarget.held(target) for target in targets), key=lambda target: target.sequence)
    return measure_state(measure) | {"targets": "; ".join(str(target) for target in ordered)}


@transaction.atomic
def report_attainment(target: Target, *, as_of: date, quantity: Decimal, by: Actor, note: str = "") -> Attainment:
    """The unit says how much has been reached in all by a day. It counts once somebody of the office has verified it.

    Raises PermissionDenied; ValidationError by field.
    """
    _locked(target.measure)  # two reports of one target cannot pass each other
    target = Target.objects.select_related("measure__lead_unit", "measure__campaign").get(pk=target.pk)
    check_report_attainment(by, target, as_of=as_of, quantity=quantity, note=note)
    found = Attainment(target=target, as_of=as_of, quantity=quantity, note=note.strip(), reported_on=clock.today())
    found.reported_by = None if by is SYSTEM else by
    found.full_clean()
    found.save()
    record(found, "attainment.reported", by=by)
    words = gettext_lazy("Progress of a commitment to verify: %(title)s")
    readers = accounts_over(target.measure.lead_unit, OFFICE)
    tell(readers, words, by=by, url=found.get_absolute_url(), kind="attainment", title=target.title)
    return found


@transaction.atomic
def verify_attainment(attainment: Attainment, *, by: Actor) -> Attainment:
    """It has been reached; it counts from today. Nobody verifies what they reported themselves."""
    attainment = _waiting(attainment, by)
    before = state_of(attainment)
    attainment.verified_on, attainment.verified_by = clock.today(), None if by is SYSTEM else by
    attainment.save(update_fields=["verified_on", "verified_by"])
    record(attainment, "attainment.verified", by=by, before=before)
    _tell_ruling(attainment, gettext_lazy("Progress verified: %(title)s"), by=by)
    return attainment


@transaction.atomic
def return_attainment(attainment: Attainment, *, reason: str, by: Actor) -> Attainment:
    """It does not convince; the reason says why, and what was verified before stands."""
    attainment = _waiting(attainment, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: the lead unit must know what is missing.")})
    before = state_of(attainment)
    attainment.returned_reason = reason.strip()
    attainment.full_clean()
    attainment.save(update_fields=["returned_reason"])
    record(attainment, "attainment.returned", by=by, before=before, note=attainment.returned_reason)
    _tell_ruling(attainment, gettext_lazy("Progress returned: %(title)s"), by=by, reason=attainment.returned_reason)
    return attainment


def _locked(measure: Measure) -> Measure:
    held = Measure.objects.select_for_update(of=("self",)).select_related("lead_unit", "campaign")
    return held.get(pk=measure.pk)


def _waiting(attainment: Attainment, by: Actor) -> Attainment:
    _locked(attainment.target.measure)
    related = ("target__measure__lead_unit", "target__measure__campaign", "reported_by__person")
    attainment = Attainment.objects.select_related(*related).get(pk=attainment.pk)
    check_rule_on_attainment(by, attainment)
    return attainment


def _tell_ruling(attainment: Attainment, words: object, *, by: Actor, reason: str = "") -> None:
    """The lead unit, and whoever reported it."""
    readers = accounts_over(attainment.target.measure.lead_unit, TAKING_PART)
    if attainment.reported_by is not None:
        readers.append(attainment.reported_by)
    address = attainment.get_absolute_url()
    tell(readers, words, by=by, url=address, kind="attainment", body=reason, title=attainment.target.title)
