"""The audit chain's records of a measure in plain words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.models import AuditRecord
from gongjian.programmes.rules.columns import title_of

_t = gettext_lazy
WORDS: dict[str, str | Promise] = {
    "measure.added": _t("entered the measure"),
    "measure.edited": _t("changed: %(fields)s"),
    "measure.milestones_set": _t("set the milestones"),
    "measure.proposed": _t("proposed the measure again"),
    "measure.established": _t("established the measure"),
    "measure.returned": _t("returned the proposal"),
    "measure.started": _t("started work"),
    "measure.strike_off_applied": _t("signed the application for strike-off"),
    "measure.struck_off": _t("struck the measure off"),
    "measure.strike_off_returned": _t("returned the application for strike-off"),
    "measure.suspended": _t("suspended the measure"),
    "measure.resumed": _t("resumed the measure"),
    "measure.merged": _t("merged the measure into another"),
    "measure.removed": _t("removed the measure"),
    "measure.restored": _t("restored the measure"),
    "evidence.submitted": _t("submitted evidence: %(subject)s"),
    "evidence.verified": _t("verified evidence: %(subject)s"),
    "evidence.returned": _t("returned evidence: %(subject)s"),
}
# What changes along with something else and says nothing by itself.
_UNSAID = {"id", "version", "applied_by"}


@dataclass(frozen=True)
class Event:
    """One line of a life story."""

    at: datetime
    who: str
    post: str
    words: str
    note: str


def told(record: AuditRecord) -> Event:
    """A record as a sentence; one without words of its own is told by its code."""
    words = str(WORDS.get(record.action, record.action))
    values = {"fields": _fields(record.changes), "subject": record.subject}
    who = _("the system") if record.actor_id == "system" else record.actor
    return Event(record.at, who, record.post, words % values if "%(" in words else words, record.note)


def _fields(changes: dict[str, Any]) -> str:
    """The fields' names; dates and figures with what they were and are."""
    said = []
    for name, (before, after) in sorted(changes.items()):
        if name in _UNSAID:
            continue
        title = title_of("measures", name) if name != "milestones" else _("milestones")
        if name in ("start", "due", "goal_quantity"):
            said.append(
                _("%(field)s (%(before)s → %(after)s)")
                % {"field": title, "before": before or "—", "after": after or "—"}
            )
        else:
            said.append(str(title))
    return _(", ").join(said)
