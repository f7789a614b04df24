"""How the programs in bin/ show what they do: one line a step, with its time. Standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("GONGJIAN_VAR") or ROOT / "var")


class StepError(Exception):
    """A step failed; the message is for the person at the terminal."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step while it runs and how long it took."""
    start = time.monotonic()
    say(f"  … {title}")
    yield
    say(f"  ✓ {title} ({time.monotonic() - start:.1f} s)")


def say(line: str) -> None:
    """Print at once, also where the output is a file or a terminal that knows no Chinese."""
    try:
        print(f"{line}\n", end="", flush=True)  # in one piece: two steps may run side by side
    except UnicodeEncodeError:
        print(line.encode("ascii", "replace").decode(), flush=True)


def run(command: list[str], *, because: str = "", env: dict[str, str] | None = None, quiet: bool = True) -> str:
    """Run a program in the repository's root; its output is shown only when it fails. Raises StepError."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        errors="replace",
    )
    if done.returncode:
        shown = " ".join(command[:6])
        raise StepError(f"{done.stdout or ''}\n{because or 'This failed'}: {shown} (exit status {done.returncode})")
    return done.stdout or ""


def digest(paths: Iterable[Path]) -> str:
    """One digest of the names and contents of files."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def can_install() -> bool:
    """Are we root on a machine with apt?"""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root. Raises StepError."""
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"installing {', '.join(packages)}"):
        run(["apt-get", "update", "-qq"], because="apt cannot refresh its lists", env=env)
        run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            because="apt could not install",
            env=env,
        )


def main_of(work, *arguments) -> None:
    """Run a program's work; a StepError becomes a plain message and exit status 1."""
    try:
        work(*arguments)
    except StepError as error:
        say(f"\n  ✗ {str(error).strip()}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
