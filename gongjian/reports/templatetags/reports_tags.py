"""The pieces of a text as HTML, and how its figures open."""

import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.core.language import in_language
from gongjian.reports.models import Snapshot
from gongjian.reports.queries import Rendering, Statement, WrittenPiece

register = template.Library()
_CLOSING = re.compile(r"[，。；：、！？）》」”’…,.;:!?)\"']+")


@register.simple_tag(takes_context=True)
def written(context: template.Context, pieces: tuple[WrittenPiece, ...]) -> SafeString:
    """Words, figures and labels of a block without a space between them. A tag, since a text has hundreds."""
    open_names, snapshot = context.get("open_names", frozenset()), context.get("snapshot")
    texts = [piece.text for piece in pieces]
    html = []
    for place, piece in enumerate(pieces):
        if piece.statement is None and piece.label is None:
            html.append(format_html("{}", texts[place]))
            continue
        may_wrap = piece.statement is not None and piece.statement.is_gap  # a unit's name can be long
        after = "" if may_wrap else _closing(texts, place + 1)
        html.append(_kept_together(_piece(piece, open_names, snapshot), after))
    return mark_safe("".join(html))  # noqa: S308 – each part is escaped above


def _closing(texts: list[str], place: int) -> str:
    """The closing marks with which the words after a figure begin; they are taken from there."""
    found = _CLOSING.match(texts[place]) if place < len(texts) else None
    if not found:
        return ""
    texts[place] = texts[place][found.end() :]
    return found.group()


def _kept_together(figure: SafeString, after: str) -> SafeString:
    """Browsers break a line after a figure that may not wrap, and would begin the next with its comma."""
    return format_html('<span class="nowrap">{}{}</span>', figure, after) if after else figure


def _piece(piece: WrittenPiece, open_names: Any, snapshot: Snapshot | None) -> SafeString:
    if piece.statement is not None:
        return _figure(piece.statement, open_names, snapshot)
    label = piece.label or {}
    reason = in_language(label.get("reason", ""), label.get("reason_en", ""))
    return format_html('<span class="named" title="{}">{}</span>', reason, piece.text)


def _figure(statement: Statement, open_names: Any, snapshot: Snapshot | None) -> SafeString:
    look = "figure" + " gap" * statement.is_gap + " changed" * statement.differs
    if statement.use.name in open_names and statement.said is not None:
        leads = door(statement, snapshot)
        answer = format_html(
            '<a class="{}" href="{}" data-card="{}" title="{}">{}</a>',
            look,
            leads["page"],
            leads["card"],
            statement.title,
            statement.words,
        )
    else:
        answer = format_html('<span class="{} closed" title="{}">{}</span>', look, statement.title, statement.words)
    if statement.differs and statement.today:
        now = _("(today %(words)s)") % {"words": statement.today.words}
        answer += format_html('<span class="now">{}</span>', now)
    return answer


@register.filter
def door(statement: Statement, snapshot: Snapshot | None) -> dict[str, str]:
    """Where a figure leads: its page and the card for the side column; a frozen one to what was frozen."""
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
