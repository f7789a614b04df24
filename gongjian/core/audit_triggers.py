"""The database's own refusal to change or remove what the audit chain holds.

Used by a migration, and by tests and the restore procedure, which must empty tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = ("core_auditrecord", "core_auditseal", "core_sealedrecord")
REFUSAL = "the audit chain is append-only"


def install_triggers(tables: tuple[str, ...] = TABLES) -> None:
    """Install the refusal on `tables`; safe to run again."""
    drop_triggers(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
            )
        for table in tables:
            for statement in _create(table):
                cursor.execute(statement)


def drop_triggers(tables: tuple[str, ...] = TABLES) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for event in _events():
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}{on}")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Lift the refusal for a test's flush. Never called by the product."""
    drop_triggers()
    try:
        yield
    finally:
        install_triggers()


def _events() -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if connection.vendor == "postgresql" else ("UPDATE", "DELETE")


def _create(table: str) -> Iterator[str]:
    for event in _events():
        name = f"{table}_no_{event.lower()}"
        if connection.vendor == "postgresql":
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
        else:
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
