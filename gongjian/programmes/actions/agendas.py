"""What stands on an agenda: added, taken off, put in order, stated by the unit, commented by the chair."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.core.files import DOCUMENTS, store_file
from gongjian.organizations.models import Person, Unit
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.reviews import invite, item_of, locked, review_state
from gongjian.programmes.actions.tasks import set_task
from gongjian.programmes.models import AgendaItem, Measure, MeasureLight, Review, Task
from gongjian.programmes.queries.agendas import RANK, Candidate, candidates_of
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.reviews import accounts_over_each
from gongjian.programmes.rules.agendas import (
    check_add_item,
    check_arrange,
    check_drop_item,
    check_restore_item,
    check_state_item,
)
from gongjian.programmes.rules.reviews import check_comment, check_run

STATED, COMMENTED = ("presenter", "statement"), ("strengths", "problems")


# --- the agenda built again -----------------------------------------------------------------
@transaction.atomic
def rebuild_agenda(review: Review, *, by: Actor) -> Review:
    """Ask the month again. What people typed, ordered, added or took off stays; reasons are said anew.

    What the month no longer asks for goes, unless something was typed of it.
    """
    review = locked(review)
    check_run(by, review, Review.State.PREPARED)
    before = review_state(review)
    wanted = {one.key: one for one in candidates_of(review.month)}
    kept, gone = [], []
    for item in review.items.order_by("is_dropped", "sequence", "pk"):
        one = wanted.pop(_key(item), None)
        if one and item.kind != AgendaItem.Kind.OTHER:
            item.kind, item.light_id, item.reason, item.reason_en = one.kind, one.light_id, one.reason, one.reason_en
        elif item.kind != AgendaItem.Kind.OTHER and not (item.has_statement or item.presenter or item.is_dropped):
            gone.append(item.pk)
            continue
        kept.append(item)
    for one in wanted.values():
        kept.insert(_place_of(one, kept), item_of(review, one))
    AgendaItem.objects.filter(pk__in=gone).delete()
    _renumber(kept)
    after = review_state(review)
    if after == before:
        return review
    review.version += 1
    review.save(update_fields=["version"])
    record(review, "review.rebuilt", by=by, before=before, after=review_state(review))
    return review


def _key(item: AgendaItem) -> tuple[str, int]:
    """As Candidate.key; what was put on by hand without a measure is never asked for again."""
    if item.measure_id:
        return "measure", item.measure_id
    return ("unit" if item.kind == AgendaItem.Kind.DEMANDS else "hand", item.unit_id)


def _place_of(candidate: Candidate, items: list[AgendaItem]) -> int:
    """Behind the last of its kind or of an earlier one."""
    rank = RANK[AgendaItem.Kind(candidate.kind)]
    before = [place for place, item in enumerate(items) if RANK[AgendaItem.Kind(item.kind)] <= rank]
    return before[-1] + 1 if before else 0


# --- the order ------------------------------------------------------------------------------
@transaction.atomic
def add_item(
    review: Review, *, unit: Unit, reason: str, by: Actor, measure: Measure | None = None, reason_en: str = ""
) -> AgendaItem:
    """Put something on the agenda by hand, at its end. Raises PermissionDenied, ValidationError by field."""
    review = locked(review)
    check_add_item(by, review, unit=unit, measure=measure)
    before = review_state(review)
    item = AgendaItem(review=review, kind=AgendaItem.Kind.OTHER, unit=unit, measure=measure)
    item.reason, item.reason_en = reason.strip(), reason_en.strip()
    if measure:
        item.light = MeasureLight.objects.filter(month=review.month, measure=measure).first()
    live = review.items.filter(is_dropped=False).aggregate(last=Max("sequence"))["last"] or 0
    item.sequence = live + 1
    item.full_clean()
    item.save()
    _renumber(review.items.order_by("is_dropped", "sequence", "pk"))
    record(review, "agenda.added", by=by, before=before, after=review_state(review), note=item.reason)
    if review.state == Review.State.PREPARED:
        invite(review, [unit], by=by)
    return item


@transaction.atomic
def drop_item(item: AgendaItem, *, reason: str, by: Actor) -> AgendaItem:
    """Take it off the agenda. It is kept with the reason and can be put back."""
    review, item = _locked(item)
    reason = check_drop_item(by, item, reason)
    before = review_state(review)
    item.is_dropped, item.dropped_reason = True, reason
    _put(review, item)
    record(review, "agenda.dropped", by=by, before=before, after=review_state(review), note=f"{item}\n{reason}")
    words = gettext_lazy("Taken off the agenda of %(month)s: %(item)s")
    url = review.get_absolute_url()
    readers = accounts_over_each([item.unit], TAKING_PART)
    tell(readers, words, by=by, url=url, kind="review", body=reason, month=review.month, item=item.label)
    return item


@transaction.atomic
def restore_item(item: AgendaItem, *, by: Actor) -> AgendaItem:
    """Put back what was taken off, at the end of the agenda."""
    review, item = _locked(item)
    check_restore_item(by, item)
    before = review_state(review)
    item.is_dropped, item.dropped_reason = False, ""
    _put(review, item)
    record(review, "agenda.restored", by=by, before=before, after=review_state(review), note=str(item))
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, by: Actor, up: bool) -> AgendaItem:
    """One place up or down; at the end it stays."""
    review, item = _locked(item)
    check_arrange(by, review)
    items = list(review.items.filter(is_dropped=False).order_by("sequence", "pk"))
    place = next((place for place, one in enumerate(items) if one.pk == item.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if other is None or not 0 <= other < len(items):
        return item
    before = review_state(review)
    items[place], items[other] = items[other], items[place]
    _renumber([*items, *review.items.filter(is_dropped=True).order_by("sequence", "pk")])
    record(review, "agenda.moved", by=by, before=before, after=review_state(review), note=str(item))
    return item


def _put(review: Review, item: AgendaItem) -> None:
    others = [one for one in review.items.order_by("is_dropped", "sequence", "pk") if one.pk != item.pk]
    _renumber([*others, item])


def _renumber(items: Iterable[AgendaItem]) -> None:
    """Write the items in this order, those taken off behind all others; new ones are made."""
    ordered = sorted(items, key=lambda item: item.is_dropped)
    for order, item in enumerate(ordered, 1):
        item.sequence = order
    AgendaItem.objects.bulk_create([item for item in ordered if item.pk is None], batch_size=500)
    held = [item for item in ordered if item.pk is not None]
    AgendaItem.objects.bulk_update(
        held, ["sequence", "kind", "light", "reason", "reason_en", "is_dropped", "dropped_reason"], batch_size=200
    )


# --- what is said ---------------------------------------------------------------------------
@transaction.atomic
def hand_in_statement(
    item: AgendaItem,
    values: dict[str, str],
    *,
    by: Actor,
    base: dict[str, Any] | None = None,
    upload: UploadedFile | None = None,
) -> AgendaItem:
    """What the unit will say (`presenter`, `statement`), typed or as a file. Taken until the meeting begins.

    `base` is what the editor saw; raises Clash for a field that somebody else changed meanwhile.
    """
    _review, item = _locked(item)
    check_state_item(by, item)
    before = state_of(item)
    _write(item, STATED, values, base)
    if upload is not None:
        item.statement_file = store_file(upload, by=by, kinds=DOCUMENTS)
    item.full_clean()
    if state_of(item) == before:
        return item
    if item.has_statement:
        item.stated_at, item.stated_by = clock.now(), None if by is SYSTEM else by
    else:
        item.stated_at = item.stated_by = None
    _save(item, *STATED, "statement_file", "stated_at", "stated_by")
    record(item, "agenda.stated", by=by, before=before)
    return item


@transaction.atomic
def write_comment(
    item: AgendaItem, values: dict[str, str], *, by: Actor, base: dict[str, Any] | None = None
) -> AgendaItem:
    """The chair's word on what was presented (`strengths`, `problems`), typed by the chair or the office.

    `base` is what the editor saw; raises Clash for a field that somebody else changed meanwhile.
    """
    _review, item = _locked(item)
    check_comment(by, item)
    before = state_of(item)
    _write(item, COMMENTED, values, base)
    item.full_clean()
    if state_of(item) == before:
        return item
    item.commented_at, item.commented_by = clock.now(), None if by is SYSTEM else by
    _save(item, *COMMENTED, "commented_at", "commented_by")
    record(item, "agenda.commented", by=by, before=before)
    return item


@transaction.atomic
def set_demand(item: AgendaItem, title: str, *, unit: Unit, due: date, by: Actor, person: Person | None = None) -> Task:
    """The third part of the comment: what a unit has to do, by when. It is a task."""
    review, item = _locked(item)
    check_comment(by, item)
    return set_task(
        title,
        unit=unit,
        due=due,
        by=by,
        item=item,
        measure=item.measure,
        person=person,
        is_sample=review.is_sample,
    )


def _write(item: AgendaItem, names: tuple[str, ...], values: dict[str, str], base: dict[str, Any] | None) -> None:
    """Put in what the editor changed; what they left alone keeps what others wrote. Raises Clash."""
    clashes = {}
    for name in names:
        if name not in values:
            continue
        typed, now, seen = values[name].strip(), getattr(item, name), (base or {}).get(name)
        if base is not None and typed == seen:
            continue
        if base is not None and now not in (seen, typed):
            clashes[name] = now
        setattr(item, name, typed)
    if clashes:
        raise Clash(clashes)


def _locked(item: AgendaItem) -> tuple[Review, AgendaItem]:
    """The review and the item as they stand; the review's lock covers all its items."""
    review = locked(item.review_id)
    item = AgendaItem.objects.select_related("unit", "measure").get(pk=item.pk)
    item.review = review
    return review, item


def _save(item: AgendaItem, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version"])
