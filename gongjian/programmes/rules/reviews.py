"""Who prepares, holds and circulates a review, and when."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.calendar import Calendar, UnpublishedYear
from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.language import day
from gongjian.organizations.rules import has_duty_citywide
from gongjian.programmes.models import AgendaItem, Month, Review
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING

State = Review.State


def is_chair(user: object, review: Review) -> bool:
    return user is not SYSTEM and getattr(user, "person_id", None) == review.chair_id


def can_run_reviews(user: object) -> bool:
    """Prepare, hold, circulate: the reform office of the whole city."""
    return has_duty_citywide(user, *OFFICE)


def can_show_hall(user: object, review: Review) -> bool:
    """The screen in the hall tells of every unit: for who oversees the whole city, and the chair."""
    return has_duty_citywide(user, *OVERSEEING) or is_chair(user, review)


def check_run_reviews(user: object) -> None:
    if not can_run_reviews(user):
        raise PermissionDenied(_("Reviews are prepared and held by the reform office of the city."))


def check_prepare(user: object, month: Month) -> None:
    """Raises PermissionDenied; ValidationError unless the month is frozen and has no review yet."""
    check_run_reviews(user)
    if month.state != Month.State.FROZEN:
        raise ValidationError({"month": _("This month is not frozen yet: the agenda is built from its lights.")})
    if Review.objects.filter(month=month).exists():
        raise ValidationError({"month": _("The review of this month has already been prepared.")})


def check_held_on(month: Month, held_on: date) -> None:
    if month.as_of and held_on < month.as_of:
        words = _("The lights speak of %(day)s: the meeting cannot be before that day.")
        raise ValidationError({"held_on": words % {"day": day(month.as_of)}})


def statements_due_for(calendar: Calendar, held_on: date) -> date:
    """The last working day before the meeting. Raises ValidationError for a year without a notice."""
    due = held_on - timedelta(days=1)
    try:
        while not calendar.is_working_day(due):
            due -= timedelta(days=1)
        return due
    except UnpublishedYear as error:
        words = _("The working calendar of %(year)s has not been entered: it says when statements are due.")
        raise ValidationError({"held_on": words % {"year": error.year}}) from None


def check_state(review: Review, *states: str) -> None:
    if review.state not in states:
        raise ValidationError(_("This review is now “%(now)s”.") % {"now": review.get_state_display()})


def check_run(user: object, review: Review, *states: str) -> None:
    check_run_reviews(user)
    check_state(review, *states)


def check_start(user: object, review: Review) -> None:
    check_run(user, review, State.PREPARED)
    if clock.today() < review.held_on:
        words = _("The meeting is on %(day)s. If it is held earlier, change its day first.")
        raise ValidationError(words % {"day": day(review.held_on)})
    if not review.items.filter(is_dropped=False).exists():
        raise ValidationError(_("Nothing stands on the agenda."))


def check_go_on(user: object, review: Review, seen: int | None) -> None:
    """`seen` is the item that was current on the page the click came from: two clicks must not skip anybody."""
    check_run(user, review, State.IN_SESSION)
    if seen is not None and seen != review.current_id:
        raise ValidationError(_("Somebody else has already gone on: this is where the meeting is now."))


def check_circulate(user: object, review: Review) -> None:
    check_run(user, review, State.HELD)


def check_publish(user: object, review: Review, *, shown: bool) -> None:
    """Show a circular to the public, or take it back."""
    check_run(user, review, State.CIRCULATED)
    if review.is_public == shown:
        words = _("The circular is already public.") if shown else _("The circular is not public.")
        raise ValidationError(words)


def can_comment(user: object, review: Review) -> bool:
    return review.state in (State.IN_SESSION, State.HELD) and (is_chair(user, review) or can_run_reviews(user))


def check_comment(user: object, item: AgendaItem) -> None:
    """Raises PermissionDenied; ValidationError when the review is not in session or has been circulated."""
    review = item.review
    if not (is_chair(user, review) or can_run_reviews(user)):
        raise PermissionDenied(_("Comments are the chair's, or typed for the chair by the reform office."))
    check_state(review, State.IN_SESSION, State.HELD)
    if item.is_dropped:
        raise ValidationError(_("This has been taken off the agenda."))
