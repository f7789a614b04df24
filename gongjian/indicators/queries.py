"""The one face of every figure: computed, reported or derived, read in the same way."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from gongjian.core.language import in_language
from gongjian.indicators.computed import REGISTRY, Computed, ComputedFigure
from gongjian.indicators.errors import (
    BadParameter,
    FigureError,
    MissingOperand,
    MissingValue,
    PeriodsDiffer,
    UnknownFigure,
)
from gongjian.indicators.models import Definition, Observation
from gongjian.organizations.models import Unit
from gongjian.organizations.rules import has_duty

COMPUTED, REPORTED = "computed", "reported"
_REPORTED_PARAMETERS = frozenset({"year", "period"})


@dataclass(frozen=True)
class FigureRequest:
    """A figure by name with its parameters (year, period, …)."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, tuple(sorted(self.parameters.items()))))


@dataclass(frozen=True)
class Figure:
    """One number (or date) with everything that vouches for it. Texts are in the reader's language.

    `period` is "2020-01-01..2020-11-30"-like text, "" for a computed figure; `as_of` None when the source
    does not say. `rows` are the records behind a computed figure, unread; `observation` what was reported;
    `operands` the two figures of a derived one. `counts_rows`: the value is the number of rows itself.
    """

    name: str
    parameters: Mapping[str, Any]
    value: Decimal | date
    title: str
    meaning: str
    unit: str
    unit_en: str
    source: str
    kind: str
    as_of: date | None
    period: str = ""
    bound: str = Observation.Bound.EXACT
    is_planned: bool = False
    is_sample: bool = False
    note: str = ""
    owner: Unit | None = None
    rows: QuerySet | None = None
    columns: tuple[str, ...] = ()
    key: str = "pk"
    observation: Observation | None = None
    operands: tuple["Figure", ...] = ()
    counts_rows: bool = False

    @property
    def evidence_count(self) -> int:
        """How many records stand behind it: rows counted, or one observation; operands' added up."""
        if self.operands:
            return sum(operand.evidence_count for operand in self.operands)
        if self.rows is None:
            return 1 if self.observation else 0
        return int(self.value) if self.counts_rows and isinstance(self.value, Decimal) else self.rows.count()

    def evidence_keys(self) -> list[str]:
        """The names of the records behind it; reads the rows."""
        if self.operands:
            return [f"{operand.name}:{key}" for operand in self.operands for key in operand.evidence_keys()]
        if self.rows is not None:
            return [str(key) for key in self.rows.order_by("pk").values_list(self.key, flat=True)]
        return [f"{self.observation.pk}/{self.observation.revision}"] if self.observation else []


def read_figure(name: str, **parameters: Any) -> Figure:
    """One figure. Raises a FigureError that says what is missing and who owes it."""
    (answer,) = read_figures([FigureRequest(name, parameters)])
    if isinstance(answer, FigureError):
        raise answer
    return answer


def read_figures(requests: Iterable[FigureRequest]) -> list[Figure | FigureError]:
    """Many figures at once, in order; what cannot be read is answered by its error in its place.

    Reported figures cost two queries together, computed ones what their own count costs; the same request
    asked twice is read once.
    """
    wanted = list(requests)
    shelf = _Shelf.of(wanted)
    known: dict[FigureRequest, Figure | FigureError] = {}
    for request in wanted:
        if request not in known:
            try:
                known[request] = shelf.read(request)
            except FigureError as error:
                known[request] = error
    return [known[request] for request in wanted]


