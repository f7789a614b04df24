"""How a text's figures open: the living ones to their page, frozen ones to what was frozen."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.reports.models import Snapshot
from gongjian.reports.queries import Rendering, Statement

register = template.Library()


@register.filter
def door(statement: Statement, snapshot: Snapshot | None) -> dict[str, str]:
    """Where a figure leads: its page, and the card for the side column."""
    if snapshot:
        frozen = reverse("reports:snapshot_figure", args=[snapshot.overview.year, snapshot.number, statement.position])
        return {"page": frozen, "card": frozen}
    return {"page": statement.url, "card": statement.card_url}


@register.simple_tag
def side_name(rendering: Rendering) -> str:
    """What one side of a comparison is called."""
    if rendering.snapshot:
        return _("Snapshot %(number)s") % {"number": rendering.snapshot.number}
    return _("today")
