"""What happened to a measure, noun by noun, as far as a reader may see it: the material of its life story."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from gongjian.core.models import AuditRecord
from gongjian.programmes.models import (
    Adjustment,
    AgendaItem,
    Attainment,
    Evidence,
    Finding,
    Grant,
    Letter,
    LookBack,
    Measure,
    MeasureLight,
    MonthlyReport,
    OutsideCheck,
    Review,
    Task,
    Visit,
)
from gongjian.programmes.queries.findings import findings_of_measure
from gongjian.programmes.queries.inspections import visits_of_measure
from gongjian.programmes.queries.ledger import measures_visible_to
from gongjian.programmes.queries.letters import letters_of_measure
from gongjian.programmes.queries.reporting import reports_of_seen
from gongjian.programmes.queries.tasks import tasks_visible_to

# These are told by the noun itself, with more than the record says.
TOLD_BY_NOUN = (
    "measure.adjustment_applied",
    "measure.adjusted",
    "measure.adjustment_refused",
    "measure.adjustment_withdrawn",
)
# What the story says of a unit, a person, a month: half the time of a page is spent on columns nobody reads.
_UNIT = ("name", "name_en")
_MONTH = ("year", "month")
_NAME = ("username", "person__name", "person__name_en")
_FINDING = ("title", "words", "grade", "state", "found_on", "due", "reported_on", "closed_on", "rectification")
_ADJUSTMENT = ("state", "before", "wanted", "reason", "applied_on", "ruled_on", "ruling")


@dataclass(frozen=True)
class Life:
    """All that is told of a measure to one reader. `has_more`: the oldest audit records were left out."""

    measure: Measure
    records: list[AuditRecord] = field(default_factory=list)
    has_more: bool = False
    lights: list[MeasureLight] = field(default_factory=list)
    reports: list[MonthlyReport] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    checks: list[OutsideCheck] = field(default_factory=list)
    look_backs: list[LookBack] = field(default_factory=list)
    merged: list[Measure] = field(default_factory=list)
    parts: list[Measure] = field(default_factory=list)


def life_of(measure: Measure, user: object, *, most_records: int | None = None) -> Life:
    """The material of a life story, one query a noun however much there is. `most_records` keeps to the latest ones
    among the audit records; everything else is as short as a year of months."""
    records = story_of_measure(measure).exclude(action__in=TOLD_BY_NOUN)
    latest = list(records if most_records is None else records[: most_records + 1])
    return Life(
        measure=measure,
        records=latest[:most_records],
        has_more=most_records is not None and len(latest) > most_records,
        lights=list(_lights(measure)),
        reports=_reports(measure, user),
        items=list(_items(measure)),
        tasks=list(_tasks(measure, user)),
        letters=list(_letters(measure, user)),
        visits=list(visits_of_measure(measure, user)),
        findings=list(_findings(measure, user)),
        adjustments=list(_named(measure.adjustments.all(), "applied_by", "ruled_by", said=_ADJUSTMENT)),
        checks=list(measure.outside_checks.select_related("file")),
        look_backs=list(_named(measure.look_backs.all(), "looked_by", said=("looked_on", "holds", "words"))),
        merged=_seen(measure.merged_measures.all(), user),
        parts=_seen(measure.parts.all(), user) if measure.state == Measure.State.SPLIT else [],
    )


def _lights(measure: Measure) -> QuerySet[MeasureLight]:
    """Oldest first. Whoever sees the measure sees its lights: `lights_visible_to`."""
    lights = measure.lights.select_related("month").order_by("month__year", "month__month")
    return lights.only("measure", "light", "reason", "reason_en", "month__as_of", *_of("month", _MONTH))


def _reports(measure: Measure, user: object) -> list[MonthlyReport]:
    """Oldest first."""
    reports = reports_of_seen(measure, user).select_related("month", "unit")
    said = ("measure", "state", "due_on", "progress", "sent_at", "submitted_at", "ruled_at", "returned_reason")
    found = reports.only(*said, "month__opened_on", *_of("month", _MONTH), *_of("unit", _UNIT))
    told = list(found.order_by("month__year", "month__month"))
    for report in told:
        report.measure = measure
    return told


def _items(measure: Measure) -> QuerySet[AgendaItem]:
    """What was presented of it, and what stands on the agenda of a review to come. Whoever sees the measure sees the
    items about it: `items_visible_to`."""
    closed = Q(review__state__in=[Review.State.HELD, Review.State.CIRCULATED])
    items = measure.agenda_items.filter(is_dropped=False).exclude(closed & Q(presented_at=None))
    said = ("measure", "reason", "reason_en", "strengths", "problems", "presented_at", "review__held_on")
    people = ("review__chair__name", "review__chair__name_en")
    told = items.select_related("review__month", "review__chair").only(*said, *people, *_of("review__month", _MONTH))
    return told.order_by("review__held_on")


def _seen(measures: QuerySet[Measure], user: object) -> list[Measure]:
    """Those this reader may see; asked only where there are any."""
    found = list(measures.filter(is_removed=False).order_by("state_on", "number"))
    if not found:
        return []
    seen = set(measures_visible_to(user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [one for one in found if one.pk in seen]


def _tasks(measure: Measure, user: object) -> QuerySet[Task]:
    """Decisions about it, and what a chair demanded when it was presented."""
    about = Q(measure=measure) | Q(item__measure=measure)
    tasks = tasks_visible_to(user).filter(about).select_related("unit", "meeting", "item__review__month")
    said = ("title", "set_on", "due", "state", "closed_on", "result", "meeting__title", *_of("unit", _UNIT))
    return tasks.only(*said, *_of("item__review__month", _MONTH)).order_by("set_on", "pk")


def _letters(measure: Measure, user: object) -> QuerySet[Letter]:
    """Oldest first."""
    letters = letters_of_measure(user, measure).select_related("unit", "issuing_unit")
    said = ("level", "state", "number", "reason", "proposed_on", "issued_on", "reply_by", "reply", "replied_at")
    return letters.only(*said, "closed_on", "ruling", *_of("unit", _UNIT), *_of("issuing_unit", _UNIT))


def _findings(measure: Measure, user: object) -> QuerySet[Finding]:
    """Oldest first."""
    findings = findings_of_measure(measure, user).select_related(None).select_related("unit")
    return findings.only(*_FINDING, *_of("unit", _UNIT)).order_by("found_on", "pk")


def _named(nouns: QuerySet, *people: str, said: tuple[str, ...]) -> QuerySet:
    """With the names of who did it, and of what they did only what is told."""
    names = [column for who in people for column in _of(who, _NAME)]
    return nouns.select_related(*(f"{who}__person" for who in people)).only("measure", *said, *names)


def _of(relation: str, names: tuple[str, ...]) -> list[str]:
    return [f"{relation}__{name}" for name in names]


# --- the audit chain ------------------------------------------------------------------------
def story_of_measure(measure: Measure) -> QuerySet[AuditRecord]:
    """What the chain tells of a measure, the evidence of its milestones, its targets, photographs and grant, newest
    first. Outside checks and look-backs tell of themselves."""
    told = Q(subject_type=Measure._meta.label_lower, subject_id=str(measure.pk))
    progress = Attainment.objects.filter(target__measure=measure)
    proofs = Evidence.objects.filter(milestone__measure=measure)
    grants = Grant.objects.filter(measure=measure)
    for nouns in (proofs, progress, measure.photos, grants):
        told |= Q(subject_type=nouns.model._meta.label_lower, subject_id__in=_keys(nouns))
    return AuditRecord.objects.filter(told)


def _keys(nouns: Any) -> QuerySet:
    """Their keys as the chain writes them."""
    return nouns.order_by().annotate(key=Cast("pk", CharField())).values("key")
