#!/usr/bin/env python3
"""A PostgreSQL of one's own: a cluster in a temporary folder, reached by a socket only, gone afterwards.

    python bin/private_postgres.py COMMAND …      runs COMMAND with DATABASE_URL set

Needs the system's PostgreSQL programs, not its server. Root hands the cluster to an unprivileged user, as
PostgreSQL refuses to run as root. Durability is switched off: nothing in it is meant to last.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

OWNERS = ("postgres", "nobody")
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
}


class NoPostgreSQL(Exception):
    """The programs are not installed here."""


def programs() -> Path:
    """The folder of initdb and pg_ctl, the newest version's. Raises NoPostgreSQL."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgreSQL("PostgreSQL is not installed. As root: apt install postgresql")


def unprivileged() -> dict[str, Any]:
    """Arguments for subprocess under which a root process hands PostgreSQL to another user; none otherwise."""
    if os.geteuid() != 0:
        return {}
    for name in OWNERS:
        with suppress(KeyError):
            owner = pwd.getpwnam(name)
            return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    raise NoPostgreSQL(f"PostgreSQL cannot run as root, and there is no user {' or '.join(OWNERS)}.")


@contextmanager
def private_postgres(**settings: str) -> Iterator[str]:
    """Start a cluster and yield its DATABASE_URL; stop and remove it at the end. Raises NoPostgreSQL."""
    folder, owner = programs(), unprivileged()
    home = Path(tempfile.mkdtemp(prefix="gongjian-pg-", dir="/tmp"))  # short: a socket's path has at most 107 bytes
    if owner:
        os.chown(home, owner["user"], owner["group"])
    try:
        make = [
            "-D",
            home / "cluster",
            "-U",
            "gongjian",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        call(folder / "initdb", *make, owner=owner, home=home)
        options = " ".join(f"-c {key}='{value}'" for key, value in (FAST | settings).items())
        start = ["-w", "-D", home / "cluster", "-l", home / "log", "-o", f"-k {home} {options}", "start"]
        call(folder / "pg_ctl", *start, owner=owner, home=home)
        try:
            call(folder / "createdb", "-h", home, "-U", "gongjian", "gongjian", owner=owner, home=home)
            yield f"postgres://gongjian@{quote(str(home), safe='')}/gongjian"
        finally:
            stop = ["-w", "-D", home / "cluster", "-m", "immediate", "stop"]
            call(folder / "pg_ctl", *stop, owner=owner, home=home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def call(program: Path, *arguments: object, owner: dict[str, Any], home: Path) -> None:
    """Output goes to a file, not a pipe: pg_ctl's server would hold a pipe open for ever."""
    with (home / "calls").open("ab") as output:
        done = subprocess.run(
            [str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(home)},
            **owner,
        )
    if done.returncode:
        said = "\n".join(file.read_text(errors="replace") for file in (home / "calls", home / "log") if file.exists())
        raise RuntimeError(f"{program.name} failed:\n{said}")


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        with private_postgres() as url:
            return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode
    except NoPostgreSQL as error:
        sys.exit(str(error))


if __name__ == "__main__":
    sys.exit(main())
