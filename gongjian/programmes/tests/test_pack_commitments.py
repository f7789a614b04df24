from datetime import date
from decimal import Decimal

import pytest

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.programmes.models import Attainment, Campaign, Grant, Measure, Photo, Target
from gongjian.programmes.pack import commitments
from gongjian.programmes.tests.factories import make_campaign, make_measure
from gongjian.programmes.tests.test_actions_commitments import PNG

SETTINGS = 'name = "trial"\ntitle = "试验市"\ntitle_en = "Trial"\ncity = "370700"\nyear = 2020\nsample = true\n'
GOOD = {
    "targets.csv": "MS-1,1,新增学位,Places,20000,个,places",
    "attainments.csv": "MS-1,1,2020-06-01,5000,,2020-06-02,2020-06-05",
    "photos.csv": "MS-1,school.png,新校,2020-06-01,高新区,yes,yes",
    "grants.csv": "XS-1,商务部,批复,2020-01-02,实施办法,2020-06-01,yes",
}


@pytest.fixture
def year(city):
    for kind, number in ((Campaign.Kind.LIVELIHOOD_COMMITMENTS, "MS-1"), (Campaign.Kind.PILOT_POLICIES, "XS-1")):
        make_measure(make_campaign(city.office, kind=kind), number=number, state=Measure.State.STRUCK_OFF)


def packed(tmp_path, **changes):
    (tmp_path / "pack.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "photos").mkdir(exist_ok=True)
    (tmp_path / "photos" / "school.png").write_bytes(PNG)
    for name, line in (GOOD | {f"{name}.csv": line for name, line in changes.items()}).items():
        head = ",".join(commitments.FILES[name])
        (tmp_path / name).write_text(f"# 说明\n{head}\n{line}\n", encoding="utf-8")
    return Pack(tmp_path)


def load(tmp_path, **changes):
    pack = packed(tmp_path, **changes)
    return commitments.load(pack, by=SYSTEM), [(problem.file, problem.column) for problem in pack.problems]


def test_a_pack_tells_of_targets_progress_pictures_and_grants(year, tmp_path):
    counts, problems = load(tmp_path)
    assert not problems and counts == {"targets": 1, "attainments": 1, "photos": 1, "grants": 1}
    assert Target.objects.get().quantity == 20000 and Attainment.objects.get().verified_on == date(2020, 6, 5)
    assert Photo.objects.get().is_public and Grant.objects.get().landed_document == "实施办法"


def test_loaded_twice_it_changes_nothing_and_a_changed_row_does(year, tmp_path):
    load(tmp_path)
    count = AuditRecord.objects.count()
    load(tmp_path)
    assert AuditRecord.objects.count() == count
    _counts, problems = load(
        tmp_path,
        targets=GOOD["targets.csv"].replace("20000", "25000"),
        attainments=GOOD["attainments.csv"].replace("5000", "5200"),
        photos=GOOD["photos.csv"].replace("yes,yes", "no,yes"),
        grants=GOOD["grants.csv"].replace("实施办法", "实施细则"),
    )
    assert not problems and Attainment.objects.get().quantity == Decimal(5200)
    assert Target.objects.get().quantity == 25000 and not Photo.objects.get().is_public
    assert Grant.objects.get().landed_document == "实施细则"


@pytest.mark.parametrize(("name", "line", "column"), [
    ("targets", "MS-9,1,新增学位,,20000,个,", "measure"),
    ("targets", "MS-1,1,新增学位,,0,个,", "quantity"),
    ("targets", "MS-1,1,新增学位,,很多,个,", "quantity"),
    ("targets", "MS-1,1,,,20000,个,", "title"),
    ("targets", "XS-1,1,新增学位,,20000,个,", ""),  # a pilot policy promises no numbers
    ("attainments", "MS-1,7,2020-06-01,5000,,2020-06-02,", "target"),
    ("attainments", "MS-1,1,2020-13-01,5000,,2020-06-02,", "as_of"),
    ("attainments", "MS-1,1,2020-06-01,-5,,2020-06-02,", "quantity"),
    ("photos", "MS-1,../pack.toml,新校,2020-06-01,,yes,yes", "picture"),
    ("photos", "MS-1,missing.png,新校,2020-06-01,,yes,yes", "picture"),
    ("grants", "XS-1,商务部,批复,2020-01-02,实施办法,,yes", "landed_on"),
    ("grants", "MS-1,商务部,批复,2020-01-02,,,yes", ""),
    ("grants", "XS-1,,批复,2020-01-02,,,yes", "granted_by"),
])  # fmt: skip
def test_a_fault_is_named_by_file_and_column(year, tmp_path, name, line, column):
    _counts, problems = load(tmp_path, **{name: line})
    assert problems[0] == (f"{name}.csv", column)


def test_a_picture_is_a_picture_by_its_content(year, tmp_path):
    packed(tmp_path)
    (tmp_path / "photos" / "school.png").write_bytes(b"<html>")
    pack = Pack(tmp_path)
    commitments.load(pack, by=SYSTEM)
    assert [problem.file for problem in pack.problems] == ["photos.csv"] and not Photo.objects.exists()
