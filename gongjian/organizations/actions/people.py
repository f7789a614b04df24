"""People. Phone and e-mail are personal data: digests in the audit, shown in full only by an action."""

from typing import Any

from django.db import transaction

from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import Person
from gongjian.organizations.rules import check_add_person, check_edit_person, check_reveal_phone


@transaction.atomic
def add_person(code: str, name: str, *, by: Actor, **values: Any) -> Person:
    check_add_person(by)
    person = Person(code=code, name=name, **values)
    insert(person, "person.added", by=by)
    return person


@transaction.atomic
def edit_person(person: Person, *, by: Actor, **values: Any) -> Person:
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_edit_person(by, person)
    update(person, values, "person.changed", by=by)
    return person


@transaction.atomic
def reveal_phone(person: Person, *, by: Actor) -> str:
    """The telephone number in full. That it was looked at, and by whom, is recorded."""
    person = Person.objects.get(pk=person.pk)
    check_reveal_phone(by, person)
    record(person, "person.phone_revealed", by=by, before=state_of(person))
    return person.phone
