"""The audit chain's records of a measure in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.models import AuditRecord
from gongjian.programmes.rules.columns import title_of

WORDS: dict[str, str | Promise] = {
    "measure.added": gettext_lazy("entered the measure"),
    "measure.edited": gettext_lazy("changed: %(fields)s"),
    "measure.milestones_set": gettext_lazy("set the milestones"),
    "measure.targets_set": gettext_lazy("set the targets"),
    "measure.proposed": gettext_lazy("proposed the measure again"),
    "measure.established": gettext_lazy("established the measure"),
    "measure.returned": gettext_lazy("returned the proposal"),
    "measure.started": gettext_lazy("started work"),
    "measure.strike_off_applied": gettext_lazy("signed the application for strike-off"),
    "measure.struck_off": gettext_lazy("struck the measure off"),
    "measure.strike_off_returned": gettext_lazy("returned the application for strike-off"),
    "measure.suspended": gettext_lazy("suspended the measure"),
    "measure.resumed": gettext_lazy("resumed the measure"),
    "measure.merged": gettext_lazy("merged the measure into another"),
    "measure.split": gettext_lazy("split the measure into parts"),
    "measure.made_by_split": gettext_lazy("made the measure as a part of a larger one"),
    "measure.reopened": gettext_lazy("reopened the measure after a look-back"),
    "measure.adjustment_applied": gettext_lazy("applied for an adjustment"),
    "measure.adjusted": gettext_lazy("approved the adjustment: %(fields)s"),
    "measure.adjustment_refused": gettext_lazy("refused the adjustment"),
    "measure.adjustment_withdrawn": gettext_lazy("withdrew the application for an adjustment"),
    "outside_check.recorded": gettext_lazy("recorded an outside check"),
    "look_back.recorded": gettext_lazy("recorded a look-back"),
    "measure.removed": gettext_lazy("removed the measure"),
    "measure.restored": gettext_lazy("restored the measure"),
    "evidence.submitted": gettext_lazy("submitted evidence: %(subject)s"),
    "evidence.verified": gettext_lazy("verified evidence: %(subject)s"),
    "evidence.returned": gettext_lazy("returned evidence: %(subject)s"),
    "evidence.withdrawn": gettext_lazy("withdrew evidence: %(subject)s"),
    "attainment.reported": gettext_lazy("reported progress: %(subject)s"),
    "attainment.verified": gettext_lazy("verified progress: %(subject)s"),
    "attainment.returned": gettext_lazy("returned reported progress: %(subject)s"),
    "attainment.entered": gettext_lazy("entered progress: %(subject)s"),
    "attainment.changed": gettext_lazy("changed entered progress: %(subject)s"),
    "photo.added": gettext_lazy("added a photograph: %(subject)s"),
    "photo.published": gettext_lazy("showed a photograph to the public: %(subject)s"),
    "photo.changed": gettext_lazy("changed a photograph: %(subject)s"),
    "photo.hidden": gettext_lazy("hid a photograph from the public: %(subject)s"),
    "photo.withdrawn": gettext_lazy("withdrew a photograph: %(subject)s"),
    "grant.entered": gettext_lazy("entered who granted it: %(subject)s"),
    "grant.edited": gettext_lazy("changed who granted it: %(subject)s"),
    "grant.landed": gettext_lazy("named the document that landed it"),
}
# What changes along with something else and says nothing by itself.
_UNSAID = {"id", "version", "applied_by"}
# An approved adjustment moves dates and the goal; that the measure is back where it was goes without saying.
_UNSAID_OF = {"measure.adjusted": {"state", "state_on"}}


@dataclass(frozen=True)
class Event:
    """One line of a life story."""

    at: datetime
    who: str
    post: str
    words: str
    note: str


def told(record: AuditRecord, of: Mapping[str, str | Promise] = WORDS) -> Event:
    """A record as a sentence, in the words of its noun (a measure's unless said); one without is told by its code."""
    words = str(of.get(record.action, record.action))
    values = {
        "fields": _fields(record.changes, _UNSAID | _UNSAID_OF.get(record.action, set())),
        "subject": record.subject,
    }
    who = _("the system") if record.actor_id == "system" else record.actor
    return Event(record.at, who, record.post, words % values if "%(" in words else words, record.note)


def _fields(changes: dict[str, Any], unsaid: set[str]) -> str:
    """The fields' names; dates and figures with what they were and are."""
    said = []
    for name, (before, after) in sorted(changes.items()):
        if name in unsaid:
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
