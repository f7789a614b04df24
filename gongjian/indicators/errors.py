"""Why a figure cannot be read. Each error says which figure, and who could mend it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.language import in_language


class FigureError(Exception):
    """Base of the errors of figures; `str()` is for people, in the reader's language.

    `owner` is the unit that owes the value, if one does. `about` is the figure without its value (title,
    definition, unit …) where a figure of that name exists, `titles` are the titles (Chinese, English) of the
    figures it names; `read_figures` sets both.
    """

    owner: Any = None
    about: Any = None
    titles: Mapping[str, tuple[str, str]] = MappingProxyType({})

    def called(self, name: str) -> str:
        """A figure's title with its name, for people; the name alone where there is no such figure."""
        titles = self.titles.get(name)
        return _("%(title)s (%(name)s)") % {"title": in_language(*titles), "name": name} if titles else name


class UnknownFigure(FigureError):
    def __init__(self, name: str, nearest: str = ""):
        self.name, self.nearest = name, nearest
        super().__init__(name)

    def __str__(self) -> str:
        if self.nearest:
            words = _("There is no figure %(name)s. Did you mean %(nearest)s?")
            return words % {"name": self.name, "nearest": self.nearest}
        return _("There is no figure %(name)s.") % {"name": self.name}


class BadParameter(FigureError):
    """`parameter` is missing, unknown to the figure, or not of its kind."""

    def __init__(self, name: str, parameter: str):
        self.name, self.parameter = name, parameter
        super().__init__(name, parameter)

    def __str__(self) -> str:
        words = _("The figure %(name)s cannot be asked this way; check %(parameter)s.")
        return words % {"name": self.called(self.name), "parameter": self.parameter}


class MissingValue(FigureError):
    """No value for that period. `owner` is the unit that owes it (None for a computed figure)."""

    def __init__(self, name: str, owner: Any = None):
        self.name, self.owner = name, owner
        super().__init__(name)

    def __str__(self) -> str:
        if self.owner is None:
            return _("%(name)s has no value.") % {"name": self.called(self.name)}
        owner, name = getattr(self.owner, "label", self.owner), self.called(self.name)
        return _("%(name)s has not been reported; owed by %(owner)s.") % {"name": name, "owner": owner}


class RatioError(FigureError):
    """Base of what is wrong with a ratio: names both operands."""

    def __init__(self, name: str, numerator: str, denominator: str):
        self.name, self.numerator, self.denominator = name, numerator, denominator
        super().__init__(name, numerator, denominator)

    def operands_called(self) -> dict[str, str]:
        """The names in the sentence, as people call the figures."""
        return {key: self.called(getattr(self, key)) for key in ("name", "numerator", "denominator")}


class MissingOperand(RatioError):
    """An operand has no value, is zero, or is nothing that can be divided: `missing` names it."""

    def __init__(self, name: str, numerator: str, denominator: str, missing: str, owner: Any = None):
        super().__init__(name, numerator, denominator)
        self.missing, self.owner = missing, owner

    def __str__(self) -> str:
        words = _("%(name)s = %(numerator)s ÷ %(denominator)s cannot be computed: %(missing)s has no value or is zero.")
        return words % (self.operands_called() | {"missing": self.called(self.missing)})


class PeriodsDiffer(RatioError):
    """The operands of a ratio belong to different periods."""

    def __init__(self, name: str, first: str, first_period: str, second: str, second_period: str):
        super().__init__(name, first, second)
        self.first_period, self.second_period = first_period, second_period

    def __str__(self) -> str:
        words = _("%(name)s: %(numerator)s is of %(first)s but %(denominator)s of %(second)s; they cannot be divided.")
        unsaid = _("a period not stated")
        periods = {"first": self.first_period or unsaid, "second": self.second_period or unsaid}
        return words % (self.operands_called() | periods)


class UnitsDiffer(RatioError):
    """The operands are amounts in different units (亿元 and 万元, yuan and dollars)."""

    def __init__(self, name: str, first: str, first_unit: str, second: str, second_unit: str):
        super().__init__(name, first, second)
        self.first_unit, self.second_unit = first_unit, second_unit

    def __str__(self) -> str:
        words = _("%(name)s: %(numerator)s is in %(first)s but %(denominator)s in %(second)s; they cannot be divided.")
        return words % (self.operands_called() | {"first": self.first_unit, "second": self.second_unit})


class DenominatorOpen(RatioError):
    """The denominator is only a lower bound, so the ratio would be overstated."""

    def __str__(self) -> str:
        words = _(
            "%(name)s = %(numerator)s ÷ %(denominator)s cannot be computed: %(denominator)s is only a lower bound."
        )
        return words % self.operands_called()
