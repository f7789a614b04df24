"""5,000 measures from a workbook: the dry run and the import, against openpyxl merely reading the file.

What is ours in the time is everything beyond reading: types, units, duplicates, milestones' weights, the writing
and one audit record a row. The limit the project sets itself: dry run and import together under 20 seconds.

    python bench/imports.py [--rows 5000]
"""

import argparse
import io
import resource
import time

from city import machine, open_city
from report import show

LIMIT_SECONDS = 20


def workbook_of(count: int) -> bytes:
    """A ledger of `count` new measures with four milestones each, written with the template's own columns."""
    from gongjian.core.exports import write_xlsx
    from gongjian.organizations.models import Unit
    from gongjian.programmes.models import Campaign
    from gongjian.programmes.rules.columns import MEASURE_COLUMNS, MILESTONE_COLUMNS, SHEETS

    campaign = Campaign.objects.filter(kind="city_campaign").first().code
    units = list(Unit.objects.filter(kind="department").values_list("code", flat=True))
    measures, steps = [[column.name for column in MEASURE_COLUMNS]], [[column.name for column in MILESTONE_COLUMNS]]
    for n in range(count):
        row = {
            "number": f"BM-{n:05}",
            "campaign": campaign,
            "title": f"压减审批环节第{n}项",
            "goal": "年底前全部网上办理",
            "goal_quantity": "100",
            "goal_unit": "件",
            "lead_unit": units[n % len(units)],
            "supporting_units": units[(n + 1) % len(units)],
            "start": "2020-03-01",
            "due": "2020-12-20",
        }
        measures.append([row.get(column.name, "") for column in MEASURE_COLUMNS])
        for sequence in range(1, 5):
            step = {
                "measure": row["number"],
                "sequence": str(sequence),
                "title": f"第{sequence}步",
                "due": f"2020-{sequence * 3:02}-15",
                "weight": "25",
                "evidence": "文件",
            }
            steps.append([step.get(column.name, "") for column in MILESTONE_COLUMNS])
    titles = [str(SHEETS[name][0]) for name in SHEETS]
    file = write_xlsx([(titles[0], measures), (titles[1], steps)])
    file.seek(0)
    return file.read()


def raw_read(content: bytes) -> int:
    """The peer: openpyxl walks through every row and does nothing with it."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(1 for sheet in book.worksheets for _row in sheet.iter_rows(values_only=True))


def timed(work):
    """((seconds on the clock, seconds of this process), answer)."""
    started, began = time.perf_counter(), time.process_time()
    answer = work()
    return (time.perf_counter() - started, time.process_time() - began), answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    database = open_city()
    from django.utils import translation

    from gongjian.core.audit import SYSTEM
    from gongjian.programmes.actions.imports import write_draft
    from gongjian.programmes.models import Measure
    from gongjian.programmes.rules.workbook import check_file

    with translation.override("zh-hans"):
        content = workbook_of(options.rows)
        before = Measure.objects.count()
        reading, _rows = timed(lambda: raw_read(content))
        checking, found = timed(lambda: check_file(io.BytesIO(content), "xlsx", by=SYSTEM))
        assert not found.places, found.places[:5]
        writing, _nothing = timed(lambda: write_draft(found.draft, by=SYSTEM))
        assert Measure.objects.count() == before + options.rows
        again, same = timed(lambda: check_file(io.BytesIO(content), "xlsx", by=SYSTEM))
        assert not same.draft.created
        assert not same.draft.updated
    both = (checking[0] + writing[0], checking[1] + writing[1])
    steps = {
        "openpyxl reads the file (peer)": reading,
        "dry run": checking,
        "import": writing,
        "dry run and import": both,
        "dry run of the same file again": again,
    }
    rows = [
        {
            "step": step,
            "seconds": round(seconds, 2),
            "cpu": round(cpu, 2),
            "ratio": round(seconds / reading[0], 2),
            "rows_per_second": round(options.rows / seconds),
        }
        for step, (seconds, cpu) in steps.items()
    ]
    facts = {
        "benchmark": "imports",
        "database": database,
        "measures": options.rows,
        "milestones": options.rows * 4,
        "limit_seconds": LIMIT_SECONDS,
        "verdict": "ok" if both[0] < LIMIT_SECONDS else "slow",
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **machine(),
    }
    show(facts, ("step", "seconds", "cpu", "ratio", "rows_per_second"), rows, as_json=options.json)


if __name__ == "__main__":
    main()
