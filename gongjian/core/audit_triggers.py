"""The database's own refusal to change or remove what is only ever added: the audit chain, and what a room guards too.

Used by migrations, and by tests and the restore procedure, which must empty tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = ("core_auditrecord", "core_auditseal", "core_sealedrecord")
REFUSAL = "what is kept here is append-only"


def install_triggers(tables: tuple[str, ...] = TABLES) -> None:
    """Install the refusal on `tables`; safe to run again."""
    drop_triggers(tables)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_refusing_function())
        for table in tables:
            for statement in _create(table):
                cursor.execute(statement)


def drop_triggers(tables: tuple[str, ...] = TABLES) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            for event in _events():
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}{on}")


def install_final(table: str, *, name: str, when: str) -> None:
    """Refuse every change of a row once `when` is true of it ("OLD.state = 'frozen'"); safe to run again."""
    drop_final(table, name=name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_refusing_function())
            action = "EXECUTE FUNCTION core_append_only()"
        else:
            action = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) {action}")


def drop_final(table: str, *, name: str) -> None:
    with connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Lift the refusal, wherever it stands, for a test's flush. Never called by the product."""
    guarded = guarded_tables()
    drop_triggers(guarded)
    try:
        yield
    finally:
        install_triggers(guarded)


def guarded_tables() -> tuple[str, ...]:
    """The tables on which the refusal is installed, as the database itself says."""
    question = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_update'"
    if connection.vendor == "postgresql":
        question = (
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname = relname || '_no_update'"
        )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return tuple(sorted(name for (name,) in cursor.fetchall()))


def _refusing_function() -> str:
    return (
        "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql"
    )


def _events() -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if connection.vendor == "postgresql" else ("UPDATE", "DELETE")


def _create(table: str) -> Iterator[str]:
    for event in _events():
        name = f"{table}_no_{event.lower()}"
        if connection.vendor == "postgresql":
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
        else:
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
