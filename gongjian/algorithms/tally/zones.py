"""Zones compared by indicators: each brought to 60–100 between the worst and the best of a frozen sample, then weighed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gongjian.algorithms.tally.exact import BadNumber, Number, exact, half_up, positive
from gongjian.algorithms.tally.ranking import Entry, rank
from gongjian.algorithms.tally.steps import Step, Term, step, weighted

Values = Mapping[str, Mapping[str, Number | None]]


@dataclass(frozen=True)
class Indicator:
    """A code, the group it belongs to, its weight in it; `negative`: less is better (energy, accidents)."""

    code: str
    group: str
    weight: Number = 1
    negative: bool = False

    def __post_init__(self) -> None:
        positive(self.weight, f"Indicator {self.code}")


@dataclass(frozen=True)
class Bounds:
    """The worst and the best value of a sample; `bad` is the greater one of a negative indicator."""

    bad: Number
    good: Number


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator of one zone: the value as observed (None: missing, and scored as the floor), and its points."""

    code: str
    value: Number | None
    points: Fraction
    missing: bool


@dataclass(frozen=True)
class ZoneScore:
    """A zone's result. `groups` are exact; `gap` is what it lacks to the next better score, None for the first."""

    subject: str
    exact: Fraction
    score: Decimal
    rank: int
    sharing: int
    gap: Decimal | None
    groups: Mapping[str, Fraction]
    indicators: tuple[IndicatorScore, ...]
    steps: tuple[Step, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.indicators if one.missing)


def bounds_of(values: Values, indicators: Sequence[Indicator]) -> dict[str, Bounds]:
    """The worst and the best of a sample by indicator; none for one that no zone has. Keep them to freeze the sample.

    Raises BadNumber, which says of which zone and indicator.
    """
    _check_numbers(values)
    found = {}
    for indicator in indicators:
        seen = [value for row in values.values() if (value := row.get(indicator.code)) is not None]
        if seen:
            low, high = min(seen, key=exact), max(seen, key=exact)
            found[indicator.code] = Bounds(high, low) if indicator.negative else Bounds(low, high)
    return found


def score_zones(
    values: Values,
    indicators: Sequence[Indicator],
    groups: Mapping[str, Number],
    *,
    bounds: Mapping[str, Bounds] | None = None,
    floor: Number = 60,
    top: Number = 100,
    places: int = 2,
) -> tuple[ZoneScore, ...]:
    """Every zone's score and rank, the best first. `values`: zone → indicator → value; `groups`: group → weight.

    `bounds` are those of a frozen sample (a value outside them is clamped), otherwise those of `values`. Raises
    ValueError for an indicator without a group or bounds that do not fit its direction, a group without indicators,
    a value of an unknown indicator; BadNumber, with zone and indicator in `where`, for a value that is no number.
    """
    codes = [indicator.code for indicator in indicators]
    if not codes or len(set(codes)) < len(codes):
        raise ValueError("There is at least one indicator, each with a code of its own.")
    if {indicator.group for indicator in indicators} != set(groups):
        raise ValueError("Every indicator has its group, every group its indicators.")
    if strange := {code for row in values.values() for code in row} - set(codes):
        raise ValueError(f"No such indicator: {', '.join(sorted(strange))}.")
    _check_numbers(values)
    low, high = exact(floor), exact(top)
    if low >= high:
        raise ValueError("Points go from the floor up.")
    weights = {name: positive(weight, f"Group {name}") for name, weight in groups.items()}
    frozen = bounds if bounds is not None else bounds_of(values, indicators)
    spans = {indicator.code: _span(indicator, frozen.get(indicator.code)) for indicator in indicators}
    found = []
    for zone, row in values.items():
        scores, steps = [], []
        for indicator in indicators:
            points, line = _points(indicator, row.get(indicator.code), spans[indicator.code], low, high)
            missing = row.get(indicator.code) is None
            scores.append(IndicatorScore(indicator.code, row.get(indicator.code), points, missing))
            steps.append(line)
        terms = []
        for name, weight in weights.items():
            inside = [
                Term(one.code, exact(one.weight), given.points)
                for one, given in zip(indicators, scores, strict=True)
                if one.group == name
            ]
            mean = weighted(inside)
            terms.append(Term(name, weight, mean))
            steps.append(step("group", name, inside, result=mean))
        total = weighted(terms)
        rounded = half_up(total, places)
        steps.append(step("total", "", terms, result=total))
        steps.append(step("rounded", exact=total, places=places, result=Fraction(rounded)))
        by_group = {term.name: term.value for term in terms if term.value is not None}
        found.append(ZoneScore(zone, total, rounded, 0, 0, None, by_group, tuple(scores), tuple(steps)))
    return _ranked(found)


def _check_numbers(values: Values) -> None:
    for zone, row in values.items():
        for code, value in row.items():
            if value is None:
                continue
            try:
                exact(value)
            except BadNumber as error:
                raise BadNumber(error.code, value, f"{zone}, {code}") from error


def _span(indicator: Indicator, bounds: Bounds | None) -> tuple[Fraction, Fraction] | None:
    if bounds is None:
        return None
    bad, good = exact(bounds.bad), exact(bounds.good)
    if (good > bad) if indicator.negative else (good < bad):
        raise ValueError(f"The bounds of {indicator.code} do not fit its direction.")
    return bad, good


def _points(
    indicator: Indicator, value: Number | None, span: tuple[Fraction, Fraction] | None, low: Fraction, high: Fraction
) -> tuple[Fraction, Step]:
    """Points of one value, and the line that says how they came."""
    code = indicator.code
    if value is None:
        return low, step("missing", code, result=low)
    if span is None:
        raise ValueError(f"The frozen sample has no bounds of {code}.")
    bad, good = span
    given = exact(value)
    if bad == good:
        reached = given <= good if indicator.negative else given >= good
        points = high if reached else low
        return points, step("equal" if reached else "equal_below", code, value=given, good=good, result=points)
    raw = low + (high - low) * (given - bad) / (good - bad)
    points = min(high, max(low, raw))
    how = "clamped" if points != raw else "normalised"
    span_of_points = high - low
    return points, step(
        how, code, value=given, bad=bad, good=good, low=low, span=span_of_points, raw=raw, result=points
    )


def _ranked(found: Iterable[ZoneScore]) -> tuple[ZoneScore, ...]:
    by_zone = {one.subject: one for one in found}
    better: list[Decimal] = []
    ranked = []
    for place in rank(Entry(one.subject, one.score) for one in by_zone.values()):
        one = by_zone[place.subject]
        if not better or better[-1] != one.score:
            better.append(one.score)
        gap = better[-2] - one.score if len(better) > 1 else None
        lines = (
            ()
            if gap is None
            else (step("gap", above=Fraction(better[-2]), own=Fraction(one.score), result=Fraction(gap)),)
        )
        steps = (*one.steps, *place.steps, *lines)
        ranked.append(replace(one, rank=place.rank or 0, sharing=place.sharing, gap=gap, steps=steps))
    return tuple(ranked)
