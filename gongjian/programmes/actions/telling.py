"""Whose turn it is, and what became of theirs: a line in the inbox of everybody whom a step concerns.

The house keeps no language of an account, so lines are written in the city's own.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from gongjian.core.audit import Actor
from gongjian.core.notifications import notify
from gongjian.organizations.models import Account
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.queries import OFFICE, TAKING_PART

# By move: who reads of it (duties over the lead unit), in which words.
OF_MOVES: dict[str, tuple[tuple[str, ...], str | Promise]] = {
    "propose": (OFFICE, gettext_lazy("Proposal to decide: %(measure)s")),
    "establish": (TAKING_PART, gettext_lazy("Established: %(measure)s")),
    "return_measure": (TAKING_PART, gettext_lazy("Proposal returned: %(measure)s")),
    "apply_strike_off": (OFFICE, gettext_lazy("Application for strike-off to decide: %(measure)s")),
    "strike_off": (TAKING_PART, gettext_lazy("Struck off: %(measure)s")),
    "return_strike_off": (TAKING_PART, gettext_lazy("Application for strike-off returned: %(measure)s")),
    "suspend": (TAKING_PART, gettext_lazy("Suspended: %(measure)s")),
    "resume": (TAKING_PART, gettext_lazy("Resumed: %(measure)s")),
    "merge": (TAKING_PART, gettext_lazy("Merged into another measure: %(measure)s")),
    "split": (TAKING_PART, gettext_lazy("Split into parts: %(measure)s")),
    "reopen": (TAKING_PART, gettext_lazy("Reopened after a look-back: %(measure)s")),
}


def tell_of_move(measure: Measure, name: str, *, by: Actor, reason: str = "") -> None:
    """After a move: whoever has the next word, or is told the last one."""
    if name in OF_MOVES:
        duties, words = OF_MOVES[name]
        _tell(accounts_over(measure.lead_unit, duties), words, measure, by=by, body=reason)


def tell_of_takeover(target: Measure, merged: Measure, *, by: Actor) -> None:
    """The unit that now owes what another measure promised; when it is the same unit, it has been told."""
    if target.lead_unit_id != merged.lead_unit_id:
        words = gettext_lazy("Takes over from another measure: %(measure)s")
        _tell(accounts_over(target.lead_unit, TAKING_PART), words, target, by=by, body=str(merged))


def tell_of_part(part: Measure, origin: Measure, *, by: Actor) -> None:
    """The unit that now owes a part of what another unit promised."""
    words = gettext_lazy("To be led by you, a part of another measure: %(measure)s")
    _tell(accounts_over(part.lead_unit, TAKING_PART), words, part, by=by, body=str(origin))


def tell_of_submission(proof: Evidence, *, by: Actor) -> None:
    """Those who verify. Who submitted cannot, and is not told."""
    measure = proof.milestone.measure
    words = gettext_lazy("Evidence to verify: %(title)s")
    _tell(accounts_over(measure.lead_unit, OFFICE), words, measure, by=by, title=proof.title, body=str(measure))


def tell_of_ruling(proof: Evidence, words: str | Promise, *, by: Actor, reason: str = "") -> None:
    """The lead unit, and whoever submitted the evidence for it."""
    measure = proof.milestone.measure
    readers = accounts_over(measure.lead_unit, TAKING_PART)
    if proof.submitted_by is not None:
        readers.append(proof.submitted_by)
    body = f"{measure}\n{reason}".strip()
    _tell(readers, words, measure, by=by, title=proof.title, body=body)


def _tell(
    readers: Iterable[Account], words: str | Promise, measure: Measure, *, by: Actor, body: str = "", title: Any = ""
) -> None:
    """One line each, but none for the person who did it."""
    concerned = [account for account in readers if account != by]
    with override(settings.LANGUAGE_CODE):
        line = str(words) % {"measure": measure, "title": title}
    notify(
        concerned,
        title=line,
        body=body.strip(),
        url=measure.get_absolute_url(),
        kind="evidence" if title else "measure",
    )
