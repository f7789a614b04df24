import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from gongjian.core.audit import SYSTEM, record, seal_records, sealing, verify_chain
from gongjian.core.management.commands import seal_audit
from gongjian.core.models import AuditRecord, AuditSeal, SealedRecord
from gongjian.core.tests.factories import records
from gongjian.organizations.models import Person


def test_a_block_holds_what_was_committed_in_order_and_names_the_one_before(db):
    records(3)
    first = seal_records()
    records(2)
    second = seal_records()
    assert (first.number, first.count, first.previous) == (1, 3, "0" * 64)
    assert (second.number, second.count, second.previous) == (2, 2, first.seal)
    entries = second.entries.order_by("position").values_list("record_id", flat=True)
    assert list(entries) == list(AuditRecord.objects.order_by("id").values_list("id", flat=True))[3:]


def test_a_block_has_a_most_and_the_rest_goes_into_the_next(db, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_IN_A_BLOCK", 2)
    records(5)
    assert [seal_records().count for _ in range(3)] == [2, 2, 1]
    assert seal_records() is None


def test_what_is_unsealed_is_looked_for_only_above_what_is_certainly_complete(db, monkeypatch):
    records(3)
    seal = seal_records()
    records(1)
    assert sealing.unsealed_records().count() == 1
    later = seal.sealed_at + sealing.LONGEST_TRANSACTION + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert f'"core_auditrecord"."id" > {seal.last_record}' in str(sealing.unsealed_records().query)


def test_a_database_that_is_away_for_a_moment_does_not_end_the_sealer(db, monkeypatch, caplog):
    answers = iter([DatabaseError("gone"), None])

    def failing():
        answer = next(answers)
        if answer:
            raise answer

    monkeypatch.setattr(seal_audit, "seal_records", failing)
    command = seal_audit.Command()
    command.seal_quietly()
    command.seal_quietly()
    assert "trying again" in caplog.text


def together(*works):
    """Run each in a thread with a connection of its own; re-raise what one raises."""
    errors, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_sealers_and_ten_writers_lose_nothing_and_double_nothing():
    writing = threading.Event()

    def write(number):
        for n in range(20):
            with transaction.atomic():
                person = Person.objects.create(code=f"w{number}-{n}", name="人")
                record(person, "person.added", by=SYSTEM)

    def seal():
        while not writing.is_set():
            seal_records()

    def writers():
        try:
            together(*(lambda number=number: write(number) for number in range(10)))
        finally:
            writing.set()

    together(writers, seal, seal)
    while seal_records() is not None:
        pass
    sealed = list(SealedRecord.objects.values_list("record_id", flat=True))
    assert len(sealed) == len(set(sealed)) == 200
    assert set(sealed) == set(AuditRecord.objects.values_list("id", flat=True))
    numbers = list(AuditSeal.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(verify_chain()) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_record_that_commits_after_a_later_one_was_sealed_goes_into_the_next_block():
    written, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(Person.objects.create(code="slow", name="慢"), "person.added", by=SYSTEM)
            written.set()
            assert may_commit.wait(20)

    def quick():
        assert written.wait(20)
        records(1)
        assert seal_records().count == 1
        may_commit.set()

    together(slow, quick)
    late = seal_records()
    assert late.count == 1
    assert late.entries.get().record_id < AuditSeal.objects.get(number=1).entries.get().record_id
    assert late.last_record == AuditRecord.objects.order_by("-id").first().id
    assert list(verify_chain()) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_writer_does_not_wait_for_a_sealer_that_is_at_work():
    records(1)
    sealed, done = threading.Event(), threading.Event()

    def sealer():
        with transaction.atomic():
            assert sealing._seal() is not None
            sealed.set()
            assert done.wait(20), "the writer waited for the sealer"

    def writer():
        assert sealed.wait(20)
        records(1)
        done.set()

    together(sealer, writer)
    assert AuditRecord.objects.count() == 2


@pytest.mark.postgresql
@pytest.mark.parametrize("limit", ["statement_timeout", "idle_in_transaction_session_timeout"])
def test_the_database_ends_a_transaction_that_hangs_before_the_sealer_gives_up_on_it(db, limit):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = %s", [limit])
        (milliseconds,) = cursor.fetchone()
    assert timedelta() < timedelta(milliseconds=milliseconds) < sealing.LONGEST_TRANSACTION
