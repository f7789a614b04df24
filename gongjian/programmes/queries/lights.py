"""What is looked up of the lights: who sees them, which measures get one, the board, the trends, who slipped."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from gongjian.algorithms.seal import canonical, digest
from gongjian.programmes.models import Campaign, Dependency, Measure, MeasureLight, Month
from gongjian.programmes.queries.ledger import about_visible, measures_visible_to
from gongjian.programmes.queries.months import driven_in, frozen_before

Light = MeasureLight.Light
State = Measure.State
# What the digest of a month's lights covers: all that is said of each measure, in this order.
SAID = (
    "measure_id",
    "light",
    "planned",
    "verified",
    "evaluated",
    "reason",
    "reason_en",
    "overdue_days",
    "campaign_id",
    "unit_id",
    "state",
    "due",
    "goal_quantity",
    "report_id",
)


# --- who sees what --------------------------------------------------------------------------
def lights_visible_to(user: object) -> QuerySet[MeasureLight]:
    """The lights of the measures this account may see."""
    return about_visible(MeasureLight.objects.all(), user, with_removed=True)


# --- freezing -------------------------------------------------------------------------------
def measures_to_light(year: int, as_of: date) -> QuerySet[Measure]:
    """What stood in the year's ledger on the day: established by then, begun, not removed. What was merged or split
    only afterwards stood too; then its parts did not, or one promise would stand there twice."""
    still = Q(state__in=[state for state in Measure.COUNTED if state != State.ESTABLISHED])
    since = Q(state=State.ESTABLISHED, state_on__lte=as_of)
    afterwards = Q(state__in=[State.MERGED, State.SPLIT], state_on__gt=as_of)
    standing = Measure.objects.filter(still | since | afterwards, is_removed=False, start__lte=as_of)
    made_afterwards = Q(split_from__state=State.SPLIT, split_from__state_on__gt=as_of)
    return standing.filter(driven_in(year)).exclude(made_afterwards)


def digest_of(month: Month) -> str:
    """Of everything the month's lights say; the audit record of the freezing holds the same."""
    rows = month.lights.order_by("measure_id").values_list(*SAID)
    return digest(canonical([list(row) for row in rows.iterator(chunk_size=2000)]), settings.AUDIT_ALGORITHM)


def count_of_lights(lights: QuerySet[MeasureLight]) -> dict[str, int]:
    """How many of each; colours without any are absent."""
    return dict(lights.order_by().values_list("light").annotate(Count("pk")))


# --- the board and what changed -------------------------------------------------------------
def lights_of(month: Month, lights: QuerySet[MeasureLight]) -> QuerySet[MeasureLight]:
    """A month's lights with `light_before`: the same measure's in the frozen month before, None for a new one."""
    before = frozen_before(month)
    previous = MeasureLight.objects.filter(month=before, measure=OuterRef("measure_id")).values("light")[:1]
    return lights.filter(month=month).annotate(light_before=Subquery(previous))


def under_kinds(lights: QuerySet[MeasureLight], *kinds: str) -> QuerySet[MeasureLight]:
    return lights.filter(campaign__in=Campaign.objects.filter(kind__in=kinds).order_by().values("pk"))


def dependants_of(measures: Iterable[int], user: object) -> dict[int, list[Dependency]]:
    """By measure: what waits for it, of what this account may see, and is not finished itself. One query."""
    found: dict[int, list[Dependency]] = {}
    waiting = about_visible(Dependency.objects.filter(waits_for__in=list(measures)), user)
    waiting = waiting.exclude(measure__state=State.STRUCK_OFF).select_related("measure__lead_unit")
    for dependency in waiting:
        found.setdefault(dependency.waits_for_id, []).append(dependency)
    return found


# --- trends ---------------------------------------------------------------------------------
def counts_by_month(lights: QuerySet[MeasureLight]) -> dict[int, dict[str, int]]:
    """By month (its key) and light: how many. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = lights.order_by().values_list("month_id", "light").annotate(Count("pk"))
    for month_id, light, number in rows:
        found.setdefault(month_id, {})[light] = number
    return found


def frozen_months(last: int) -> list[Month]:
    """The latest frozen months, the earliest of them first."""
    return list(Month.objects.filter(state=Month.State.FROZEN)[:last])[::-1]


def what_it_waits_for(measure: Measure, user: object) -> QuerySet[Dependency]:
    seen = measures_visible_to(user)
    return measure.dependencies.filter(waits_for__in=seen).select_related("waits_for__lead_unit")


def what_waits_for(measure: Measure, user: object) -> QuerySet[Dependency]:
    seen = measures_visible_to(user)
    return measure.dependants.filter(measure__in=seen).select_related("measure__lead_unit")


def waited_for_by(keys: Iterable[int]) -> dict[int, list[int]]:
    """By measure: the keys of those it waits for. One query."""
    found: dict[int, list[int]] = {}
    for key, other in Dependency.objects.filter(measure__in=list(keys)).values_list("measure_id", "waits_for_id"):
        found.setdefault(key, []).append(other)
    return found


def light_row(lights: QuerySet[MeasureLight], months: Iterable[Month]) -> list[dict[str, Any]]:
    """Of one measure: each month with its light, None where it had none."""
    by_month = {light.month_id: light for light in lights}
    return [{"month": month, "light": by_month.get(month.pk)} for month in months]


def counts_by_group(lights: QuerySet[MeasureLight], by: str) -> dict[int, dict[int, dict[str, int]]]:
    """By campaign or unit (its key), month (its key) and light: how many. One query."""
    found: dict[int, dict[int, dict[str, int]]] = {}
    rows = lights.order_by().values_list(f"{by}_id", "month_id", "light").annotate(Count("pk"))
    for group, month, light, number in rows:
        found.setdefault(group, {}).setdefault(month, {})[light] = number
    return found
