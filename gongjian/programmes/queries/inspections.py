"""What is looked up about inspections, their teams, samples and visits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Unit
from gongjian.organizations.queries import accounts_with, posts_with, units_in_scope
from gongjian.programmes.models import (
    Campaign,
    Evidence,
    Inspection,
    Inspector,
    Measure,
    MeasureLight,
    Month,
    UnitScore,
    Visit,
)
from gongjian.programmes.queries.findings import findings_visible_to
from gongjian.programmes.queries.ledger import OFFICE, TAKING_PART, measures_that_count
from gongjian.programmes.queries.work_kinds import WorkKind

INSPECTOR = ("inspector",)
WATCHING = ("reform_office", "reader")
State = Inspection.State


# --- who sees what --------------------------------------------------------------------------
def watches_city(user: object) -> bool:
    """Sees every inspection: the office and readers over the whole city."""
    if user is SYSTEM:
        return True
    return any(post.scope.parent_id is None for duty in WATCHING for post in posts_with(user, duty))


def teams_of(user: object) -> QuerySet[Inspector]:
    """The places this account has in inspections' teams; none once it is an inspector no more."""
    if not isinstance(user, Account) or not posts_with(user, *INSPECTOR):
        return Inspector.objects.none()
    return Inspector.objects.filter(account=user)


def visits_visible_to(user: object) -> QuerySet[Visit]:
    """The office, readers and the team; and the units whose measure was visited."""
    if watches_city(user):
        return Visit.objects.all()
    watched = units_in_scope(user, *WATCHING, *TAKING_PART)
    supported = Measure.supporting_units.through.objects.filter(unit__in=units_in_scope(user, *TAKING_PART))
    return Visit.objects.filter(
        Q(inspection__in=teams_of(user).values("inspection_id"))
        | Q(measure__lead_unit__in=watched)
        | Q(measure__in=supported.values("measure_id"))
    )


def inspections_visible_to(user: object) -> QuerySet[Inspection]:
    """The office, readers and the team from the plan on; a unit once somebody has been to see it, not before."""
    if watches_city(user):
        return Inspection.objects.all()
    return Inspection.objects.filter(
        Q(pk__in=teams_of(user).values("inspection_id"))
        | Q(Exists(visits_visible_to(user).filter(inspection=OuterRef("pk"))))
        | Q(Exists(findings_visible_to(user).filter(inspection=OuterRef("pk"))))
    )


def sees_whole(user: object, inspection: Inspection) -> bool:
    """The plan, the team and the whole sample, not only what concerns one's own unit."""
    return watches_city(user) or teams_of(user).filter(inspection=inspection).exists()


def scores_visible_to(user: object) -> QuerySet[UnitScore]:
    """A unit reads its own score; the office, readers and the team read all."""
    if watches_city(user):
        return UnitScore.objects.all()
    own = units_in_scope(user, *WATCHING, *TAKING_PART)
    return UnitScore.objects.filter(Q(unit__in=own) | Q(inspection__in=teams_of(user).values("inspection_id")))


# --- the team -------------------------------------------------------------------------------
def accounts_that_inspect() -> QuerySet[Account]:
    """The open accounts with the duty of an inspector today."""
    return Account.objects.filter(pk__in=[account.pk for account in accounts_with(INSPECTOR)]).select_related("person")


def team_of(inspection: Inspection) -> QuerySet[Inspector]:
    return inspection.team.select_related("account__person").prefetch_related("conflicts")


def place_of(user: object, inspection: Inspection) -> Inspector | None:
    """The account's place in this team."""
    return teams_of(user).filter(inspection=inspection).prefetch_related("conflicts").first()


def units_kept_from(inspector: Inspector) -> list[Unit]:
    """The units an inspector never visits: those declared, and those the inspector serves in today."""
    own = [post.unit for post in inspector.account.posts_today]
    return [*inspector.conflicts.all(), *own]


# --- the sample -----------------------------------------------------------------------------
def measures_to_sample(year: int) -> QuerySet[Measure]:
    """What may be drawn: the year's ledger, without what is suspended."""
    return measures_that_count(year).exclude(state=Measure.State.SUSPENDED).order_by("number")


def lights_now(year: int) -> dict[int, str]:
    """The lights of the latest frozen month of the year, by measure."""
    month = Month.objects.filter(year=year, state=Month.State.FROZEN).order_by("-month").first()
    if month is None:
        return {}
    return dict(MeasureLight.objects.filter(month=month).order_by().values_list("measure_id", "light"))


