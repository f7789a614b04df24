#!/usr/bin/env python3
"""Everything a machine can judge without running the product: all of it is looked at, whatever fails first.

Lint and format, import rules, types, migrations, settings of production, translations, templates, and what
must not stand in a committed file.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from steps import PYTHON, ROOT, StepError, main_of, run, say

MANAGE = [str(PYTHON), "manage.py"]
BIN = PYTHON.parent
PRODUCTION = {
    "GONGJIAN_MODE": "production",
    "SECRET_KEY": "only-for-this-check-Zq8vN3xK5tR7wY2bD4fG6hJ9mP1sU0aC-and-never-for-anything-else",
    "AUDIT_KEY": "only-for-this-check-too",
    "DATABASE_URL": "postgres://gongjian@127.0.0.1/never-connected",
    "ALLOWED_HOSTS": "reform.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://reform.example.gov.cn",
    "DEBUG": "0",
}

# Hosts of package registries and paths of somebody's machine tie a clone to a place.
REGISTRY = re.compile(r"py" r"pi[.]org|python" r"hosted[.]org|registry[.]npm|npm" r"mirror[.]|deb[.]debian|file:///opt")
MACHINE = re.compile(r"(?<![\w.$}])/(?:root|home/\w+|work|opt|tmp/wt|Users/\w+)/")
# The content policy refuses these, so a page that has one is broken for its reader.
INLINE = re.compile(r"\sstyle=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE)
SPARED = {"bin/check.py", "tests/test_bin.py"}  # they name what is looked for
PLAIN = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".js",
    ".json",
    ".toml",
    ".txt",
    ".csv",
    ".po",
    ".sh",
    ".in",
    ".lock",
    ".yml",
    "",
}


def tool(*command: str, **env: str) -> Callable[[], object]:
    return lambda: run(list(command), env=env)


def committed() -> list[Path]:
    """The files git knows and those about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def strangers() -> Iterator[str]:
    """Lines that must not be committed, as file:line: what."""
    for path in committed():
        if path.suffix not in PLAIN or str(path.relative_to(ROOT)) in SPARED:
            continue
        page = path.suffix == ".html" and "templates" in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            place = f"{path.relative_to(ROOT)}:{number}"
            if REGISTRY.search(line):
                yield f"{place}: a registry's address"
            if MACHINE.search(line):
                yield f"{place}: a path of one machine"
            if page and INLINE.search(line):
                yield f"{place}: inline script or style"


def clean_files() -> None:
    if found := list(strangers()):
        raise StepError("\n".join(found))


CHECKS: dict[str, Callable[[], object]] = {
    "lint": tool(str(BIN / "ruff"), "check"),
    "format": tool(str(BIN / "ruff"), "format", "--check"),
    "imports": tool(str(BIN / "lint-imports"), "--no-logo"),
    "types of algorithms and core": tool(str(BIN / "mypy")),
    "migrations": tool(*MANAGE, "makemigrations", "--check", "--dry-run"),
    "settings": tool(*MANAGE, "check", "--fail-level", "WARNING"),
    "settings of production": tool(*MANAGE, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION),
    "translations": tool(str(PYTHON), "bin/messages.py", "check"),
    "templates": tool(str(BIN / "djlint"), "gongjian", "--lint", "--quiet"),
    "committed files": clean_files,
}


def check() -> None:
    os.environ.pop("DATABASE_URL", None)
    failed = []
    for name, look in CHECKS.items():
        start = time.monotonic()
        try:
            look()
            say(f"  ✓ {name} ({time.monotonic() - start:.1f} s)")
        except StepError as error:
            failed.append(name)
            say(f"  ✗ {name}\n{error}\n")
    if failed:
        raise StepError(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")
    say(f"  all {len(CHECKS)} checks passed")


if __name__ == "__main__":
    if sys.argv[1:]:
        CHECKS = {name: look for name, look in CHECKS.items() if any(word in name for word in sys.argv[1:])}
    main_of(check)
