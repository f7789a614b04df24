"""A review: the list, preparing one, its page with the agenda, the meeting step by step."""

from dataclasses import dataclass
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
from gongjian.core.form_pages import form_methods, form_page, or_404, posted
from gongjian.core.language import day
from gongjian.core.tables import table_page
from gongjian.programmes.actions.agendas import rebuild_agenda
from gongjian.programmes.actions.reviews import (
    close_session,
    edit_review,
    go_on,
    prepare_review,
    start_session,
)
from gongjian.programmes.forms.reviews import ReviewForm, ReviewPrepareForm
from gongjian.programmes.models import AgendaItem, Review
from gongjian.programmes.queries.circulars import LIGHTS, light_counts
from gongjian.programmes.queries.reviews import (
    demands_told_of,
    items_visible_to,
    months_to_review,
    reviews_visible_to,
    takes_part,
    with_counts,
    with_demands,
)
from gongjian.programmes.rules.agendas import can_arrange, can_state, is_late
from gongjian.programmes.rules.reviews import can_comment, can_run_reviews, can_show_hall, is_chair
from gongjian.programmes.tables.reviews import LIGHT_KINDS, ReviewFilter, ReviewTable

State = Review.State


@dataclass(frozen=True)
class Step:
    """What comes next: in words, with the button that does it (by POST where `posts`)."""

    words: str
    button: str = ""
    url: str = ""
    posts: bool = False


def get_review(request: HttpRequest, year: int, month: int) -> Review:
    return get_object_or_404(reviews_visible_to(request.user), month__year=year, month__month=month)


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    or_404(takes_part(request.user) or reviews_visible_to(request.user).exists())
    may = can_run_reviews(request.user)
    links = [{"title": _("Public circulars"), "url": reverse("programmes:circular_list")}]
    if may and months_to_review().exists():
        links.append({"title": _("Prepare a review"), "url": reverse("programmes:review_prepare"), "primary": True})
    context = {
        "heading": _("Reviews"),
        "lead": _("One month, one review: red, slipping and moved measures are presented and commented on the spot."),
        "links": links,
        "what": _("The reviews of the months will stand here. One is prepared as soon as a month is frozen."),
    }
    reviews = with_counts(reviews_visible_to(request.user))
    return table_page(request, ReviewTable, reviews, filterset_class=ReviewFilter, context=context)


@login_required
@form_methods
def review_prepare(request: HttpRequest) -> HttpResponse:
    or_404(can_run_reviews(request.user))
    first = months_to_review().first()
    return form_page(
        request,
        ReviewPrepareForm(posted(request), initial={"month": request.GET.get("month") or first}),
        lambda month, **values: prepare_review(month, by=request.user, **values),
        heading=_("Prepare a review"),
        lead=_("The agenda is built from the frozen month: red first, then slipping, then moved, then open demands."),
        button=_("Prepare"),
        back=reverse("programmes:review_list"),
        done=_("Prepared. The units on the agenda have been told to hand in their statements."),
    )


