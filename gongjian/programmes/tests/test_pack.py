"""Packs: the sample city loads whole, twice changes nothing, and every fault is named by file, line and column."""

from datetime import date
from pathlib import Path

import pytest

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.indicators.computed import REGISTRY
from gongjian.organizations import pack as organizations
from gongjian.programmes import pack as programmes
from gongjian.programmes.actions.adjustments import apply_adjustment, approve_adjustment
from gongjian.programmes.models import Campaign, Evidence, Measure, Milestone
from gongjian.programmes.pack import commitments, ledger
from gongjian.programmes.rules.columns import CAMPAIGN_COLUMNS, MEASURE_COLUMNS, MILESTONE_COLUMNS

SAMPLE = Path(__file__).resolve().parents[3] / "packs" / "weifang2020"
SETTINGS = 'name="tiny"\ntitle="小市"\ntitle_en="Tiny"\ncity="990100"\nyear=2021\nsample=true\n'


def load_sample():
    """The sample's ledger; the year it was driven through is `test_pack_year`'s."""
    pack = Pack(SAMPLE)
    organizations.load(pack, by=SYSTEM)
    counts = ledger.load(pack, by=SYSTEM) | commitments.load(pack, by=SYSTEM)
    assert pack.problems == []
    return counts


def figure(name, **parameters):
    return int(REGISTRY[f"programmes.{name}"].compute(year=2020, **parameters).value)


def test_the_sample_city_has_the_numbers_of_its_year(db):
    assert load_sample() == {
        "campaigns": 22, "measures": 255, "milestones": 916, "targets": 47, "attainments": 139, "photos": 34, "grants": 11,
    }  # fmt: skip
    expected = {
        "measures": 197, "provincial_actions": 9, "city_campaigns": 10, "pilots": 11, "pilots_landed": 9,
        "commitments": 34, "scenarios": 10, "commitments_kept": 32, "commitment_targets_reached": 47,
    }  # fmt: skip
    assert {name: figure(name) for name in expected} == expected


def test_loading_twice_changes_nothing_and_writes_nothing(db):
    load_sample()
    before = AuditRecord.objects.count(), Milestone.objects.count(), Evidence.objects.count()
    load_sample()
    assert (AuditRecord.objects.count(), Milestone.objects.count(), Evidence.objects.count()) == before


def test_loading_costs_no_query_a_row(db, django_assert_max_num_queries):
    pack = Pack(SAMPLE)
    organizations.load(pack, by=SYSTEM)
    with django_assert_max_num_queries(260):  # of 1,400 rows; only a picture, which is a file, costs one each
        ledger.load(pack, by=SYSTEM)
        commitments.load(pack, by=SYSTEM)


def test_every_measure_of_the_sample_has_one_record(db):
    load_sample()
    assert AuditRecord.objects.filter(action="measure.added").count() == 255


CAMPAIGN = "k1,2021,city_campaign,攻坚战,Battle,water,1,no,no"
MEASURE = "M-1,k1,,举措,Measure,own,,,,,,document,,water,,,,2021-01-04,2021-11-30,running,2021-02-01,,,no"
STEP = "M-1,1,起草,Draft,2021-03-01,40,草案,2021-03-02"
STEP_TWO = "M-1,2,印发,Issue,2021-06-01,60,,"


def tiny(tmp_path, *, campaigns=(CAMPAIGN,), measures=(MEASURE,), milestones=(STEP, STEP_TWO)):
    (tmp_path / "pack.toml").write_text(SETTINGS, encoding="utf-8")
    files = {"campaigns.csv": campaigns, "measures.csv": measures, "milestones.csv": milestones}
    for name, lines in files.items():
        head = ",".join(programmes.FILES[name])
        (tmp_path / name).write_text("\n".join(["# 说明", head, *lines]) + "\n", encoding="utf-8")
    return Pack(tmp_path)


