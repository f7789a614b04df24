"""What was read of a file, and what it would do to the ledger: rows, problems, entries, a draft of them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongjian.programmes.models import Measure
from gongjian.programmes.rules.plans import PlannedStep


@dataclass(frozen=True)
class LedgerRow:
    """One line of a file: its number there, and its cells by column name (columns that are absent are absent)."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one cell (or, without a column, with the line)."""

    sheet: str
    line: int
    column: str
    message: str


@dataclass
class LedgerEntry:
    """A row understood: the measure it makes or changes."""

    line: int
    number: str
    values: dict[str, Any]
    existing: Measure | None = None
    merged_into: str = ""
    supporting: list[Any] | None = None  # None: the file says nothing of it
    steps: list[PlannedStep] | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.existing is None

    @property
    def state_label(self) -> str:
        return str(Measure.State(self.values["state"]).label)


@dataclass
class Draft:
    """What a file would do to the ledger."""

    entries: list[LedgerEntry] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def created(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.is_new]

    @property
    def updated(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.existing is not None and entry.changes]

    @property
    def unchanged(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.existing is not None and not entry.changes]
