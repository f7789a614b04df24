"""Small pieces of the pages of inspections and findings."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongjian.programmes.models import Finding, Visit
from gongjian.programmes.rules.life_words import gap_words
from gongjian.programmes.tables import inspections

register = template.Library()
register.simple_tag(inspections.inspection_badge)
register.simple_tag(inspections.finding_badge)
register.simple_tag(inspections.grade_badge)


@register.simple_tag
def gap(visit: Visit) -> SafeString:
    """How the unit's own % and the evaluator's differ, in words and colour."""
    kind = "is-late" if visit.gap > 0 else "" if visit.gap else "muted"
    return format_html('<span class="{}">{}</span>', kind, gap_words(visit))


@register.simple_tag
def line_words(line: dict[str, str]) -> str:
    """One line of a score's arithmetic, in the reader's language."""
    why, about = line["why"], line["about"]
    if why == "start":
        return _("Full score")
    if why == "floor":
        return _("Nothing below 0")
    if why == "overstated":
        return _("%(measure)s: points claimed above what was seen") % {"measure": about}
    number = {"number": about.lstrip("0")}
    if why == "late":
        return _("Finding %(number)s rectified late") % number
    return _("Finding %(number)s, %(grade)s") % (number | {"grade": Finding.Grade(why).label})


@register.simple_tag
def line_sum(line: dict[str, str]) -> str:
    """The sum of one line: − 15 × 1."""
    if line["why"] in ("start", "floor"):
        return ""
    return f"− {plain(line['times'])} × {plain(line['each'])}"


@register.filter
def plain(value: str) -> str:
    """A stored decimal without the zeros behind its point."""
    return f"{Decimal(value).normalize():f}"