def test_a_changed_row_updates_and_a_changed_milestone_too(city, tmp_path):
    assert programmes.load(tiny(tmp_path), by=SYSTEM)["measures"] == 1
    changed = MEASURE.replace("举措,Measure", "改名,Renamed").replace("running,2021-02-01", "struck_off,2021-07-01")
    steps = (STEP, STEP_TWO.replace("60,,", "60,文件,2021-06-02"))
    pack = tiny(tmp_path, campaigns=(CAMPAIGN.replace("攻坚战", "新名"),), measures=(changed,), milestones=steps)
    programmes.load(pack, by=SYSTEM)
    measure = Measure.objects.get(number="M-1")
    assert (measure.title, measure.state, measure.campaign.title) == ("改名", "struck_off", "新名")
    assert Evidence.objects.filter(verified_on__isnull=False).count() == 2 and Campaign.objects.count() == 3


def test_a_removed_measure_stays_removed_when_the_pack_is_loaded_again(city, tmp_path):
    programmes.load(tiny(tmp_path), by=SYSTEM)
    Measure.objects.update(is_removed=True)
    programmes.load(tiny(tmp_path), by=SYSTEM)
    assert Measure.objects.get().is_removed


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"campaigns": (CAMPAIGN.replace("water", "nowhere"),)}, ("campaigns.csv", 3, "lead_unit")),
        ({"campaigns": (CAMPAIGN.replace("city_campaign", "war"),)}, ("campaigns.csv", 3, "kind")),
        ({"campaigns": (CAMPAIGN.replace("k1", "K 1"),)}, ("campaigns.csv", 3, "code")),
        ({"campaigns": (CAMPAIGN.replace("攻坚战", ""),)}, ("campaigns.csv", 3, "title")),
        ({"measures": (MEASURE.replace("k1", "k2"),)}, ("measures.csv", 3, "campaign")),
        ({"measures": (MEASURE, MEASURE)}, ("measures.csv", 4, "number")),
        ({"measures": (MEASURE.replace("2021-11-30", "30.11.2021"),)}, ("measures.csv", 3, "due")),
        ({"milestones": (STEP, STEP_TWO.replace("60", "50"))}, ("milestones.csv", 4, "weight")),
        ({"milestones": (STEP, STEP_TWO, STEP.replace("M-1", "M-9"))}, ("milestones.csv", 5, "measure")),
    ],
)
def test_a_fault_is_named_by_file_line_and_column_and_no_measure_is_written(city, tmp_path, changes, place):
    pack = tiny(tmp_path, **changes)
    programmes.load(pack, by=SYSTEM)
    assert place in {(problem.file, problem.line, problem.column) for problem in pack.problems}
    assert not Measure.objects.exists()


def test_the_files_a_new_pack_explains_are_the_columns_that_are_read():
    for name, columns in (
        ("campaigns.csv", CAMPAIGN_COLUMNS),
        ("measures.csv", MEASURE_COLUMNS),
        ("milestones.csv", MILESTONE_COLUMNS),
    ):
        assert list(programmes.FILES[name]) == [column.name for column in columns]


def test_what_an_approved_adjustment_moved_stays_when_the_pack_is_loaded_again(city, tmp_path):
    programmes.load(tiny(tmp_path), by=SYSTEM)
    measure = Measure.objects.get()
    wanted = {"due": date(2021, 12, 20), "goal": "改后的目标", "milestones": {2: date(2021, 12, 15)}}
    approve_adjustment(apply_adjustment(measure, wanted, reason="迟", by=SYSTEM), by=SYSTEM)
    before = AuditRecord.objects.count()
    programmes.load(tiny(tmp_path), by=SYSTEM)
    measure.refresh_from_db()
    assert (measure.due, measure.goal) == (date(2021, 12, 20), "改后的目标")
    assert measure.milestones.get(sequence=2).due == date(2021, 12, 15) and AuditRecord.objects.count() == before


def test_a_pack_says_what_the_public_feels(city, tmp_path):
    felt = MEASURE.removesuffix(",,no") + ",yes,no"
    programmes.load(tiny(tmp_path, measures=(felt,)), by=SYSTEM)
    assert Measure.objects.get().is_felt_by_public
