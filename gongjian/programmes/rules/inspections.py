"""Inspections: the office plans, the team declares and visits, and nobody visits where they have an interest."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.language import day
from gongjian.organizations.models import Account, Unit
from gongjian.organizations.rules import has_duty, has_duty_citywide
from gongjian.programmes.models import Finding, Inspection, Inspector, Measure
from gongjian.programmes.queries.inspections import (
    INSPECTOR,
    accounts_that_inspect,
    sample_of,
    team_of,
    units_kept_from,
    unvisited,
)
from gongjian.programmes.queries.ledger import OFFICE, OVERSEEING, TAKING_PART

State = Inspection.State
RESERVED_CODES = ("add", "visits")  # addresses of their own
MOST_PHOTOS = 12
MOST_FINDINGS = 20
# Kinds of units that stand over others without being the same body.
LEADERSHIP = (Unit.Kind.CITY, Unit.Kind.PARTY_BODY)
BY_CAMPAIGN, BY_LIGHT = "campaign", "light"


def can_see_inspections(user: object) -> bool:
    return has_duty(user, *OVERSEEING, *TAKING_PART)


def can_plan(user: object) -> bool:
    """An inspection belongs to no unit: the office over the whole city."""
    return has_duty_citywide(user, *OFFICE)


def check_office(user: object) -> None:
    if not can_plan(user):
        raise PermissionDenied(_("Inspections are planned and steered by the reform office."))


def check_state(inspection: Inspection, *states: State) -> None:
    if inspection.state not in states:
        possible = _(", ").join(str(State(state).label) for state in states)
        raise ValidationError(
            _("The inspection is now “%(now)s”; this is possible while it is: %(states)s.")
            % {"now": inspection.get_state_display(), "states": possible}
        )


def check_period(since: date, until: date) -> None:
    if since and until and until < since:
        raise ValidationError({"until": _("The last day lies before the first.")})


def check_code(code: str) -> None:
    if code in RESERVED_CODES:
        raise ValidationError({"code": _("This code is used by an address of the house: choose another.")})


# --- the team -------------------------------------------------------------------------------
def check_team(members: Iterable[Account], leader: Account | None) -> None:
    members = list(members)
    if not members:
        raise ValidationError({"members": _("A team needs at least one inspector.")})
    if leader is None or leader not in members:
        raise ValidationError({"leader": _("The leader is one of the team.")})
    able = set(accounts_that_inspect().values_list("pk", flat=True))
    unable = [str(account) for account in members if account.pk not in able]
    if unable:
        names = _(", ").join(unable)
        raise ValidationError({"members": _("No post with the duty of an inspector: %(names)s.") % {"names": names}})


def check_leaving(inspection: Inspection, leaving: Iterable[Inspector]) -> None:
    """Who has visited or accepted something stays in the team: it is theirs."""
    judged = Q(accepted_by__in=[place.account_id for place in leaving])
    judged |= Q(closed_by__in=[place.account_id for place in leaving])
    judges = set(inspection.findings.filter(judged).values_list("accepted_by", "closed_by"))
    judges = {pk for pair in judges for pk in pair}
    been = [str(place) for place in leaving if place.account_id in judges or place.visits.exists()]
    if been:
        names = _(", ").join(been)
        raise ValidationError(
            {
                "members": _("They have visited or accepted something and stay in the team: %(names)s.")
                % {"names": names}
            }
        )


def check_declare(user: object, place: Inspector | None) -> None:
    if place is None or place.account_id != getattr(user, "pk", None):
        raise PermissionDenied(_("Interests are declared by each member of the team for themselves."))
    check_state(place.inspection, State.PLANNED, State.RUNNING, State.RECTIFYING)


# --- interest -------------------------------------------------------------------------------
def interest_in(inspector: Inspector, measure: Measure) -> Unit | None:
    """The unit for whose sake this inspector keeps away from a measure; None when there is none."""
    involved = [measure.lead_unit, *measure.supporting_units.all()]
    kept_from = units_kept_from(inspector)
    return next((unit for unit in involved for other in kept_from if is_akin(unit, other)), None)


def is_akin(unit: Unit, other: Unit) -> bool:
    """The same unit, or one a part of the other: a department and its institutions, a county and its bureaus.

    The city, its Party committee and its government have everybody under them; that alone makes nobody akin.
    """
    if unit.pk == other.pk:
        return True
    inner, outer = (unit, other) if unit.path.startswith(other.path) else (other, unit)
    return inner.path.startswith(outer.path) and outer.kind not in LEADERSHIP


def measures_open_to(inspector: Inspector, measures: Iterable[Measure]) -> list[Measure]:
    return [measure for measure in measures if interest_in(inspector, measure) is None]


# --- the moves ------------------------------------------------------------------------------
def obstacles_to_start(inspection: Inspection) -> list[str]:
    """What must be done before anybody goes on site, in words."""
    team, sample = list(team_of(inspection)), list(sample_of(inspection))
    found = []
    if not any(place.is_leader for place in team):
        found.append(_("The team has no leader yet."))
    waiting = [str(place) for place in team if place.declared_at is None]
    if waiting:
        found.append(_("Not declared yet: %(names)s.") % {"names": _(", ").join(waiting)})
    if not sample:
        found.append(_("No measures have been drawn or chosen yet."))
    elif team and not waiting:
        barred = [
            measure.number for measure in sample if all(interest_in(place, measure) is not None for place in team)
        ]
        if barred:
            numbers = _(", ").join(barred)
            found.append(
                _("Everybody in the team has an interest in: %(numbers)s. Enlarge the team.") % {"numbers": numbers}
            )
    return found


def check_start(user: object, inspection: Inspection) -> None:
    check_office(user)
    check_state(inspection, State.PLANNED)
    found = obstacles_to_start(inspection)
    if found:
        raise ValidationError(found)


def can_end_visits(user: object, inspection: Inspection) -> bool:
    if can_plan(user):
        return True
    return inspection.team.filter(is_leader=True, account_id=getattr(user, "pk", None)).exists()


def check_end_visits(user: object, inspection: Inspection, *, reason: str) -> None:
    if not can_end_visits(user, inspection):
        raise PermissionDenied(_("The visits are ended by the team's leader or the reform office."))
    check_state(inspection, State.RUNNING)
    left = [measure.number for measure in unvisited(inspection)]
    if left and not reason:
        numbers = _(", ").join(left)
        raise ValidationError({"reason": _("Nobody has been to: %(numbers)s. Please say why.") % {"numbers": numbers}})


def obstacles_to_finish(inspection: Inspection) -> list[str]:
    left = list(inspection.findings.exclude(state=Finding.State.CLOSED).values_list("number", flat=True))
    if not left:
        return []
    numbers = _(", ").join(str(number) for number in left)
    return [_("Findings not rectified and accepted by two yet: %(numbers)s.") % {"numbers": numbers}]


def check_finish(user: object, inspection: Inspection) -> None:
    check_office(user)
    check_state(inspection, State.RECTIFYING)
    found = obstacles_to_finish(inspection)
    if found:
        raise ValidationError(found)


# --- visits ---------------------------------------------------------------------------------
def can_visit(user: object, inspection: Inspection) -> bool:
    """A member of the team who has declared, while the team is on site."""
    if not has_duty(user, *INSPECTOR) or inspection.state != State.RUNNING:
        return False
    return inspection.team.filter(account_id=getattr(user, "pk", None), declared_at__isnull=False).exists()


def check_visit(inspector: Inspector | None, inspection: Inspection, measure: Measure, *, at: datetime) -> None:
    """Raises PermissionDenied for who is not of the team; ValidationError in words for everything else."""
    if inspector is None:
        raise PermissionDenied(_("Only the team of this inspection records visits."))
    if inspector.declared_at is None:
        raise ValidationError(_("First declare in which units you have an interest."))
    check_state(inspection, State.RUNNING)
    if not inspection.measures.filter(pk=measure.pk).exists():
        raise ValidationError({"measure": _("%(number)s is not in the sample.") % {"number": measure.number}})
    unit = interest_in(inspector, measure)
    if unit is not None:
        raise ValidationError(
            {
                "measure": _("You have an interest in %(unit)s: somebody else visits this measure.")
                % {"unit": unit.label}
            }
        )
    if at > clock.now() + timedelta(minutes=10):
        raise ValidationError({"visited_at": _("The visit lies in the future.")})
    if timezone.localdate(at) < inspection.since:
        first = day(inspection.since)
        raise ValidationError({"visited_at": _("The inspection begins on %(day)s.") % {"day": first}})


def check_number_of(photos: list[Any], findings: list[Any]) -> None:
    if len(photos) > MOST_PHOTOS:
        raise ValidationError({"photos": _("At most %(most)s photographs.") % {"most": MOST_PHOTOS}})
    if len(findings) > MOST_FINDINGS:
        raise ValidationError(_("At most %(most)s findings at a time.") % {"most": MOST_FINDINGS})


# --- the sample -----------------------------------------------------------------------------
def check_sample(user: object, inspection: Inspection) -> None:
    check_office(user)
    check_state(inspection, State.PLANNED)


def check_choose(inspection: Inspection, measures: list[Measure], reason: str) -> None:
    if not measures:
        raise ValidationError({"measures": _("Choose at least one measure.")})
    if not reason:
        raise ValidationError({"reason": _("A sample that was not drawn by lot says why.")})
