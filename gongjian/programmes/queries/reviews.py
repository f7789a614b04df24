"""Reviews and what stands on their agendas: who sees them, what waits for whom."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Appointment, Post, Unit
from gongjian.organizations.queries import on_day, units_in_scope
from gongjian.programmes.models import AgendaItem, MeasureLight, Month, Review, Task
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART, measures_visible_to
from gongjian.programmes.queries.work_kinds import WorkKind

State = Review.State
# While the chair may comment: nothing is circulated yet.
COMMENTED_IN = (State.IN_SESSION, State.HELD)


# --- who sees what --------------------------------------------------------------------------
def chaired_by(user: object) -> Q:
    """The reviews whose chair this account belongs to."""
    return Q(chair=getattr(user, "person_id", None) or 0)


def takes_part(user: object) -> bool:
    return user is SYSTEM or units_in_scope(user, *OVERSEEING, *TAKING_PART).exists()


def reviews_visible_to(user: object) -> QuerySet[Review]:
    """Whoever has any part in the ledger sees that a review is held, and its circular; the chair sees theirs."""
    reviews = Review.objects.select_related("month", "chair")
    return reviews if takes_part(user) else reviews.filter(chaired_by(user))


def items_visible_to(user: object) -> QuerySet[AgendaItem]:
    """Who oversees sees what the units in scope present; who takes part their own and their measures'; the chair all."""
    items = AgendaItem.objects.select_related("review__month", "unit", "measure", "light")
    if user is SYSTEM:
        return items
    inside = units_in_scope(user, *OVERSEEING, *TAKING_PART).values("pk")
    theirs = Q(unit__in=inside) | Q(measure__in=measures_visible_to(user).values("pk"))
    chaired = Q(review__in=Review.objects.filter(chaired_by(user)).values("pk"))
    return items.filter(theirs | chaired)


def circulars_visible_to(user: object) -> QuerySet[Review]:
    """What has been circulated; visitors see what is marked public."""
    circulated = Review.objects.filter(state=State.CIRCULATED).select_related("month", "chair")
    if takes_part(user):
        return circulated
    return circulated.filter(Q(is_public=True) | chaired_by(user))


def public_circulars() -> QuerySet[Review]:
    return Review.objects.filter(state=State.CIRCULATED, is_public=True).select_related("month")


# --- agendas --------------------------------------------------------------------------------
def agenda_of(review: Review) -> QuerySet[AgendaItem]:
    """What is to be presented, in its order."""
    return review.items.filter(is_dropped=False).order_by("sequence", "pk")


