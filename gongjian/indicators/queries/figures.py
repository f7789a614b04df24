"""The one face of every figure: computed, reported or derived, read in the same way."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from gongjian.core.language import in_language
from gongjian.indicators.computed import REGISTRY, ComputedFigure, one_reading
from gongjian.indicators.errors import (
    BadParameter,
    DenominatorOpen,
    FigureError,
    MissingOperand,
    MissingValue,
    PeriodsDiffer,
    UnitsDiffer,
    UnknownFigure,
)
from gongjian.indicators.models import Definition, Observation, Reading, without_zeros
from gongjian.organizations.models import Unit

COMPUTED, REPORTED = Reading.Kind.COMPUTED, Reading.Kind.REPORTED
REPORTED_PARAMETERS = ("year", "period")
PRECISION = Decimal("0.000001")  # what a reading can keep


@dataclass(frozen=True)
class FigureRequest:
    """A figure by name with its parameters (year, period, …)."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def query(self) -> str:
        """Name and parameters as one text, the same for the same question."""
        return query_of(self.name, self.parameters)


def query_of(name: str, parameters: Mapping[str, Any]) -> str:
    return f"{name}?{urlencode(sorted(parameters.items()))}" if parameters else name


def address_of(name: str, parameters: Mapping[str, Any], page: str = "figure") -> str:
    """Where the figure's page (or card, or rows) stands."""
    query = f"?{urlencode(sorted(parameters.items()))}" if parameters else ""
    return reverse(f"indicators:{page}", args=[name]) + query


@dataclass(frozen=True)
class Figure:
    """One number (or date) with everything that vouches for it, in both languages, as records keep them.

    `value` is None only in the outline of a figure that could not be read (`FigureError.about`).
    `period` is "2020-01-01..2020-11-30"-like text, "" for a computed figure; `as_of` None when the source
    does not say. `rows` are the records behind a computed figure, unread; `observation` what was reported;
    `operands` the two figures of a derived one. `counts_rows`: the value is the number of rows itself.
    """

    name: str
    parameters: Mapping[str, Any]
    value: Decimal | date | None
    title: str
    title_en: str
    meaning: str
    meaning_en: str
    unit: str
    unit_en: str
    source: str
    source_en: str
    kind: str
    as_of: date | None
    value_type: str = Definition.ValueType.NUMBER
    period: str = ""
    year: int | None = None
    bound: str = Observation.Bound.EXACT
    is_planned: bool = False
    is_sample: bool = False
    is_public: bool = False
    note: str = ""
    note_en: str = ""
    owner: Unit | None = None
    definition: Definition | None = None
    rows: QuerySet | None = None
    columns: tuple[str, ...] = ()
    key: str = "pk"
    breakdown: str = ""
    observation: Observation | None = None
    operands: tuple["Figure", ...] = ()
    counts_rows: bool = False

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        return in_language(self.title, self.title_en)

    @property
    def query(self) -> str:
        return query_of(self.name, self.parameters)

    def get_absolute_url(self) -> str:
        return address_of(self.name, self.parameters)

    @cached_property
    def evidence_count(self) -> int:
        """How many records stand behind it: rows counted, or one observation; operands' added up."""
        if self.operands:
            return sum(operand.evidence_count for operand in self.operands)
        if self.rows is None:
            return 1 if self.observation else 0
        return int(self.value) if self.counts_rows and isinstance(self.value, Decimal) else self.rows.count()


def read_figure(name: str, **parameters: Any) -> Figure:
    """One figure. Raises a FigureError that says what is missing and who owes it."""
    (answer,) = read_figures([FigureRequest(name, parameters)])
    if isinstance(answer, FigureError):
        raise answer
    return answer


def read_figures(requests: Iterable[FigureRequest]) -> list[Figure | FigureError]:
    """Many figures at once, in order; what cannot be read is answered by its error in its place.

    Reported and derived figures cost at most four queries together, computed ones what their own count
    costs; the same request asked twice is read once.
    """
    wanted = list(requests)
    shelf = _Shelf.of(wanted)
    known: dict[str, Figure | FigureError] = {}
    with one_reading():
        for request in wanted:
            if request.query not in known:
                try:
                    known[request.query] = shelf.read(request)
                except FigureError as error:
                    error.about, error.titles = shelf.outline(request), shelf.titles
                    known[request.query] = error
    return [known[request.query] for request in wanted]


