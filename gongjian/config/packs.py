"""Packs: what differs from city to city, as a folder of CSV files and a `pack.toml`.

Each app's `pack.py` names the files it reads (`FILES`) and loads them through its own actions (`load`).
Loading is all or nothing: every problem of every file is collected and reported by file, line and column.
"""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor

# In the order of dependence: what is loaded later refers to what was loaded before.
APPS = ("organizations", "programmes", "indicators", "reports")
MAX_BYTES = 50 * 2**20


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack, said so that its author can mend it."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class PackError(Exception):
    """The pack cannot be loaded; `problems` says why, one line each. Nothing was written."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class Row(dict[str, str]):
    """One line of a CSV file by column name, stripped; `line` is its number in the file."""

    line: int = 0


@dataclass
class Pack:
    """An opened pack. `rows` reads a file, `fail` collects a problem."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def settings(self) -> dict[str, Any]:
        path = self.folder / "pack.toml"
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise PackError([Problem("pack.toml", 0, "", _("The file is missing; is this a pack?"))]) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PackError([Problem("pack.toml", 0, "", str(error))]) from None

    @property
    def is_sample(self) -> bool:
        return bool(self.settings.get("sample", False))

    def rows(self, name: str) -> list[Row]:
        """The rows of a CSV file; an absent file is an empty one."""
        try:
            return list(self._read(name, self.text(name)))
        except csv.Error as error:
            self.fail(name, 0, "", error)
            return []

    def _read(self, name: str, text: str) -> Iterator[Row]:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1)]
        kept = [(number, line) for number, line in lines if line.strip() and not line.startswith("#")]
        if not kept:
            return
        reader = csv.reader(line for _number, line in kept)
        columns = [column.strip() for column in next(reader)]
        for cells in reader:
            number = kept[reader.line_num - 1][0]
            if len(cells) != len(columns):
                message = _("%(found)s cells where the header has %(wanted)s columns.")
                self.fail(name, number, "", message % {"found": len(cells), "wanted": len(columns)})
                continue
            row = Row(zip(columns, (cell.strip() for cell in cells), strict=True))
            row.line = number
            yield row

    def text(self, name: str) -> str:
        """A text file of the pack; empty when absent, and where it is too large or no UTF-8, which is a problem."""
        path = self.folder / name
        if not path.exists():
            return ""
        if path.stat().st_size > MAX_BYTES:
            self.fail(name, 0, "", _("The file is larger than 50 MB."))
            return ""
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.fail(name, 0, "", _("Not UTF-8 at byte %(position)s.") % {"position": error.start})
            return ""

    def fail(self, file: str, line: int, column: str, message: object) -> None:
        """Note a problem; `message` may be a ValidationError."""
        if isinstance(message, ValidationError):
            message = " ".join(message.messages)
        self.problems.append(Problem(file, line, column, str(message)))


def load_pack(folder: Path, *, by: Actor) -> dict[str, int]:
    """Load a pack through the apps' actions: all of it or nothing. Loading again writes only what changed.

    Returns counts by what was made, e.g. {"measures": 197}. Raises PackError with every problem found.
    """
    pack = Pack(Path(folder))
    _check_settings(pack)
    _check_mode(pack)
    counts: dict[str, int] = {}
    with transaction.atomic():
        for app in APPS:
            counts |= _loader(app).load(pack, by=by)
            if pack.problems:  # later files refer to these: their complaints would only repeat
                raise PackError(pack.problems)
    return counts


def _check_settings(pack: Pack) -> None:
    for key in ("name", "title", "title_en", "city", "year"):
        if not pack.settings.get(key):  # what new_pack wrote and nobody filled in is missing too
            pack.fail("pack.toml", 0, key, _("This setting is missing."))
    if not isinstance(pack.settings.get("year", 0), int):
        pack.fail("pack.toml", 0, "year", _("A whole number is expected, e.g. 2020."))
    if pack.settings.get("accounts", {}).get("password") and not pack.is_sample:
        pack.fail("pack.toml", 0, "accounts.password", _("Only a sample pack may carry a password."))
    if pack.problems:
        raise PackError(pack.problems)


def _check_mode(pack: Pack) -> None:
    """A city's own database takes nothing invented: records in the audit chain could not be taken out again."""
    if settings.PRODUCTION and pack.is_sample:
        message = _(
            "A sample pack is not loaded in production: its records could never be taken out of the audit chain."
        )
        raise PackError([Problem("pack.toml", 0, "sample", message)])


def _loader(app: str) -> Any:
    return import_module(f"gongjian.{app}.pack")


def new_pack(folder: Path, *, name: str) -> list[Path]:
    """Write an empty pack with commented files. Raises FileExistsError rather than touch an existing folder."""
    folder.mkdir(parents=True, exist_ok=False)
    written = [folder / "pack.toml"]
    written[0].write_text(_SETTINGS.format(name=name), encoding="utf-8")
    for app in APPS:
        for file, content in _loader(app).FILES.items():
            path = folder / file
            path.write_text(_template(content), encoding="utf-8")
            written.append(path)
    return written


def _template(content: dict[str, str] | str) -> str:
    """A text file as it is; a CSV file as one comment line a column, then the header."""
    if isinstance(content, str):
        return content
    comments = "".join(f"# {column}: {meaning}\n" for column, meaning in content.items())
    return comments + ",".join(content) + "\n"


_SETTINGS = """\
# 一个城市的全部数据放在本文件夹里；逐项填写后运行 manage.py load_pack 装入。
# Everything that is this city's own. Fill it in, then run manage.py load_pack.
name = "{name}"
title = ""        # 城市名称，如“潍坊市”
title_en = ""     # the city's name in English
city = ""         # 六位行政区划代码（GB/T 2260）· six-digit division code
year = 2020       # 改革年度 · the programme's year
sample = false    # 演示数据写 true，页面上会逐条标明“示例” · true marks every record as sample
"""