def with_demands(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Items with all that a page says of them: `demands` the chair made, in the order of their dates."""
    demands = Task.objects.exclude(state=Task.State.WITHDRAWN).select_related("unit", "person").order_by("due", "pk")
    related = ("unit", "measure__campaign", "light", "statement_file", "stated_by__person", "commented_by__person")
    return items.select_related(*related).prefetch_related(Prefetch("demands", queryset=demands))


def with_counts(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews with `presenting`, `presented` and `stated`: how many items there are, were heard, have a statement."""
    live = Q(items__is_dropped=False)
    stated = live & (~Q(items__statement="") | Q(items__statement_file__isnull=False))
    return reviews.annotate(
        presenting=Count("items", filter=live),
        presented=Count("items", filter=live & Q(items__presented_at__isnull=False)),
        stated=Count("items", filter=stated),
    )


def demands_before(month: Month) -> QuerySet[Task]:
    """What chairs of earlier months demanded, withdrawn ones left out."""
    earlier = Q(item__review__month__year__lt=month.year)
    earlier |= Q(item__review__month__year=month.year, item__review__month__month__lt=month.month)
    return Task.objects.filter(earlier).exclude(state=Task.State.WITHDRAWN)


def open_demands_before(month: Month) -> QuerySet[Task]:
    return demands_before(month).filter(state__in=[Task.State.OPEN, Task.State.REPORTED])


def demands_told_of(review: Review) -> QuerySet[Task]:
    """Demands of earlier reviews that were still open when this one was prepared, whatever became of them since."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gte=review.prepared_on)
    found = demands_before(review.month).filter(open_then, set_on__lte=review.held_on)
    return found.select_related("unit", "person", "item__review__month").order_by("due", "pk")


def months_to_review() -> QuerySet[Month]:
    """Frozen months no review has been prepared for."""
    reviewed = Review.objects.filter(month=OuterRef("pk"))
    return Month.objects.filter(~Exists(reviewed), state=Month.State.FROZEN)


def units_of_month(month: Month) -> QuerySet[Unit]:
    """The units that led a measure when the month was frozen."""
    return Unit.objects.filter(pk__in=MeasureLight.objects.filter(month=month).order_by().values("unit_id"))


def office_unit() -> Unit | None:
    """Where the reform office sits: it issues the circular."""
    posts = Post.objects.filter(scope__parent=None, unit__ended_on=None).select_related("unit").order_by("unit__path")
    return next((post.unit for post in posts if OFFICE[0] in post.duties), None)


# --- whom to tell ---------------------------------------------------------------------------
def accounts_over_each(units: Iterable[Unit], duties: Iterable[str]) -> list[Account]:
    """The open accounts whose people hold any of the duties today over any of these units. Two queries."""
    wanted = set(duties)
    scopes = {int(part) for unit in units for part in unit.path.strip("/").split("/")}
    holding = Appointment.objects.filter(on_day(), post__scope__isnull=False)
    rows = holding.values_list("person_id", "post__duties", "post__scope_id")
    people = {person for person, held, scope in rows if scope in scopes and wanted & set(held)}
    return list(Account.objects.filter(is_active=True, person__in=people).select_related("person"))


def office_accounts() -> list[Account]:
    """The reform office of the whole city."""
    root = Unit.objects.filter(parent=None).order_by("path").first()
    return accounts_over_each([root], OFFICE) if root else []


# --- the desk -------------------------------------------------------------------------------
def _is_office(user: object) -> bool:
    return user is SYSTEM or units_in_scope(user, *OFFICE).filter(parent=None).exists()


def months_waiting_for(user: object) -> QuerySet[Month]:
    return months_to_review() if _is_office(user) else Month.objects.none()


def statements_waiting_for(user: object) -> QuerySet[AgendaItem]:
    """What the account's units have to hand in before the meeting."""
    own = units_in_scope(user, *TAKING_PART)
    waiting = AgendaItem.objects.filter(review__state=State.PREPARED, is_dropped=False, unit__in=own)
    return waiting.filter(statement="", statement_file=None)


def statements_handed_in_by(user: object) -> QuerySet[AgendaItem]:
    own = units_in_scope(user, *TAKING_PART)
    handed = AgendaItem.objects.filter(review__state__in=[State.PREPARED, State.IN_SESSION, State.HELD])
    return handed.filter(stated_at__isnull=False, is_dropped=False, unit__in=own)


def comments_waiting_for(user: object) -> QuerySet[AgendaItem]:
    """Presented, and no word of the chair yet: for the chair and the office."""
    waiting = AgendaItem.objects.filter(review__state__in=COMMENTED_IN, is_dropped=False, presented_at__isnull=False)
    waiting = waiting.filter(strengths="", problems="").filter(~Exists(Task.objects.filter(item=OuterRef("pk"))))
    if _is_office(user):
        return waiting
    return waiting.filter(review__in=Review.objects.filter(chaired_by(user)).values("pk"))


def circulars_waiting_for(user: object) -> QuerySet[Review]:
    return Review.objects.filter(state=State.HELD) if _is_office(user) else Review.objects.none()


def reviews_under_way_for(user: object) -> QuerySet[Review]:
    reviews = Review.objects.filter(state__in=[State.PREPARED, State.IN_SESSION])
    return reviews if _is_office(user) else reviews.filter(chaired_by(user))


_ITEM: tuple[str, ...] = ("review__month", "measure", "unit")
WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "review_prepare",
        _("Prepare the review"),
        months_waiting_for,
        due="",
        since="as_of",
        words=lambda month: month.label,
    ),
    WorkKind(
        "statement",
        _("Hand in a statement for the review"),
        statements_waiting_for,
        due="review__statements_due",
        since="review__prepared_on",
        under_way=statements_handed_in_by,
        related=_ITEM,
    ),
    WorkKind(
        "comment",
        _("Write the comment of a review"),
        comments_waiting_for,
        due="",
        since="review__held_on",
        related=_ITEM,
    ),
    WorkKind(
        "circular",
        _("Issue the circular of a review"),
        circulars_waiting_for,
        due="",
        since="held_on",
        under_way=reviews_under_way_for,
        related=("month",),
    ),
)


def seen_by(item: AgendaItem, names: Iterable[str]) -> dict[str, Any]:
    """What an editor sees of an item, plain enough to travel in a form and come back as `base`."""
    return {name: getattr(item, name) for name in names}