@dataclass
class _Shelf:
    """The definitions and current observations a set of requests needs, fetched once."""

    definitions: dict[str, Definition]
    observations: dict[str, list[Observation]]
    computed: dict[str, Figure] = field(default_factory=dict)  # what has been counted already, by its request

    @classmethod
    def of(cls, requests: list[FigureRequest]) -> "_Shelf":
        definitions = _definitions({request.name for request in requests} - REGISTRY.keys())
        operands = {name for row in definitions.values() for name in (row.numerator, row.denominator) if name}
        definitions |= _definitions(operands - definitions.keys() - REGISTRY.keys())
        return cls(definitions, _current_observations(definitions, _years_of(requests)))

    @cached_property
    def titles(self) -> dict[str, tuple[str, str]]:
        computed = {name: (found.texts["title"], found.texts["title_en"]) for name, found in REGISTRY.items()}
        return computed | {row.name: (row.title, row.title_en) for row in self.definitions.values()}

    @cached_property
    def all_names(self) -> list[str]:
        return [*REGISTRY, *Definition.objects.values_list("name", flat=True)]

    def read(self, request: FigureRequest) -> Figure:
        if request.name in REGISTRY:
            if request.query not in self.computed:
                self.computed[request.query] = _read_computed(REGISTRY[request.name], request)
            return self.computed[request.query]
        definition = self.definitions.get(request.name)
        if definition is None:
            near = difflib.get_close_matches(request.name, self.all_names, n=1)
            raise UnknownFigure(request.name, near[0] if near else "")
        if definition.is_derived:
            return self._derive(definition, request)
        return _read_reported(definition, self.observations.get(definition.name, []), request)

    def outline(self, request: FigureRequest) -> Figure | None:
        """The figure without its value; None when there is no such figure."""
        if request.name in REGISTRY:
            return _of_declared(REGISTRY[request.name], request.parameters)
        definition = self.definitions.get(request.name)
        return _of_definition(definition, request.parameters) if definition else None

    def _derive(self, definition: Definition, request: FigureRequest) -> Figure:
        names = (definition.numerator, definition.denominator)
        first, second = (self._operand(definition, name, request) for name in names)
        _check_operands(definition.name, first, second)
        at_least = first.bound == Observation.Bound.AT_LEAST
        share = first.value / second.value * 100  # type: ignore[operator]
        same = first.source == second.source
        return replace(
            _of_definition(definition, request.parameters),
            value=without_zeros(share.quantize(Decimal("0.1"), ROUND_FLOOR if at_least else ROUND_HALF_UP)),
            kind=COMPUTED,
            as_of=second.as_of,
            period=second.period,
            year=second.year,
            bound=first.bound,
            is_planned=first.is_planned or second.is_planned,
            is_sample=definition.is_sample or first.is_sample or second.is_sample,
            source=first.source if same else f"{first.source}；{second.source}",
            source_en=first.source_en if same else f"{first.source_en}; {second.source_en}",
            operands=(first, second),
        )

    def _operand(self, definition: Definition, name: str, request: FigureRequest) -> Figure:
        both = (definition.numerator, definition.denominator)
        found = self.definitions.get(name)
        if found is not None and found.is_derived:  # a ratio of ratios says nothing, and could name itself
            raise MissingOperand(definition.name, *both, missing=name)
        try:
            return self.read(FigureRequest(name, request.parameters))
        except FigureError as error:
            raise MissingOperand(definition.name, *both, missing=name, owner=error.owner) from error


def _definitions(names: set[str]) -> dict[str, Definition]:
    if not names:
        return {}
    rows = Definition.objects.filter(name__in=names).select_related("owner")
    return {row.name: row for row in rows}


def _years_of(requests: list[FigureRequest]) -> set[int] | None:
    """The years that are asked for; None where some figure is asked for without one, and any may answer."""
    years = {str(request.parameters.get("year", "")) for request in requests if request.name not in REGISTRY}
    return (
        None if "" in years else {int(year) for year in years if year.isascii() and year.isdigit() and len(year) <= 9}
    )


def _current_observations(definitions: dict[str, Definition], years: set[int] | None) -> dict[str, list[Observation]]:
    """By the figure's name, oldest first; withdrawn ones are left out: they say nothing."""
    names = {row.pk: row.name for row in definitions.values()}
    if not names:
        return {}
    rows = Observation.objects.filter(definition__in=names, is_current=True).select_related("document")
    if years is not None:
        rows = rows.filter(year__in=years)
    found: dict[str, list[Observation]] = {}
    for row in sorted(rows, key=lambda row: (row.year, row.as_of or date.min, row.pk)):
        if not row.is_withdrawn:
            found.setdefault(names[row.definition_id], []).append(row)
    return found