@login_required
@require_safe
def review(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """State, the next thing to do, the agenda with what was said of each item."""
    found = get_review(request, year, month)
    items = agenda_shown(found, request.user)
    live = [item for item in items if not item.is_dropped]
    context = {
        "review": found,
        "items": live,
        "dropped": [item for item in items if item.is_dropped],
        "all_items": found.items.filter(is_dropped=False).count(),
        "step": next_step(request.user, found, live),
        "lights": lights_shown(found),
        "may_run": can_run_reviews(request.user),
        "may_arrange": can_arrange(request.user, found),
        "may_close_early": may_close_early(request.user, found, live),
        "may_edit": found.state == State.PREPARED and can_run_reviews(request.user),
        "may_show": can_show_hall(request.user, found) and found.state in (State.PREPARED, State.IN_SESSION),
    }
    return render(request, "programmes/review.html", context)


def agenda_shown(review: Review, user: Any) -> list[AgendaItem]:
    """What this person may see of the agenda, each item with what they may do about it. Constant queries."""
    items = with_demands(items_visible_to(user).filter(review=review)).order_by("is_dropped", "sequence", "pk")
    owed: dict[int, list[Any]] = {}
    for task in demands_told_of(review):
        owed.setdefault(task.unit_id, []).append(task)
    comments = can_comment(user, review)
    shown = list(items)
    for item in shown:
        item.review = review
        item.may_state = can_state(user, item)
        item.may_comment = comments and not item.is_dropped
        item.is_late = is_late(item)
        item.is_current = review.current_id == item.pk
        item.owed = owed.get(item.unit_id, []) if item.kind == AgendaItem.Kind.DEMANDS else []
    return shown


def lights_shown(review: Review) -> list[dict[str, Any]]:
    counts = light_counts(review)
    return [{"kind": LIGHT_KINDS[light], "words": light.label, "number": counts[light]} for light in LIGHTS]


def next_step(user: Any, review: Review, items: list[AgendaItem]) -> Step | None:
    """What this person does next; None when it is nobody's turn here."""
    if review.state == State.PREPARED:
        return _step_before(user, review, items)
    if review.state == State.IN_SESSION:
        return _step_in_session(user, review, items)
    if review.state == State.HELD and can_run_reviews(user):
        silent = sum(not item.has_comment and not item.demands.all() for item in items)
        words = _("The meeting is over. Word the circular and issue it.")
        if silent:
            words = _("The meeting is over; %(number)s items have no comment yet. Then issue the circular.")
        return Step(words % {"number": silent}, _("Word the circular"), _to(review, "words"))
    if review.state == State.CIRCULATED:
        return Step(
            _("Issued as %(number)s.") % {"number": review.number}, _("Read the circular"), _to(review, "circular")
        )
    return None


def _step_before(user: Any, review: Review, items: list[AgendaItem]) -> Step | None:
    said = {"due": day(review.statements_due), "day": day(review.held_on)}
    if can_run_reviews(user):
        stated = sum(item.has_statement for item in items)
        counts = {"stated": stated, "all": len(items)}
        words = _("%(stated)s of %(all)s statements have been handed in; they are due by %(due)s.") % (counts | said)
        if clock.today() < review.held_on:
            return Step(words)
        return Step(words, _("Begin the meeting"), _to(review, "start"), posts=True)
    owed = next((item for item in items if item.may_state and not item.has_statement), None)
    if owed is None:
        return Step(_("The meeting is on %(day)s.") % said) if items else None
    words = _("Your unit presents on %(day)s: hand in the statement by %(due)s.") % said
    return Step(words, _("Write the statement"), reverse("programmes:agenda_statement", args=[owed.pk]))


def _step_in_session(user: Any, review: Review, items: list[AgendaItem]) -> Step | None:
    now = next((item for item in items if item.is_current), None)
    if now is None:
        return None
    words = _("Now presenting: %(item)s") % {"item": f"{now.sequence}. {now.unit.label} · {now.label}"}
    if is_chair(user, review):
        return Step(words, _("Write the comment"), reverse("programmes:agenda_comment", args=[now.pk]))
    if not can_run_reviews(user):
        return Step(words)
    if now == items[-1]:
        return Step(words, _("Close the meeting"), _to(review, "close"), posts=True)
    return Step(words, _("Call the next"), _to(review, "next"), posts=True)


def may_close_early(user: Any, review: Review, items: list[AgendaItem]) -> bool:
    """Before the last item is called; at the last, closing is the next step anyway."""
    if review.state != State.IN_SESSION or not can_run_reviews(user):
        return False
    return not items or is_chair(user, review) or not items[-1].is_current


def _to(review: Review, what: str) -> str:
    names = {"words": "circular_words", "circular": "circular"}
    name = names.get(what, f"review_{what}")
    return reverse(f"programmes:{name}", args=[review.month.year, review.month.month])


@login_required
@form_methods
def review_edit(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user) and found.state == State.PREPARED)
    held = {"held_on": found.held_on, "place": found.place, "chair": found.chair_id}
    return form_page(
        request,
        ReviewForm(posted(request), initial=held),
        lambda **values: edit_review(found, by=request.user, **values),
        heading=_("Change day, place or chair"),
        button=_("Save"),
        back=found.get_absolute_url(),
        done=_("Saved."),
        to=found,
    )


@login_required
@require_safe
def review_print(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The agenda on A4."""
    found = get_review(request, year, month)
    items = [item for item in agenda_shown(found, request.user) if not item.is_dropped]
    context = {"review": found, "items": items, "lights": lights_shown(found)}
    return render(request, "programmes/review_print.html", context)


@login_required
@require_POST
def review_rebuild(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user))
    return done(request, found, lambda: rebuild_agenda(found, by=request.user), _("The agenda has been built again."))


@login_required
@require_POST
def review_start(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user))
    return done(request, found, lambda: start_session(found, by=request.user), _("The meeting has begun."))


@login_required
@require_POST
def review_next(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Call the next item, or the one before; from the hall's screen one goes back there."""
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user))
    seen = request.POST.get("seen", "")
    at = int(seen) if seen.isdecimal() and len(seen) < 19 else None
    back = request.POST.get("direction") == "back"
    return done(request, found, lambda: go_on(found, by=request.user, seen=at, back=back), "")


@login_required
@require_POST
def review_close(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = get_review(request, year, month)
    or_404(can_run_reviews(request.user))
    return done(request, found, lambda: close_session(found, by=request.user), _("The meeting is over."))


def done(request: HttpRequest, review: Review, act: Any, words: str) -> HttpResponse:
    """Do it, say so or why not, and go back to where one was."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if words:
            messages.success(request, words)
    if request.POST.get("at") == "hall":
        return redirect("programmes:review_hall", review.month.year, review.month.month)
    return redirect(review)
