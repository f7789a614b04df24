#!/usr/bin/env python3
"""The translations: compile them, collect the texts of the code, find what is missing.

python bin/messages.py compile     .po → .mo with polib, no GNU gettext needed
python bin/messages.py collect     makemessages for every app (needs GNU gettext)
python bin/messages.py check       exit status 1 when a text is untranslated, fuzzy or translated in two ways
"""

import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import polib
from steps import PYTHON, ROOT, StepError, apt_install, can_install, main_of, say

APPS = ROOT / "gongjian"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
COLLECT = ["makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "--no-obsolete", "--ignore=tests/*"]


def compile_all() -> None:
    for path in APPS.glob("*/locale/*/LC_MESSAGES/*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def need_gettext() -> None:
    if shutil.which("xgettext"):
        return
    if not can_install():
        raise StepError("GNU gettext is missing (xgettext collects the texts). As root: apt install gettext")
    apt_install(["gettext"])


def collect(apps: Path = APPS) -> None:
    """Bring every app's catalogue up to date with its code. New texts stand there empty."""
    need_gettext()
    for folder in sorted(path.parent for path in apps.glob("*/__init__.py")):
        if not any(folder.rglob("*.html")) and not has_texts(folder):
            continue
        (folder / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        command = [str(PYTHON), str(ROOT / "manage.py"), *COLLECT]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise StepError(f"{folder.name}: {done.stdout}{done.stderr}")


def has_texts(folder: Path) -> bool:
    return any("gettext" in path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))


def key_of(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def translation_of(entry: polib.POEntry) -> tuple[str, ...]:
    return tuple(entry.msgstr_plural.values()) if entry.msgid_plural else (entry.msgstr,)


def problems() -> list[str]:
    """Every untranslated, fuzzy, missing or contradictory text, one line each.

    A text may be translated in any app: Django reads all catalogues as one. So no two may say it differently.
    """
    found: list[str] = []
    known: dict[tuple[str | None, str], dict[tuple[str, ...], str]] = defaultdict(dict)
    for path in sorted(APPS.glob(f"*/{CATALOGUE}")):
        app = path.relative_to(APPS).parts[0]
        for entry in polib.pofile(str(path)):
            if entry.obsolete:
                continue
            if "fuzzy" in entry.flags:
                found.append(f"{app}: fuzzy: {entry.msgid!r}")
            elif all(translation_of(entry)):
                known[key_of(entry)].setdefault(translation_of(entry), app)
    for key, ways in known.items():
        if len(ways) > 1:
            said = " · ".join(f"{app} says {way[0]!r}" for way, app in ways.items())
            found.append(f"two translations of {key[1]!r}: {said}")
    found += [f"{app}: untranslated: {key[1]!r}" for app, key in sorted(texts_of_code(), key=str) if key not in known]
    return found


def texts_of_code() -> set[tuple[str, tuple[str | None, str]]]:
    """(app, text) of everything marked for translation, collected anew in a copy of the code."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "gongjian"
        leave = shutil.ignore_patterns("static", "*.mo", "__pycache__", "tests", "migrations", "locale")
        shutil.copytree(APPS, copy, ignore=leave)
        collect(copy)
        return {
            (path.relative_to(copy).parts[0], key_of(entry))
            for path in copy.glob(f"*/{CATALOGUE}")
            for entry in polib.pofile(str(path))
            if not entry.obsolete
        }


def check() -> None:
    found = problems()
    for line in found:
        say(f"    {line}")
    if found:
        raise StepError(f"{len(found)} texts want translating: make messages, fill in the .po files, try again")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            main_of(compile_all)
        case ["collect"]:
            main_of(collect)
            main_of(compile_all)
        case ["check"]:
            main_of(check)
        case _:
            sys.exit(__doc__)
