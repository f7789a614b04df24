"""The menu: at most nine rooms in the left rail, in the words of docs/concepts.md."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.queries import BUSINESS_DUTIES
from gongjian.organizations.models import Duty, Unit
from gongjian.programmes.queries import OVERSEEING, TAKING_PART
from gongjian.programmes.rules.rounds import can_move_city_day
from gongjian.reports.models import Overview


@dataclass(frozen=True)
class Page:
    """A page of a room that has several: they stand as tabs over each of them."""

    title: str | Promise
    url_name: str
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """One entry: shown to whoever holds any of `duties` (everybody signed in when empty)."""

    key: str  # g + this letter goes there
    title: str | Promise
    url_name: str
    duties: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


LEDGER = (*OVERSEEING, *TAKING_PART)
ANY_POST = tuple(Duty.values)

# Whom a room is shown to is whom its page opens for: tests/permissions.csv. Nobody is shown more than nine.
ROOMS = (
    Room(
        "i",
        _("Work desk"),
        "core:inbox",
        pages=(
            Page(_("My work"), "desk:home", ANY_POST),
            Page(_("Calendar of dues"), "desk:dues", ANY_POST),
            Page(_("Search"), "desk:search", ANY_POST),
            Page(_("Inbox"), "core:inbox"),
        ),
    ),
    Room(
        "m",
        _("Reform measures"),
        "programmes:measure_list",
        LEDGER,
        pages=(
            Page(_("Ledger"), "programmes:measure_list", LEDGER),
            Page(_("Campaigns"), "programmes:campaign_list", LEDGER),
            Page(_("Adjustments"), "programmes:adjustment_list", LEDGER),
            Page(_("Livelihood commitments"), "programmes:commitment_list", LEDGER),
            Page(_("Pilot policies"), "programmes:pilot_list", LEDGER),
        ),
    ),
    Room(
        "n",
        _("Monthly drive"),
        "programmes:month_list",
        LEDGER,
        pages=(
            Page(_("Monthly reports"), "programmes:month_list", LEDGER),
            Page(_("Reports to handle"), "programmes:report_queue", LEDGER),
            Page(_("Lights"), "programmes:board_latest", LEDGER),
            Page(_("Reviews"), "programmes:review_list", LEDGER),
            Page(_("Letters"), "programmes:letter_list", LEDGER),
            Page(_("Tasks"), "programmes:task_list", LEDGER),
        ),
    ),
    Room(
        "t",
        _("Task forces"),
        "programmes:force_list",
        LEDGER,
        pages=(
            Page(_("Task forces"), "programmes:force_list", LEDGER),
            Page(_("Meetings"), "programmes:meeting_list", LEDGER),
        ),
    ),
    Room(
        "v",
        _("Special supervision"),
        "programmes:inspection_list",
        LEDGER,
        pages=(
            Page(_("Inspections"), "programmes:inspection_list", LEDGER),
            Page(_("Findings"), "programmes:finding_list", LEDGER),
        ),
    ),
    Room("f", _("Figures"), "indicators:figure_list"),
    Room("o", _("Annual overview"), "reports:overview_list", BUSINESS_DUTIES),
    Room("u", _("Units and people"), "organizations:unit_list", ANY_POST),
    Room("d", _("Working calendar"), "organizations:calendar", ANY_POST),
    Room("s", _("Sign-in and sessions"), "organizations:session_list", ("security_admin",)),
    Room("a", _("Audit chain"), "core:audit_list", ("audit_admin",)),
)


@dataclass(frozen=True)
class Places:
    """Where the page head leads: address names of rooms that core itself may not know."""

    desk: str
    account: str
    search: str
    search_label: str | Promise
    search_hint: str | Promise
    # Where a trial city's day is moved, and for whom the head leads there.
    city_day: str
    may_move_day: Callable[[Any], bool]


PLACES = Places(
    desk="desk:home",
    account="organizations:me",
    search="desk:search",
    search_label=_("Search everything"),
    search_hint=_("Measures, reports, letters, units …   /"),
    city_day="programmes:city_day",
    may_move_day=can_move_city_day,
)


@dataclass(frozen=True)
class SiteFacts:
    """What the page head says: the city, and the year its overview is about."""

    city: str
    year: int | None


def site_facts() -> SiteFacts:
    """The root unit's name and the latest overview's year, in the reader's language."""
    root = Unit.objects.filter(parent=None).order_by("path").first()
    year = Overview.objects.order_by("-year").values_list("year", flat=True).first()
    return SiteFacts(root.label if root else "", year)
