"""Why a figure cannot be read. Each error says which figure, and who could mend it."""

from django.utils.translation import gettext as _


class FigureError(Exception):
    """Base of the errors of figures; `str()` is for people, in the reader's language."""


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
    def __init__(self, name: str, parameter: str):
        self.name, self.parameter = name, parameter
        super().__init__(name, parameter)

    def __str__(self) -> str:
        words = _("The figure %(name)s cannot be asked with %(parameter)s.")
        return words % {"name": self.name, "parameter": self.parameter}


class MissingValue(FigureError):
    """No value for that period. `owner` is the unit that owes it (None for a computed figure)."""

    def __init__(self, name: str, owner: object = None):
        self.name, self.owner = name, owner
        super().__init__(name)

    def __str__(self) -> str:
        if self.owner is None:
            return _("%(name)s has no value.") % {"name": self.name}
        return _("%(name)s has not been reported; owed by %(owner)s.") % {"name": self.name, "owner": self.owner}


class MissingOperand(FigureError):
    """A derived figure cannot be computed: names the operand that is missing or zero, and the other one."""

    def __init__(self, name: str, numerator: str, denominator: str, missing: str):
        self.name, self.numerator, self.denominator, self.missing = name, numerator, denominator, missing
        super().__init__(name, missing)

    def __str__(self) -> str:
        words = _("%(name)s = %(numerator)s ÷ %(denominator)s cannot be computed: %(missing)s has no value or is zero.")
        return words % vars(self)


class PeriodsDiffer(FigureError):
    """The operands of a ratio belong to different periods."""

    def __init__(self, name: str, first: str, first_period: str, second: str, second_period: str):
        self.name, self.first, self.first_period = name, first, first_period
        self.second, self.second_period = second, second_period
        super().__init__(name)

    def __str__(self) -> str:
        words = _(
            "%(name)s: %(first)s is of %(first_period)s but %(second)s of %(second_period)s; they cannot be divided."
        )
        return words % vars(self)
