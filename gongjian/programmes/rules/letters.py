"""Escalation: the reform office proposes, issues, waives and closes; the unit signs for a letter and answers it."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import UnpublishedYear
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules import has_duty
from gongjian.programmes.models import Letter, Measure
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.letters import milder_waiting, reached_before

State, Level = Letter.State, Letter.Level
# What the office may do, and what the unit, in which states of the letter.
OF_OFFICE = {
    "issue": (State.PROPOSED,),
    "waive": (State.PROPOSED,),
    "minute": Letter.OPEN,
    "close": Letter.OPEN,
    "step_up": Letter.OPEN,
}
OF_UNIT = {"receive": (State.ISSUED,), "reply": (State.RECEIVED,)}
LONGEST_REPLY = 60  # working days


def can_propose_letter(user: object, unit: Unit | None = None) -> bool:
    return has_duty(user, *OFFICE, unit=unit)


def is_letter_duty(user: object, letter: Letter, act: str) -> bool:
    """Is the act among the duties of this person's posts, whatever the state?"""
    return has_duty(user, *(OFFICE if act in OF_OFFICE else TAKING_PART), unit=letter.unit)


def can_on_letter(user: object, letter: Letter, act: str) -> bool:
    if letter.state not in (OF_OFFICE | OF_UNIT)[act] or not is_letter_duty(user, letter, act):
        return False
    if act == "minute":
        return letter.level == Level.INTERVIEW
    return act != "step_up" or letter.level < Level.CIRCULAR


def acts_of(user: object, letter: Letter) -> set[str]:
    """Everything this person may do with it now."""
    return {act for act in OF_OFFICE | OF_UNIT if can_on_letter(user, letter, act)}


def check_propose_letter(user: object, unit: Unit, measure: Measure | None) -> None:
    if not can_propose_letter(user, unit):
        raise PermissionDenied(_("Letters are written by the reform office, to units in its scope."))
    if unit.ended_on:
        raise ValidationError({"unit": _("%(unit)s has been dissolved.") % {"unit": unit.label}})
    if measure is None:
        return
    involved = {measure.lead_unit_id, *measure.supporting_units.order_by().values_list("pk", flat=True)}
    if unit.pk not in involved:
        raise ValidationError({"unit": _("This unit neither leads nor supports the measure.")})
    if measure.is_removed or measure.state not in Measure.COUNTED:
        raise ValidationError({"measure": _("%(number)s does not stand in the ledger.") % {"number": measure.number}})


def check_on_letter(user: object, letter: Letter, act: str) -> None:
    """Raises PermissionDenied or ValidationError."""
    if not is_letter_duty(user, letter, act):
        raise PermissionDenied(_("This is not among the duties of your posts."))
    if not can_on_letter(user, letter, act):
        raise ValidationError(_("The letter is now “%(now)s”: this is no longer possible.") % {"now": now_of(letter)})


def now_of(letter: Letter) -> str:
    return f"{letter.get_level_display()} · {letter.get_state_display()}"


def check_issue(letter: Letter) -> None:
    """No level is skipped silently: what is milder was ruled on first, and what was jumped says why."""
    waiting = milder_waiting(letter).first()
    if waiting is not None:
        raise ValidationError(
            _("A milder letter about the same still waits: %(letter)s. Issue it, or waive it with a reason.")
            % {"letter": waiting.get_level_display()}
        )
    if jumps(letter) and not letter.jump_reason.strip():
        raise ValidationError({"jump_reason": why_jumped(letter)})
    if letter.level == Level.INTERVIEW and (letter.interview_at is None or not letter.place.strip()):
        raise ValidationError({"interview_at": _("A summons says when and where.")})
    check_reply_days(letter.reply_days)


def jumps(letter: Letter) -> bool:
    """Is a level between this letter and what came before left out?"""
    return letter.level > reached_before(letter) + 1


def why_jumped(letter: Letter) -> str:
    below = Level(letter.level - 1).label
    return _("There was no “%(level)s” about this before: say why it is jumped. The reason stays on the letter.") % {
        "level": below
    }


def check_reply_days(days: int) -> None:
    if not 1 <= days <= LONGEST_REPLY:
        message = _("Between 1 and %(most)s working days.") % {"most": LONGEST_REPLY}
        raise ValidationError({"reply_days": message})


def reply_day(issued_on: date, days: int) -> date:
    """The last day of `days` working days after the day of issue. Raises ValidationError that names the year."""
    try:
        return calendar_now().add_working_days(issued_on, days)
    except UnpublishedYear as error:
        message = _("The day of reply cannot be found: no holiday notice for %(year)s has been entered.")
        raise ValidationError({"reply_days": message % {"year": error.year}}) from error


def check_close(letter: Letter) -> None:
    if letter.level == Level.INTERVIEW and not letter.minutes.strip():
        raise ValidationError(_("First the minutes: an interview without them did not take place."))


def word_of(level: int, rules: Rules) -> str:
    """The word in the numbers of this level."""
    return {
        Level.PROMPT: rules.prompt_word,
        Level.SUPERVISION: rules.supervision_word,
        Level.INTERVIEW: rules.interview_word,
        Level.CIRCULAR: rules.criticism_word,
    }[Level(level)]
