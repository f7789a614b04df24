"""The menu: at most nine rooms in the left rail, in the words of docs/concepts.md."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Room:
    """One entry: shown to whoever holds any of `duties` (everybody signed in when empty)."""

    key: str  # g + this letter goes there
    title: str | Promise
    url_name: str
    duties: tuple[str, ...] = ()


ROOMS = (
    Room("i", _("Inbox"), "core:inbox"),
    Room("m", _("Reform measures"), "programmes:measure_list"),
    Room("c", _("Campaigns"), "programmes:campaign_list"),
    Room("f", _("Figures"), "indicators:figure_list"),
    Room("o", _("Annual overview"), "reports:overview_list"),
    Room("u", _("Units and people"), "organizations:unit_list"),
    Room("d", _("Working calendar"), "organizations:calendar"),
    Room("s", _("Sign-in and sessions"), "organizations:session_list", ("security_admin",)),
    Room("a", _("Audit chain"), "core:audit_list", ("audit_admin",)),
)
