"""A figure as it stands in a text: its words, and what vouches for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from gongjian.algorithms.numerals import CHINESE, ENGLISH, NumberStyleError, write
from gongjian.algorithms.overview_text import FigureUse
from gongjian.core.language import in_language, is_english
from gongjian.indicators.errors import BadParameter, FigureError, UnknownFigure
from gongjian.indicators.models import Reading
from gongjian.indicators.queries import COMPUTED, Figure, FigureRequest, address_of, read_figures

Said = Figure | Reading
LANGUAGES = (CHINESE, ENGLISH)


@dataclass(frozen=True)
class Statement:
    """One figure in a text, in the reader's language.

    `said` is the figure read now, or the reading of a snapshot; without a value it is the outline of a gap,
    and None when no such figure exists. `error` is why it could not be read now; `style_fault` why it could not
    be written as wanted. `today` is the same figure read now, where a snapshot is compared.
    """

    position: int
    use: FigureUse
    words: str
    said: Said | None
    error: FigureError | None = None
    style_fault: str = ""
    today: "Statement | None" = None

    @property
    def fact(self) -> str:
        return self.use.fact

    @property
    def value(self) -> Decimal | date | None:
        return self.said.value if self.said else None

    @property
    def is_gap(self) -> bool:
        return self.value is None

    @property
    def is_fault(self) -> bool:
        """Does the template ask wrongly, so that nobody owes anything?"""
        return isinstance(self.error, UnknownFigure | BadParameter)

    @property
    def reason(self) -> str:
        """Why there is no value, in the reader's language."""
        if self.error is not None:
            return str(self.error)
        if isinstance(self.said, Reading) and self.is_gap:
            return in_language(self.said.missing, self.said.missing_en)
        return ""

    @property
    def title(self) -> str:
        return in_language(self.said.title, self.said.title_en) if self.said else self.use.name

    @property
    def unit(self) -> str:
        """One form of it: the plural, except of one."""
        singular, _bar, plural = unit_of(self.said).partition("|") if self.said else ("", "", "")
        return plural if plural and self.value != 1 else singular

    @property
    def source(self) -> str:
        return in_language(self.said.source, self.said.source_en) if self.said else ""

    @property
    def owner(self) -> Any:
        return self.said.owner if self.said else None

    @property
    def owner_name(self) -> str:
        return name_of(self.owner) if self.owner else ""

    @property
    def kind(self) -> str:
        return str(self.said.kind) if self.said else ""

    @property
    def is_computed(self) -> bool:
        return self.kind == COMPUTED

    @property
    def as_of(self) -> date | None:
        return self.said.as_of if self.said else None

    @property
    def is_planned(self) -> bool:
        return bool(self.said and self.said.is_planned)

    @property
    def evidence_count(self) -> int:
        return self.said.evidence_count if self.said and not self.is_gap else 0

    @property
    def plain(self) -> str:
        """The value with its unit, without the text's own way of writing."""
        return self.words if self.said is None or self.is_gap else written(self.said, {})[0]

    @property
    def differs(self) -> bool:
        """Says today's value something else than the snapshot?"""
        return self.today is not None and self.today.value != self.value

    @property
    def url(self) -> str:
        return _address(self.use, "figure") if self.said else ""

    @property
    def card_url(self) -> str:
        return _address(self.use, "figure_card") if self.said else ""


def _address(use: FigureUse, page: str) -> str:
    return _known_address(use.name, tuple(use.parameters.items()), page)


@lru_cache(maxsize=4096)
def _known_address(name: str, parameters: tuple[tuple[str, Any], ...], page: str) -> str:
    """Finding an address costs more than reading the figure, and a text has a hundred: they are remembered."""
    return address_of(name, dict(parameters), page)


def requests_of(uses: Iterable[FigureUse]) -> list[FigureRequest]:
    return [FigureRequest(use.name, use.parameters) for use in uses]


def read_statements(uses: list[FigureUse]) -> list[Statement]:
    """Read all figures of a text now, in one go, and write them in the reader's language."""
    answers = read_figures(requests_of(uses))
    return [state(position, use, answer) for position, (use, answer) in enumerate(zip(uses, answers, strict=True))]


def state(position: int, use: FigureUse, answer: Said | FigureError) -> Statement:
    """One figure's answer as a statement. What cannot be read becomes a gap that names who owes it, never zero."""
    if isinstance(answer, FigureError):
        fault = isinstance(answer, UnknownFigure | BadParameter)
        return Statement(position, use, gap_words(answer.owner, fault), answer.about, answer)
    if answer.value is None:  # a reading without value
        return Statement(position, use, gap_words(answer.owner), answer)
    words, style_fault = written(answer, use.writing)
    return Statement(position, use, words, answer, style_fault=style_fault)


def gap_words(owner: Any, fault: bool = False) -> str:
    """What stands in the text where there is no value."""
    if fault:
        return _("no such figure")
    return _("owed by %(unit)s") % {"unit": name_of(owner)} if owner else _("no value yet")


def name_of(unit: Any) -> str:
    """As short as a running text allows."""
    return unit.name_en if is_english() and unit.name_en else unit.short_name or unit.name


def unit_of(said: Said) -> str:
    return said.unit_en if is_english() else said.unit


def written(said: Said, writing: Any) -> tuple[str, str]:
    """The words of a value, and why its style does not fit ("" when it does).

    A value that has outgrown its style (a quarter that became 27 %) is written plainly rather than not at all:
    the published text stays whole and the editor is told.
    """
    style, unit = str(writing.get("style", "plain")), str(writing.get("unit", unit_of(said)))
    options = {"language": ENGLISH if is_english() else CHINESE, "bound": said.bound, "digits": writing.get("digits")}
    if said.value is None:
        raise ValueError("A figure without value has no words of its own.")
    try:
        return write(said.value, unit=unit, style=style, **options), ""
    except NumberStyleError as error:
        plainly = write(said.value, unit=unit_of(said), style="plain", **(options | {"digits": None}))
        return plainly, error.reason


def with_today(statements: list[Statement]) -> list[Statement]:
    """The statements of a snapshot, each with the same figure read now."""
    today = read_statements([statement.use for statement in statements])
    return [replace(then, today=now) for then, now in zip(statements, today, strict=True)]
