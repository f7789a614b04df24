"""What the ledger answers to what happens in the rooms below it."""

from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.organizations.models import Unit
from gongjian.organizations.signals import unit_dissolving
from gongjian.programmes.models import Campaign, Finding, Measure, Task, TaskForce

MOST_NAMED = 5
# Nothing more is to be done by the lead unit.
CLOSED = (Measure.State.STRUCK_OFF, Measure.State.RETURNED, Measure.State.MERGED, Measure.State.SPLIT)


@receiver(unit_dissolving)
def measures_hang_on_the_unit(sender: Any, unit: Unit, **rest: Any) -> list[str]:
    """What it still has to carry out is given to another unit first."""
    led = list(Measure.objects.filter(lead_unit=unit, is_removed=False).exclude(state__in=CLOSED).order_by("number"))
    if not led:
        return []
    words = ngettext(
        "It leads %(count)s measure that is not closed; give it another lead unit first: %(names)s",
        "It leads %(count)s measures that are not closed; give them another lead unit first: %(names)s",
        len(led),
    )
    return [words % {"count": len(led), "names": "、".join(one.number for one in led[:MOST_NAMED])}]


@receiver(unit_dissolving)
def campaigns_hang_on_the_unit(sender: Any, unit: Unit, on: date, **rest: Any) -> list[str]:
    """Campaigns of its last year and later run without a leader otherwise; those of past years are history."""
    led = list(Campaign.objects.filter(lead_unit=unit, year__gte=on.year))
    if not led:
        return []
    words = ngettext(
        "It leads %(count)s campaign that still runs; give it another lead unit first: %(names)s",
        "It leads %(count)s campaigns that still run; give them another lead unit first: %(names)s",
        len(led),
    )
    return [words % {"count": len(led), "names": "、".join(one.label for one in led[:MOST_NAMED])}]


@receiver(unit_dissolving)
def task_forces_hang_on_the_unit(sender: Any, unit: Unit, **rest: Any) -> list[str]:
    """A standing task force has a host, in whose scope it lies."""
    hosted = list(TaskForce.objects.filter(unit=unit, until__isnull=True))
    if not hosted:
        return []
    words = ngettext(
        "It hosts %(count)s task force; dissolve it first or give it another host: %(names)s",
        "It hosts %(count)s task forces; dissolve them first or give them another host: %(names)s",
        len(hosted),
    )
    return [words % {"count": len(hosted), "names": "、".join(one.label for one in hosted[:MOST_NAMED])}]


@receiver(unit_dissolving)
def tasks_hang_on_the_unit(sender: Any, unit: Unit, **rest: Any) -> list[str]:
    """What it still owes is closed or withdrawn first: nobody else could report it done."""
    owed = list(Task.objects.filter(unit=unit, state__in=Task.WAITING))
    if not owed:
        return []
    words = ngettext(
        "It owes %(count)s task that is not closed; close or withdraw it first: %(names)s",
        "It owes %(count)s tasks that are not closed; close or withdraw them first: %(names)s",
        len(owed),
    )
    return [words % {"count": len(owed), "names": "、".join(one.title for one in owed[:MOST_NAMED])}]


@receiver(unit_dissolving)
def findings_hang_on_the_unit(sender: Any, unit: Unit, **rest: Any) -> list[str]:
    """What an inspection found is put right, and accepted, by whom it was found at."""
    owed = list(Finding.objects.filter(unit=unit).exclude(state=Finding.State.CLOSED)[: MOST_NAMED + 1])
    if not owed:
        return []
    names = "、".join(one.title for one in owed[:MOST_NAMED])
    return [_("It has findings of inspections to rectify first: %(names)s") % {"names": names}]
