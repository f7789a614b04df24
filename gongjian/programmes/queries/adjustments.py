"""What is looked up of adjustments, outside checks and look-backs."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Adjustment, LookBack, Measure, OutsideCheck
from gongjian.programmes.queries.ledger import (
    OFFICE,
    TAKING_PART,
    about_visible,
    measures_ruled_by,
    measures_that_count,
)
from gongjian.programmes.queries.work_kinds import WorkKind

State = Adjustment.State


def adjustments_visible_to(user: object) -> QuerySet[Adjustment]:
    """Whoever sees the measure sees what was asked for it."""
    if user is SYSTEM:
        return Adjustment.objects.all()
    return about_visible(Adjustment.objects.all(), user, with_removed=True)


def checks_visible_to(user: object) -> QuerySet[OutsideCheck]:
    return about_visible(OutsideCheck.objects.all(), user, with_removed=True)


def adjustments_ruled_by(user: object) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(measure__in=measures_ruled_by(user))


def adjustments_of_own_units(user: object) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(measure__lead_unit__in=units_in_scope(user, *TAKING_PART))


def adjusted_among(measures: Iterable[Measure]) -> set[int]:
    """The keys of those that an approved adjustment moved."""
    keys = {measure.pk for measure in measures}
    approved = Adjustment.objects.filter(state=State.APPROVED).values_list("measure_id", flat=True)
    return keys & set(approved)


# --- strike-off -----------------------------------------------------------------------------
def last_outside_check(measure: Measure) -> OutsideCheck | None:
    """The one that speaks; what was found before a look-back reopened the measure speaks no more."""
    reopened = measure.look_backs.filter(holds=False).aggregate(on=Max("looked_on"))["on"]
    checks = measure.outside_checks.filter(checked_on__gte=reopened) if reopened else measure.outside_checks
    return checks.order_by("checked_on", "pk").last()


def last_look_back(measure: Measure) -> LookBack | None:
    return measure.look_backs.order_by("looked_on", "pk").last()


def office_units() -> list[Unit]:
    """The units in which somebody holds a post of the reform office."""
    units = Unit.objects.filter(posts__duties__icontains=OFFICE[0]).distinct()
    return list(units)


def without_outside_check(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Felt by the public, and the last word of somebody outside is missing, says no, or is older than a look-back
    that reopened the measure."""
    reopened = LookBack.objects.filter(measure=OuterRef("measure"), holds=False, looked_on__gt=OuterRef("checked_on"))
    checks = OutsideCheck.objects.filter(~Exists(reopened), measure=OuterRef("pk"))
    later = OutsideCheck.objects.filter(measure=OuterRef("measure")).filter(
        Q(checked_on__gt=OuterRef("checked_on")) | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
    )
    passed = checks.filter(has_passed=True).filter(~Exists(later))
    return measures.filter(Q(is_felt_by_public=True) & ~Exists(passed))


# --- figures --------------------------------------------------------------------------------
def adjustments_approved(year: int) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(state=State.APPROVED, measure__in=measures_that_count(year))


def measures_reopened(year: int) -> QuerySet[Measure]:
    """Measures of the year's ledger that a look-back reopened at least once."""
    failed = LookBack.objects.filter(measure=OuterRef("pk"), holds=False)
    return measures_that_count(year).filter(Exists(failed))


# --- the desk -------------------------------------------------------------------------------
def _to_sign(user: Any) -> QuerySet[Measure]:
    return measures_ruled_by(user).filter(state=Measure.State.STRIKE_OFF_APPLIED)


def _unchecked(user: Any) -> QuerySet[Measure]:
    return without_outside_check(_to_sign(user))


def _measure_words(measure: Measure) -> str:
    return f"{measure.number} {measure.label}"


WORK: tuple[WorkKind, ...] = (
    WorkKind(
        "adjustment_to_rule",
        _("Adjustments to rule on"),
        lambda user: adjustments_ruled_by(user).filter(state=State.APPLIED),
        due="",
        since="applied_on",
        under_way=lambda user: adjustments_of_own_units(user).filter(state=State.APPLIED),
        related=("measure",),
        words=lambda adjustment: f"{adjustment.measure.number} {adjustment.measure.label}",
    ),
    WorkKind(
        "strike_off_to_sign", _("Strike-offs to sign"), _to_sign, due="due", since="state_on", words=_measure_words
    ),
    WorkKind(
        "outside_check_missing",
        _("Outside checks still missing"),
        _unchecked,
        due="due",
        since="state_on",
        words=_measure_words,
    ),
)
