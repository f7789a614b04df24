#!/usr/bin/env python3
"""Set up gongjian: virtual environment, front end, translations, database, sample city.

    python3 bin/setup.py [--for-tests]

Each step is skipped when what it made is still up to date, judged by the content of what it was made from.
A set-up that failed can simply be run again. Nothing in var/ is ever overwritten or removed.
With --for-tests the tools that prove the product are installed too, and no sample city is loaded.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from steps import PYTHON, ROOT, VAR, VENV, StepError, apt_install, can_install, digest, main_of, run, say, step

OLDEST = (3, 11)
PACK = ROOT / "packs" / "weifang2020"
VENDOR = ROOT / "gongjian" / "static" / "vendor"
FRONT_END = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}


class Stamps:
    """What was made from what: a small JSON file beside the thing made. Wrong or missing means: make it again."""

    def __init__(self, path: Path):
        self.path = path

    def read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}

    def holds(self, name: str, value: str) -> bool:
        return self.read().get(name) == value

    def write(self, **values: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.read() | values, indent=1))
        fresh.replace(self.path)


# --- virtual environment --------------------------------------------------------------------
def lock_digest(name: str) -> str:
    return digest([ROOT / "requirements" / name]) + f"-{sys.version_info[0]}.{sys.version_info[1]}"


def make_environment() -> None:
    """`.venv`, made anew when it is missing, broken, or another Python's."""
    if VENV.is_symlink() or environment_works():  # a link: lent by another working copy, which looks after it
        return
    with step("virtual environment .venv"):
        create_environment()


def install_libraries(for_tests: bool) -> None:
    """Into `.venv`, from the hashed lock; the tests' lock contains the product's."""
    if VENV.is_symlink():
        return
    stamps = Stamps(VENV / "gongjian.json")
    lock = "dev.lock" if for_tests else "base.lock"
    if stamps.holds(lock, lock_digest(lock)):
        return
    with step(f"libraries from requirements/{lock}"):
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-input"]
        run([*pip, "--require-hashes", "-r", f"requirements/{lock}"], because="pip could not install the libraries")
    made = {lock: lock_digest(lock)}
    if for_tests:
        made["base.lock"] = lock_digest("base.lock")
    stamps.write(**made)


def environment_works() -> bool:
    if not PYTHON.exists():
        return False
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([str(PYTHON), "-c", question], capture_output=True, text=True)
    return done.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def create_environment() -> None:
    if not has_ensurepip():
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not can_install():
            raise StepError(f"Python's venv module is incomplete here. As root: apt install {package}")
        apt_install([package])
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(VENV)], because="the virtual environment could not be made")


def has_ensurepip() -> bool:
    """Debian splits it off into python3-venv. Asked of a new process: it may have been installed meanwhile."""
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


# --- front end ------------------------------------------------------------------------------
def fetch_front_end(for_tests: bool) -> None:
    """Front-end packages by npm from the lock, and of them the files the pages name."""
    wanted = digest([ROOT / "package-lock.json", ROOT / "package.json"])
    if (ROOT / "node_modules").is_symlink():
        return
    stamps, name = Stamps(ROOT / "node_modules" / "gongjian.json"), "tests" if for_tests else "product"
    have = stamps.read()
    if wanted not in (have.get(name), have.get("tests")) or not all((VENDOR / file).exists() for file in FRONT_END):
        with step("front-end packages"):
            npm_install(for_tests)
            VENDOR.mkdir(parents=True, exist_ok=True)
            for file, source in FRONT_END.items():
                copy_without_map(ROOT / "node_modules" / source, VENDOR / file)
            stamps.write(**{name: wanted})


def copy_without_map(source: Path, target: Path) -> None:
    """Without the pointer to a source map that is not shipped: collectstatic would look for it and fail."""
    text = source.read_text(encoding="utf-8")
    target.write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*", "", text), encoding="utf-8")


def npm_install(for_tests: bool) -> None:
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if for_tests else ["--omit=dev"])]
    if shutil.which("npm"):
        run(["npm", *arguments], because="npm could not install the front-end packages")
        return
    with step("node from PyPI, as this machine has none"):
        folder = VENV / "node"
        run([sys.executable, "-m", "venv", str(folder)], because="the environment for node could not be made")
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        run([*pip, "--require-hashes", "-r", "requirements/node.lock"], because="pip could not install node")
    path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    run([str(folder / "bin" / "npm"), *arguments], because="npm could not install the packages", env={"PATH": path})


# --- translations, database, sample city ----------------------------------------------------
def compile_translations() -> None:
    files = list((ROOT / "gongjian").glob("*/locale/*/LC_MESSAGES/*.po"))
    stamps, wanted = Stamps(VENV / "messages.json"), digest(files)
    key = str(ROOT)
    if stamps.holds(key, wanted) and all(file.with_suffix(".mo").exists() for file in files):
        return
    with step("translations"):
        run([str(PYTHON), "bin/messages.py", "compile"], because="the translations could not be compiled")
    stamps.write(**{key: wanted})


def prepare_database() -> None:
    """Tables and, outside production, the sample city, once: what people changed in it since is theirs.

    With DATABASE_URL both are asked for every time; a database that holds a city already keeps it.
    """
    manage = [str(PYTHON), "manage.py"]
    apps = ROOT / "gongjian"
    of_tables = digest(apps.glob("*/migrations/*.py"))
    of_city = digest(
        [
            *(path for path in PACK.rglob("*") if path.is_file()),
            *apps.glob("*/pack.py"),
            *apps.glob("*/pack/**/*.py"),
            apps / "config" / "packs.py",
        ]
    )
    stamps = Stamps(VAR / "setup.json")
    elsewhere = bool(os.environ.get("DATABASE_URL"))
    ours = not elsewhere and (VAR / "gongjian.sqlite3").exists()
    if not (ours and stamps.holds("tables", of_tables)):
        with step("database tables"):
            run([*manage, "migrate", "--no-input"], because="the database could not be prepared")
        stamps.write(**({} if elsewhere else {"tables": of_tables}))
    if os.environ.get("GONGJIAN_MODE") == "production":
        return
    if not (ours and "city" in stamps.read()):
        with step("the sample city, Weifang 2020"):
            run([*manage, "load_pack", str(PACK), "--if-empty"], because="the sample city could not be loaded")
        stamps.write(**({} if elsewhere else {"city": of_city}))
    elif not stamps.holds("city", of_city):
        say(f"  ! {PACK.relative_to(ROOT)} has changed since it was loaded. Your data stays as it is; to take over")
        say(f"    what is new (undoing edits to what the pack holds): manage.py load_pack {PACK.relative_to(ROOT)}")


def set_up(for_tests: bool) -> None:
    if sys.version_info < OLDEST:
        raise StepError(
            f"gongjian needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12"
        )
    make_environment()
    with ThreadPoolExecutor(1) as beside:  # the front end is fetched while the libraries are
        front_end = beside.submit(fetch_front_end, for_tests)
        install_libraries(for_tests)
        compile_translations()
        if not for_tests:
            prepare_database()
        front_end.result()
    if os.environ.get("GONGJIAN_MODE") == "production":
        with step("static files"):
            run([str(PYTHON), "manage.py", "collectstatic", "--no-input"], because="static files were not collected")


if __name__ == "__main__":
    main_of(set_up, "--for-tests" in sys.argv[1:])
