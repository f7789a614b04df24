from pathlib import Path

import pytest

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.reports import pack as reports_pack
from gongjian.reports.models import Overview
from gongjian.reports.tests.factories import TEXT, TEXT_EN, make_figures

LABELS = "fact,words,words_en,reason,reason_en\nF074,12345,,热线号码,\n"
SETTINGS = 'name = "test"\ntitle = "某市"\ntitle_en = "A city"\ncity = "370700"\nyear = 2020\nsample = {sample}\n'


@pytest.fixture(autouse=True)
def _figures(db):
    make_figures()


def folder(path: Path, *, text=TEXT, text_en=TEXT_EN, labels=LABELS, sample="true") -> Pack:
    (path / "pack.toml").write_text(SETTINGS.format(sample=sample))
    for name, content in (("overview.zh.txt", text), ("overview.en.txt", text_en), ("labels.csv", labels)):
        if content is not None:
            (path / name).write_text(content)
    return Pack(path)


def load(pack: Pack) -> list[str]:
    reports_pack.load(pack, by=SYSTEM)
    return [str(problem) for problem in pack.problems]


def test_texts_and_labels_become_the_years_overview(tmp_path):
    pack = folder(tmp_path)
    assert reports_pack.load(pack, by=SYSTEM) == {"overviews": 1, "labels": 1}
    overview = Overview.objects.get(year=2020)
    assert (overview.text, overview.is_sample, overview.public_face) == (TEXT, True, "living")


def test_loading_twice_writes_nothing_the_second_time(tmp_path):
    load(folder(tmp_path))
    before = AuditRecord.objects.count()
    assert load(folder(tmp_path)) == []
    assert AuditRecord.objects.count() == before


def test_a_changed_text_is_a_new_version_and_leaves_the_public_face_as_it_was_decided(tmp_path):
    load(folder(tmp_path))
    Overview.objects.update(public_face="nothing")
    load(folder(tmp_path, text=TEXT + "\n又一段。\n"))
    overview = Overview.objects.get()
    assert (overview.version, overview.public_face) == (2, "nothing")


def test_a_label_and_its_use_may_go_together(tmp_path):
    load(folder(tmp_path))
    text = TEXT.replace('热线{{ label "F074" "12345" }}，', "")
    text_en = TEXT_EN.replace('the line is {{ label "F074" "12345" }}; ', "")
    assert load(folder(tmp_path, text=text, text_en=text_en, labels="fact,words,words_en,reason,reason_en\n")) == []
    assert not Overview.objects.get().labels.exists()


def test_a_real_city_shows_nothing_until_it_decides(tmp_path):
    load(folder(tmp_path, sample="false"))
    assert Overview.objects.get().public_face == "nothing"


def test_problems_are_told_by_file_line_and_column_and_nothing_is_written(tmp_path):
    problems = load(folder(tmp_path, text=TEXT + "\n全市3项。\n"))
    assert len(problems) == 1
    assert problems[0].startswith("overview.zh.txt:9 3")
    assert not Overview.objects.exists()


def test_comment_lines_are_not_read_and_keep_the_count_of_lines(tmp_path):
    assert load(folder(tmp_path, text="# 说明 2020\n" + TEXT)) == []
    assert Overview.objects.get().text == TEXT
    problems = load(folder(tmp_path, text="# 说明\n\n= 标题\n\n3项"))
    assert problems[0].startswith("overview.zh.txt:5")


def test_labels_are_checked_by_line(tmp_path):
    problems = load(folder(tmp_path, labels=LABELS + "F1,5G,,,\n"))
    assert problems[0].startswith("labels.csv:3")
    assert load(folder(tmp_path, labels="fact,words\nF1,5G\n"))[0].startswith("labels.csv:2 words_en")


def test_an_empty_pack_has_no_overview(tmp_path):
    assert load(folder(tmp_path, text=None, text_en=None, labels=None)) == []
    templates = {name: content for name, content in reports_pack.FILES.items() if isinstance(content, str)}
    assert load(folder(tmp_path, text=templates["overview.zh.txt"], text_en=None, labels=None)) == []
    assert not Overview.objects.exists()


def test_labels_without_a_text_are_a_problem(tmp_path):
    assert load(folder(tmp_path, text=None, text_en=None))
