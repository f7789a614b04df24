"""Task forces: founded, edited, given people, dissolved with what they leave behind in somebody's hands."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import Secondment, Task, TaskForce
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART
from gongjian.programmes.queries.tasks import accounts_of
from gongjian.programmes.rules.forces import check_dissolve, check_end_secondment, check_second, check_write_force

FIELDS = (
    "code",
    "name",
    "name_en",
    "unit",
    "leader",
    "liaison",
    "purpose",
    "purpose_en",
    "since",
    "is_sample",
)
DRIVEN = ("campaigns", "measures")


def force_state(force: TaskForce) -> dict[str, str | None]:
    """What the audit chain keeps: the fields, and what it drives by code and number."""
    return state_of(force) | {
        "campaigns": "; ".join(sorted(force.campaigns.values_list("code", flat=True))),
        "measures": "; ".join(sorted(force.measures.values_list("number", flat=True))),
    }


@transaction.atomic
def found_force(values: dict[str, Any], *, by: Actor) -> TaskForce:
    """A new task force from `values` by field; `campaigns` and `measures` as lists.

    Raises PermissionDenied, ValidationError by field.
    """
    force = TaskForce(**{name: values[name] for name in FIELDS if name in values})
    check_write_force(by, force)
    force.full_clean()
    force.save()
    _drive(force, values)
    record(force, "force.founded", by=by, after=force_state(force))
    words = gettext_lazy("You lead or follow a task force: %(force)s")
    _tell(force, [force.leader_id, force.liaison_id], words, by=by)
    return force


@transaction.atomic
def edit_force(force: TaskForce, values: dict[str, Any], *, by: Actor) -> TaskForce:
    """Change the fields named in `values`; nothing is written when nothing differs. The code stays."""
    force = TaskForce.objects.select_for_update().get(pk=force.pk)
    before, people = force_state(force), {force.leader_id, force.liaison_id}
    check_write_force(by, force)
    for name in FIELDS[1:]:
        if name in values:
            setattr(force, name, values[name])
    check_write_force(by, force)
    force.full_clean()
    force.save()
    _drive(force, values)
    after = force_state(force)
    if after == before:
        return force
    record(force, "force.edited", by=by, before=before, after=after)
    words = gettext_lazy("You lead or follow a task force: %(force)s")
    _tell(force, [key for key in (force.leader_id, force.liaison_id) if key not in people], words, by=by)
    return force


def _drive(force: TaskForce, values: dict[str, Any]) -> None:
    for name in DRIVEN:
        if name in values:
            getattr(force, name).set(values[name])


@transaction.atomic
def second(
    force: TaskForce,
    person: Person,
    *,
    from_unit: Unit,
    since: date,
    by: Actor,
    until: date | None = None,
    role: str = "",
) -> Secondment:
    """Lend a person to a task force for a period. The person's posts stay what they are.

    Raises PermissionDenied, ValidationError by field.
    """
    force = TaskForce.objects.select_for_update().get(pk=force.pk)  # two at once cannot lend the same person twice
    check_second(by, force, person=person, from_unit=from_unit, since=since, until=until)
    lent = Secondment(force=force, person=person, from_unit=from_unit, since=since, until=until, role=role.strip())
    lent.full_clean()
    lent.save()
    record(lent, "secondment.begun", by=by)
    _tell(force, [person.pk], gettext_lazy("You are lent to a task force: %(force)s"), by=by)
    return lent


@transaction.atomic
def end_secondment(secondment: Secondment, *, until: date, by: Actor) -> Secondment:
    """The person's last day in the task force."""
    TaskForce.objects.select_for_update().get(pk=secondment.force_id)
    secondment = Secondment.objects.select_related("force__unit", "person").get(pk=secondment.pk)
    check_end_secondment(by, secondment, until)
    _end(secondment, until, by=by)
    words = gettext_lazy("Your time in a task force ends: %(force)s")
    _tell(secondment.force, [secondment.person_id], words, by=by)
    return secondment


def _end(secondment: Secondment, until: date, *, by: Actor) -> None:
    before = state_of(secondment)
    secondment.until = until
    secondment.full_clean()
    secondment.save(update_fields=["until"])
    record(secondment, "secondment.ended", by=by, before=before)


@transaction.atomic
def dissolve_force(
    force: TaskForce,
    *,
    by: Actor,
    on: date | None = None,
    to: TaskForce | None = None,
    hands_over: bool = False,
    reason: str = "",
) -> TaskForce:
    """End a task force on a day (today); everybody lent to it goes back.

    What its meetings decided and is still open must change hands: to another force (`to`), or, `hands_over`, to the
    reform office. Raises PermissionDenied, ValidationError naming the open tasks.
    """
    force = TaskForce.objects.select_for_update(of=("self",)).select_related("unit").get(pk=force.pk)
    on = on or clock.today()
    still_open = check_dissolve(by, force, on=on, to=to, hands_over=hands_over)
    before = force_state(force)
    force.until, force.handed_to = on, to
    force.full_clean()
    force.save(update_fields=["until", "handed_to"])
    # What it had itself taken over goes on to the same hands, so that nothing hangs on a force that is gone.
    for older in TaskForce.objects.filter(handed_to=force):
        earlier = force_state(older)
        older.handed_to = to
        older.save(update_fields=["handed_to"])
        record(older, "force.taken_over", by=by, before=earlier, after=force_state(older))
    for lent in force.secondments.filter(since__lte=on).exclude(until__lte=on).select_related("person", "force"):
        _end(lent, on, by=by)
    note = "\n".join([reason.strip(), *(task.title for task in still_open)]).strip()
    record(force, "force.dissolved", by=by, before=before, after=force_state(force), note=note)
    _tell_of_hand_over(force, still_open, to, by=by)
    return force


def _tell_of_hand_over(force: TaskForce, tasks: list[Task], to: TaskForce | None, *, by: Actor) -> None:
    """Whoever follows the open tasks up from now on, and the units that owe them."""
    if not tasks:
        return
    body = "\n".join(f"{task.due:%Y-%m-%d} {task.title}" for task in tasks)
    readers = accounts_of([to.leader_id, to.liaison_id]) if to else accounts_over(force.unit, OFFICE)
    readers += [account for unit in {task.unit for task in tasks} for account in accounts_over(unit, TAKING_PART)]
    words = gettext_lazy("%(force)s was dissolved; its open tasks are followed up by others: %(count)s")
    address = force.get_absolute_url()
    tell(readers, words, by=by, url=address, kind="force", body=body, force=force.name, count=len(tasks))


def _tell(force: TaskForce, people: list[int], words: Any, *, by: Actor) -> None:
    tell(accounts_of(people), words, by=by, url=force.get_absolute_url(), kind="force", force=force.name)
