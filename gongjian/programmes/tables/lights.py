"""How lights are listed: the badge, the line of a board, the groups of a board, the bars of a trend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.algorithms.lights import is_worse
from gongjian.programmes.models import Campaign, MeasureLight, Month
from gongjian.programmes.tables.ledger import short_name

Light = MeasureLight.Light
# The class of core.css that gives colour and shape.
KINDS = {Light.GREEN: "ok", Light.YELLOW: "late", Light.RED: "alarm", Light.BLUE: "done"}
# On a board the gravest come first.
GRAVEST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
PLACE = {light: place for place, light in enumerate(GRAVEST_FIRST)}
BY_CAMPAIGN, BY_UNIT = "campaign", "unit"


@dataclass
class Group:
    """What stands under one heading of a board: the lines, the gravest first, and how many of each light."""

    title: str
    url: str
    lights: list[MeasureLight] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        return counted(light.light for light in self.lights)

    @property
    def lines(self) -> SafeString:
        return format_html_join("", "{}", ((line(light),) for light in self.lights))


def light_badge(light: Any) -> SafeString:
    """Colour, shape and word of a light, or of its code."""
    code = Light(getattr(light, "light", light))
    return format_html('<span class="light {}">{}</span>', KINDS[code], code.label)


def tally(counts: Iterable[tuple[str, int]]) -> SafeString:
    """How many of each light, in colour and shape; the word for whoever hears the page."""
    parts = ((KINDS[Light(code)], Light(code).label, number) for code, number in counts)
    one = '<span class="{0}" title="{1}">{2}<span class="visually-hidden"> {1}</span></span>'
    return format_html('<span class="tally">{}</span>', format_html_join("", one, parts))


def counted(codes: Iterable[str]) -> list[tuple[str, int]]:
    """(light, how many), the gravest first; none that there are none of."""
    numbers = dict.fromkeys(GRAVEST_FIRST, 0)
    for code in codes:
        numbers[Light(code)] += 1
    return [(light, number) for light, number in numbers.items() if number]


def line(light: MeasureLight) -> SafeString:
    """A measure on the board: shape, word, what it is, how far; written here, as two hundred templates are slow."""
    month = light.month
    return format_html(
        '<li class="{}{}"><a href="{}" title="{}"><b>{}</b> <span class="what">{}</span>'
        '<span class="num">{}/{}</span></a></li>',
        KINDS[Light(light.light)],
        " slipped" if has_slipped(light) else "",
        f"{month.board_address}{light.measure.number}/",
        f"{light.measure.number} {light.measure.label} {light.reason_label}",
        Light(light.light).label,
        light.measure.label,
        light.verified,
        light.planned,
    )


def has_slipped(light: MeasureLight) -> bool:
    """Is it worse than in the frozen month before? A measure without a light then cannot have slipped."""
    before = getattr(light, "light_before", None)
    return before is not None and is_worse(light.light, before)


def groups_of(lights: Sequence[MeasureLight], by: str, month: Month) -> list[Group]:
    """The board's groups in the order of the campaigns or of the tree of units."""
    month.board_address = reverse("programmes:board", args=[month.year, month.month])
    groups: dict[Any, Group] = {}
    for light in sorted(lights, key=_order(by)):
        light.month = month
        about = light.unit if by == BY_UNIT else light.campaign
        if about.pk not in groups:
            groups[about.pk] = Group(*_heading(about))
        groups[about.pk].lights.append(light)
    return list(groups.values())


def _order(by: str) -> Any:
    kinds = list(Campaign.Kind)

    def order(light: MeasureLight) -> tuple[Any, ...]:
        campaign = light.campaign
        place = (light.unit.path,) if by == BY_UNIT else (kinds.index(campaign.kind), campaign.sequence, campaign.pk)
        return (*place, PLACE[Light(light.light)], light.measure.number)

    return order


def _heading(about: Any) -> tuple[str, str]:
    if isinstance(about, Campaign):
        return about.label, reverse("programmes:campaign_trend", args=[about.code])
    return short_name(about), reverse("programmes:unit_trend", args=[about.code])


# --- trends ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Column:
    """One month of a trend: how many of each light."""

    month: Month
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def tally(self) -> list[tuple[str, int]]:
        return [(light, number) for light, number in self.named if number]

    @property
    def named(self) -> list[tuple[str, int]]:
        return [(light, self.counts.get(light, 0)) for light in GRAVEST_FIRST]

    @property
    def red(self) -> int:
        return self.counts.get(Light.RED, 0)


def columns_of(months: Iterable[Month], counts: dict[int, dict[str, int]]) -> list[Column]:
    return [Column(month, counts.get(month.pk, {})) for month in months]


def stacked_bar(counts: dict[str, int], most: int) -> SafeString:
    """A bar of the lights of one month, as long as its share of `most`; numbers and words stand in its label."""
    parts, start = [], 0.0
    for light in GRAVEST_FIRST:
        width = 100 * counts.get(light, 0) / most if most else 0
        if width:
            parts.append((KINDS[light], f"{start:.2f}", f"{width:.2f}"))
        start += width
    words = _(", ").join(f"{light.label} {counts.get(light, 0)}" for light in GRAVEST_FIRST)
    return format_html(
        '<svg class="stack" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        words,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="12"/>', parts),
    )


def finding(columns: Sequence[Column]) -> str:
    """What a trend says, in one sentence: the alarms, compared with the month before."""
    if not columns:
        return ""
    now = columns[-1]
    if len(columns) == 1:
        return _("%(red)s of %(total)s on alarm in %(month)s") % {
            "red": now.red, "total": now.total, "month": now.month.label,
        }  # fmt: skip
    before = columns[-2]
    values = {"month": now.month.label, "red": now.red, "before": before.red, "total": now.total}
    if now.red > before.red:
        return _("More on alarm in %(month)s: %(red)s of %(total)s, %(before)s the month before") % values
    if now.red < before.red:
        return _("Fewer on alarm in %(month)s: %(red)s of %(total)s, %(before)s the month before") % values
    return _("As many on alarm in %(month)s as the month before: %(red)s of %(total)s") % values