def _check_operands(name: str, first: Figure, second: Figure) -> None:
    """A ratio is of numbers of one period and one unit, over something that is not zero and not open above."""
    both = (first.name, second.name)
    for operand in (first, second):
        if operand.value_type != Definition.ValueType.NUMBER or not isinstance(operand.value, Decimal):
            raise MissingOperand(name, *both, missing=operand.name)
    if (first.year, first.period) != (second.year, second.period):
        raise PeriodsDiffer(name, first.name, _period_said(first), second.name, _period_said(second))
    if not second.value:
        raise MissingOperand(name, *both, missing=second.name)
    if second.bound == Observation.Bound.AT_LEAST:
        raise DenominatorOpen(name, *both)
    units = (first.unit, second.unit)
    if units[0] != units[1] and any("元" in unit or unit.startswith(("万", "亿")) for unit in units):
        raise UnitsDiffer(name, first.name, units[0], second.name, units[1])


def _period_said(figure: Figure) -> str:
    return figure.period or (str(figure.year) if figure.year else "")


def _read_computed(declared: ComputedFigure, request: FigureRequest) -> Figure:
    parameters = _typed_parameters(declared, request.parameters)
    answer = declared.compute(**parameters)
    if answer.value is None:
        raise MissingValue(declared.name)
    return replace(
        _of_declared(declared, parameters),
        value=without_zeros(answer.value.quantize(PRECISION, ROUND_HALF_UP)),
        as_of=timezone.localdate(),
        rows=answer.rows,
        counts_rows=answer.counts_rows,
    )


def _typed_parameters(declared: ComputedFigure, given: Mapping[str, Any]) -> dict[str, Any]:
    unknown, missing = given.keys() - declared.parameters.keys(), declared.required - given.keys()
    if unknown or missing:
        raise BadParameter(declared.name, ", ".join(sorted(unknown or missing)))
    return {
        name: _whole(declared.name, name, value) if declared.takes_number(name) else value
        for name, value in given.items()
    }


def _whole(figure: str, parameter: str, value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadParameter(figure, f"{parameter}={text[:40]}")
    return int(text)


def _of_declared(declared: ComputedFigure, parameters: Mapping[str, Any]) -> Figure:
    year = parameters.get("year")
    return Figure(
        name=declared.name,
        parameters=parameters,
        value=None,
        kind=COMPUTED,
        as_of=None,
        year=year if isinstance(year, int) else None,
        is_public=declared.public,
        columns=declared.columns,
        key=declared.key,
        breakdown=declared.breakdown,
        value_type=declared.value_type,
        **declared.texts,
    )


def _read_reported(definition: Definition, rows: list[Observation], request: FigureRequest) -> Figure:
    if unknown := request.parameters.keys() - set(REPORTED_PARAMETERS):
        raise BadParameter(definition.name, ", ".join(sorted(unknown)))
    if "year" in request.parameters:
        year = _whole(definition.name, "year", request.parameters["year"])
        rows = [row for row in rows if row.year == year]
    if "period" in request.parameters:
        rows = [row for row in rows if row.period == request.parameters["period"]]
    if not rows:
        raise MissingValue(definition.name, definition.owner)
    reached = [row for row in rows if not row.is_planned]
    row = (reached or rows)[-1]  # the latest as-of date; a plan only where nothing has been reached yet
    return replace(
        _of_definition(definition, request.parameters),
        value=row.value,
        source=row.source,
        source_en=row.source_en,
        note=row.note,
        note_en=row.note_en,
        as_of=row.as_of,
        period=row.period,
        year=row.year,
        bound=row.bound,
        is_planned=row.is_planned,
        is_sample=definition.is_sample or row.is_sample,
        observation=row,
    )


def _of_definition(definition: Definition, parameters: Mapping[str, Any]) -> Figure:
    return Figure(
        name=definition.name,
        parameters=parameters,
        value=None,
        title=definition.title,
        title_en=definition.title_en,
        meaning=definition.meaning,
        meaning_en=definition.meaning_en,
        unit=definition.unit,
        unit_en=definition.unit_en,
        source="",
        source_en="",
        kind=COMPUTED if definition.is_derived else REPORTED,
        as_of=None,
        value_type=definition.value_type,
        is_sample=definition.is_sample,
        is_public=definition.is_public,
        owner=definition.owner,
        definition=definition,
    )
