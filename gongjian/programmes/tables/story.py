"""How a measure's life is shown: the strip of its latest lights, and the badge of the noun an event speaks of."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst

from gongjian.core.language import day
from gongjian.core.templatetags.core_tags import colon
from gongjian.programmes.models import Adjustment, Finding, Letter, MeasureLight, MonthlyReport, Task
from gongjian.programmes.rules.life import Detail, Event
from gongjian.programmes.rules.life_words import light_address
from gongjian.programmes.tables.adjustments import adjustment_badge
from gongjian.programmes.tables.inspections import finding_badge
from gongjian.programmes.tables.letters import letter_badge
from gongjian.programmes.tables.lights import light_badge
from gongjian.programmes.tables.reporting import report_badge
from gongjian.programmes.tables.tasks import task_badge

BADGES: dict[type, Callable[[Any], SafeString]] = {
    Adjustment: adjustment_badge,
    Finding: finding_badge,
    Letter: letter_badge,
    MeasureLight: light_badge,
    MonthlyReport: report_badge,
    Task: task_badge,
}
# How much of a longer text a line shows; the whole is a click away.
DETAIL = 200
# A year of months.
STRIP = 12


def mark_of(about: Any) -> SafeString:
    """The present state of what an event speaks of; nothing where it speaks of no noun."""
    return BADGES[type(about)](about) if about is not None else SafeString("")


def told_events(events: Iterable[Event]) -> SafeString:
    """The lines of a life story; written here, as a template for each of hundreds is slow."""
    return format_html_join("", "{}", ((_told(event),) for event in events))


def _told(event: Event) -> SafeString:
    when = f"{day(event.day)} {timezone.localtime(event.at):%H:%M}" if event.at else day(event.day)
    by = " ".join(filter(None, (event.who, event.post)))
    about = " · ".join(filter(None, (by, *event.facts)))
    return format_html(
        '<li><time class="muted small" datetime="{}">{}</time><div><div class="what">{} {}</div>{}{}{}</div></li>',
        event.day.isoformat(),
        when,
        _linked(capfirst(event.words), event.url),
        mark_of(event.about),
        format_html('<div class="muted small">{}</div>', about) if about else "",
        format_html_join("", "{}", ((_of_detail(detail),) for detail in event.details)),
        format_html('<div class="small note">{}</div>', linebreaksbr(event.note, autoescape=True))
        if event.note
        else "",
    )


def _of_detail(detail: Detail) -> SafeString:
    title = format_html('<span class="muted">{}{}</span>', detail.title, colon()) if detail.title else ""
    was = format_html('<span class="was"><del>{}</del></span> → ', _short(detail.was)) if detail.was else ""
    words = _linked(_short(detail.words), detail.url)
    return format_html('<div class="small detail">{}{}{} {}</div>', title, was, words, mark_of(detail.about))


def _linked(words: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, words) if url else conditional_escape(words)


def _short(words: str) -> str:
    return Truncator(words).chars(DETAIL)


def strip_of(lights: Sequence[MeasureLight], number: str) -> list[dict[str, Any]]:
    """The months up to the latest light, oldest first, each with `light` and `url`; `light` is None in a month
    between that gave none. `lights` are one measure's, oldest first."""
    if not lights:
        return []
    by_month = {light.month.year * 12 + light.month.month - 1: light for light in lights[-STRIP:]}
    last = max(by_month)
    first = max(min(by_month), last - STRIP + 1)
    strip = []
    for at in range(first, last + 1):
        light = by_month.get(at)
        year, month = divmod(at, 12)
        url = light_address(light, number) if light else ""
        strip.append({"year": year, "month": month + 1, "light": light, "url": url})
    return strip
