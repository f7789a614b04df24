"""Months, lights and what a measure waits for, in the city of the permission table: August frozen, September open."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.dependencies import add_dependency
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.models import Measure

YEAR = 2020
FROZEN, OPEN = 8, 9


def months_of(world: Any) -> None:
    with _on(8, 18):
        august = open_month(YEAR, FROZEN, by=SYSTEM)
    with _on(9, 2):
        world.other["frozen"] = freeze_month(august, by=SYSTEM)
    with _on(9, 18):
        world.other["month"] = open_month(YEAR, OPEN, by=SYSTEM)
    running, established = (Measure.objects.get(number=number) for number in ("running", "established"))
    world.other["dependency"] = add_dependency(running, established, why="先有目录，后有平台", by=SYSTEM)


def _on(month: int, day: int) -> Any:
    return clock.at(datetime(YEAR, month, day, 9, tzinfo=timezone.get_default_timezone()))


_FROZEN = {"year": YEAR, "month": FROZEN}
_OPEN = {"year": YEAR, "month": OPEN}
MONTH_ARGUMENTS = {
    "programmes:month": lambda world: _OPEN,
    "programmes:month_freeze": lambda world: _OPEN,
    "programmes:rulebook": lambda world: {"year": YEAR},
    "programmes:board": lambda world: _FROZEN,
    "programmes:board_print": lambda world: _FROZEN,
    "programmes:slipped": lambda world: _FROZEN,
    "programmes:light": lambda world: _FROZEN | {"number": "running"},
    "programmes:unit_trend": lambda world: {"code": "approval"},
    "programmes:campaign_trend": lambda world: {"code": "service"},
    "programmes:measure_trend": lambda world: {"number": "running"},
    "programmes:dependency_add": lambda world: {"number": "running"},
    "programmes:dependency_remove": lambda world: {"pk": world.other["dependency"].pk},
}
