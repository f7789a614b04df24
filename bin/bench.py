#!/usr/bin/env python3
"""Run every benchmark, print its tables, keep its results in bench/results/.

    python bin/bench.py [pages|imports|overview|audit|months …]

On SQLite and, where PostgreSQL is installed, on a private cluster. Ratios and counts are what to compare; the
absolute times are this machine's of this moment.
"""

import json
import os
import subprocess
import sys
from contextlib import nullcontext

from private_postgres import NoPostgreSQL, private_postgres, programs
from steps import PYTHON, ROOT, StepError, main_of, say

sys.path.insert(0, str(ROOT / "bench"))
from report import show

RESULTS = ROOT / "bench" / "results"
BENCHMARKS = ("pages", "imports", "overview", "audit", "months")


def measure(name: str, url: str | None) -> dict:
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "GONGJIAN_MODE", "DEBUG")}
    command = [str(PYTHON), f"bench/{name}.py", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=env | ({"DATABASE_URL": url} if url else {}), stdout=subprocess.PIPE)
    if done.returncode:
        raise StepError(f"bench/{name}.py failed; what it said stands above")
    return json.loads(done.stdout)


def on(database: str, name: str) -> None:
    # Writers are compared where a commit waits for the disk, as it does in production.
    durable = {"fsync": "on", "synchronous_commit": "on"} if name == "audit" else {}
    with private_postgres(**durable) if database == "postgresql" else nullcontext(None) as url:
        answer = measure(name, url)
    facts = {key: value for key, value in answer.items() if key != "rows"}
    say(f"\n── {name} on {answer['database']} " + "─" * 50)
    show(facts, list(answer["rows"][0]), answer["rows"], as_json=False)
    path = RESULTS / f"{name}-{database}.json"
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"   kept in {path.relative_to(ROOT)}")


def bench(names: list[str]) -> None:
    RESULTS.mkdir(exist_ok=True)
    databases = ["sqlite"]
    try:
        programs()
        databases.append("postgresql")
    except NoPostgreSQL as error:
        say(f"  ! {error}")
    for name in names:
        for database in databases:
            on(database, name)


if __name__ == "__main__":
    wanted = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(wanted) - set(BENCHMARKS):
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    main_of(bench, wanted)
