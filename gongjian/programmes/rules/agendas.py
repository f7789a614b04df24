"""Who may change what stands on an agenda, and hand in statements to it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gongjian.organizations.models import Unit
from gongjian.organizations.rules import check_stands, has_duty
from gongjian.programmes.models import AgendaItem, Measure, Review
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.rules.reviews import can_run_reviews, check_run, check_state

State = Review.State
# While the order can still be changed: before the meeting and during it.
ARRANGED_IN = (State.PREPARED, State.IN_SESSION)


def can_arrange(user: object, review: Review) -> bool:
    return review.state in ARRANGED_IN and can_run_reviews(user)


def check_arrange(user: object, review: Review) -> None:
    check_run(user, review, *ARRANGED_IN)


def check_add_item(user: object, review: Review, *, unit: Unit, measure: Measure | None) -> None:
    check_arrange(user, review)
    check_stands(unit, "unit")
    held = review.items.filter(measure=measure).first() if measure else None
    if held and held.is_dropped:
        raise ValidationError({"measure": _("This measure was taken off this agenda: put it back there.")})
    if held:
        raise ValidationError({"measure": _("This measure is on the agenda already.")})


def check_drop_item(user: object, item: AgendaItem, reason: str) -> str:
    """The reason, trimmed."""
    check_arrange(user, item.review)
    if item.is_dropped:
        raise ValidationError(_("This has been taken off the agenda already."))
    if item.presented_at:
        raise ValidationError(_("This has been presented already: it stays in the records."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why: the unit reads it.")})
    return reason.strip()


def check_restore_item(user: object, item: AgendaItem) -> None:
    check_arrange(user, item.review)
    if not item.is_dropped:
        raise ValidationError(_("This is on the agenda."))


def can_state(user: object, item: AgendaItem) -> bool:
    """Hand in a statement: the unit that presents; the office types what was brought on paper."""
    may = has_duty(user, *TAKING_PART, unit=item.unit) or can_run_reviews(user)
    return may and not item.is_dropped and item.review.state == State.PREPARED


def check_state_item(user: object, item: AgendaItem) -> None:
    """Late ones are taken until the meeting begins, and marked."""
    if not (has_duty(user, *TAKING_PART, unit=item.unit) or can_run_reviews(user)):
        raise PermissionDenied(_("A statement is handed in by the unit that presents."))
    if item.is_dropped:
        raise ValidationError(_("This has been taken off the agenda."))
    check_state(item.review, State.PREPARED)


def is_late(item: AgendaItem) -> bool:
    """Handed in after the day it was due."""
    return item.stated_at is not None and localdate(item.stated_at) > item.review.statements_due
