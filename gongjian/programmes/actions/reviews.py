"""A review: prepared from a frozen month, held item by item, then circulated (actions.circulars)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.models import Account, Person, Unit
from gongjian.organizations.queries import calendar_now
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import AgendaItem, Month, Review
from gongjian.programmes.queries.agendas import Candidate, candidates_of
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.reviews import accounts_over_each, agenda_of, office_accounts
from gongjian.programmes.rules.reviews import (
    check_go_on,
    check_held_on,
    check_prepare,
    check_run,
    check_start,
    statements_due_for,
)

State = Review.State


def locked(review: Review | int) -> Review:
    """The review as it stands, for this transaction alone. Whatever is written to it or its items takes this lock."""
    pk = review.pk if isinstance(review, Review) else review
    return Review.objects.select_for_update(of=("self",)).select_related("month", "chair").get(pk=pk)


def review_state(review: Review) -> dict[str, str | None]:
    """What the audit chain keeps: the fields and the agenda in its order."""
    items = review.items.select_related("measure", "unit").order_by("is_dropped", "sequence", "pk")
    lines = [f"{'—' if item.is_dropped else item.sequence} {item.kind} {_subject(item)}" for item in items]
    return state_of(review) | {"agenda": "; ".join(lines)}


def _subject(item: AgendaItem) -> str:
    return item.measure.number if item.measure else item.unit.code


# --- before the meeting ---------------------------------------------------------------------
@transaction.atomic
def prepare_review(
    month: Month, *, held_on: date, chair: Person, by: Actor, place: str = "", is_sample: bool = False
) -> Review:
    """The review of a frozen month with its agenda. The units on it are told by when their statements are due.

    Raises PermissionDenied, ValidationError by field.
    """
    month = Month.objects.select_for_update().get(pk=month.pk)
    check_prepare(by, month)
    check_held_on(month, held_on)
    review = Review(month=month, held_on=held_on, chair=chair, place=place.strip(), is_sample=is_sample)
    review.prepared_on = clock.today()
    review.statements_due = statements_due_for(calendar_now(), held_on)
    review.full_clean()
    review.save()
    items = [item_of(review, one, order) for order, one in enumerate(candidates_of(month), 1)]
    AgendaItem.objects.bulk_create(items, batch_size=500)
    record(review, "review.prepared", by=by, after=review_state(review))
    invite(review, Unit.objects.filter(pk__in={item.unit_id for item in items}), by=by)
    tell(
        Account.objects.filter(person=chair, is_active=True),
        gettext_lazy("You chair the review of %(month)s on %(day)s"),
        by=by,
        url=review.get_absolute_url(),
        kind="review",
        month=month,
        day=held_on,
    )
    return review


def item_of(review: Review, candidate: Candidate, order: int = 0) -> AgendaItem:
    """What the month asks for as an item, not saved yet."""
    return AgendaItem(
        review=review,
        sequence=order,
        kind=candidate.kind,
        unit_id=candidate.unit_id,
        measure_id=candidate.measure_id,
        light_id=candidate.light_id,
        reason=candidate.reason,
        reason_en=candidate.reason_en,
    )


def invite(review: Review, units: Iterable[Unit], *, by: Actor) -> None:
    """Tell units that they present, and by when their statements are due."""
    tell(
        accounts_over_each(units, TAKING_PART),
        gettext_lazy("Your unit presents at the review of %(month)s on %(day)s: hand in a statement by %(due)s"),
        by=by,
        url=review.get_absolute_url(),
        kind="review",
        month=review.month,
        day=review.held_on,
        due=review.statements_due,
    )


@transaction.atomic
def edit_review(review: Review, *, held_on: date, chair: Person, by: Actor, place: str = "") -> Review:
    """Another day, chair or place; the units are told of another day."""
    review = locked(review)
    check_run(by, review, State.PREPARED)
    before = state_of(review)
    moved = held_on != review.held_on
    review.held_on, review.chair, review.place = held_on, chair, place.strip()
    if moved:
        check_held_on(review.month, held_on)
        review.statements_due = statements_due_for(calendar_now(), held_on)
    review.full_clean()
    if state_of(review) == before:
        return review
    _save(review, "held_on", "chair", "place", "statements_due")
    record(review, "review.edited", by=by, before=before)
    if moved:
        invite(review, Unit.objects.filter(pk__in=agenda_of(review).values("unit")), by=by)
    return review


# --- the meeting ----------------------------------------------------------------------------
@transaction.atomic
def start_session(review: Review, *, by: Actor) -> Review:
    """The meeting begins with the first item."""
    review = locked(review)
    check_start(by, review)
    before = state_of(review)
    review.state = State.IN_SESSION
    _call(review, agenda_of(review).first())
    record(review, "review.started", by=by, before=before)
    return review


@transaction.atomic
def go_on(review: Review, *, by: Actor, seen: int | None = None, back: bool = False) -> Review:
    """Call the next item (the one before, when `back`). At either end it stays where it is.

    `seen` is the current item of whoever clicked; ValidationError when another is current by now.
    """
    review = locked(review)
    check_go_on(by, review, seen)
    items = list(agenda_of(review))
    places = [place for place, item in enumerate(items) if item.pk == review.current_id]
    place = max(0, min(len(items) - 1, places[0] + (-1 if back else 1))) if places else 0
    if items[place].pk == review.current_id:
        return review
    before = state_of(review)
    _call(review, items[place])
    record(review, "review.called", by=by, before=before, note=str(items[place]))
    return review


def _call(review: Review, item: AgendaItem | None) -> None:
    now = clock.now()
    review.current, review.current_since = item, now
    _save(review, "state", "current", "current_since")
    if item is not None and item.presented_at is None:
        item.presented_at = now
        item.save(update_fields=["presented_at"])


@transaction.atomic
def close_session(review: Review, *, by: Actor) -> Review:
    """The meeting is over; comments can still be written until the circular is issued."""
    review = locked(review)
    check_run(by, review, State.IN_SESSION)
    before = state_of(review)
    review.state, review.current, review.current_since = State.HELD, None, None
    _save(review, "state", "current", "current_since")
    record(review, "review.held", by=by, before=before)
    words = gettext_lazy("The review of %(month)s was held: its circular is to be issued")
    url = review.get_absolute_url()
    tell(office_accounts(), words, by=by, url=url, kind="review", month=review.month)
    return review


def _save(review: Review, *fields: str) -> None:
    review.version += 1
    review.save(update_fields=[*fields, "version"])
