"""Values, periods and courses of figures as pages show them."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.core.language import day
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries import (
    Figure,
    Movement,
    Point,
    bound_in_words,
    difference_in_words,
    period_in_words,
    value_in_words,
    words_of,
)
from gongjian.indicators.rules import ValueEntry

register = template.Library()
BAR, GAP, TALL = 9, 1, 40  # of the course, in units of its drawing


@register.filter
def words(said: Any) -> str:
    """A figure's or reading's value with its unit."""
    return words_of(said)


@register.simple_tag
def observed(row: Observation, definition: Definition) -> str:
    """An observation's value in the unit of its definition."""
    return value_in_words(row.value, definition.unit, definition.unit_en, definition.value_type, row.bound)


@register.simple_tag
def entered(entry: ValueEntry) -> str:
    """A value about to be imported, in the unit of its definition."""
    definition, old = entry.definition, entry.old
    bound = entry.said.get("bound", old.bound if old else Observation.Bound.EXACT)
    return value_in_words(entry.value, definition.unit, definition.unit_en, definition.value_type, bound)


@register.simple_tag
def point_words(point: Point, figure: Figure) -> str:
    return value_in_words(point.value, figure.unit, figure.unit_en)


@register.filter
def moved(movement: Movement, figure: Figure) -> str:
    """By how much: +1项; that it came or went where there is nothing to subtract."""
    if movement.reading.value is None:
        return _("had no value then")
    return difference_in_words(movement.difference, figure)


@register.filter
def period(thing: Observation | Figure | ValueEntry) -> str:
    """2020年1—11月; "" for the state of a day."""
    row = thing.observation if isinstance(thing, Figure) else thing
    if isinstance(thing, Figure) and row is None and thing.operands:
        row = thing.operands[1].observation
    return period_in_words(row.period_start, row.as_of) if row else ""


@register.filter
def bound_words(bound: str) -> str:
    return bound_in_words(bound)


@register.filter
def point_time(point: Point) -> str:
    """When a point of the course was true: the day, or the year where the day is not known."""
    return day(point.at) if point.at else str(point.year)


@register.simple_tag
def course_bars(points: list[Point]) -> SafeString:
    """The course as bars, the last one marked; the table behind it says the same in numbers."""
    if not points:
        return SafeString("")
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>',
        (
            (
                number * (BAR + GAP),
                round(TALL * (100 - point.height) / 100, 1),
                BAR,
                round(TALL * point.height / 100, 1),
                "last" if number == len(points) - 1 else "",
            )
            for number, point in enumerate(points)
        ),
    )
    said = _("From %(first)s to %(last)s") % {"first": points[0].value, "last": points[-1].value}
    width = len(points) * (BAR + GAP) - GAP
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        width,
        TALL,
        said,
        bars,
    )