@dataclass
class _Shelf:
    """The definitions and current observations a set of requests needs, fetched once."""

    definitions: dict[str, Definition]
    observations: dict[str, list[Observation]]

    @classmethod
    def of(cls, requests: list[FigureRequest]) -> "_Shelf":
        names = {request.name for request in requests} - REGISTRY.keys()
        rows = Definition.objects.filter(name__in=names).select_related("owner")
        definitions = {row.name: row for row in rows}
        operands = {name for row in definitions.values() for name in (row.numerator, row.denominator) if name}
        if missing := operands - definitions.keys() - REGISTRY.keys():
            more = Definition.objects.filter(name__in=missing).select_related("owner")
            definitions |= {row.name: row for row in more}
        observations: dict[str, list[Observation]] = {}
        found = Observation.objects.filter(definition__in=definitions.values(), is_current=True)
        names_by_pk = {row.pk: row.name for row in definitions.values()}
        for row in found.order_by("year", "as_of", "pk") if definitions else ():
            observations.setdefault(names_by_pk[row.definition_id], []).append(row)
        return cls(definitions, observations)

    def read(self, request: FigureRequest) -> Figure:
        if request.name in REGISTRY:
            return _read_computed(REGISTRY[request.name], request)
        definition = self.definitions.get(request.name)
        if definition is None:
            raise UnknownFigure(request.name, _nearest(request.name))
        if definition.is_derived:
            return self._derive(definition, request)
        return _read_reported(definition, self.observations.get(definition.name, []), request)

    def _derive(self, definition: Definition, request: FigureRequest) -> Figure:
        names = (definition.numerator, definition.denominator)
        operands = []
        for name in names:
            try:
                operands.append(self.read(FigureRequest(name, request.parameters)))
            except FigureError as error:
                raise MissingOperand(definition.name, *names, missing=name) from error
        first, second = operands
        if first.period != second.period:
            raise PeriodsDiffer(definition.name, names[0], first.period, names[1], second.period)
        if not isinstance(first.value, Decimal) or not isinstance(second.value, Decimal) or not second.value:
            raise MissingOperand(definition.name, *names, missing=names[1])
        value = (first.value / second.value * 100).quantize(Decimal("0.1"))
        return replace(
            _of_definition(definition, request, value),
            kind=COMPUTED,
            as_of=second.as_of,
            period=second.period,
            source=f"{first.source}；{second.source}" if first.source != second.source else first.source,
            operands=(first, second),
        )


def _read_computed(declared: ComputedFigure, request: FigureRequest) -> Figure:
    unknown = request.parameters.keys() - declared.parameters
    missing = declared.parameters - request.parameters.keys()
    if unknown or missing:
        raise BadParameter(declared.name, ", ".join(sorted(unknown or missing)))
    answer: Computed = declared.compute(**request.parameters)
    if answer.value is None:
        raise MissingValue(declared.name)
    return Figure(
        name=declared.name,
        parameters=request.parameters,
        value=answer.value,
        title=str(declared.title),
        meaning=str(declared.meaning),
        unit=str(declared.unit),
        unit_en=str(declared.unit),
        source=str(declared.source),
        kind=COMPUTED,
        as_of=timezone.localdate(),
        rows=answer.rows,
        columns=declared.columns,
        key=declared.key,
        counts_rows=answer.counts_rows,
    )


def _read_reported(definition: Definition, rows: list[Observation], request: FigureRequest) -> Figure:
    if unknown := request.parameters.keys() - _REPORTED_PARAMETERS:
        raise BadParameter(definition.name, ", ".join(sorted(unknown)))
    for name, value in request.parameters.items():
        attribute = {"year": "year", "period": "period"}[name]
        rows = [row for row in rows if getattr(row, attribute) == value or str(getattr(row, attribute)) == str(value)]
    if not rows:
        raise MissingValue(definition.name, definition.owner)
    row = rows[-1]  # the latest as-of date
    return replace(
        _of_definition(definition, request, row.value),
        source=in_language(row.source, row.source_en),
        note=in_language(row.note, row.note_en),
        as_of=row.as_of,
        period=row.period,
        bound=row.bound,
        is_planned=row.is_planned,
        observation=row,
    )


def _of_definition(definition: Definition, request: FigureRequest, value: Decimal | date) -> Figure:
    return Figure(
        name=definition.name,
        parameters=request.parameters,
        value=value,
        title=definition.label,
        meaning=in_language(definition.meaning, definition.meaning_en),
        unit=definition.unit,
        unit_en=definition.unit_en,
        source="",
        kind=REPORTED,
        as_of=None,
        is_sample=definition.is_sample,
        owner=definition.owner,
    )


def _nearest(name: str) -> str:
    names = [*REGISTRY, *Definition.objects.values_list("name", flat=True)]
    return next(iter(difflib.get_close_matches(name, names, n=1)), "")


# --- who may see which figure -----------------------------------------------------------------
def definitions_visible_to(user: Any) -> QuerySet[Definition]:
    """Public ones for everybody; all of them for whoever holds a post."""
    rows = Definition.objects.select_related("owner")
    return rows if sees_all_figures(user) else rows.filter(is_public=True)


def computed_visible_to(user: Any) -> list[ComputedFigure]:
    return [declared for declared in REGISTRY.values() if declared.public or sees_all_figures(user)]


BUSINESS_DUTIES = ("reform_office", "unit_head", "handler", "reader", "figure_reporter", "overview_editor")


def sees_all_figures(user: Any) -> bool:
    return has_duty(user, *BUSINESS_DUTIES)
