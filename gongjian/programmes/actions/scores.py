"""The score each unit gets when an inspection is done: docs/algorithms/evaluation.md."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy

from gongjian.algorithms.evaluation import Evaluation, Fault, Points, Visited, evaluate
from gongjian.core.audit import Actor
from gongjian.core.audit.records import Entry, record_many
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import accounts_over
from gongjian.programmes.actions.inbox import tell
from gongjian.programmes.models import Inspection, UnitScore
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.inspections import latest_visits
from gongjian.programmes.queries.ledger import TAKING_PART
from gongjian.programmes.queries.rulebooks import rules_for


@transaction.atomic
def score_units(inspection: Inspection, *, by: Actor) -> list[UnitScore]:
    """One score for each unit that was visited or had something to rectify. `finish_inspection` calls it."""
    points = points_of(rules_for(inspection.year))
    units: dict[int, Unit] = {}
    faults: dict[int, list[Fault]] = defaultdict(list)
    visited: dict[int, list[Visited]] = defaultdict(list)
    for finding in inspection.findings.select_related("unit"):
        units[finding.unit_id] = finding.unit
        faults[finding.unit_id].append(Fault(f"{finding.number:03}", finding.grade, finding.was_late))
    for visit in latest_visits(inspection):
        unit = visit.measure.lead_unit
        units[unit.pk] = unit
        visited[unit.pk].append(Visited(visit.measure.number, visit.own, visit.evaluated))
    scores = []
    for pk, unit in units.items():
        found = evaluate(faults[pk], visited[pk], points)
        scores.append(UnitScore(inspection=inspection, unit=unit, score=found.score, arithmetic=arithmetic_of(found)))
    scores = UnitScore.objects.bulk_create(scores)
    record_many([Entry(score, "inspection.scored") for score in scores], by=by)
    for score in scores:
        words = gettext_lazy("Score in the inspection %(title)s: %(score)s")
        readers, url = accounts_over(score.unit, TAKING_PART), inspection.get_absolute_url()
        tell(readers, words, by=by, url=url, kind="inspection", title=inspection, score=score.score)
    return scores


def points_of(rules: Rules) -> Points:
    """What a city takes off, as the algorithm knows it."""
    grades = {"minor": rules.minor_points, "serious": rules.serious_points, "grave": rules.grave_points}
    return Points(
        {grade: Decimal(str(points)) for grade, points in grades.items()},
        late=Decimal(str(rules.late_points)),
        overstated=Decimal(str(rules.overstated_points)),
    )


def arithmetic_of(found: Evaluation) -> list[dict[str, str]]:
    """The lines as they are kept: plain text, so that they say the same in a hundred years."""
    return [
        {
            "why": line.why,
            "about": line.about,
            "times": str(line.times),
            "each": str(line.each),
            "left": str(line.left),
        }
        for line in found.lines
    ]
