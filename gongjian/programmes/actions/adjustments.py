"""Adjustments: applied for by the lead unit, ruled on by the reform office. Nothing else moves an established measure.

The measure waits in “adjustment applied” and goes back to where it was. What it was before stays in the application.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.recording import measure_state
from gongjian.programmes.models import Adjustment, Measure
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.rules.adjustments import (
    Asked,
    check_apply_adjustment,
    check_asked,
    check_rule_on_adjustment,
    check_withdraw_adjustment,
    plain,
    read,
)

State = Adjustment.State


@transaction.atomic
def apply_adjustment(
    measure: Measure, wanted: Mapping[str, Any], *, reason: str, by: Actor, file: UploadedFile | None = None
) -> Adjustment:
    """Ask that dates or the goal move. `wanted` names fields (due, goal, goal_en, goal_quantity, goal_unit) and
    `milestones` as {order: day}; what is as it stands is left out. Raises PermissionDenied, ValidationError."""
    measure = _locked_measure(measure.pk)
    asked, now = _differing(measure, read(wanted))
    check_apply_adjustment(by, measure, asked, reason)
    application = Adjustment(
        measure=measure,
        before=now.kept(),
        wanted=asked.kept(),
        reason=reason.strip(),
        applied_on=clock.today(),
        applied_by=_account(by),
        state_before=measure.state,
        state_on_before=measure.state_on,
    )
    application.full_clean(exclude=["applied_by"])
    if file is not None:
        application.file = store_file(file, by=by, kinds=DOCUMENTS)
    application.save()
    record(application, "adjustment.applied", by=by, note=reason)
    before = measure_state(measure)
    measure.state, measure.state_on = Measure.State.ADJUSTMENT_APPLIED, clock.today()
    _save(measure, "measure.adjustment_applied", before, by=by, note=reason)
    _tell(application, OFFICE, gettext_lazy("Adjustment to rule on: %(measure)s"), by=by, body=reason)
    return application


@transaction.atomic
def approve_adjustment(adjustment: Adjustment, *, by: Actor, ruling: str = "") -> Adjustment:
    """What was asked for holds from today. Raises ValidationError when the measure no longer is what was asked about."""
    application, measure = _locked(adjustment)
    check_rule_on_adjustment(by, application)
    asked = read(application.wanted)
    _check_unmoved(measure, read(application.before))
    check_asked(measure, asked)
    before = measure_state(measure)
    for name, value in asked.fields.items():
        setattr(measure, name, value)
    for step in measure.milestones.filter(sequence__in=asked.milestones):
        step.due = asked.milestones[step.sequence]
        step.save(update_fields=["due"])
    _rule(application, State.APPROVED, "adjustment.approved", ruling, by)
    _put_back(application, "measure.adjusted", before, by=by, fields=tuple(asked.fields))
    _tell(application, TAKING_PART, gettext_lazy("Adjustment approved: %(measure)s"), by=by, body=ruling)
    return application


@transaction.atomic
def refuse_adjustment(adjustment: Adjustment, *, ruling: str, by: Actor) -> Adjustment:
    """Nothing moves; the ruling says why."""
    application, measure = _locked(adjustment)
    check_rule_on_adjustment(by, application)
    if not ruling.strip():
        raise ValidationError({"ruling": _("Please say why: the lead unit reads it.")})
    _rule(application, State.REFUSED, "adjustment.refused", ruling, by)
    _put_back(application, "measure.adjustment_refused", measure_state(measure), by=by)
    _tell(application, TAKING_PART, gettext_lazy("Adjustment refused: %(measure)s"), by=by, body=ruling)
    return application


@transaction.atomic
def withdraw_adjustment(adjustment: Adjustment, *, by: Actor, ruling: str = "") -> Adjustment:
    """The lead unit takes its application back."""
    application, measure = _locked(adjustment)
    check_withdraw_adjustment(by, application)
    _rule(application, State.WITHDRAWN, "adjustment.withdrawn", ruling, by)
    _put_back(application, "measure.adjustment_withdrawn", measure_state(measure), by=by)
    _tell(application, OFFICE, gettext_lazy("Adjustment withdrawn: %(measure)s"), by=by, body=ruling)
    return application


def _locked(adjustment: Adjustment) -> tuple[Adjustment, Measure]:
    """The measure first, as every action on it does; then the application as it stands."""
    measure = _locked_measure(adjustment.measure_id)
    application = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    application.measure = measure
    return application, measure


def _locked_measure(pk: int) -> Measure:
    return Measure.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=pk)


def _now(measure: Measure, asked: Asked) -> Asked:
    """What stands in the places an application speaks of."""
    steps = dict(measure.milestones.values_list("sequence", "due"))
    held = {order: steps[order] for order in asked.milestones if order in steps}
    return Asked({name: getattr(measure, name) for name in asked.fields}, held)


def _differing(measure: Measure, asked: Asked) -> tuple[Asked, Asked]:
    """Only what would change, and what stands there now."""
    now = _now(measure, asked)
    fields = {name: value for name, value in asked.fields.items() if plain(value) != plain(now.fields[name])}
    steps = {order: due for order, due in asked.milestones.items() if due != now.milestones.get(order)}
    wanted = Asked(fields, steps)
    return wanted, _now(measure, wanted)


def _check_unmoved(measure: Measure, before: Asked) -> None:
    if _now(measure, before).kept() != before.kept():
        raise ValidationError(_("The measure has changed since this was applied for; let the unit apply anew."))


def _rule(application: Adjustment, state: str, code: str, ruling: str, by: Actor) -> None:
    before = state_of(application)
    application.state, application.ruling = state, ruling.strip()
    application.ruled_on, application.ruled_by = clock.today(), _account(by)
    application.full_clean(exclude=["applied_by"])
    application.save()
    record(application, code, by=by, before=before, note=ruling)


def _put_back(
    application: Adjustment, code: str, before: dict[str, Any], *, by: Actor, fields: tuple[str, ...] = ()
) -> None:
    """The measure is where it was before somebody applied, and since when it was."""
    measure = application.measure
    measure.state = application.state_before
    measure.state_on = application.state_on_before or clock.today()
    _save(measure, code, before, by=by, note=application.ruling, fields=fields)


def _save(
    measure: Measure, code: str, before: dict[str, Any], *, by: Actor, note: str, fields: tuple[str, ...] = ()
) -> None:
    measure.version += 1
    measure.full_clean(exclude=["merged_into", "split_from", "applied_by"])
    measure.save(update_fields=["state", "state_on", "version", *fields])
    record(measure, code, by=by, before=before, after=measure_state(measure), note=note)


def _tell(application: Adjustment, duties: tuple[str, ...], words: Any, *, by: Actor, body: str) -> None:
    measure = application.measure
    readers = accounts_over(measure.lead_unit, duties)
    url = application.get_absolute_url()
    tell(readers, words, by=by, url=url, kind="adjustment", body=body, measure=measure)


def _account(by: Actor) -> Any:
    return None if by is SYSTEM else by
