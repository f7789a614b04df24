"""Overviews as tests need them, on figures of their own; nothing happens that is not said."""

import itertools

from gongjian.core.audit import SYSTEM
from gongjian.indicators.tests.factories import make_account, make_definition, make_observation, make_unit
from gongjian.reports import actions
from gongjian.reports.models import Overview

_years = itertools.count(1990)

TEXT = """\
= 把事办成

~ 某市综述

== 对外开放 | 稳中有进

进出口总额{{ figure "trade.total" year=2020 fact="F079" }}，热线{{ label "F074" "12345" }}，刊播{{ figure "press.items" year=2020 }}。
"""
TEXT_EN = """\
= Things done

== Opening up

Trade was {{ figure "trade.total" year=2020 fact="F079" }}; the line is {{ label "F074" "12345" }}; stories {{ figure "press.items" year=2020 }}.
"""
LABELS = [{"fact": "F074", "words": "12345", "words_en": "", "reason": "热线号码", "reason_en": "a hotline's number"}]


def make_figures() -> None:
    """One figure with a value, and one that the publicity department owes."""
    trade = make_definition("trade.total", unit="亿元", unit_en="hundred million yuan", title="进出口总额")
    make_observation(trade, "1730", year=2020)
    publicity = make_unit(name="中共某市委宣传部", short_name="市委宣传部", name_en="Publicity Department")
    make_definition("press.items", owner=publicity, title="刊播篇次", unit="篇次", unit_en="story|stories")


def make_overview(year: int | None = None, **fields) -> Overview:
    """An overview written by the system; `text`, `text_en`, `labels`, `public_face` as given."""
    fields = {"text": TEXT, "text_en": TEXT_EN, "labels": LABELS} | fields
    return actions.create_overview(year or next(_years), by=SYSTEM, **fields)


def make_editor():
    return make_account("overview_editor")


def make_publisher():
    return make_account("reform_office")


def make_reader():
    return make_account("reader")
