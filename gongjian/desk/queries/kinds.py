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
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries import campaigns_visible_to, measures_visible_to


@dataclass(frozen=True)
class SearchKind:
    """One kind of record. `title` and `text` are fields, paths with __ allowed, whose words find it.

    `visible_to` decides who finds it; `related` is read along for drawing a line of the result.
    """

    model: type[Model]
    name: str | Promise
    title: tuple[str, ...]
    text: tuple[str, ...]
    visible_to: Callable[[Any], QuerySet]
    related: tuple[str, ...] = ()

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
    SearchKind(Unit, _("Unit"), ("name", "name_en", "short_name"), ("code", "credit_code"), units_visible_to),
    SearchKind(Person, _("Person"), ("name", "name_en"), ("code",), people_visible_to),
    SearchKind(
        Definition, _("Figure"), ("title", "title_en"), ("name", "meaning", "meaning_en"), definitions_visible_to
    ),
)
BY_KEY = {kind.key: kind for kind in SEARCH_KINDS}
