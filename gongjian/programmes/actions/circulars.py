"""The circular of a review: worded, numbered, issued once for all, shown to the public or taken back."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.models import Account
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.numbers import take_number
from gongjian.programmes.actions.reviews import locked
from gongjian.programmes.models import Review
from gongjian.programmes.queries.circulars import content_of, first_words
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.reviews import accounts_over_each, units_of_month
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.reviews import check_circulate, check_publish

State = Review.State


@transaction.atomic
def word_circular(review: Review, *, opening: str, closing: str, by: Actor) -> Review:
    """What the circular says before and after its list; may be changed until it is issued."""
    review = locked(review)
    check_circulate(by, review)
    before = state_of(review)
    review.opening, review.closing = opening.strip(), closing.strip()
    review.full_clean()
    if state_of(review) == before:
        return review
    _save(review, "opening", "closing")
    record(review, "review.worded", by=by, before=before)
    return review


@transaction.atomic
def circulate_review(review: Review, *, by: Actor, is_public: bool = False) -> Review:
    """Number the circular and send it to all lead units. What it says is frozen: nothing changes it afterwards.

    Where no opening or closing was written, the draft stands. Raises PermissionDenied, ValidationError.
    """
    review = locked(review)
    check_circulate(by, review)
    before = state_of(review)
    opening, closing = first_words(review)
    review.opening, review.closing = review.opening or opening, review.closing or closing
    today = clock.today()
    _sequence, review.number = take_number(rules_for(today.year).circular_word, today.year)
    review.state, review.circulated_at, review.is_public = State.CIRCULATED, clock.now(), is_public
    review.circular = content_of(review, number=review.number, issued_on=today, is_public=is_public)
    _save(review, "opening", "closing", "number", "state", "circulated_at", "is_public", "circular")
    record(review, "review.circulated", by=by, before=before)
    _send(review, by=by)
    return review


def _send(review: Review, *, by: Actor) -> None:
    readers = accounts_over_each(units_of_month(review.month), TAKING_PART)
    readers += Account.objects.filter(person=review.chair_id, is_active=True)
    title = review.circular[settings.LANGUAGE_CODE]["title"]
    words = gettext_lazy("%(title)s (%(number)s)")
    url = f"{review.get_absolute_url()}circular/"
    tell(set(readers), words, by=by, url=url, kind="review", title=title, number=review.number)


@transaction.atomic
def publish_circular(review: Review, *, by: Actor) -> Review:
    """Visitors may read it from now on."""
    review = locked(review)
    check_publish(by, review, shown=True)
    return _show(review, True, "review.published", by=by)


@transaction.atomic
def withdraw_circular(review: Review, *, reason: str, by: Actor) -> Review:
    """Visitors may no longer read it; inside the house it stays as it was."""
    review = locked(review)
    check_publish(by, review, shown=False)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: it stays in the records.")})
    return _show(review, False, "review.withdrawn", by=by, note=reason.strip())


def _show(review: Review, shown: bool, code: str, *, by: Actor, note: str = "") -> Review:
    before = state_of(review)
    review.is_public = shown
    _save(review, "is_public")
    record(review, code, by=by, before=before, note=note)
    return review


def _save(review: Review, *fields: str) -> None:
    review.version += 1
    review.save(update_fields=[*fields, "version"])
