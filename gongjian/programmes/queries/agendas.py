"""What a frozen month puts on its review's agenda, and why: docs/algorithms/agenda.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from gongjian.core.language import day
from gongjian.programmes.models import Adjustment, AgendaItem, MeasureLight, Month
from gongjian.programmes.queries.reviews import open_demands_before

Kind, Light = AgendaItem.Kind, MeasureLight.Light
# The order of presenting; by hand comes last.
RANK = {kind: rank for rank, kind in enumerate((Kind.RED, Kind.SLIPPING, Kind.MOVED, Kind.DEMANDS, Kind.OTHER))}
_WORSE = {Light.BLUE: 0, Light.GREEN: 1, Light.YELLOW: 2, Light.RED: 3}
ENGLISH, MOST, MOST_ENGLISH = "en", 500, 800


@dataclass(frozen=True)
class Candidate:
    """One item the month asks for. `light_id` is the frozen light it speaks of."""

    kind: str
    unit_id: int
    measure_id: int | None
    light_id: int | None
    reason: str
    reason_en: str

    @property
    def key(self) -> tuple[str, int]:
        """What makes it the same item when the agenda is built again."""
        return ("measure", self.measure_id) if self.measure_id else ("unit", self.unit_id)


@dataclass(frozen=True)
class Standing:
    """A measure's frozen light as far as the agenda asks for it."""

    pk: int
    measure_id: int
    unit_id: int
    light: str
    planned: int
    verified: int
    due: date
    goal_quantity: Any
    number: str

    @property
    def gap(self) -> int:
        return self.planned - self.verified


def month_before(month: Month) -> Month | None:
    """The frozen month before this one."""
    earlier = Q(year__lt=month.year) | Q(year=month.year, month__lt=month.month)
    return Month.objects.filter(earlier, state=Month.State.FROZEN).order_by("-year", "-month").first()


def candidates_of(month: Month) -> list[Candidate]:
    """Red, slipping, moved, then units with demands of earlier reviews still open; widest gap first among equals."""
    before = month_before(month)
    now = _standings(month)
    last = _standings(before) if before else {}
    approved = _approved_in(month, before)
    picked = [
        (kind, standing)
        for standing in now.values()
        if (kind := _kind_of(standing, last.get(standing.measure_id), approved))
    ]
    picked.sort(key=lambda pair: (RANK[pair[0]], -pair[1].gap, pair[1].number))
    lights = MeasureLight.objects.select_related("measure").in_bulk([standing.pk for _kind, standing in picked])
    found = [
        _candidate(kind, standing, lights[standing.pk], last.get(standing.measure_id), approved)
        for kind, standing in picked
    ]
    return found + list(_of_demands(month))


def _standings(month: Month) -> dict[int, Standing]:
    rows = MeasureLight.objects.filter(month=month).order_by("measure__number")
    columns = ("pk", "measure_id", "unit_id", "light", "planned", "verified", "due", "goal_quantity")
    return {row[1]: Standing(*row) for row in rows.values_list(*columns, "measure__number")}


def _approved_in(month: Month, before: Month | None) -> dict[int, date]:
    """By measure: the day an adjustment was approved since the snapshot before, up to this one."""
    since = before.as_of if before else date(month.year, month.month, 1).replace(day=1)
    ruled = Adjustment.objects.filter(state=Adjustment.State.APPROVED, ruled_on__lte=month.as_of)
    ruled = ruled.filter(ruled_on__gt=since) if before else ruled.filter(ruled_on__gte=since)
    return dict(ruled.order_by("ruled_on", "pk").values_list("measure_id", "ruled_on"))


def _kind_of(now: Standing, last: Standing | None, approved: dict[int, date]) -> str | None:
    if now.light == Light.RED:
        return Kind.RED
    if last and _slipped(now, last):
        return Kind.SLIPPING
    if now.measure_id in approved or (last and _moved(now, last)):
        return Kind.MOVED
    return None


def _slipped(now: Standing, last: Standing) -> bool:
    """A worse light than last month, or yellow still and further behind."""
    if _WORSE[Light(now.light)] > _WORSE[Light(last.light)]:
        return now.light in (Light.YELLOW, Light.RED)
    return now.light == last.light == Light.YELLOW and now.gap > last.gap


def _moved(now: Standing, last: Standing) -> bool:
    return now.due != last.due or now.goal_quantity != last.goal_quantity


def _candidate(
    kind: str, now: Standing, light: MeasureLight, last: Standing | None, approved: dict[int, date]
) -> Candidate:
    words = {}
    for language, reason in ((settings.LANGUAGE_CODE, light.reason), (ENGLISH, light.reason_en or light.reason)):
        with override(language):
            parts = [*_of_light(kind, now, last, reason), *_of_move(now, last, approved)]
            words[language] = joined(parts)
    return Candidate(
        kind, now.unit_id, now.measure_id, now.pk, words[settings.LANGUAGE_CODE][:MOST], words[ENGLISH][:MOST_ENGLISH]
    )


def joined(parts: list[str]) -> str:
    return _("; ").join(part.rstrip("。.；;") for part in parts if part)


def _of_light(kind: str, now: Standing, last: Standing | None, reason: str) -> Iterator[str]:
    if kind == Kind.MOVED:
        return
    if last and last.light != now.light and _slipped(now, last):
        names = {"last": Light(last.light).label, "now": Light(now.light).label}
        yield _("%(last)s last month, now %(now)s") % names
    elif last and now.gap > last.gap > 0:
        yield _("%(now)s points behind plan, %(last)s last month") % {"now": now.gap, "last": last.gap}
    yield reason


def _of_move(now: Standing, last: Standing | None, approved: dict[int, date]) -> Iterator[str]:
    if now.measure_id in approved:
        yield _("an adjustment was approved on %(day)s") % {"day": day(approved[now.measure_id])}
    if last and now.due != last.due:
        yield _("due date moved from %(last)s to %(now)s") % {"last": day(last.due), "now": day(now.due)}
    if last and now.goal_quantity != last.goal_quantity:
        names = {"last": _number(last.goal_quantity), "now": _number(now.goal_quantity)}
        yield _("quantity of the goal moved from %(last)s to %(now)s") % names


def _number(value: Any) -> str:
    return "—" if value is None else f"{value.normalize():f}"


def _of_demands(month: Month) -> Iterator[Candidate]:
    """One item a unit, however many demands it still owes."""
    owing = open_demands_before(month).values("unit_id", "unit__path").annotate(number=Count("pk"))
    for row in owing.order_by("unit__path"):
        words = {}
        for language in (settings.LANGUAGE_CODE, ENGLISH):
            with override(language):
                said = ngettext(
                    "%(number)s demand of earlier reviews is still open",
                    "%(number)s demands of earlier reviews are still open",
                    row["number"],
                )
                words[language] = said % {"number": row["number"]}
        yield Candidate(Kind.DEMANDS, row["unit_id"], None, None, words[settings.LANGUAGE_CODE], words[ENGLISH])
