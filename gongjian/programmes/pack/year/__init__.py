"""A year of driving as a pack tells it: every line is played through the action it names, on its day, by its people.

The year is told once, into a programme that knows no months yet. Whoever acts is the sample person who would have;
the audit chain says of each record that it came with the pack.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core import clock
from gongjian.core.audit import Actor
from gongjian.core.notifications import quietly
from gongjian.core.request_context import RequestFacts, request_context
from gongjian.programmes.models import Month
from gongjian.programmes.pack.year import forces, inspections, letters, months, reports, reviews
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event

PARTS = (months, reports, reviews, letters, forces, inspections)
FILES: dict[str, dict[str, str]] = {name: columns for part in PARTS for name, columns in part.FILES.items()}


def load_year(pack: Any, *, by: Actor) -> dict[str, int]:
    """Play the year's events in their order. What an action objects to is a problem of its line."""
    if Month.objects.exists() or not any(pack.rows(name) for name in FILES):
        return {}
    cast = Cast(pack.is_sample)
    events = sorted(event for part in PARTS for event in part.events(pack, cast))
    with quietly(), request_context(RequestFacts(id=f"pack:{pack.settings['name']}"[:40])):
        for event in events:
            _play(pack, event)
            if len(pack.problems) > 20:
                break
    return {part.__name__.rpartition(".")[2]: len(pack.rows(next(iter(part.FILES)))) for part in PARTS}


def _play(pack: Any, event: Event) -> None:
    try:
        with clock.at(event.at):
            event.act()
    except (ValidationError, PermissionDenied) as error:
        message = error if isinstance(error, ValidationError) else str(error)
        pack.fail(event.file, event.line, "", message)
    except LookupError as error:
        pack.fail(event.file, event.line, "", str(error))
