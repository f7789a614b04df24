"""What meetings decided and reviews demanded, in numbers; each opens to the meetings or tasks it counts."""

from functools import partial

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.computed import Computed, computed, count_of, counted_already, once_a_reading, value_of
from gongjian.programmes.figures.ledger import has_campaigns
from gongjian.programmes.queries.forces import meetings_of_year
from gongjian.programmes.queries.tasks import closed_in_time, demands_of_year, tasks_of_year

figure_of_tasks = partial(
    computed,
    unit=_("task|tasks"),
    source=_("Tasks of meetings and reviews"),
    columns=("set_on", "due", "state"),  # what a task says is the house's own: anybody may see the figure's rows
    public=True,
)


def counted(rows: QuerySet, year: int) -> Computed:
    """How many; None, not zero, for a year of which no campaign is kept: nothing is known."""
    found = count_of(rows)
    return found if found.value or has_campaigns(year) else value_of(None, rows)


@once_a_reading
def _counts(year: int) -> dict[str, int]:
    """One query for the four figures of tasks."""
    is_demand = Q(item__isnull=False)
    return tasks_of_year(year).aggregate(
        set=Count("pk"),
        in_time=Count("pk", filter=closed_in_time()),
        demands=Count("pk", filter=is_demand),
        demands_in_time=Count("pk", filter=is_demand & closed_in_time()),
    )


def _known(year: int, name: str, rows: QuerySet) -> Computed:
    """As `counted`, from the counts of all four."""
    count = _counts(year)[name]
    return counted_already(count, rows) if count or has_campaigns(year) else value_of(None, rows)


@computed(
    "programmes.meetings_held",
    title=_("Meetings held"),
    unit=_("meeting|meetings"),
    meaning=_("Meetings of task forces and of the reform office held in the year and recorded; monthly reviews apart."),
    source=_("Records of meetings"),
    columns=("force", "held_on"),
    public=True,
    breakdown="force",
)
def meetings_held(*, year: int) -> Computed:
    return counted(meetings_of_year(year), year)


@figure_of_tasks(
    "programmes.tasks_set",
    title=_("Tasks set"),
    meaning=_("Tasks that meetings decided and reviews demanded in the year; withdrawn ones do not count."),
)
def tasks_set(*, year: int) -> Computed:
    return _known(year, "set", tasks_of_year(year))


@figure_of_tasks(
    "programmes.tasks_closed_in_time",
    title=_("Tasks closed in time"),
    meaning=_(
        "Tasks set in the year that their unit reported done by the due day and that were accepted. The day in force "
        "counts: one that was moved, with its reason, as moved."
    ),
)
def tasks_closed_in_time(*, year: int) -> Computed:
    return _known(year, "in_time", tasks_of_year(year).filter(closed_in_time()))


@figure_of_tasks(
    "programmes.demands_set",
    title=_("Demands of reviews"),
    meaning=_("Tasks that the chairs of monthly reviews demanded in the year; withdrawn ones do not count."),
)
def demands_set(*, year: int) -> Computed:
    return _known(year, "demands", demands_of_year(year))


@figure_of_tasks(
    "programmes.demands_closed_in_time",
    title=_("Demands closed in time"),
    meaning=_(
        "Demands of the year's monthly reviews that their unit reported done by the due day and that were accepted. "
        "The day in force counts: one that was moved, with its reason, as moved."
    ),
)
def demands_closed_in_time(*, year: int) -> Computed:
    return _known(year, "demands_in_time", demands_of_year(year).filter(closed_in_time()))
