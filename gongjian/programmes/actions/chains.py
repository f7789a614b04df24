"""A unit's approval chain: which posts sign its reports, in which order."""

from typing import Any

from django.db import transaction

from gongjian.core.audit import Actor, record
from gongjian.organizations.models import Unit
from gongjian.programmes.models import ApprovalStep, MonthlyReport
from gongjian.programmes.queries.reporting import steps_of
from gongjian.programmes.rules.reporting import check_set_chain


@transaction.atomic
def set_approval_chain(unit: Unit, steps: list[dict[str, Any]], *, by: Actor) -> list[ApprovalStep]:
    """Replace the chain by `steps`, {title, title_en, post} each in their order; none: the head signs alone.

    Refused while reports are being signed: nobody's signature loses its place. Raises PermissionDenied,
    ValidationError.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    signing = MonthlyReport.objects.filter(unit=unit, state=MonthlyReport.State.SIGNING, month__state="open").count()
    check_set_chain(by, unit, steps, signing=signing)
    before = _state(steps_of(unit))
    chain = [
        ApprovalStep(
            unit=unit, sequence=order, title=step["title"], title_en=step.get("title_en", ""), post=step["post"]
        )
        for order, step in enumerate(steps, 1)
    ]
    after = _state(chain)
    if after == before:
        return chain
    ApprovalStep.objects.filter(unit=unit).delete()
    ApprovalStep.objects.bulk_create(chain)
    record(unit, "approval_chain.set", by=by, before=before, after=after)
    return chain


def _state(steps: list[ApprovalStep]) -> dict[str, str]:
    return {
        "approval_chain": "; ".join(
            f"{step.sequence}. {step.title} / {step.title_en}: {step.post.code}" for step in steps
        )
    }
