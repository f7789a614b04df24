"""Letters: the list, one letter, proposing by hand, issuing, answering, closing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core import clock
from gongjian.core.form_pages import form_methods, form_page, or_404, posted, sent
from gongjian.core.tables import table_page
from gongjian.programmes.actions.letters import (
    close_letter,
    issue_letter,
    propose_letter,
    receive_letter,
    record_interview,
    reply_letter,
    step_up,
    waive_letter,
)
from gongjian.programmes.audit_words.letters import WORDS
from gongjian.programmes.forms.letters import IssueForm, MinutesForm, ProposeForm, ReplyForm, RulingForm
from gongjian.programmes.models import Letter
from gongjian.programmes.queries.letters import letter_counts, letters_visible_to, sees_letters_inside, story_of_letter
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.letters import acts_of, can_propose_letter, is_letter_duty, jumps, why_jumped
from gongjian.programmes.rules.measures import can_see_ledger
from gongjian.programmes.rules.story import told
from gongjian.programmes.tables.letters import LetterFilter, LetterTable, prepare_letters

RELATED = ("unit", "measure", "measure__lead_unit", "month", "previous", "issuing_unit", "reply_file")


def get_letter(request: HttpRequest, pk: int, act: str = "") -> Letter:
    """The letter, for whoever may see it; with `act`, for whoever's duty that is."""
    people = ("issued_by__person", "received_by__person", "replied_by__person", "ruled_by__person")
    letter = get_object_or_404(letters_visible_to(request.user).select_related(*RELATED, *people), pk=pk)
    or_404(not act or is_letter_duty(request.user, letter, act))
    return letter


@login_required
@require_safe
def letter_list(request: HttpRequest) -> HttpResponse:
    or_404(can_see_ledger(request.user))
    letters = letters_visible_to(request.user)
    context = {
        "counts": letter_counts(letters),
        "inside": sees_letters_inside(request.user),
        "may_propose": can_propose_letter(request.user),
        "empty": {
            "what": _("Letters will stand here: who was prompted, supervised, summoned, and what they answered."),
            "how": _("When a month is frozen the city's rules propose them; the reform office issues or waives each."),
        },
    }
    listed = letters.select_related("unit", "measure")
    return table_page(
        request, LetterTable, listed, filterset_class=LetterFilter, template="programmes/letter_list.html",
        context=context, prepare=prepare_letters,
    )  # fmt: skip


