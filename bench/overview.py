"""The year's overview: computed now with every figure read, and from a snapshot with none.

The peer is the text itself: parsing the template and writing nothing into it. The limits the project sets
itself: 1,000 ms recomputed, 50 ms from a snapshot.

    python bench/overview.py [--rounds 15] [--rows 20000]
"""

import argparse

from city import accounts_by_duty, grow, machine, milliseconds, open_city
from report import show

LIMITS = {"computed now": 1000, "from a snapshot": 50, "as .docx": None, "parse the template (peer)": None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    database = open_city()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import translation

    from gongjian.algorithms.overview_text import parse
    from gongjian.core.documents import write_docx
    from gongjian.reports.actions import take_snapshot
    from gongjian.reports.models import Overview
    from gongjian.reports.queries.documents import document_of
    from gongjian.reports.queries.rendering import render_overview, render_snapshot, text_in

    overview = Overview.objects.get(year=2020)
    snapshot = take_snapshot(overview, by=accounts_by_duty()["overview_editor"])
    text = text_in(overview, "zh-hans")
    steps = {
        "parse the template (peer)": lambda: parse(text),
        "computed now": lambda: render_overview(overview, "zh-hans"),
        "from a snapshot": lambda: render_snapshot(type(snapshot).objects.get(pk=snapshot.pk), "zh-hans"),
        "as .docx": lambda: write_docx(document_of(render_overview(overview, "zh-hans"))),
    }
    rows = []
    with translation.override("zh-hans"):
        for size in (200, options.rows):
            if size > 200:
                grow(size)
            peer = None
            for name, work in steps.items():
                with CaptureQueriesContext(connection) as queries:
                    work()
                count = len(queries)
                ms, cpu = milliseconds(work, options.rounds)
                peer = peer or ms
                limit = LIMITS[name]
                rows.append(
                    {
                        "what": name,
                        "measures": size,
                        "ms": round(ms, 1),
                        "cpu": round(cpu, 1),
                        "x_peer": round(ms / peer, 1),
                        "queries": count,
                        "verdict": "" if limit is None else "ok" if ms < limit else "slow",
                    }
                )
    facts = {"benchmark": "overview", "database": database, "limits_ms": LIMITS, **machine()}
    show(facts, ("what", "measures", "ms", "cpu", "x_peer", "queries", "verdict"), rows, as_json=options.json)


if __name__ == "__main__":
    main()
