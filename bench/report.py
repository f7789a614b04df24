"""How every benchmark shows what it measured: a table for a person, or JSON for a machine."""

import json
import unicodedata
from collections.abc import Sequence
from typing import Any


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def show(facts: dict[str, Any], columns: Sequence[str], rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print the result once: as JSON, or as its facts and a table."""
    if as_json:
        print(json.dumps({**facts, "rows": rows}, ensure_ascii=False, indent=1))
        return
    print("  ".join(f"{name}={value}" for name, value in facts.items()))
    print(table(columns, rows))


def table(columns: Sequence[str], rows: list[dict[str, Any]]) -> str:
    cells = [[str(column) for column in columns], *([str(row.get(column, "")) for column in columns] for row in rows)]
    widths = [max(width(line[n]) for line in cells) for n in range(len(columns))]
    numbers = [all(isinstance(row.get(column), int | float) for row in rows) for column in columns]
    lines = []
    for line in cells:
        padded = []
        for cell, wide, right in zip(line, widths, numbers, strict=True):
            space = " " * (wide - width(cell))
            padded.append(space + cell if right else cell + space)
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)
