"""What the figures' room answers to what happens in the rooms below it."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext

from gongjian.indicators.models import Definition
from gongjian.organizations.models import Unit
from gongjian.organizations.signals import unit_dissolving

MOST_NAMED = 5


@receiver(unit_dissolving)
def figures_hang_on_the_unit(sender: Any, unit: Unit, **rest: Any) -> list[str]:
    """A figure is owed by somebody: another unit takes it over before this one ends."""
    owed = list(Definition.objects.filter(owner=unit))
    if not owed:
        return []
    words = ngettext(
        "%(count)s figure is owed by it; name another unit first: %(names)s",
        "%(count)s figures are owed by it; name another unit first: %(names)s",
        len(owed),
    )
    return [words % {"count": len(owed), "names": "、".join(one.label for one in owed[:MOST_NAMED])}]
