"""What is looked up about task forces: who is in them, what they drive, what they met about."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Appointment, Person, Unit
from gongjian.organizations.queries import on_day, units_in_scope
from gongjian.programmes.models import Measure, MeasureLight, Meeting, Secondment, Task, TaskForce
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART, measures_of_campaign
from gongjian.programmes.queries.tasks import person_of, tasks_visible_to


# --- who sees what --------------------------------------------------------------------------
def forces_visible_to(user: object) -> QuerySet[TaskForce]:
    """A part of the year's frame, as campaigns are: whoever has any part in the ledger sees all of them, and
    whoever leads, follows or is lent to one sees that one."""
    if user is SYSTEM or units_in_scope(user, *OVERSEEING, *TAKING_PART).exists():
        return TaskForce.objects.all()
    return TaskForce.objects.filter(pk__in=forces_of(user).values("pk"))


def forces_of(user: object) -> QuerySet[TaskForce]:
    """The forces this account's person leads, follows or is lent to today."""
    person = person_of(user)
    if not person:
        return TaskForce.objects.none()
    lent = Secondment.objects.filter(in_force(), person=person).values("force")
    return TaskForce.objects.filter(Q(leader=person) | Q(liaison=person) | Q(pk__in=lent))


def forces_managed_by(user: object) -> QuerySet[TaskForce]:
    """Standing forces for which this account may record meetings: the office's and those it leads or follows."""
    person = person_of(user)
    own = Q(leader=person) | Q(liaison=person) if person else Q(pk__in=[])
    return TaskForce.objects.filter(Q(unit__in=units_in_scope(user, *OFFICE)) | own)


def meetings_visible_to(user: object) -> QuerySet[Meeting]:
    """Minutes are read by the force's people, by those who oversee or take part in its host unit, and by whoever
    was given a task there. Those of the office itself are seen by whoever oversees."""
    if user is SYSTEM:
        return Meeting.objects.all()
    units = units_in_scope(user, *OVERSEEING, *TAKING_PART)
    found = Q(force__unit__in=units) | Q(force__in=forces_of(user).values("pk"))
    found |= Q(pk__in=tasks_visible_to(user).order_by().values("meeting"))
    if units_in_scope(user, *OVERSEEING).exists():
        found |= Q(force__isnull=True)
    return Meeting.objects.filter(found)


# --- members --------------------------------------------------------------------------------
def in_force(prefix: str = "", day: date | None = None) -> Q:
    """Secondments on the day (today)."""
    return on_day(prefix, day or clock.today())


def members_of(force: TaskForce) -> list[Secondment]:
    """Everybody ever lent to it, each with `holds_post`: does the person still hold a post in the lending unit?"""
    held = Appointment.objects.filter(
        on_day(day=clock.today()), person=OuterRef("person"), post__unit=OuterRef("from_unit")
    )
    found = force.secondments.select_related("person", "from_unit").annotate(holds_post=Exists(held))
    return list(found.order_by("from_unit__path", "since", "id"))


def other_secondments(person: Person, force: TaskForce) -> QuerySet[Secondment]:
    """Where else the person is lent to today."""
    return Secondment.objects.filter(in_force(), person=person).exclude(force=force).select_related("force")


def overlapping(force: TaskForce, person: Person, *, since: date, until: date | None) -> QuerySet[Secondment]:
    """The person's secondments to this force that share at least a day with the span."""
    found = force.secondments.filter(person=person).filter(Q(until__isnull=True) | Q(until__gte=since))
    return found.filter(since__lte=until) if until else found


def holds_post_in(person: Person, unit: Unit, day: date) -> bool:
    """Does the person hold a post in this unit, or in one below it, on the day?"""
    return person.appointments.filter(on_day(day=day), post__unit__path__startswith=unit.path).exists()


# --- what it drives and owes ----------------------------------------------------------------
def measures_driven_by(force: TaskForce, measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Of these measures, what stands under the force's campaigns and what it was given one by one."""
    under = measures_of_campaign(Measure.objects.all(), force.campaigns.order_by().values("pk")).order_by()
    return measures.filter(Q(pk__in=under.values("pk")) | Q(pk__in=force.measures.order_by().values("pk")))


def tasks_of_force(force: TaskForce) -> QuerySet[Task]:
    """What its meetings decided, and what it took over from forces that were dissolved."""
    return Task.objects.filter(
        Q(meeting__force=force) | Q(meeting__force__handed_to=force, meeting__force__until__isnull=False)
    )


def open_tasks_of(force: TaskForce) -> QuerySet[Task]:
    """Its tasks that are neither closed nor withdrawn."""
    return tasks_of_force(force).filter(state__in=Task.WAITING).select_related("unit")


def with_force_counts(forces: QuerySet[TaskForce]) -> QuerySet[TaskForce]:
    """Each with `members`: how many people are lent to it today, and `meetings_held`."""
    return forces.annotate(
        members=Count("secondments__person", filter=in_force("secondments__"), distinct=True),
        meetings_held=Count("meetings", distinct=True),
        open_tasks=Count("meetings__tasks", filter=Q(meetings__tasks__state__in=Task.WAITING), distinct=True),
    )


def meetings_of_year(year: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(held_on__year=year)


def with_task_counts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each with `decided`: how many tasks it set, and `open`: how many of them still wait."""
    return meetings.annotate(
        decided=Count("tasks", filter=~Q(tasks__state=Task.State.WITHDRAWN)),
        open=Count("tasks", filter=Q(tasks__state__in=Task.WAITING)),
    )


def last_lights(measures: Iterable[Measure]) -> dict[int, MeasureLight]:
    """By measure: its light in the latest frozen month that has one. One query."""
    lights = MeasureLight.objects.filter(measure__in=[measure.pk for measure in measures]).select_related("month")
    latest = lights.order_by("month__year", "month__month")
    return {light.measure_id: light for light in latest}
