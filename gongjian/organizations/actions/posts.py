"""Posts, and what they may do."""

from collections.abc import Iterable

from django.db import transaction

from gongjian.core.audit import Actor
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import Appointment, Duty, Person, Post, Unit
from gongjian.organizations.queries import not_over
from gongjian.organizations.rules import check_edit_post, check_person_free_for, check_set_duties


@transaction.atomic
def add_post(code: str, unit: Unit, *, by: Actor, title: str, title_en: str = "") -> Post:
    """A post in a unit, without duties: those are the security administrator's to give."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    check_edit_post(by, unit)
    post = Post(code=code, unit=unit, scope=unit, title=title, title_en=title_en, duties=[])
    insert(post, "post.added", by=by, exclude=("duties",))
    return post


@transaction.atomic
def edit_post(post: Post, *, by: Actor, title: str, title_en: str = "") -> Post:
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    check_edit_post(by, post.unit)
    _update(post, {"title": title, "title_en": title_en}, "post.changed", by=by)
    return post


@transaction.atomic
def set_post_duties(post: Post, *, duties: Iterable[str], scope: Unit, by: Actor) -> Post:
    """What the post may do, and in which subtree. Whoever holds it has these duties from this moment.

    Raises ValidationError when a holder would unite duties that are kept apart.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "scope").get(pk=post.pk)
    duties = [duty for duty in Duty.values if duty in set(duties)] + sorted(set(duties) - set(Duty.values))
    check_set_duties(by, post, duties, scope)
    held = list(Appointment.objects.filter(not_over(), post=post).select_related("person"))
    list(Person.objects.select_for_update().filter(pk__in={row.person_id for row in held}).order_by("pk"))
    for row in held:
        check_person_free_for(row.person, duties, since=row.since, until=row.until, except_post=post.pk, field="duties")
    _update(post, {"duties": duties, "scope": scope}, "post.duties_set", by=by)
    return post


def _update(post: Post, values: dict[str, object], action: str, *, by: Actor) -> bool:
    return update(post, values, action, by=by, exclude=("duties",))