@login_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what it says, what was answered, what comes next, its story."""
    found = get_letter(request, pk)
    prepare_letters([found])
    context = {
        "letter": found,
        "acts": acts_of(request.user, found),
        "waiting": waiting_for(found),
        "followers": list(letters_visible_to(request.user).filter(previous=found)),
        "previous": letters_visible_to(request.user).filter(pk=found.previous_id).first(),
        "story": [told(record, WORDS) for record in story_of_letter(found)],
        "is_sent": found.state in Letter.SENT,
        "rule": rule_words(found),
    }
    return render(request, "programmes/letter.html", context)


def waiting_for(letter: Letter) -> str:
    """Whose turn it is, in a sentence."""
    return {
        Letter.State.PROPOSED: _("Waiting for the reform office to issue it, or to waive it with a reason."),
        Letter.State.ISSUED: _("Waiting for the unit to sign for it."),
        Letter.State.RECEIVED: _("Waiting for the unit's reply."),
        Letter.State.REPLIED: _("The reply waits for the reform office's ruling."),
    }.get(Letter.State(letter.state), "")


def rule_words(letter: Letter) -> str:
    """What brought the letter about."""
    if not letter.rule:
        return _("Proposed by hand")
    return {
        "prompt_after_red": _("Rule: red months in a row"),
        "supervision_after_red": _("Rule: red months in a row"),
        "interview_after_red": _("Rule: red months in a row"),
        "circular_after_red": _("Rule: red months in a row"),
        "prompt_after_yellow": _("Rule: yellow months in a row"),
        Letter.UNANSWERED: _("Rule: not answered by its day"),
    }.get(letter.rule, letter.rule)


@login_required
@form_methods
def letter_propose(request: HttpRequest) -> HttpResponse:
    or_404(can_propose_letter(request.user))
    days = rules_for(clock.today().year).reply_days
    begun = {"reply_days": days, "measure": request.GET.get("measure"), "unit": request.GET.get("unit")}
    return form_page(
        request,
        ProposeForm(posted(request), user=request.user, initial=begun),
        lambda unit, level, **said: propose_letter(unit, level, by=request.user, **said),
        heading=_("Propose a letter"),
        lead=_("It is issued or waived afterwards, like one that a rule proposes."),
        button=_("Propose"),
        back=reverse("programmes:letter_list"),
        done=_("Proposed. Look at it once more, then issue it."),
    )


@login_required
@form_methods
def letter_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "issue")
    jumped = jumps(found)
    return form_page(
        request,
        IssueForm(posted(request), letter=found, jumps=jumped),
        lambda **said: issue_letter(found, by=request.user, **said),
        heading=_("Issue: %(level)s") % {"level": found.get_level_display()},
        lead=found.unit.label,
        consequence=why_jumped(found) if jumped else _("It takes the next number and goes to the unit at once."),
        button=_("Issue"),
        back=found.get_absolute_url(),
        done=lambda issued: _("Issued as %(number)s.") % {"number": issued.number},
        template="programmes/letter_form.html",
        letter=found,
    )


def ruling_page(request: HttpRequest, letter: Letter, act: Any, **page: Any) -> HttpResponse:
    """A page that asks for one text: why."""
    name, label, help_text = page.pop("name"), page.pop("label"), page.pop("help_text", "")
    form = RulingForm(posted(request), name=name, label=label, help_text=help_text)
    page |= {"template": "programmes/letter_form.html", "letter": letter, "lead": letter.unit.label}
    return form_page(request, form, act, back=letter.get_absolute_url(), **page)


@login_required
@form_methods
def letter_waive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "waive")
    return ruling_page(
        request,
        found,
        lambda reason: waive_letter(found, reason=reason, by=request.user),
        name="reason",
        label=_("Reason"),
        help_text=_("It stays among the letters, where everybody who oversees reads it."),
        heading=_("Waive the letter"),
        consequence=_("It is not sent. That it was due, and why it was not sent, stays on record."),
        button=_("Waive"),
        done=_("Waived."),
    )


@login_required
@require_POST
def letter_receive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "receive")
    try:
        receive_letter(found, by=request.user)
        messages.success(request, _("Signed for."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


@login_required
@form_methods
def letter_reply(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "reply")
    return form_page(
        request,
        ReplyForm(*sent(request)),
        lambda text, upload: reply_letter(found, text=text, upload=upload, by=request.user),
        heading=_("Answer the letter"),
        lead=f"{found.number} {found.get_level_display()}",
        button=_("Send the reply"),
        back=found.get_absolute_url(),
        done=_("Sent. The reform office rules on it."),
        template="programmes/letter_form.html",
        letter=found,
    )


@login_required
@form_methods
def letter_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "minute")
    or_404(found.level == Letter.Level.INTERVIEW)
    return form_page(
        request,
        MinutesForm(posted(request), letter=found),
        lambda **said: record_interview(found, by=request.user, **said),
        heading=_("Minutes of the interview"),
        lead=found.unit.label,
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        template="programmes/letter_form.html",
        letter=found,
    )


@login_required
@form_methods
def letter_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "close")
    return ruling_page(
        request,
        found,
        lambda ruling: close_letter(found, ruling=ruling, by=request.user),
        name="ruling",
        label=_("Ruling"),
        help_text=_("What was achieved; the unit reads it."),
        heading=_("Close the letter"),
        button=_("Close the letter"),
        done=_("Closed."),
    )


@login_required
@form_methods
def letter_step_up(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_letter(request, pk, "step_up")
    or_404(found.level < Letter.Level.CIRCULAR)
    return ruling_page(
        request,
        found,
        lambda reason: step_up(found, reason=reason, by=request.user),
        name="reason",
        label=_("Reason"),
        heading=_("Step up to the next level"),
        consequence=_("This letter closes; “%(level)s” is proposed in its place and waits to be issued.")
        % {"level": Letter.Level(found.level + 1).label},
        button=_("Step up"),
        done=_("Proposed at the next level. Look at it once more, then issue it."),
    )
