#!/usr/bin/env python3
"""The whole proof: everything on SQLite, everything on PostgreSQL, journeys in a real browser.

As root with apt, what is missing (PostgreSQL, Chromium, a Chinese font, LibreOffice and poppler to look at
documents) is installed. Elsewhere it is named and the tests that need it are left out; with CI=true that is a
failure. Two processes at a time (WORKERS=n to change).
Every part is run whatever the others said; the last line of the output is pytest's own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from private_postgres import NoPostgreSQL, private_postgres, programs
from steps import PYTHON, ROOT, apt_install, can_install, main_of, say

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
PYTEST = [
    str(PYTHON),
    "-m",
    "pytest",
    "-q",
    "--durations=12",
    "-n",
    os.environ.get("WORKERS", "2"),
    "--dist",
    "loadfile",
]


# --- what the machine must have -------------------------------------------------------------
def has_postgresql() -> bool:
    try:
        return bool(programs())
    except NoPostgreSQL:
        return False


def has_chromium() -> bool:
    return bool(os.environ.get("CHROMIUM")) or Path("/usr/bin/chromium").exists()


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


NEEDS: dict[str, Callable[[], bool]] = {
    "postgresql": has_postgresql,
    "chromium": has_chromium,
    "fonts-noto-cjk": has_chinese_font,
    "libreoffice-writer": lambda: shutil.which("soffice") is not None,
    "poppler-utils": lambda: shutil.which("pdftoppm") is not None,
}


def equip() -> list[str]:
    """Install what is missing if we may; return what is still missing."""
    missing = [package for package, there in NEEDS.items() if not there()]
    if missing and can_install():
        apt_install([*missing, *(["fontconfig"] if "fonts-noto-cjk" in missing else [])])
        missing = [package for package in missing if not NEEDS[package]()]
    for package in missing:
        say(f"  ! {package} is missing: the tests that need it are left out. As root: apt install {package}")
    return missing


# --- the parts ------------------------------------------------------------------------------
def part(title: str, arguments: list[str], **env: str) -> bool:
    """Run pytest once; True when everything passed."""
    say(f"\n── {title} " + "─" * max(4, 78 - len(title)))
    own = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GONGJIAN_MODE")}
    own["PYTHONHASHSEED"] = "0"  # two processes must name the cases of a set in the same order
    done = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=own | env, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def on_postgresql() -> bool:
    with private_postgres() as url:
        return part("everything on PostgreSQL", ["-m", "not journey"], DATABASE_URL=url)


def test() -> None:
    missing = equip()
    answers = {"SQLite": part("everything on SQLite", ["-m", "not journey"])}
    if "postgresql" not in missing:
        answers["PostgreSQL"] = on_postgresql()
    if not {"chromium", "fonts-noto-cjk"} & set(missing):
        answers["journeys"] = part("journeys in a real browser", ["-m", "journey"])
    failed = [name for name, passed in answers.items() if not passed]
    if failed:
        say(f"\n  ✗ failed: {', '.join(failed)}")
    if failed or (IN_CI and missing):
        sys.exit(1)


if __name__ == "__main__":
    main_of(test)
