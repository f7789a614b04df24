"""What waits for somebody in the ledger itself: proposals, milestones coming due, evidence to verify."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core import clock
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Evidence, Measure, Milestone
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART, with_verification
from gongjian.programmes.queries.work_kinds import WorkKind

State = Measure.State
# A milestone is on the desk of its unit from so many days before it is due.
DAYS_AHEAD = 15


def _led_by(units: QuerySet, *states: str) -> QuerySet[Measure]:
    return Measure.objects.filter(lead_unit__in=units, is_removed=False, state__in=states)


def proposals_to_decide(user: Any) -> QuerySet[Measure]:
    return _led_by(units_in_scope(user, *OFFICE), State.PROPOSED)


def proposals_returned(user: Any) -> QuerySet[Measure]:
    return _led_by(units_in_scope(user, *TAKING_PART), State.RETURNED)


def proposals_made(user: Any) -> QuerySet[Measure]:
    return _led_by(units_in_scope(user, *TAKING_PART), State.PROPOSED)


def _evidence_waiting(units: QuerySet) -> QuerySet[Evidence]:
    waiting = Evidence.objects.filter(verified_on__isnull=True, returned_reason="")
    return waiting.filter(milestone__measure__lead_unit__in=units, milestone__measure__is_removed=False)


def evidence_to_verify(user: Any) -> QuerySet[Evidence]:
    """Not what one has submitted oneself: somebody else must verify that."""
    waiting = _evidence_waiting(units_in_scope(user, *OFFICE))
    return waiting.exclude(submitted_by=getattr(user, "pk", None))


def evidence_handed_in(user: Any) -> QuerySet[Evidence]:
    return _evidence_waiting(units_in_scope(user, *TAKING_PART))


def milestones_coming_due(user: Any) -> QuerySet[Milestone]:
    """Of running measures, due within two weeks or overdue, with nothing handed in that waits for a ruling."""
    waiting = Evidence.objects.filter(milestone=OuterRef("pk"), verified_on__isnull=True, returned_reason="")
    running = Milestone.objects.filter(measure__in=_led_by(units_in_scope(user, *TAKING_PART), State.RUNNING))
    soon = running.filter(due__lte=clock.today() + timedelta(days=DAYS_AHEAD))
    return with_verification(soon).filter(~Exists(waiting), is_verified=False)


def _of_measure(thing: Any) -> str:
    milestone = thing if isinstance(thing, Milestone) else thing.milestone
    return f"{milestone.measure.number} {thing.label if thing is milestone else thing.title}"


WORK = (
    WorkKind(
        "proposal",
        _("Proposal to decide"),
        proposals_to_decide,
        "",
        "state_on",
        proposals_made,
        words=lambda m: f"{m.number} {m.label}",
    ),
    WorkKind(
        "proposal_returned",
        _("Proposal returned to you"),
        proposals_returned,
        "",
        "state_on",
        words=lambda m: f"{m.number} {m.label}",
    ),
    WorkKind(
        "evidence",
        _("Evidence to verify"),
        evidence_to_verify,
        "",
        "submitted_at",
        evidence_handed_in,
        ("milestone__measure",),
        _of_measure,
    ),
    WorkKind(
        "milestone",
        _("Milestone to prove"),
        milestones_coming_due,
        "due",
        "measure__start",
        None,
        ("measure",),
        _of_measure,
    ),
)
