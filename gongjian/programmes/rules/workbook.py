"""A workbook of the ledger, read and checked: what a dry run shows and what an import writes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from gongjian.core.sheets import Book, SheetRow, read_book
from gongjian.programmes.rules.columns import MEASURES, MILESTONES, SHEETS, sheet_plans, title_of
from gongjian.programmes.rules.drafts import Draft, LedgerRow, RowProblem
from gongjian.programmes.rules.rows import Progress, check_rows

# Rows of the template that show how to fill it in.
EXAMPLES = ("示例", "EXAMPLE")


@dataclass(frozen=True)
class Place:
    """A problem where the reader finds it: sheet, row, column letter and head."""

    sheet: str
    row: int
    letter: str
    head: str
    message: str

    def __str__(self) -> str:
        column = f"{self.letter} {self.head}".strip()
        where = {"sheet": self.sheet, "row": self.row, "column": column, "message": self.message}
        if not self.row:
            return _("%(sheet)s: %(message)s") % where
        if not column:
            return _("Row %(row)s: %(message)s") % where
        return _("Row %(row)s, column %(column)s: %(message)s") % where


@dataclass
class LedgerFile:
    """A file that was read and checked."""

    book: Book
    draft: Draft = field(default_factory=Draft)

    @property
    def places(self) -> list[Place]:
        """Every problem, in the order of the file."""
        found = [self._of_row(problem) for problem in self.draft.problems]
        for problem in self.book.problems:
            title = str(SHEETS[problem.sheet][0])
            name = next((n for n, letter in self._letters(problem.sheet).items() if letter == problem.column), "")
            head = title_of(problem.sheet, name) if name else ""
            found.append(Place(title, problem.row, problem.column, head, problem.message))
        return sorted(found, key=lambda place: (place.sheet != str(SHEETS[MEASURES][0]), place.row, place.letter))

    def _of_row(self, problem: RowProblem) -> Place:
        letter = self._letters(problem.sheet).get(problem.column, "")
        head = title_of(problem.sheet, problem.column) if problem.column else ""
        return Place(str(SHEETS[problem.sheet][0]), problem.line, letter, head, problem.message)

    def _letters(self, sheet: str) -> dict[str, str]:
        return self.book.letters.get(sheet, {})


def check_file(file: IO[bytes], kind: str, *, by: object, progress: Progress | None = None) -> LedgerFile:
    """Read a workbook or .csv and check its rows. Raises ValidationError when it cannot be read at all."""
    book = read_book(file, kind, sheet_plans())
    found = LedgerFile(book)
    rows = _real(book.rows.get(MEASURES, []), "number")
    steps = _real(book.rows.get(MILESTONES, []), "measure")
    if not rows and not steps and not book.problems:
        plan = next(iter(sheet_plans()))
        book.fail(plan, 0, "", _("The sheet holds no row below its head."))
    found.draft = check_rows(rows, steps, by=by, progress=progress)
    return found


def _real(rows: Iterable[SheetRow], key: str) -> list[LedgerRow]:
    return [
        LedgerRow(row.number, row.cells)
        for row in rows
        if not row.cells.get(key, "").strip().upper().startswith(EXAMPLES)
    ]
