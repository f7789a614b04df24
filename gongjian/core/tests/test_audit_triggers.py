"""The database itself refuses; the same tests run on SQLite and on PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from gongjian.core.audit import seal_records
from gongjian.core.audit_triggers import TABLES, install_triggers, without_triggers
from gongjian.core.models import AuditRecord, AuditSeal, SealedRecord
from gongjian.core.tests.factories import records

MODELS = {"core_auditrecord": AuditRecord, "core_auditseal": AuditSeal, "core_sealedrecord": SealedRecord}


@pytest.fixture
def chain(db):
    records(2)
    seal_records()
    connection.check_constraints()  # what waits for commit is done, as it would be after one


def refused(statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_changed_or_removed(chain, table):
    count = MODELS[table].objects.count()
    assert count > 0
    refused(f"UPDATE {table} SET id = id + 1000")
    refused(f"UPDATE {table} SET id = id WHERE id IN (SELECT min(id) FROM {table})")
    refused(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
    assert MODELS[table].objects.count() == count


@pytest.mark.parametrize("model", MODELS.values())
def test_the_applications_own_means_are_refused_too(chain, model):
    row = model.objects.first()
    for attempt in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert model.objects.filter(pk=row.pk).exists()


def test_the_refusal_comes_back_after_a_tests_flush_even_when_it_fails(chain):
    with pytest.raises(ZeroDivisionError), without_triggers():
        raise ZeroDivisionError
    refused("DELETE FROM core_auditrecord")


def test_installing_twice_is_harmless(chain):
    install_triggers()
    refused("DELETE FROM core_auditrecord")
