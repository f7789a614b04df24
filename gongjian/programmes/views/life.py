"""The life story on a measure's page: what of it is shown, by kind and how far back."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from gongjian.programmes.models import Milestone
from gongjian.programmes.queries.story import Life
from gongjian.programmes.rules.life import KINDS, TOLD_BY_CHAIN, kinds_in
from gongjian.programmes.rules.life_words import story_of
from gongjian.programmes.tables.story import strip_of

LATEST_EVENTS = 30
# How many audit records are read before somebody asks for the whole story: more than a page tells.
MOST_RECORDS = 200


def is_whole(request: HttpRequest) -> bool:
    return request.GET.get("events") == "all"


def life_story(request: HttpRequest, life: Life, steps: Sequence[Milestone]) -> dict[str, Any]:
    """The latest events of the kind asked for, or all of them; `older` says that there are more."""
    told, whole = story_of(life, steps), is_whole(request)
    counts = kinds_in(told)
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else ""
    events = [event for event in told if kind in ("", event.kind)]
    left_out = life.has_more and (not kind or kind in TOLD_BY_CHAIN)
    older = not whole and (len(events) > LATEST_EVENTS or left_out)
    return {
        "story": events[:LATEST_EVENTS] if older else events,
        "older": older,
        "whole": whole,
        "kind": kind,
        "kinds": [(key, KINDS[key], number) for key, number in counts.items()],
        "told": len(told),
        "strip": strip_of(life.lights, life.measure.number),
    }
