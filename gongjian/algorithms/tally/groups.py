"""Groups of voters: extremes dropped by size, a mean each, and their weights over those that voted.

Page: docs/algorithms/tally.md.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from gongjian.algorithms.tally.ballots import BadBallot, Ballot, Criterion, Options, asked_of, terms_of
from gongjian.algorithms.tally.exact import Number, exact, half_up, positive
from gongjian.algorithms.tally.steps import Step, Term, step, weighted

SMALL, BESIDE = "small", "beside"


@dataclass(frozen=True)
class Group:
    """Voters who count together: a name, and a weight against the other groups."""

    name: str
    weight: Number = 1

    def __post_init__(self) -> None:
        positive(self.weight, f"Group {self.name}")


@dataclass(frozen=True)
class Cut:
    """From so many valid ballots on: how many are dropped at each end, `each` and ⌊`percent` % of them⌋ together."""

    from_size: int
    each: int = 0
    percent: Number = 0

    def __post_init__(self) -> None:
        share = exact(self.percent)
        if self.from_size < 1 or self.each < 0 or share < 0:
            raise ValueError("A cut drops nothing or more, from one ballot on.")
        if self.from_size * (1 - share / 50) <= 2 * self.each:
            raise ValueError(f"A cut from {self.from_size} ballots on leaves at least one.")


# None below 5, one at each end below 20, then ⌊5 %⌋ (domain M2).
CUTS = (Cut(5, each=1), Cut(20, percent=5))


@dataclass(frozen=True)
class Method:
    """How a subject is scored; frozen when scoring opens.

    `publish_from`: a group with fewer valid ballots counts, but its mean is not shown. With `shield`, a group that
    would be hidden alone takes the next smallest with it, as the total would give its mean away.
    """

    criteria: Sequence[Criterion]
    groups: Sequence[Group]
    cuts: Sequence[Cut] = CUTS
    publish_from: int = 5
    places: int = 2
    shield: bool = True

    def __post_init__(self) -> None:
        names = [group.name for group in self.groups]
        if not names or len(set(names)) < len(names):
            raise ValueError("There is at least one group, each with a name of its own.")
        if len({cut.from_size for cut in self.cuts}) < len(self.cuts):
            raise ValueError("One size begins one cut.")
        if not 0 <= self.places <= 10:
            raise ValueError("A result has 0 to 10 decimals.")
        asked_of(self.criteria, None)


@dataclass(frozen=True)
class Counts:
    """Ballots of one group, each counted once. `invalid` by reason (`ballots.REASONS`)."""

    valid: int = 0
    blank: int = 0
    own: int = 0
    invalid: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        return sum(self.invalid.values())

    @property
    def cast(self) -> int:
        return self.valid + self.blank + self.own + self.refused


@dataclass(frozen=True)
class GroupScore:
    """`mean` is None where nobody voted validly, or in `published` where it is hidden; `exact` is not rounded.

    `hidden` says why the mean is not for the public: small, beside (another group alone would be hidden), or "".
    """

    name: str
    weight: Fraction
    counts: Counts
    dropped: int
    exact: Fraction | None
    mean: Decimal | None
    hidden: str = ""


@dataclass(frozen=True)
class Score:
    """A subject's result. `score` is None where no group voted validly. `exact` goes into further reckoning.

    `exposed` names hidden groups whose mean the total gives away all the same (a single group; no shield).
    """

    subject: str
    exact: Fraction | None
    score: Decimal | None
    groups: tuple[GroupScore, ...]
    steps: tuple[Step, ...]
    exposed: tuple[str, ...] = ()


def dropped_at_each_end(size: int, cuts: Sequence[Cut] = CUTS) -> int:
    """How many of `size` valid ballots are dropped at the top, and as many at the bottom."""
    begun = [cut for cut in cuts if cut.from_size <= size]
    if not begun:
        return 0
    cut = max(begun, key=lambda cut: cut.from_size)
    return cut.each + int(exact(cut.percent) * size / 100)


def score(subject: str, ballots: Iterable[Ballot], method: Method, *, applying: Collection[str] | None = None) -> Score:
    """The subject's score by all its ballots, line by line; the order of the ballots changes nothing.

    `applying` names the criteria that apply to it (all when None). Raises ValueError for a ballot of a group that the
    method does not know: whom it belongs to was decided when it was cast.
    """
    boxes: dict[str, list[Ballot]] = {group.name: [] for group in method.groups}
    for ballot in ballots:
        if ballot.group not in boxes:
            raise ValueError("A ballot belongs to a group that does not score.")
        boxes[ballot.group].append(ballot)
    asked = asked_of(method.criteria, applying)
    steps: list[Step] = []
    means: list[GroupScore] = []
    for group in method.groups:
        found, lines = _group_score(group, boxes[group.name], method, asked)
        means.append(found)
        steps += lines
    terms = [Term(one.name, one.weight, one.exact) for one in means if one.exact is not None]
    if not terms:
        return Score(subject, None, None, tuple(means), (*steps, step("unscored")))
    total = weighted(terms)
    rounded = half_up(total, method.places)
    steps.append(step("total", "", terms, result=total))
    steps.append(step("rounded", exact=total, places=method.places, result=Fraction(rounded)))
    marked, exposed = _hide(means, method)
    return Score(subject, total, rounded, marked, tuple(steps), exposed)


def published(found: Score) -> Score:
    """What may be shown: no sheet of anybody's (marks by criteria), nothing of hidden groups but their counts.

    With a hidden group the exact total goes too: its fraction would tell more of the mean than two decimals do.
    """
    found = replace(found, steps=tuple(one for one in found.steps if one.code != "worth"))
    hidden = {group.name for group in found.groups if group.hidden}
    groups = tuple(
        replace(group, exact=None, mean=None, dropped=0) if group.hidden else group for group in found.groups
    )
    if not hidden:
        return found
    steps = []
    for one in found.steps:
        if one.about in hidden:
            if one.code == "ballots":
                steps += [one, step("hidden", one.about)]
        elif one.code == "total":
            terms = (replace(term, value=None) if term.name in hidden else term for term in one.terms)
            steps.append(step("total_hidden", "", terms, result=Fraction(found.score or 0)))
        elif one.code != "rounded":
            steps.append(one)
    return replace(found, exact=None, groups=groups, steps=tuple(steps))


def _group_score(
    group: Group, ballots: list[Ballot], method: Method, asked: Sequence[Criterion]
) -> tuple[GroupScore, list[Step]]:
    patterns: Counter[tuple[Term, ...]] = Counter()
    invalid: defaultdict[str, int] = defaultdict(int)
    own = 0
    names = [criterion.name for criterion in asked]
    for ballot in ballots:
        if ballot.own:
            own += 1
            continue
        try:
            patterns[terms_of(ballot.marks, method.criteria, names)] += 1
        except BadBallot as error:
            invalid[error.code] += 1
    blank = patterns.pop((), 0)
    counts = Counts(patterns.total(), blank, own, dict(sorted(invalid.items())))
    steps = [step("ballots", group.name, valid=counts.valid, blank=blank, invalid=counts.refused, own=own)]
    weight = exact(group.weight)
    if not counts.valid:
        return GroupScore(group.name, weight, counts, 0, None, None), [*steps, step("no_ballots", group.name)]
    worths: Counter[Fraction] = Counter()
    for terms, times in sorted(patterns.items(), key=lambda item: [(one.name, one.value) for one in item[0]]):
        worth = weighted(terms)
        worths[worth] += times
        if len(asked) > 1:
            steps.append(step("worth", group.name, terms, ballots=times, result=worth))
    called = _called(asked)
    ordered = sorted(worths.items(), reverse=True)
    steps.append(step("counted", group.name, [Term(called.get(worth, ""), Fraction(n), worth) for worth, n in ordered]))
    ends = dropped_at_each_end(counts.valid, method.cuts)
    kept = worths.copy()
    dropped = [*_take("highest", ordered, ends, kept), *_take("lowest", ordered[::-1], ends, kept)]
    if dropped:
        steps.append(step("trimmed", group.name, dropped, valid=counts.valid, each=ends))
    terms = tuple(Term("", Fraction(times), worth) for worth, times in sorted(kept.items(), reverse=True) if times)
    mean = weighted(terms)
    steps.append(step("mean", group.name, terms, count=kept.total(), sum=mean * kept.total(), result=mean))
    return GroupScore(group.name, weight, counts, ends, mean, half_up(mean, method.places)), steps


def _called(asked: Sequence[Criterion]) -> dict[Fraction, str]:
    """What options are called, by their points, where one criterion alone is asked and no two have the same."""
    scale = asked[0].scale
    if len(asked) > 1 or not isinstance(scale, Options):
        return {}
    points = Counter(exact(one) for one in scale.points.values())
    return {exact(one): name for name, one in scale.points.items() if points[exact(one)] == 1}


def _take(end: str, ordered: Sequence[tuple[Fraction, int]], many: int, kept: Counter[Fraction]) -> Iterable[Term]:
    """Take `many` ballots off one end, where `ordered` begins."""
    for worth, _times in ordered:
        taken = min(many, kept[worth])
        if taken:
            kept[worth] -= taken
            many -= taken
            yield Term(end, Fraction(taken), worth)


def _hide(means: Sequence[GroupScore], method: Method) -> tuple[tuple[GroupScore, ...], tuple[str, ...]]:
    """The groups with why they are hidden, and those that stay exposed."""
    voting = [one for one in means if one.exact is not None]
    reasons = {one.name: SMALL for one in voting if one.counts.valid < method.publish_from}
    others = [one for one in voting if one.name not in reasons]
    if len(reasons) == 1 and others and method.shield:
        reasons[min(others, key=lambda one: one.counts.valid).name] = BESIDE
    exposed = tuple(reasons) if len(reasons) == 1 else ()
    return tuple(replace(one, hidden=reasons.get(one.name, "")) for one in means), exposed
