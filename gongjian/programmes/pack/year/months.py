"""Months as a pack tells them: opened, frozen."""

from collections.abc import Iterator
from typing import Any

from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader

FILES: dict[str, dict[str, str]] = {
    "months.csv": {
        "month": "月份，如 2020-03 · month",
        "opened_on": "开放月报的日期 · the day its reports were asked for",
        "frozen_on": "冻结亮灯的日期，尚未冻结留空 · the day it was frozen; empty while open",
    }
}


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    reader = Reader(pack, "months.csv")
    for row in reader.rows():
        at = reader.month(row)
        yield from reader.event(
            row, "opened_on", 8, lambda at=at: open_month(*at, by=cast.office, is_sample=cast.is_sample)
        )
        yield from reader.event(row, "frozen_on", 20, lambda at=at: freeze_month(cast.month(at), by=cast.office))
