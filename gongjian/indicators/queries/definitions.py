"""Which figures there are, who may see them, and what is still owed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from gongjian.indicators.computed import REGISTRY, ComputedFigure
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries.figures import REPORTED_PARAMETERS, FigureRequest
from gongjian.organizations.models import Unit
from gongjian.organizations.rules import has_duty

BUSINESS_DUTIES = (
    "reform_office",
    "unit_head",
    "handler",
    "reader",
    "figure_reporter",
    "overview_editor",
    "inspector",
)


def sees_all_figures(user: Any) -> bool:
    """Whoever holds a business post; the three administrators hold none."""
    return has_duty(user, *BUSINESS_DUTIES)


def definitions_visible_to(user: Any) -> QuerySet[Definition]:
    """Public ones for everybody; all of them for whoever holds a post."""
    rows = Definition.objects.select_related("owner")
    return rows if sees_all_figures(user) else rows.filter(is_public=True)


def definition_named(name: str, user: Any) -> Definition | None:
    """The definition of that name if the user may see it; names come from addresses and may be anything."""
    return None if "\x00" in name else definitions_visible_to(user).filter(name=name).first()


def observations_visible_to(user: Any) -> QuerySet[Observation]:
    rows = Observation.objects.select_related("definition__owner", "document", "entered_by__person")
    return rows if sees_all_figures(user) else rows.filter(definition__is_public=True)


def computed_visible_to(user: Any) -> list[ComputedFigure]:
    sees_all = sees_all_figures(user)
    return [declared for declared in REGISTRY.values() if declared.public or sees_all]


def is_visible_to(user: Any, name: str) -> bool:
    """Is there a figure of this name that the user may see?"""
    if name in REGISTRY:
        return REGISTRY[name].public or sees_all_figures(user)
    return definition_named(name, user) is not None


def default_year() -> int:
    """The latest year anything was reported for; this year where nothing was."""
    return Observation.objects.aggregate(latest=Max("year"))["latest"] or timezone.localdate().year


def years_reported() -> list[int]:
    return list(Observation.objects.values_list("year", flat=True).distinct().order_by("-year"))


def request_from(name: str, address: Mapping[str, str]) -> FigureRequest:
    """The request a page's address asks for: the figure's own parameters are taken, all others ignored.

    A computed figure that needs a year and is not given one gets the default year.
    """
    declared = REGISTRY.get(name)
    known = declared.parameters if declared else REPORTED_PARAMETERS
    parameters: dict[str, Any] = {key: address[key] for key in known if address.get(key)}
    if declared and "year" in declared.required and "year" not in parameters:
        parameters["year"] = default_year()
    return FigureRequest(name, parameters)


def figures_owed_by(unit: Unit, year: int) -> QuerySet[Definition]:
    """The reported figures of the unit's subtree that have no value for the year yet."""
    said = Observation.objects.filter(definition=OuterRef("pk"), year=year, is_current=True)
    with_value = said.filter(Q(number__isnull=False) | Q(date__isnull=False))
    owned = Definition.objects.filter(owner__path__startswith=unit.path, numerator="")
    return owned.filter(~Exists(with_value)).select_related("owner")
