import json

import pytest
from django.core.management import CommandError, call_command

from gongjian.core.audit import SYSTEM
from gongjian.indicators.models import Observation
from gongjian.reports import actions
from gongjian.reports.tests.factories import make_figures, make_overview


@pytest.fixture(autouse=True)
def overview(db):
    make_figures()
    return make_overview(2020)


def output(capsys, *arguments: str) -> str:
    call_command("overview", *arguments)
    return capsys.readouterr().out


def test_text_goes_to_standard_output(capsys):
    assert "进出口总额1730亿元" in output(capsys, "2020")


def test_the_language_can_be_chosen(capsys):
    assert "Trade was 173 billion yuan" in output(capsys, "2020", "--language", "en")


def test_json_has_exactly_figures_and_labels(capsys):
    told = json.loads(output(capsys, "2020", "--format", "json"))
    assert set(told) == {"figures", "labels"}
    keys = {"name", "fact", "value", "unit", "text", "as_of", "kind", "source", "evidence_count"}
    assert all(set(figure) == keys for figure in told["figures"])
    assert all(set(label) == {"fact", "reason"} for label in told["labels"])


def test_a_file_is_written_where_asked(tmp_path, capsys):
    path = tmp_path / "o.docx"
    assert output(capsys, "2020", "--format", "docx", "-o", str(path)) == ""
    assert path.read_bytes()[:2] == b"PK"


def test_a_snapshot_says_what_it_said(overview, capsys):
    actions.take_snapshot(overview, by=SYSTEM)
    Observation.objects.update(number=1)
    assert "1730亿元" in output(capsys, "2020", "--snapshot", "1")


@pytest.mark.parametrize("year", ["2019", "0", "abc", "-5", "99999999999999999999", "２０２０", ""])
def test_a_year_without_an_overview_is_a_clear_error_that_names_what_is_kept(year):
    with pytest.raises(CommandError, match="2020") as caught:
        call_command("overview", "--", year)
    assert caught.value.returncode == 1


@pytest.mark.parametrize("number", ["1", "x", "-1"])
def test_an_unknown_snapshot_is_a_clear_error(number):
    with pytest.raises(CommandError):
        call_command("overview", "2020", f"--snapshot={number}")


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path):
    with pytest.raises(CommandError):
        call_command("overview", "2020", "-o", str(tmp_path / "no" / "such" / "folder"))
