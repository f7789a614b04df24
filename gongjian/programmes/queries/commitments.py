"""What is looked up about livelihood commitments: how far each target is, what waits, what anybody may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from gongjian.algorithms.attainment import is_kept, percent_of, whole_of
from gongjian.core.audit import SYSTEM
from gongjian.programmes.models import Attainment, Campaign, Measure, Photo, Target
from gongjian.programmes.queries.ledger import measures_of_own_units, measures_ruled_by, measures_visible_to
from gongjian.programmes.queries.work_kinds import WorkKind

Kind, State = Campaign.Kind, Measure.State


# --- who sees what --------------------------------------------------------------------------
def commitments_visible_to(user: object) -> QuerySet[Measure]:
    return measures_visible_to(user).filter(campaign__kind=Kind.LIVELIHOOD_COMMITMENTS)


def attainments_visible_to(user: object) -> QuerySet[Attainment]:
    return Attainment.objects.filter(target__measure__in=commitments_visible_to(user))


def targets_visible_to(user: object) -> QuerySet[Target]:
    return Target.objects.filter(measure__in=commitments_visible_to(user))


def photos_visible_to(user: object) -> QuerySet[Photo]:
    """Those of commitments this account may see, and to everybody what the office showed to the public."""
    return Photo.objects.filter(Q(measure__in=commitments_visible_to(user)) | _public())


def _public() -> Q:
    return Q(
        is_public=True,
        measure__campaign__is_public=True,
        measure__is_removed=False,
        measure__state__in=Measure.COUNTED,
    )


# --- the public board -----------------------------------------------------------------------
def public_boards() -> QuerySet[Campaign]:
    """The years' commitments that anybody may look at, latest first."""
    shown = Campaign.objects.filter(kind=Kind.LIVELIHOOD_COMMITMENTS, is_public=True)
    return shown.order_by("-year", "sequence")


def public_commitments(campaign: Campaign) -> QuerySet[Measure]:
    """What was promised under it: established or later, not merged, not removed."""
    return campaign.measures.filter(state__in=Measure.COUNTED, is_removed=False).order_by("number")


# --- how far --------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """How far a commitment is by what has been verified."""

    targets: list[Target] = field(default_factory=list)  # each with reached, reached_on, percent
    photos: list[Photo] = field(default_factory=list)
    waiting: int = 0  # reports that nobody has verified or returned yet

    @property
    def percents(self) -> list[Decimal | None]:
        return [target.percent for target in self.targets]

    @property
    def percent(self) -> Decimal | None:
        return whole_of(self.percents)

    @property
    def is_kept(self) -> bool:
        return is_kept(self.percents)

    @property
    def as_of(self) -> date | None:
        """The latest day of which something has been verified."""
        return max((target.reached_on for target in self.targets if target.reached_on), default=None)


def with_reached(targets: QuerySet[Target]) -> QuerySet[Target]:
    """Each with what the latest verified report says: `reached`, `reached_on`; None before the first."""
    verified = Attainment.objects.filter(target=OuterRef("pk"), verified_on__isnull=False).order_by("-as_of", "-id")
    return targets.annotate(
        reached=Subquery(verified.values("quantity")[:1]),
        reached_on=Subquery(verified.values("as_of")[:1]),
        waiting=Count("attainments", filter=is_waiting("attainments__")),
    )


def is_waiting(prefix: str = "") -> Q:
    """Reported, and neither verified nor returned."""
    waiting = Q(**{f"{prefix}verified_on__isnull": True, f"{prefix}returned_reason": ""})
    return waiting & Q(**{f"{prefix}pk__isnull": False})  # an outer join's empty row is no report


def standings(measures: Iterable[Measure], *, public: bool = False) -> dict[int, Standing]:
    """By measure: how far it is. `public` leaves out photographs that are not shown to everybody. Two queries."""
    keys = [measure.pk for measure in measures]
    photos = Photo.objects.filter(measure__in=keys).select_related("file")
    found: dict[int, tuple[list[Target], list[Photo]]] = {key: ([], []) for key in keys}
    for target in with_reached(Target.objects.filter(measure__in=keys)).order_by("measure_id", "sequence"):
        target.percent = percent_of(target.reached, target.quantity)
        found[target.measure_id][0].append(target)
    for photo in photos.filter(is_public=True) if public else photos:
        found[photo.measure_id][1].append(photo)
    return {
        key: Standing(targets, shown, sum(target.waiting for target in targets))
        for key, (targets, shown) in found.items()
    }


def standing_of(measure: Measure) -> Standing:
    return standings([measure])[measure.pk]


def targets_of_year(year: int) -> QuerySet[Target]:
    """The targets of the year's commitments that count."""
    counted = Q(measure__state__in=Measure.COUNTED, measure__is_removed=False)
    kind = Kind.LIVELIHOOD_COMMITMENTS
    return Target.objects.filter(counted, measure__campaign__year=year, measure__campaign__kind=kind)


def targets_reached(year: int) -> QuerySet[Target]:
    """Those of which all that was promised has been reached and verified."""
    return with_reached(targets_of_year(year)).filter(reached__gte=F("quantity"))


def attainments_to_verify(user: object) -> QuerySet[Attainment]:
    """What waits for this account's word: reported by somebody else, in the scope of its office."""
    waiting = Attainment.objects.filter(is_waiting(), target__measure__in=measures_ruled_by(user))
    return waiting if user is SYSTEM else waiting.exclude(reported_by=getattr(user, "pk", None))


def attainments_reported_by_units_of(user: object) -> QuerySet[Attainment]:
    own = Measure.objects.filter(measures_of_own_units(user), is_removed=False)
    return Attainment.objects.filter(is_waiting(), target__measure__in=own)


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "attainment_to_verify",
        _("Progress of a commitment to verify"),
        attainments_to_verify,
        due="",
        since="reported_on",
        under_way=attainments_reported_by_units_of,
        related=("target__measure",),
    ),
)
