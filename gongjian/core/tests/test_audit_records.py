import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from gongjian.core.audit import SYSTEM, record, record_many, state_of
from gongjian.core.audit.records import Entry, mac_of
from gongjian.core.models import AuditRecord
from gongjian.core.request_context import RequestFacts, request_context
from gongjian.organizations.models import Person


@pytest.fixture
def person(db):
    return Person.objects.create(code="li-ming", name="李明", phone="13812345678")


def test_a_record_says_who_did_what_to_which_and_what_changed(person):
    before = state_of(person)
    person.name = "李鸣"
    with request_context(RequestFacts(id="r-1", address="10.1.2.3")):
        row = record(person, "person.changed", by=SYSTEM, before=before, note="错字")
    row.refresh_from_db()
    assert (row.actor, row.action, row.subject, row.note) == ("system", "person.changed", "李鸣", "错字")
    assert row.changes == {"name": ["李明", "李鸣"]}
    assert (row.request_id, row.address) == ("r-1", "10.1.2.3")
    assert row.before != row.after


def test_secret_fields_enter_only_as_digests(person):
    row = record(person, "person.added", by=SYSTEM)
    assert "13812345678" not in str(row.changes)
    assert row.changes["phone"][1].startswith("sm3:")


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused():
    person = Person.objects.create(code="a", name="甲")
    with pytest.raises(ImproperlyConfigured):
        record(person, "person.added", by=SYSTEM)


def test_a_rolled_back_action_leaves_no_record(person):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(person, "person.added", by=SYSTEM)
        raise ZeroDivisionError
    assert not AuditRecord.objects.exists()


def test_the_keyed_code_survives_the_way_through_the_database(person):
    row = AuditRecord.objects.get(pk=record(person, "person.added", by=SYSTEM).pk)
    assert mac_of(row) == row.mac
    row.actor = "somebody else"
    assert mac_of(row) != row.mac


@pytest.mark.parametrize("statement", ["UPDATE core_auditrecord SET actor = 'x'", "DELETE FROM core_auditrecord"])
def test_the_database_itself_refuses_to_change_a_record(person, statement):
    record(person, "person.added", by=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditRecord.objects.get().actor == "system"


def test_a_bulk_action_writes_its_records_in_few_statements(person, django_assert_max_num_queries):
    others = [Person.objects.create(code=f"p{n}", name=str(n)) for n in range(100)]
    with django_assert_max_num_queries(3):  # SQLite takes 999 values a statement
        record_many([Entry(other, "person.added") for other in others], by=SYSTEM)
    assert AuditRecord.objects.count() == 100
