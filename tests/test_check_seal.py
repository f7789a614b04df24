"""The stand-alone checker of exported seals: it is run as its users run it, as a program."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import transaction

from gongjian.core.audit import SYSTEM, export_chain, record, seal_records
from gongjian.organizations.models import Person

SCRIPT = Path(__file__).resolve().parents[1] / "bin" / "check_seal.py"


def load_script():
    spec = spec_from_file_location("check_seal", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lines(db):
    for block in range(3):
        with transaction.atomic():
            for n in range(4):
                person = Person.objects.create(code=f"p{block}-{n}", name=f"人员{n}")
                record(person, "person.added", by=SYSTEM)
        seal_records()
    return list(export_chain())


def check(tmp_path, lines, *arguments):
    path = tmp_path / "export.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    command = [sys.executable, "-I", str(SCRIPT), str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_an_untouched_export_is_whole(tmp_path, lines):
    done = check(tmp_path, lines)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "3 blocks")


def test_the_script_imports_nothing_of_the_application():
    assert "gongjian." not in SCRIPT.read_text(encoding="utf-8").replace("gongjian-seal", "")


def change(lines, index, **content):
    entry = json.loads(lines[index])
    entry["record"]["content"] |= content
    return [*lines[:index], json.dumps(entry) + "\n", *lines[index + 1 :]]


def test_an_altered_record_is_named(tmp_path, lines):
    done = check(tmp_path, change(lines, 3, actor="somebody else"))
    number = json.loads(lines[3])["record"]["id"]
    assert done.returncode == 1 and f"record {number} was altered" in done.stdout


def test_a_deleted_line_is_found_in_its_block(tmp_path, lines):
    done = check(tmp_path, lines[:8] + lines[9:])
    assert done.returncode == 1 and "block 2: holds 3 records, was sealed with 4" in done.stdout


def test_two_swapped_contents_are_named_as_reordered(tmp_path, lines):
    first, second = (json.loads(lines[n]) for n in (2, 3))
    first["record"]["content"], second["record"]["content"] = second["record"]["content"], first["record"]["content"]
    swapped = [*lines[:2], json.dumps(first) + "\n", json.dumps(second) + "\n", *lines[4:]]
    done = check(tmp_path, swapped)
    assert done.stdout.count("was reordered") == 2


def test_an_inserted_record_does_not_fit_the_root(tmp_path, lines):
    done = check(tmp_path, [*lines[:3], lines[2], *lines[3:]])
    assert done.returncode == 1 and "block 1: its root does not fit" in done.stdout


def test_a_missing_block_is_named(tmp_path, lines):
    done = check(tmp_path, lines[:6] + lines[11:])
    assert done.returncode == 1 and "block 2 is missing" in done.stdout


def test_a_chain_cut_short_is_found_against_an_older_export(tmp_path, lines):
    older = tmp_path / "older.jsonl"
    older.write_text("".join(lines), encoding="utf-8")
    assert check(tmp_path, lines[:11], "--against", str(older)).returncode == 1
    assert check(tmp_path, lines[:11]).returncode == 0


def test_its_own_sm3_gives_the_standards_values():
    sm3 = load_script().sm3
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_a_file_of_another_kind_is_refused(tmp_path, lines):
    assert check(tmp_path, ['{"format": "other"}\n']).returncode != 0


@pytest.mark.parametrize("text", ["root:x:0:0\n", "[]\n", '{"format": "gongjian-seal-1"}\n{}\n', ""])
def test_a_file_that_is_no_export_is_refused_in_a_sentence(tmp_path, text):
    answer = check(tmp_path, [text])
    assert answer.returncode == 1
    assert "export of format" in answer.stderr
    assert "Traceback" not in answer.stderr
