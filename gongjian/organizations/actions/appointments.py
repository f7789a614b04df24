"""Who holds which post, from when to when. Locks: the post first, then the person — everywhere."""

from datetime import date

from django.db import transaction

from gongjian.core.audit import Actor
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import Appointment, Person, Post
from gongjian.organizations.rules import check_appoint, check_end_appointment, check_person_free_for


@transaction.atomic
def appoint(post: Post, person: Person, *, since: date, until: date | None = None, by: Actor) -> Appointment:
    """The person holds the post from `since` to `until` (both included; open when None).

    Raises ValidationError when the person would unite duties that are kept apart.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "scope").get(pk=post.pk)
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_appoint(by, post, person, since=since, until=until)
    check_person_free_for(person, post.duties, since=since, until=until, except_post=post.pk, field="person")
    appointment = Appointment(post=post, person=person, since=since, until=until)
    insert(appointment, "appointment.made", by=by)
    return appointment


@transaction.atomic
def end_appointment(appointment: Appointment, *, until: date, by: Actor) -> Appointment:
    """The person holds the post up to and including `until`."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("post__unit", "post__scope", "person")
    appointment = rows.get(pk=appointment.pk)
    check_end_appointment(by, appointment, until)
    update(appointment, {"until": until}, "appointment.ended", by=by)
    return appointment
