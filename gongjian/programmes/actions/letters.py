"""Letters of escalation: proposed, issued or waived, signed for, answered, closed or stepped up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.escalation import next_level
from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.numbers import take_number
from gongjian.programmes.models import Letter, Measure
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.letters import issuing_office
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.letters import (
    check_close,
    check_issue,
    check_on_letter,
    check_propose_letter,
    check_reply_days,
    reply_day,
    word_of,
)

# Where proposals wait.
PROPOSALS = format_lazy("{}?state=proposed", reverse_lazy("programmes:letter_list"))
# What whoever issues a letter may still put right of what was proposed.
WRITTEN = ("reason", "demands", "reply_days", "jump_reason", "interview_at", "place")


@transaction.atomic
def propose_letter(
    unit: Unit,
    level: int,
    *,
    reason: str,
    by: Actor,
    measure: Measure | None = None,
    demands: str = "",
    reply_days: int | None = None,
    jump_reason: str = "",
    interview_at: datetime | None = None,
    place: str = "",
    is_sample: bool = False,
) -> Letter:
    """A letter a person wants; it is issued or waived like one that a rule proposes. Raises ValidationError."""
    check_propose_letter(by, unit, measure)
    today = clock.today()
    days = rules_for(today.year).reply_days if reply_days is None else reply_days
    check_reply_days(days)
    letter = Letter(unit=unit, level=level, measure=measure, reason=reason, demands=demands, reply_days=days)
    letter.jump_reason, letter.interview_at, letter.place = jump_reason, interview_at, place
    letter.proposed_on, letter.is_sample = today, is_sample
    letter.full_clean()
    letter.save()
    record(letter, "letter.proposed", by=by, note=reason)
    tell_of_proposals([letter], by=by)
    return letter


@transaction.atomic
def issue_letter(letter: Letter, *, by: Actor, **written: Any) -> Letter:
    """Give it a number and a day of reply, and send it to the unit. `written` puts right fields of WRITTEN.

    Raises ValidationError: a level left out without a reason, a year whose holidays are not known.
    """
    letter, before = _locked(letter, by, "issue")
    for name in WRITTEN:
        if name in written:
            setattr(letter, name, written[name])
    check_issue(letter)
    letter.issued_on = clock.today()
    letter.reply_by = reply_day(letter.issued_on, letter.reply_days)
    letter.issued_by = _account(by)
    letter.issuing_unit = issuing_office(by, letter.unit)
    letter.year = letter.issued_on.year
    letter.sequence, letter.number = take_number(word_of(letter.level, rules_for(letter.year)), letter.year)
    letter.state = Letter.State.ISSUED
    letter.full_clean()
    letter.save()
    record(letter, "letter.issued", by=by, before=before, note=letter.jump_reason)
    _tell_unit(letter, gettext_lazy("To sign for: %(letter)s (%(level)s)"), by=by, body=letter.reason)
    return letter


@transaction.atomic
def waive_letter(letter: Letter, *, reason: str, by: Actor) -> Letter:
    """Not to be sent, and why. It stays among the letters."""
    letter, before = _locked(letter, by, "waive")
    letter.ruling = _said(reason, "reason")
    letter.state, letter.closed_on, letter.ruled_by = Letter.State.WAIVED, clock.today(), _account(by)
    letter.full_clean()
    letter.save()
    record(letter, "letter.waived", by=by, before=before, note=reason)
    return letter


@transaction.atomic
def receive_letter(letter: Letter, *, by: Actor) -> Letter:
    """The unit signs for it."""
    letter, before = _locked(letter, by, "receive")
    letter.state, letter.received_at, letter.received_by = Letter.State.RECEIVED, clock.now(), _account(by)
    letter.save()
    record(letter, "letter.received", by=by, before=before)
    return letter


@transaction.atomic
def reply_letter(letter: Letter, *, text: str, by: Actor, upload: UploadedFile | None = None) -> Letter:
    """The unit answers. Raises ValidationError (of the file too)."""
    letter, before = _locked(letter, by, "reply")
    letter.reply = _said(text, "text")
    letter.state, letter.replied_at, letter.replied_by = Letter.State.REPLIED, clock.now(), _account(by)
    letter.full_clean()
    if upload is not None:
        letter.reply_file = store_file(upload, by=by, kinds=DOCUMENTS)
    letter.save()
    record(letter, "letter.replied", by=by, before=before)
    words = gettext_lazy("Reply to rule on: %(letter)s (%(unit)s)")
    readers = accounts_over(letter.unit, OFFICE)
    url = letter.get_absolute_url()
    tell(readers, words, by=by, url=url, kind="letter", body=text, letter=letter, unit=letter.unit)
    return letter


@transaction.atomic
def record_interview(
    letter: Letter, *, minutes: str, by: Actor, interview_at: datetime | None = None, place: str = ""
) -> Letter:
    """What was said, when and where: the interview may have been held at another time than the summons named."""
    letter, before = _locked(letter, by, "minute")
    letter.minutes = _said(minutes, "minutes")
    letter.interview_at = interview_at or letter.interview_at
    letter.place = place or letter.place
    letter.full_clean()
    letter.save()
    record(letter, "letter.minuted", by=by, before=before)
    return letter


@transaction.atomic
def close_letter(letter: Letter, *, ruling: str, by: Actor) -> Letter:
    """The matter is settled, with or without a reply; the ruling says how."""
    letter, before = _locked(letter, by, "close")
    check_close(letter)
    _close(letter, _said(ruling, "ruling"), by)
    record(letter, "letter.closed", by=by, before=before, note=ruling)
    _tell_unit(letter, gettext_lazy("Closed: %(letter)s (%(level)s)"), by=by, body=ruling)
    return letter


@transaction.atomic
def step_up(letter: Letter, *, reason: str, by: Actor) -> Letter:
    """The reply does not do, or none came: this letter closes, one of the next level is proposed. Gives the new one.

    Where the next level was proposed already because nobody answered, that proposal is the one.
    """
    letter, before = _locked(letter, by, "step_up")
    _close(letter, _said(reason, "reason"), by)
    record(letter, "letter.stepped_up", by=by, before=before, note=reason)
    waiting = letter.followed_by.filter(state=Letter.State.PROPOSED).first()
    return waiting or _follow(letter, reason, by=by)


def _follow(letter: Letter, reason: str, *, by: Actor, rule: str = "") -> Letter:
    """The proposal of the level above about the same."""
    level = next_level(letter.level)
    if level is None:
        raise ValidationError(_("There is no level above this one."))
    above = Letter(
        level=level,
        unit=letter.unit,
        measure=letter.measure,
        previous=letter,
        rule=rule,
        reason=reason,
        demands=letter.demands,
        reply_days=letter.reply_days,
        proposed_on=clock.today(),
        is_sample=letter.is_sample,
    )
    above.save()
    record(above, "letter.proposed", by=by, note=reason)
    if not rule:
        tell_of_proposals([above], by=by)
    return above


def follow_unanswered(letter: Letter, *, reason: str, by: Actor) -> Letter:
    """Nobody answered by the day: the level above is proposed, the letter itself stays open."""
    return _follow(letter, reason, by=by, rule=Letter.UNANSWERED)


def tell_of_proposals(letters: Iterable[Letter], *, by: Actor) -> None:
    """One line for each person who rules on letters, however many there are."""
    by_unit: dict[Unit, int] = {}
    for letter in letters:
        by_unit[letter.unit] = by_unit.get(letter.unit, 0) + 1
    counts: dict[Any, int] = {}
    for unit, number in by_unit.items():
        for account in accounts_over(unit, OFFICE):
            counts[account] = counts.get(account, 0) + number
    words = gettext_lazy("Letters to issue or waive: %(count)s")
    for number in sorted(set(counts.values())):
        readers = [account for account, found in counts.items() if found == number]
        tell(readers, words, by=by, url=str(PROPOSALS), kind="letter", count=number)


def _tell_unit(letter: Letter, words: Any, *, by: Actor, body: str) -> None:
    readers = accounts_over(letter.unit, TAKING_PART)
    level = letter.get_level_display()
    tell(
        readers,
        words,
        by=by,
        url=letter.get_absolute_url(),
        kind="letter",
        body=body,
        letter=letter.number,
        level=level,
    )


def _locked(letter: Letter, by: Actor, act: str) -> tuple[Letter, dict]:
    """The letter as it stands, for this transaction alone. Raises PermissionDenied, ValidationError."""
    found = Letter.objects.select_for_update(of=("self",)).select_related("unit", "measure").get(pk=letter.pk)
    check_on_letter(by, found, act)
    return found, state_of(found)


def _close(letter: Letter, ruling: str, by: Actor) -> None:
    letter.ruling, letter.ruled_by = ruling, _account(by)
    letter.state, letter.closed_on = Letter.State.CLOSED, clock.today()
    letter.full_clean()
    letter.save()


def _account(by: Actor) -> Any:
    return None if by is SYSTEM else by


def _said(words: str, field: str) -> str:
    if not words.strip():
        raise ValidationError({field: _("This must be said in words; it stays with the letter.")})
    return words.strip()
