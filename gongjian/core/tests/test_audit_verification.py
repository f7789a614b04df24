import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from gongjian.core.audit import SYSTEM, export_chain, record, seal_records, verify_chain
from gongjian.core.audit.records import mac_of
from gongjian.core.audit_triggers import without_triggers
from gongjian.core.models import AuditRecord, AuditSeal
from gongjian.organizations.models import Person


@pytest.fixture
def chain(db):
    """Three blocks of four records each."""
    for block in range(3):
        for n in range(4):
            with transaction.atomic():
                record(Person.objects.create(code=f"p{block}-{n}", name=f"人{n}"), "person.added", by=SYSTEM)
        seal_records()
    return list(AuditRecord.objects.order_by("id"))


def tamper(sql, *arguments):
    """What somebody with the database and without scruples does."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, arguments)


def kinds():
    return [(finding.kind, finding.record_id) for finding in verify_chain()]


def test_an_untouched_chain_has_no_findings(chain):
    assert kinds() == []
    assert [seal.count for seal in AuditSeal.objects.order_by("number")] == [4, 4, 4]


def test_nothing_new_makes_no_empty_block(chain):
    assert seal_records() is None


def test_an_altered_record_is_named(chain):
    tamper("UPDATE core_auditrecord SET actor = 'x' WHERE id = %s", chain[5].id)
    assert kinds() == [("altered", chain[5].id)]


def test_a_removed_record_is_named(chain):
    tamper("DELETE FROM core_auditrecord WHERE id = %s", chain[6].id)
    assert kinds() == [("removed", chain[6].id)]


def test_two_records_that_changed_places_are_named_as_reordered(chain):
    first, second, aside = chain[1].id, chain[2].id, 10**9
    for old, new in ((first, aside), (second, first), (aside, second)):
        tamper("UPDATE core_auditrecord SET id = %s WHERE id = %s", new, old)
    found = {pk: kind for kind, pk in kinds()}
    assert set(found) == {first, second}


def test_a_record_put_in_by_hand_is_named(chain):
    fake = AuditRecord.objects.get(pk=chain[0].pk)
    fake.pk, fake.mac = None, "0" * 64
    fake.save(force_insert=True)
    assert kinds() == [("inserted", fake.pk)]


def test_a_record_put_in_by_hand_is_named_after_it_was_sealed_too(chain):
    fake = AuditRecord.objects.get(pk=chain[0].pk)
    fake.pk, fake.mac = None, "0" * 64
    fake.save(force_insert=True)
    seal_records()
    assert kinds() == [("altered", fake.pk)]


def test_a_changed_leaf_breaks_its_block(chain):
    tamper("UPDATE core_sealedrecord SET leaf = %s WHERE record_id = %s", "0" * 64, chain[0].id)
    assert ("block_altered", None) in kinds()


def test_a_removed_block_is_named(chain):
    middle = AuditSeal.objects.get(number=2)
    tamper("DELETE FROM core_sealedrecord WHERE seal_id = %s", middle.pk)
    tamper("DELETE FROM core_auditseal WHERE id = %s", middle.pk)
    assert ("block_removed", None) in kinds()


def test_a_chain_cut_short_is_found_against_an_older_export(chain):
    older = list(export_chain())
    last = AuditSeal.objects.get(number=3)
    tamper("DELETE FROM core_sealedrecord WHERE seal_id = %s", last.pk)
    tamper("DELETE FROM core_auditseal WHERE id = %s", last.pk)
    assert [finding.kind for finding in verify_chain(against=older)] == ["block_removed"]


def test_a_record_that_commits_late_is_sealed_in_a_later_block(chain):
    """Ids are given out before commit: a lower id may appear after a higher one was sealed."""
    late = AuditRecord.objects.get(pk=chain[0].pk)
    tamper("UPDATE core_auditseal SET sealed_at = %s", timezone.now() - timedelta(minutes=5))
    late.pk = max(row.pk for row in chain) + 10
    with transaction.atomic():
        record(Person.objects.create(code="late", name="晚"), "person.added", by=SYSTEM)
    assert seal_records().count == 1


def test_the_command_says_what_is_wrong_and_fails(chain, capsys):
    call_command("verify_audit")
    assert "审计链完整：12条记录，3个区块。" in capsys.readouterr().out
    tamper("DELETE FROM core_auditrecord WHERE id = %s", chain[6].id)
    with pytest.raises(CommandError, match="审计链不完整：11条记录、3个区块中有1处异常。"):
        call_command("verify_audit")
    assert capsys.readouterr().out == f"第2区块，记录{chain[6].id}：已被删除。\n"
    with pytest.raises(CommandError, match=r"not whole\. Findings: 1; records: 11, blocks: 3"):
        call_command("verify_audit", "--language", "en")
    assert capsys.readouterr().out == f"Block 2, record {chain[6].id}: has been removed.\n"


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"block": {"number": "x", "seal": ""}}', '{"block": {"number": 1}}'])
def test_a_file_that_is_no_export_is_refused_by_its_line(chain, tmp_path, line):
    file = tmp_path / "export.jsonl"
    file.write_text("".join(export_chain()).split("\n")[0] + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第2行"):
        call_command("verify_audit", "--against", str(file))


def test_a_file_in_another_encoding_is_refused_with_words(chain, tmp_path):
    file = tmp_path / "export.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="不是审计链导出文件"):
        call_command("verify_audit", "--against", str(file))


def test_a_record_in_no_block_is_said_to_be_in_none(chain, capsys):
    fake = AuditRecord.objects.get(pk=chain[0].pk)
    fake.pk, fake.mac = None, "0" * 64
    fake.save(force_insert=True)
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert capsys.readouterr().out == f"不在任何区块，记录{fake.pk}：系人为插入（密钥校验码不符）。\n"


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_both_digests_make_a_chain_that_holds(db, settings, algorithm):
    settings.AUDIT_ALGORITHM = algorithm
    with transaction.atomic():
        record(Person.objects.create(code="a", name="甲"), "person.added", by=SYSTEM)
    assert seal_records().algorithm == algorithm
    assert kinds() == []


def test_a_copy_of_a_true_record_is_named_although_its_keyed_code_is_true(chain):
    for sealed in (False, True):
        copy = AuditRecord.objects.get(pk=chain[0].pk)
        copy.pk = None
        copy.save(force_insert=True)
        if sealed:
            seal_records()
        assert ("inserted", copy.pk) in kinds()


def test_an_old_time_in_a_young_block_is_named(chain):
    tamper("UPDATE core_auditseal SET sealed_at = sealed_at")  # nothing else is touched
    old = AuditRecord.objects.get(pk=chain[0].pk)
    old.pk, old.at = None, old.at - timedelta(days=30)
    old.mac = mac_of(old)  # somebody who has the key, too
    old.save(force_insert=True)
    seal_records()
    assert kinds() == [("inserted", old.pk)]


def test_a_seal_that_claims_another_count_or_last_record_is_named(chain):
    for column in ("count", "last_record"):
        before = getattr(AuditSeal.objects.get(number=2), column)
        tamper(f'UPDATE core_auditseal SET "{column}" = %s WHERE number = 2', 10**6)
        assert ("block_altered", None) in kinds()
        tamper(f'UPDATE core_auditseal SET "{column}" = %s WHERE number = 2', before)
    assert kinds() == []


def test_a_record_removed_with_its_trace_is_noticed(chain):
    tamper("DELETE FROM core_sealedrecord WHERE record_id = %s", chain[5].pk)
    tamper("DELETE FROM core_auditrecord WHERE id = %s", chain[5].pk)
    assert ("block_altered", None) in kinds()


def test_a_block_emptied_of_its_entries_leaves_its_records_in_no_block(chain):
    seal = AuditSeal.objects.get(number=1)
    tamper("DELETE FROM core_sealedrecord WHERE seal_id = %s", seal.pk)
    assert ("block_altered", None) in kinds()


def test_changing_the_digest_does_not_make_liars_of_old_records(chain, settings):
    settings.AUDIT_ALGORITHM = "sha256"
    with transaction.atomic():
        record(Person.objects.create(code="new", name="新"), "person.added", by=SYSTEM)
    seal_records()
    assert kinds() == []


def test_another_key_does_not_fit_any_record(chain, settings):
    settings.AUDIT_KEY = "another"
    assert len(kinds()) == len(chain)


def test_a_record_of_every_field_changed_is_altered(chain):
    """Nothing a record says stands outside its seal."""
    fields = {
        "at": "2001-01-01 00:00:00+00:00",
        "actor_id": "x",
        "actor": "x",
        "post": "x",
        "action": "x",
        "subject_type": "x",
        "subject_id": "x",
        "subject": "x",
        "before": "x",
        "after": "x",
        "changes": '{"x": [1, 2]}',
        "note": "x",
        "request_id": "x",
        "address": "x",
        "mac": "0" * 64,
    }
    assert set(fields) == {field.name for field in AuditRecord._meta.concrete_fields} - {"id"}
    for name, value in fields.items():
        row = AuditRecord.objects.filter(pk=chain[2].pk).values().get()
        before = json.dumps(row[name]) if name == "changes" else row[name]
        tamper(f"UPDATE core_auditrecord SET {name} = %s WHERE id = %s", value, chain[2].pk)
        assert kinds() == [("altered", chain[2].pk)], name
        tamper(f"UPDATE core_auditrecord SET {name} = %s WHERE id = %s", before, chain[2].pk)
        assert kinds() == [], name
