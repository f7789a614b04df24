"""Inspections: planned, staffed, their sample drawn or chosen, started, brought to rectification, finished."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.sampling import Candidate, draw
from gongjian.core import clock
from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.models import Account, Unit
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.actions.scores import score_units
from gongjian.programmes.models import Inspection, Inspector, Measure
from gongjian.programmes.queries.inspections import (
    leaders_and_office,
    lights_now,
    measures_to_sample,
    place_of,
    team_of,
)
from gongjian.programmes.rules.inspections import (
    BY_LIGHT,
    check_choose,
    check_code,
    check_declare,
    check_end_visits,
    check_finish,
    check_leaving,
    check_office,
    check_period,
    check_sample,
    check_start,
    check_state,
    check_team,
)

State = Inspection.State
KIND = "inspection"


@transaction.atomic
def plan_inspection(
    code: str,
    title: str,
    *,
    by: Actor,
    since: date,
    until: date,
    year: int | None = None,
    title_en: str = "",
    plan: str = "",
    is_sample: bool = False,
) -> Inspection:
    """A planned inspection; `year` is that of the programme it looks at (the year it begins in, unless said)."""
    check_office(by)
    check_code(code)
    check_period(since, until)
    inspection = Inspection(code=code, title=title, title_en=title_en, plan=plan, since=since, until=until)
    inspection.year = year or since.year
    inspection.is_sample = is_sample
    inspection.full_clean()
    inspection.save()
    record(inspection, "inspection.planned", by=by)
    return inspection


@transaction.atomic
def edit_inspection(inspection: Inspection, values: dict[str, Any], *, by: Actor) -> Inspection:
    """Title, period and plan, while the inspection is not done. The year is fixed once a sample stands."""
    inspection = _locked(inspection)
    check_office(by)
    check_state(inspection, State.PLANNED, State.RUNNING, State.RECTIFYING)
    before = state_of(inspection)
    for name in ("title", "title_en", "year", "plan", "since", "until", "is_sample"):
        setattr(inspection, name, values.get(name, getattr(inspection, name)))
    check_period(inspection.since, inspection.until)
    if str(inspection.year) != before["year"] and inspection.measures.exists():
        raise ValidationError({"year": _("Measures of that year have been sampled already.")})
    inspection.version += 1
    inspection.full_clean()
    inspection.save()
    record(inspection, "inspection.edited", by=by, before=before)
    return inspection


@transaction.atomic
def set_team(inspection: Inspection, members: Sequence[Account], *, leader: Account | None, by: Actor) -> Inspection:
    """Who inspects. Those who stay keep their declarations; those who are new are told to give theirs.

    It may grow until the end: a finding everybody in it has an interest in needs somebody else to accept it.
    """
    inspection = _locked(inspection)
    check_office(by)
    check_state(inspection, State.PLANNED, State.RUNNING, State.RECTIFYING)
    check_team(members, leader)
    held = {place.account_id: place for place in team_of(inspection)}
    before = state_of(inspection) | {"team": _named(held.values())}
    wanted = {account.pk: account for account in members}
    leaving = [place for pk, place in held.items() if pk not in wanted]
    check_leaving(inspection, leaving)
    for place in leaving:
        place.delete()
    for pk, account in wanted.items():
        place = held.get(pk) or Inspector(inspection=inspection, account=account)
        place.is_leader = account == leader
        place.save()
    team = list(team_of(inspection))
    record(inspection, "inspection.team_set", by=by, before=before, after=state_of(inspection) | {"team": _named(team)})
    tell(
        [account for pk, account in wanted.items() if pk not in held],
        gettext_lazy("Declare your interests before the inspection: %(title)s"),
        by=by, url=inspection.get_absolute_url(), kind=KIND, title=inspection,
    )  # fmt: skip
    return inspection


@transaction.atomic
def declare(inspection: Inspection, conflicts: Iterable[Unit], *, by: Actor, words: str = "") -> Inspector:
    """A member of the team says in which units they have an interest (none: an empty list), before anything else.

    May be given anew as long as the visits go on; what stood before stays in the audit chain.
    """
    inspection = _locked(inspection)
    place = place_of(by, inspection)
    check_declare(by, place)
    assert place is not None  # check_declare has refused otherwise
    before = state_of(place) | {"conflicts": _codes(place.conflicts.all())}
    units = list(conflicts)
    place.words, place.declared_at = words, clock.now()
    place.full_clean()
    place.save(update_fields=["words", "declared_at"])
    place.conflicts.set(units)
    record(place, "inspection.declared", by=by, before=before, after=state_of(place) | {"conflicts": _codes(units)})
    if not inspection.team.filter(declared_at__isnull=True).exists() and inspection.state == State.PLANNED:
        words_of_it = gettext_lazy("The whole team has declared: %(title)s")
        url = inspection.get_absolute_url()
        tell(leaders_and_office(inspection), words_of_it, by=by, url=url, kind=KIND, title=inspection)
    return place


# --- the sample -----------------------------------------------------------------------------
@transaction.atomic
def draw_sample(inspection: Inspection, *, by: Actor, size: int, strata: str, seed: str = "") -> Inspection:
    """Draw measures by lot, in proportion from each campaign or light (`strata`: campaign, light).

    Seed, candidates and shares are kept, so that anybody can draw again (docs/algorithms/sampling.md); how often
    was drawn before is kept too.
    """
    inspection = _locked(inspection)
    check_sample(by, inspection)
    seed = seed.strip() or secrets.token_hex(8)
    measures = list(measures_to_sample(inspection.year).select_related("campaign"))
    lights = lights_now(inspection.year) if strata == BY_LIGHT else {}
    frame = [
        Candidate(one.number, lights.get(one.pk, "none") if strata == BY_LIGHT else one.campaign.code)
        for one in measures
    ]
    if not 1 <= size <= len(frame):
        raise ValidationError({"size": _("Between 1 and %(most)s measures can be drawn.") % {"most": len(frame)}})
    if strata == BY_LIGHT and not lights:
        raise ValidationError({"strata": _("No month of this year has been frozen: there are no lights to draw by.")})
    drawing = draw(frame, size=size, seed=seed)
    chosen = set(drawing.keys)
    kept = {
        "method": "drawn",
        "strata": strata,
        "seed": seed,
        "size": size,
        "frame": [[one.key, one.group] for one in frame],
        "shares": [[share.group, share.standing, share.drawn] for share in drawing.shares],
        "drawings": inspection.drawing.get("drawings", 0) + 1,
    }
    _keep_sample(inspection, [one for one in measures if one.number in chosen], kept, "inspection.sample_drawn", by=by)
    return inspection


@transaction.atomic
def choose_sample(inspection: Inspection, measures: Iterable[Measure], *, by: Actor, reason: str) -> Inspection:
    """Name the measures by hand; the reason is kept."""
    inspection = _locked(inspection)
    check_sample(by, inspection)
    wanted = {measure.pk for measure in measures}
    chosen = list(measures_to_sample(inspection.year).filter(pk__in=wanted))
    check_choose(inspection, chosen, reason.strip())
    if len(chosen) != len(wanted):
        raise ValidationError(
            {"measures": _("Only measures that stand in the ledger of %(year)s.") % {"year": inspection.year}}
        )
    kept = {"method": "chosen", "reason": reason.strip(), "drawings": inspection.drawing.get("drawings", 0)}
    _keep_sample(inspection, chosen, kept, "inspection.sample_chosen", by=by)
    return inspection


def _keep_sample(inspection: Inspection, chosen: list[Measure], kept: dict, code: str, *, by: Actor) -> None:
    before = state_of(inspection) | {"measures": _numbers(inspection.measures.all())}
    inspection.drawing = kept
    inspection.version += 1
    inspection.save(update_fields=["drawing", "version"])
    inspection.measures.set(chosen)
    record(inspection, code, by=by, before=before, after=state_of(inspection) | {"measures": _numbers(chosen)})


# --- the moves ------------------------------------------------------------------------------
@transaction.atomic
def start_inspection(inspection: Inspection, *, by: Actor) -> Inspection:
    """The team goes on site. Needs a leader, every declaration, a sample, and somebody free to visit each measure."""
    inspection = _locked(inspection)
    check_start(by, inspection)
    _move(inspection, State.RUNNING, "inspection.started", by=by)
    team = [place.account for place in team_of(inspection)]
    words, url = gettext_lazy("The visits begin: %(title)s"), inspection.get_absolute_url()
    tell(team, words, by=by, url=url, kind=KIND, title=inspection)
    return inspection


@transaction.atomic
def end_visits(inspection: Inspection, *, by: Actor, reason: str = "") -> Inspection:
    """No more visits; what was found is rectified. Says why when a measure of the sample was not visited."""
    inspection = _locked(inspection)
    check_end_visits(by, inspection, reason=reason.strip())
    inspection.unvisited_reason = reason.strip()
    inspection.full_clean()
    _move(inspection, State.RECTIFYING, "inspection.visits_ended", by=by, note=reason.strip())
    number = inspection.findings.count()
    words, url = gettext_lazy("Visits ended, findings: %(number)s, %(title)s"), inspection.get_absolute_url()
    tell(leaders_and_office(inspection), words, by=by, url=url, kind=KIND, number=number, title=inspection)
    return inspection


@transaction.atomic
def finish_inspection(inspection: Inspection, *, by: Actor) -> Inspection:
    """All findings are closed: every unit that was visited gets its score, with its arithmetic."""
    inspection = _locked(inspection)
    check_finish(by, inspection)
    score_units(inspection, by=by)
    _move(inspection, State.DONE, "inspection.finished", by=by)
    return inspection


def _move(inspection: Inspection, state: State, code: str, *, by: Actor, note: str = "") -> None:
    before = state_of(inspection)
    inspection.state = state
    inspection.version += 1
    inspection.save(update_fields=["state", "unvisited_reason", "version"])
    record(inspection, code, by=by, before=before, note=note)


def _locked(inspection: Inspection) -> Inspection:
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def _named(places: Iterable[Inspector]) -> str:
    return "; ".join(sorted(f"{place.account.username}{' *' if place.is_leader else ''}" for place in places))


def _codes(units: Iterable[Unit]) -> str:
    return "; ".join(sorted(unit.code for unit in units))


def _numbers(measures: Iterable[Measure]) -> str:
    return "; ".join(sorted(measure.number for measure in measures))
