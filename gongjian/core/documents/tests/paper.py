"""Looks at a document as a reader's machine shows it: LibreOffice to PDF, poppler to words and pixels."""

import html
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from gongjian.core.documents import OfficialDocument, write_docx

TOOLS = ("soffice", "pdftotext", "pdftoppm")
DPI = 144  # two pixels a point
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def millimetres(points: float) -> float:
    return points / 72 * 25.4


@dataclass(frozen=True)
class Line:
    """A line of text; places in points from the top left corner of the page."""

    text: str
    left: float
    right: float
    middle: float


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: list[Line]

    @property
    def number(self) -> Line:
        """The line of the page number, the lowest between dashes."""
        return [line for line in self.lines if re.fullmatch(r"—\s*\d+\s*—", line.text)][-1]

    @property
    def running(self) -> list[Line]:
        """All lines but the page number."""
        return [line for line in self.lines if not re.fullmatch(r"—\s*\d+\s*—", line.text)]


def require_tools() -> None:
    """Skip plainly where LibreOffice or poppler is missing; in CI that is a failure."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if not missing:
        return
    reason = f"{', '.join(missing)} not installed (Debian: libreoffice-writer poppler-utils fonts-noto-cjk)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def print_all(documents: dict[str, OfficialDocument], folder: Path) -> None:
    """Each document as `folder/<name>.pdf`."""
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(write_docx(document))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    sources = [str(folder / f"{name}.docx") for name in documents]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    for name in documents:
        assert (folder / f"{name}.pdf").exists(), done.stdout + done.stderr


def pages(pdf: Path) -> list[Page]:
    """The pages of a PDF with their lines from top to bottom."""
    command = ["pdftotext", "-bbox", str(pdf), "-"]
    written = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = []
    for piece in re.split(r"(?=<page )", written)[1:]:
        size = _PAGE.search(piece)
        assert size is not None
        found.append(Page(float(size[1]), float(size[2]), _lines(_WORD.findall(piece))))
    return found


def _lines(boxes: list[tuple[str, str, str, str, str]]) -> list[Line]:
    """Words whose middles lie within three points of one another stand on one line."""
    rows: list[list[tuple[float, float, float, str]]] = []
    for left, top, right, bottom, text in boxes:
        middle = (float(top) + float(bottom)) / 2
        word = (middle, float(left), float(right), html.unescape(text))
        row = next((row for row in rows if abs(row[0][0] - middle) < 3), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    lines = []
    for row in sorted(rows):
        row.sort(key=lambda word: word[1])
        text = "".join(word[3] for word in row)
        lines.append(Line(text, row[0][1], max(word[2] for word in row), row[0][0]))
    return lines


@dataclass(frozen=True)
class Picture:
    """A page as pixels, three bytes each."""

    width: int
    height: int
    pixels: bytes

    def rows(self, colour: str) -> list[tuple[int, int, int]]:
        """(row, leftmost, rightmost) of each row that bears ink of the colour, "red" or "black"."""
        found = []
        for row in range(self.height):
            line = self.pixels[row * self.width * 3 : (row + 1) * self.width * 3]
            inked = [x for x in range(self.width) if _is(colour, line[3 * x], line[3 * x + 1], line[3 * x + 2])]
            if inked:
                found.append((row, inked[0], inked[-1]))
        return found


def _is(colour: str, red: int, green: int, blue: int) -> bool:
    if colour == "red":
        return red > 200 and green < 120 and blue < 120
    return max(red, green, blue) < 120


def picture(pdf: Path, page: int) -> Picture:
    """One page of a PDF at DPI."""
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), str(pdf)]
    raw = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout
    kind, width, height, depth, pixels = re.split(rb"\s", raw, maxsplit=4)
    assert (kind, depth) == (b"P6", b"255")
    return Picture(int(width), int(height), pixels)


def bands(rows: list[tuple[int, int, int]], gap: int = 2) -> list[tuple[float, float, float, float]]:
    """Rows joined into bands of ink: (top, bottom, left, right) in millimetres."""
    joined: list[list[tuple[int, int, int]]] = []
    for row in rows:
        if joined and row[0] - joined[-1][-1][0] <= gap:
            joined[-1].append(row)
        else:
            joined.append([row])
    scale = 25.4 / DPI
    return [
        (
            band[0][0] * scale,
            (band[-1][0] + 1) * scale,
            min(row[1] for row in band) * scale,
            (max(row[2] for row in band) + 1) * scale,
        )
        for band in joined
    ]
