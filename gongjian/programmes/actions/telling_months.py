"""What the inbox says when a month is opened or frozen: one line a person, however many measures there are."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.core.audit import Actor
from gongjian.core.language import day
from gongjian.organizations.models import Account, Appointment
from gongjian.organizations.queries import accounts_with, on_day
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import MeasureLight, Month
from gongjian.programmes.queries.ledger import TAKING_PART


def tell_of_opening(month: Month, *, by: Actor) -> None:
    """Those who write and sign for a unit: how many of its reports are asked for, and by when."""
    owed = dict(month.reports.order_by().values_list("unit__path").annotate(Count("pk")))
    with override(settings.LANGUAGE_CODE):
        words = _("%(month)s: reports to hand in by %(due)s: %(number)s")
        for (number,), readers in _by_numbers([owed]):
            line = words % {"month": month.label, "due": day(month.due_on), "number": number}
            tell(readers, line, by=by, url=month.get_absolute_url(), kind="month")


def tell_of_freezing(month: Month, *, by: Actor) -> None:
    """Those who take part in a unit: how many of its measures are red and how many lag, where there are any."""
    Light = MeasureLight.Light
    counts = [
        dict(month.lights.filter(light=light).order_by().values_list("unit__path").annotate(Count("pk")))
        for light in (Light.RED, Light.YELLOW)
    ]
    board = reverse("programmes:board", args=[month.year, month.month])
    with override(settings.LANGUAGE_CODE):
        words = _("Lights of %(month)s: alarm %(red)s, lagging %(yellow)s")
        for (red, yellow), readers in _by_numbers(counts):
            line = words % {"month": month.label, "red": red, "yellow": yellow}
            tell(readers, line, by=by, url=board, kind="light")


def _by_numbers(counts: list[dict[str, int]]) -> Iterable[tuple[tuple[int, ...], list[Account]]]:
    """People grouped by how many they have within the scope of their posts; nobody who has none. Three queries."""
    held: dict[int, set[str]] = {}
    holding = Appointment.objects.filter(on_day()).values_list("person_id", "post__scope__path", "post__duties")
    for person, scope, duties in holding:
        if set(TAKING_PART) & set(duties):
            held.setdefault(person, set()).add(scope)
    groups: dict[tuple[int, ...], list[Account]] = {}
    for account in accounts_with(TAKING_PART):
        scopes = tuple(held.get(account.person_id, ()))
        numbers = tuple(
            sum(number for path, number in count.items() if scopes and path.startswith(scopes)) for count in counts
        )
        if any(numbers):
            groups.setdefault(numbers, []).append(account)
    return groups.items()
