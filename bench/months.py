"""A month of 20,000 measures: opened with a report for each, frozen with a light for each.

The peers write the same rows and do nothing else: bulk_create of the very objects, and one INSERT … SELECT inside the
database. What is ours in the time is everything beyond that: last month's words, four milestones with their evidence
for each measure, the rule, the reasons in two languages, the letters that follow red lights with an audit record each, the inbox,
the digest. The limit the
project sets itself: opening and freezing under 10 seconds each.

    python bench/months.py [--rows 20000]
"""

import argparse
import resource
import time
from datetime import UTC, date, datetime

from city import grow, machine, open_city
from report import show

LIMIT_SECONDS = 10
YEAR = 2021  # the sample city has lived through the months of 2020


def furnish() -> None:
    """Every measure of the city runs in this year; of six, five have proved what is due, one has proved nothing."""
    from gongjian.programmes.models import Campaign, Evidence, Measure, Milestone

    Campaign.objects.filter(code="bench-2019").update(year=YEAR)
    grown = Measure.objects.filter(campaign__code="bench-2019", merged_into=None)
    grown.update(state="running", state_on=date(YEAR, 1, 6), start=date(YEAR, 1, 6), due=date(YEAR, 12, 20))
    steps = Milestone.objects.filter(measure__in=grown)
    for sequence in range(1, 10):
        steps.filter(sequence=sequence).update(due=date(YEAR, min(3 * sequence, 12), 15))
    due = steps.filter(due__lt=date(YEAR, 10, 1)).values_list("pk", "measure_id", "due")
    proofs = [
        Evidence(milestone_id=pk, title="佐证", submitted_at=datetime(YEAR, 2, 1, tzinfo=UTC), verified_on=day)
        for pk, measure, day in due
        if measure % 6
    ]
    Evidence.objects.bulk_create(proofs, batch_size=500)


def finish_the_samples_year() -> None:
    """A month is frozen after those before it."""
    from gongjian.core import clock
    from gongjian.core.audit import SYSTEM
    from gongjian.programmes.actions.months import freeze_month
    from gongjian.programmes.models import Month

    with clock.at(datetime(YEAR, 1, 20, 1, tzinfo=UTC)):
        for month in Month.objects.filter(state=Month.State.OPEN).order_by("year", "month"):
            freeze_month(month, by=SYSTEM)


def timed(work):
    """((seconds on the clock, seconds of this process), answer)."""
    started, began = time.perf_counter(), time.process_time()
    answer = work()
    return (time.perf_counter() - started, time.process_time() - began), answer


def run_months() -> dict[str, tuple[float, float]]:
    """August without words before it, then September with them: opened and frozen."""
    from gongjian.core import clock
    from gongjian.core.audit import SYSTEM
    from gongjian.programmes.actions.months import freeze_month, open_month
    from gongjian.programmes.models import MonthlyReport

    found = {}
    for number in (8, 9):
        with clock.at(datetime(YEAR, number, 18, 1, tzinfo=UTC)):
            found[f"opening {YEAR}-{number:02}"], month = timed(
                lambda number=number: open_month(YEAR, number, by=SYSTEM)
            )
        handed_in = MonthlyReport.objects.filter(month=month)
        handed_in.update(state="submitted", problems="人手不足", next_steps="全面推开", submitted_at=clock.now())
        with clock.at(datetime(YEAR, number + 1, 3, 1, tzinfo=UTC)):
            found[f"freezing {YEAR}-{number:02}"], month = timed(lambda month=month: freeze_month(month, by=SYSTEM))
    return found


def peers() -> dict[str, tuple[float, float]]:
    """The rows of the last month once more, under another month."""
    from django.db import connection, transaction

    from gongjian.programmes.models import MeasureLight, Month, MonthlyReport

    old = Month.objects.first()
    found = {}
    for name, model in (("reports", MonthlyReport), ("lights", MeasureLight)):
        month = Month.objects.create(
            year=1990, month=1 if name == "reports" else 2, opened_on=date(1990, 1, 1), due_on=date(1990, 1, 1)
        )
        rows = list(model.objects.filter(month=old))
        for row in rows:
            row.pk, row.month = None, month
        with transaction.atomic():
            found[f"bulk_create of the {name} (peer)"], _made = timed(
                lambda model=model, rows=rows: model.objects.bulk_create(rows, batch_size=500)
            )
        plain = Month.objects.create(year=1991, month=month.month, opened_on=date(1991, 1, 1), due_on=date(1991, 1, 1))
        columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if f.name not in ("id", "month"))
        table = model._meta.db_table
        statement = f"INSERT INTO {table} (month_id, {columns}) SELECT %s, {columns} FROM {table} WHERE month_id = %s"
        with transaction.atomic(), connection.cursor() as cursor:
            found[f"INSERT … SELECT of the {name} (peer)"], _done = timed(
                lambda cursor=cursor, statement=statement, plain=plain: cursor.execute(statement, [plain.pk, old.pk])
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    database = open_city()
    finish_the_samples_year()
    grow(options.rows)
    furnish()
    from gongjian.programmes.models import MeasureLight, Milestone, Month, MonthlyReport

    ours = run_months()
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    last = Month.objects.first()
    rows_of = {"opening": MonthlyReport.objects.filter(month=last).count(), "freezing": last.lights.count()}
    assert MeasureLight.objects.filter(month=last).exclude(reason="").count() == rows_of["freezing"]
    against = peers()
    base = {
        "opening": against["bulk_create of the reports (peer)"][0],
        "freezing": against["bulk_create of the lights (peer)"][0],
    }
    lines = [
        {
            "step": step,
            "seconds": round(clock, 2),
            "cpu": round(cpu, 2),
            "ratio": round(clock / base[step.split()[0]], 2),
        }
        for step, (clock, cpu) in ours.items()
    ]
    lines += [
        {"step": step, "seconds": round(clock, 2), "cpu": round(cpu, 2)} for step, (clock, cpu) in against.items()
    ]
    facts = {
        "benchmark": "months",
        "database": database,
        "reports": rows_of["opening"],
        "lights": rows_of["freezing"],
        "milestones": Milestone.objects.count(),
        "limit_seconds": LIMIT_SECONDS,
        "verdict": "ok" if max(clock for clock, _cpu in ours.values()) < LIMIT_SECONDS else "slow",
        "peak_memory_mb": peak,
        **machine(),
    }
    show(facts, ("step", "seconds", "cpu", "ratio"), lines, as_json=options.json)


if __name__ == "__main__":
    main()
