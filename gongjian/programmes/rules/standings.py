"""How every measure stood on a day, read in batches: what the rule of the lights is asked about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from gongjian.algorithms.lights import Standing, Step
from gongjian.programmes.models import Adjustment, Claim, Evidence, Measure, Milestone, Month, MonthlyReport, Visit
from gongjian.programmes.queries.lights import measures_to_light
from gongjian.programmes.queries.months import REPORTING
from gongjian.programmes.rules.lookups import batches

BATCH = 1000
State = Measure.State
COLUMNS = ("pk", "campaign_id", "lead_unit_id", "state", "state_on", "due", "goal_quantity")


@dataclass(frozen=True, slots=True)
class Stood:
    """A measure as it stood: what the light needs, and what is kept beside it."""

    measure_id: int
    campaign_id: int
    unit_id: int
    state: str
    due: date
    goal_quantity: Decimal | None
    report_id: int | None
    evaluated: int | None
    standing: Standing


@dataclass
class Proof:
    """What has been handed in for a milestone by the day."""

    verified_on: date | None = None
    declared: bool = False
    rejected: bool = False


def stood_on(month: Month, as_of: date, *, progress: Callable[[int, int], None] | None = None) -> Iterator[Stood]:
    """Every measure that stood in the month's ledger on the day. A constant number of queries for each batch."""
    keys = list(measures_to_light(month.year, as_of).order_by("pk").values_list("pk", flat=True))
    done = 0
    for batch in batches(keys, BATCH):
        yield from _batch(month, as_of, batch)
        done += len(batch)
        if progress:
            progress(done, len(keys))


def mark_of(month: Month) -> tuple[Any, ...]:
    """Changes whenever anything a light rests on has changed: for work that reads first and writes later."""
    handed_in = Q(state__in=MonthlyReport.HANDED_IN)
    # Which ones, not only how many: one is recalled while another comes in. Accepting one changes no light.
    reports = month.reports.aggregate(
        n=Count("pk"),
        handed_in=Count("pk", filter=handed_in),
        which=Sum("pk", filter=handed_in),
        sendings=Sum("sendings", filter=handed_in),
    )
    measures = Measure.objects.aggregate(n=Count("pk"), versions=Sum("version"))
    evidence = Evidence.objects.aggregate(
        n=Count("pk"),
        verified=Count("verified_on"),
        returned=Count("pk", filter=~Q(returned_reason="")),
        withdrawn=Count("withdrawn_on"),
    )
    adjustments = Adjustment.objects.filter(state=Adjustment.State.APPROVED).count()
    return (*reports.values(), *measures.values(), *evidence.values(), adjustments, Visit.objects.count())


def _batch(month: Month, as_of: date, keys: Sequence[int]) -> Iterator[Stood]:
    reports = {
        measure: (pk, state)
        for measure, pk, state in month.reports.filter(measure__in=keys).values_list("measure_id", "pk", "state")
    }
    plans, evaluated, undone = _plans(month, as_of, keys), _evaluated(as_of, keys), _undone(as_of, keys)
    for pk, campaign, unit, state, since, due, quantity in Measure.objects.filter(pk__in=keys).values_list(*COLUMNS):
        report, handed_in = reports.get(pk, (None, ""))
        stood, old = state_then(state, since, as_of), undone.get(pk, {})
        standing = Standing(
            as_of,
            tuple(_moved_back(plans.get(pk, []), old)),
            struck_off=stood == State.STRUCK_OFF,
            report_owed=report is not None and stood in REPORTING,  # it may have been suspended since it was asked
            reported=handed_in in MonthlyReport.HANDED_IN,
        )
        due = date.fromisoformat(old["due"]) if "due" in old else due
        if "goal_quantity" in old:
            quantity = None if old["goal_quantity"] in (None, "") else Decimal(str(old["goal_quantity"]))
        yield Stood(pk, campaign, unit, stood, due, quantity, report, evaluated.get(pk), standing)


def state_then(state: str, since: date, as_of: date) -> str:
    """What moved on only after the day was still running on it."""
    return State.RUNNING if since > as_of else state


def _plans(month: Month, as_of: date, keys: Sequence[int]) -> dict[int, list[Step]]:
    proofs = _proofs(month, as_of, keys)
    plans: dict[int, list[Step]] = {}
    rows = Milestone.objects.filter(measure__in=keys).order_by("measure_id", "sequence")
    for pk, measure, sequence, due, weight in rows.values_list("pk", "measure_id", "sequence", "due", "weight"):
        proof = proofs.get(pk) or Proof()
        step = Step(sequence, due, weight, proof.verified_on, proof.declared, proof.rejected)
        plans.setdefault(measure, []).append(step)
    return plans


def _proofs(month: Month, as_of: date, keys: Sequence[int]) -> dict[int, Proof]:
    """By milestone. What was handed in last decides whether it stands rejected; whatever was verified, counts."""
    found: dict[int, Proof] = {}
    by_then = Q(verified_on__lte=as_of) | Q(submitted_at__lt=_end_of(as_of))
    rows = Evidence.objects.filter(by_then, milestone__measure__in=keys, withdrawn_on__isnull=True).order_by("pk")
    columns = ("milestone_id", "verified_on", "returned_on", "returned_reason")
    for milestone, verified_on, returned_on, reason in rows.values_list(*columns):
        proof = found.setdefault(milestone, Proof())
        proof.declared = True
        proof.rejected = bool(reason) and (returned_on is None or returned_on <= as_of)
        if verified_on is not None and verified_on <= as_of:
            proof.verified_on = min(proof.verified_on or verified_on, verified_on)
    claims = Claim.objects.filter(milestone__measure__in=keys, report__state__in=MonthlyReport.HANDED_IN)
    upto = Q(report__month__year__lt=month.year) | Q(
        report__month__year=month.year, report__month__month__lte=month.month
    )
    for milestone in claims.filter(upto).order_by().values_list("milestone_id", flat=True):
        found.setdefault(milestone, Proof()).declared = True
    return found


def _evaluated(as_of: date, keys: Sequence[int]) -> dict[int, int]:
    """By measure: the % of the latest visit by the day."""
    rows = Visit.objects.filter(measure__in=keys, visited_at__lt=_end_of(as_of)).order_by("visited_at", "pk")
    return dict(rows.values_list("measure_id", "evaluated"))


def _undone(as_of: date, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """By measure: the old values of what was adjusted only after the day."""
    found: dict[int, dict[str, Any]] = {}
    rows = Adjustment.objects.filter(measure__in=keys, state=Adjustment.State.APPROVED, ruled_on__gt=as_of)
    for measure, before in rows.order_by("-ruled_on", "-pk").values_list("measure_id", "before"):
        old = found.setdefault(measure, {})
        milestones = old.get("milestones", {}) | before.get("milestones", {})
        found[measure] = old | before | ({"milestones": milestones} if milestones else {})
    return found


def _moved_back(plan: Sequence[Step], old: dict[str, Any]) -> Iterator[Step]:
    days = old.get("milestones", {})
    for step in plan:
        day = days.get(str(step.sequence))
        due = date.fromisoformat(day) if day else step.due
        yield Step(step.sequence, due, step.weight, step.verified_on, step.declared, step.rejected)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
