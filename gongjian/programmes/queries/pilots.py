"""What is looked up about pilot policies: who granted them, what landed them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.models import Campaign, Grant, Measure
from gongjian.programmes.queries.ledger import measures_of_own_units, measures_under, measures_visible_to
from gongjian.programmes.queries.work_kinds import WorkKind

Kind, State = Campaign.Kind, Measure.State


def pilots_visible_to(user: object) -> QuerySet[Measure]:
    return measures_visible_to(user).filter(campaign__kind=Kind.PILOT_POLICIES)


def grant_of(measure: Measure) -> Grant | None:
    return Grant.objects.filter(measure=measure).select_related("file").first()


def pilots_landed(year: int) -> QuerySet[Measure]:
    """Struck off, with the document that landed it."""
    pilots = measures_under(year, Kind.PILOT_POLICIES)
    return pilots.filter(state=State.STRUCK_OFF, grant__landed_on__isnull=False)


def pilots_to_land(user: object) -> QuerySet[Measure]:
    """What this account's units are trying out and no document has landed yet."""
    running = Measure.objects.filter(
        measures_of_own_units(user), campaign__kind=Kind.PILOT_POLICIES, state=State.RUNNING, is_removed=False
    )
    return running.filter(grant__landed_on__isnull=True)


WORK: tuple[WorkKind, ...] = (
    WorkKind("pilot_to_land", _("Pilot policy to land by a document"), pilots_to_land, due="due", since="state_on"),
)