def sample_of(inspection: Inspection) -> QuerySet[Measure]:
    return inspection.measures.select_related("lead_unit", "campaign").prefetch_related("supporting_units")


def unvisited(inspection: Inspection) -> QuerySet[Measure]:
    """The measures of the sample nobody has been to."""
    been = Visit.objects.filter(inspection=inspection, measure=OuterRef("pk"))
    return sample_of(inspection).filter(~Exists(been))


def own_percent(measure: Measure, on: date) -> int:
    """The unit's own: the % of the measure's milestones verified by that day, the day itself included."""
    proved = Evidence.objects.filter(milestone=OuterRef("pk"), verified_on__lte=on)
    return measure.milestones.filter(Exists(proved)).aggregate(sum=Sum("weight"))["sum"] or 0


def latest_visits(inspection: Inspection) -> list[Visit]:
    """Of each measure the latest; one query."""
    visits = inspection.visits.select_related("measure__lead_unit", "inspector__account__person").order_by(
        "measure_id", "-visited_at", "-id"
    )
    found: dict[int, Visit] = {}
    for visit in visits:
        found.setdefault(visit.measure_id, visit)
    return list(found.values())


def visits_of_measure(measure: Measure, user: object) -> QuerySet[Visit]:
    """For a measure's page: what inspectors saw of it, latest first."""
    visits = visits_visible_to(user).filter(measure=measure)
    return visits.select_related("inspection", "inspector__account__person")


def with_numbers(inspections: QuerySet[Inspection]) -> QuerySet[Inspection]:
    """Each with `sampled`, `visited`, `found` and `closed`: measures sampled and visited, findings and those closed."""
    closed = Q(findings__state="closed")
    return inspections.annotate(
        sampled=Count("measures", distinct=True),
        visited=Count("visits__measure", distinct=True),
        found=Count("findings", distinct=True),
        closed=Count("findings", filter=closed, distinct=True),
    )


def inspections_of(year: int) -> QuerySet[Inspection]:
    return Inspection.objects.filter(year=year)


def campaigns_of_drawing(drawing: dict[str, Any]) -> QuerySet[Campaign]:
    """The campaigns a sample was drawn from in proportion."""
    return Campaign.objects.filter(code__in=[share[0] for share in drawing.get("shares", ())])


def leaders_and_office(inspection: Inspection) -> Iterable[Account]:
    """Who steers an inspection: its leader and the office."""
    leaders = [place.account for place in inspection.team.filter(is_leader=True).select_related("account__person")]
    return [*leaders, *accounts_with(OFFICE)]


# --- the desk -------------------------------------------------------------------------------
def inspections_to_declare_for(user: object) -> QuerySet[Inspection]:
    undeclared = teams_of(user).filter(declared_at__isnull=True).values("inspection_id")
    return Inspection.objects.filter(pk__in=undeclared, state__in=[State.PLANNED, State.RUNNING, State.RECTIFYING])


def inspections_to_visit(user: object) -> QuerySet[Inspection]:
    """Inspections on site in which this account has declared and some measure has not been visited."""
    declared = teams_of(user).filter(declared_at__isnull=False)
    sampled = Inspection.measures.through.objects.filter(inspection=OuterRef("pk")).exclude(
        Exists(Visit.objects.filter(inspection=OuterRef("inspection_id"), measure=OuterRef("measure_id")))
    )
    kept_from = Unit.objects.filter(
        Exists(Inspector.conflicts.through.objects.filter(unit=OuterRef("pk"), inspector__in=declared.values("pk")))
    )
    sampled = sampled.exclude(measure__lead_unit__in=kept_from.values("pk"))
    return Inspection.objects.filter(Exists(sampled), pk__in=declared.values("inspection_id"), state=State.RUNNING)


def inspections_under_way(user: object) -> QuerySet[Inspection]:
    return Inspection.objects.filter(
        pk__in=teams_of(user).filter(declared_at__isnull=False).values("inspection_id"),
        state__in=[State.PLANNED, State.RUNNING, State.RECTIFYING],
    )


WORK: tuple[WorkKind, ...] = (
    WorkKind("inspection_declaration", _("Declaration of interests to give"), inspections_to_declare_for,
             due="since", since="since"),
    WorkKind("inspection_visit", _("Measures to visit"), inspections_to_visit, due="until", since="since",
             under_way=inspections_under_way),
)  # fmt: skip
