"""What can be found: the kinds of record, who may see them, and what is read of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.indicators.models import Definition
from gongjian.indicators.queries import definitions_visible_to
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.queries import people_visible_to, units_visible_to
from gongjian.programmes.models import (
    Adjustment,
    AgendaItem,
    Campaign,
    Finding,
    Inspection,
    Letter,
    Measure,
    Meeting,
    MonthlyReport,
    Task,
    TaskForce,
)
from gongjian.programmes.queries import campaigns_visible_to, measures_visible_to
from gongjian.programmes.queries.adjustments import adjustments_visible_to
from gongjian.programmes.queries.findings import findings_visible_to
from gongjian.programmes.queries.forces import forces_visible_to, meetings_visible_to
from gongjian.programmes.queries.inspections import inspections_visible_to
from gongjian.programmes.queries.letters import letters_visible_to
from gongjian.programmes.queries.reporting import reports_visible_to
from gongjian.programmes.queries.reviews import items_visible_to
from gongjian.programmes.queries.tasks import tasks_visible_to


def called(record: Any) -> str:
    """What a record is called, in the reader's language, with the number people quote where it has one."""
    number, label = getattr(record, "number", ""), getattr(record, "label", "")
    return f"{number} {label}".strip() if isinstance(number, str) and label else label or str(record)


@dataclass(frozen=True)
class SearchKind:
    """One kind of record. `title` and `text` are fields, paths with __ allowed, whose words find it.

    `visible_to` decides who finds it; `related` is read along for `words`, a line of the result.
    """

    model: type[Model]
    name: str | Promise
    title: tuple[str, ...]
    text: tuple[str, ...]
    visible_to: Callable[[Any], QuerySet]
    related: tuple[str, ...] = ()
    words: Callable[[Any], str] = called

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


SEARCH_KINDS: tuple[SearchKind, ...] = (
    SearchKind(
        Measure,
        _("Measure"),
        ("number", "title", "title_en"),
        ("goal", "goal_en", "source_document", "leader", "lead_unit__name", "lead_unit__short_name", "campaign__title"),
        measures_visible_to,
        ("lead_unit",),
    ),
    SearchKind(
        Campaign,
        _("Campaign"),
        ("title", "title_en"),
        ("lead_unit__name", "code"),
        campaigns_visible_to,
        ("lead_unit",),
    ),
    SearchKind(
        MonthlyReport,
        _("Monthly report"),
        ("measure__number", "measure__title"),
        ("progress", "problems", "next_steps"),
        reports_visible_to,
        ("measure", "month"),
        lambda report: f"{report.measure.number} {report.measure.label} · {report.month.label}",
    ),
    SearchKind(Task, _("Task"), ("title",), ("result", "unit__name", "measure__title"), tasks_visible_to),
    SearchKind(Meeting, _("Meeting"), ("title",), ("minutes", "chair", "attended", "place"), meetings_visible_to),
    SearchKind(TaskForce, _("Task force"), ("name", "name_en"), ("purpose", "purpose_en"), forces_visible_to),
    SearchKind(
        AgendaItem,
        _("Comment of a review"),
        ("measure__title",),
        ("statement", "strengths", "problems", "unit__name"),
        items_visible_to,
        ("review__month", "measure", "unit"),
        lambda item: f"{item.review.month.label} {item}",
    ),
    SearchKind(
        Letter,
        _("Letter"),
        ("number", "measure__title"),
        ("reason", "demands", "reply", "minutes", "ruling", "unit__name"),
        letters_visible_to,
        ("unit", "measure"),
        lambda letter: f"{letter} · {letter.unit.label}",
    ),
    SearchKind(Inspection, _("Inspection"), ("title", "title_en"), ("plan",), inspections_visible_to),
    SearchKind(
        Finding,
        _("Finding"),
        ("title",),
        ("words", "rectification", "measure__title", "unit__name"),
        findings_visible_to,
        ("measure",),
        lambda finding: f"{finding.measure.number} {finding.title}",
    ),
    SearchKind(
        Adjustment,
        _("Adjustment"),
        ("measure__number", "measure__title"),
        ("reason", "ruling"),
        adjustments_visible_to,
        ("measure",),
        lambda adjustment: f"{adjustment.measure.number} {adjustment.measure.label}",
    ),
    SearchKind(Unit, _("Unit"), ("name", "name_en", "short_name"), ("code", "credit_code"), units_visible_to),
    SearchKind(Person, _("Person"), ("name", "name_en"), ("code",), people_visible_to),
    SearchKind(
        Definition, _("Figure"), ("title", "title_en"), ("name", "meaning", "meaning_en"), definitions_visible_to
    ),
)
BY_KEY = {kind.key: kind for kind in SEARCH_KINDS}
