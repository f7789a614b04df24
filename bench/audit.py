"""Appending to the audit chain by one and by four writers at once, against plain INSERTs of the same row.

What a record costs beyond the row is its digest and keyed code; what writers must not do is queue. Each writer is
a process with a connection of its own that commits every record, as actions do. Sealing is measured after.

    python bench/audit.py [--records 1000]        (PostgreSQL by DATABASE_URL; SQLite has one writer by nature)
"""

import argparse
import multiprocessing
import time

from city import machine, open_city
from report import show


def append(count: int, writer: int) -> None:
    from django.db import connection, transaction

    from gongjian.core.audit import SYSTEM, record
    from gongjian.organizations.models import Person

    connection.close()
    person = Person.objects.get(code=f"bench-{writer}")
    for _n in range(count):
        with transaction.atomic():
            record(person, "person.looked_at", by=SYSTEM)
    connection.close()


def insert_plainly(count: int, writer: int) -> None:
    """The peer: the same columns, filled by the database alone, one commit each."""
    from django.db import connection

    connection.close()
    with connection.cursor() as cursor:
        for _n in range(count):
            cursor.execute(
                "INSERT INTO bench_plain (at, actor, action, subject, changes, mac) VALUES (%s, %s, %s, %s, %s, %s)",
                ["2020-12-24 12:00:00", "system", "person.looked_at", f"人员{writer}", "{}", "0" * 64],
            )
    connection.close()


def records_a_second(work, writers: int, count: int) -> float:
    """Together, over `writers` processes of `count` records each. Forked after set-up; each opens its own connection."""
    from django.db import connections

    connections.close_all()
    with multiprocessing.get_context("fork").Pool(writers) as pool:
        start = time.perf_counter()
        pool.starmap(work, [(count, writer) for writer in range(writers)], chunksize=1)
        return writers * count / (time.perf_counter() - start)


def seal_all() -> tuple[int, float]:
    from gongjian.core.audit import seal_records

    start, count = time.perf_counter(), 0
    while (seal := seal_records()) is not None:
        count += seal.count
    return count, count / (time.perf_counter() - start)


def prepare() -> None:
    from django.db import connection

    from gongjian.organizations.models import Person

    for writer in range(4):
        Person.objects.create(code=f"bench-{writer}", name=f"人员{writer}")
    key = "BIGSERIAL PRIMARY KEY" if connection.vendor == "postgresql" else "INTEGER PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_plain (id {key}, at TIMESTAMP, actor VARCHAR(100), action VARCHAR(60),"
            " subject VARCHAR(200), changes TEXT, mac VARCHAR(64))"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1000, help="by each writer")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    database = open_city(load=False, pool=False)
    prepare()
    rows = []
    for writers in (1, 4) if database == "PostgreSQL" else (1,):
        plain = records_a_second(insert_plainly, writers, options.records)
        chained = records_a_second(append, writers, options.records)
        rows.append(
            {
                "writers": writers,
                "records_per_second": round(chained),
                "plain_inserts_per_second": round(plain),
                "cost": round(plain / chained, 2),
                "gain_over_one": round(chained / rows[0]["records_per_second"], 2) if rows else 1.0,
                "gain_of_plain": round(plain / rows[0]["plain_inserts_per_second"], 2) if rows else 1.0,
            }
        )
    sealed, speed = seal_all()
    facts = {"benchmark": "audit", "database": database, "sealed_records": sealed, "sealed_per_second": round(speed)}
    columns = ("writers", "records_per_second", "plain_inserts_per_second", "cost", "gain_over_one", "gain_of_plain")
    show({**facts, **machine()}, columns, rows, as_json=options.json)


if __name__ == "__main__":
    main()
