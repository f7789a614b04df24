"""Definitions and observations from a pack: all of it, twice, changed, and wrong."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.indicators.actions import correct_observation
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.pack import FILES, load
from gongjian.indicators.queries import read_figure
from gongjian.indicators.tests.factories import declared, make_unit

pytestmark = pytest.mark.django_db
DEFINITION = {
    "name": "trade.total",
    "title": "进出口总额",
    "title_en": "Trade",
    "meaning": "海关口径",
    "unit": "亿元",
    "owner": "commerce",
    "public": "yes",
}
OBSERVATION = {
    "definition": "trade.total",
    "year": "2020",
    "period_start": "2020-01-01",
    "as_of": "2020-11-30",
    "value": "1730",
    "source": "海关",
}


def write(folder: Path, definitions=(DEFINITION,), observations=(OBSERVATION,)) -> Pack:
    for file, rows in (("definitions.csv", definitions), ("observations.csv", observations)):
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(FILES[file]), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return Pack(folder)


def problems(pack):
    return [(problem.file, problem.line, problem.column) for problem in pack.problems]


@pytest.fixture(autouse=True)
def _unit():
    make_unit("commerce")


def test_a_pack_is_loaded_and_loading_it_again_writes_nothing(tmp_path):
    assert load(write(tmp_path), by=SYSTEM) == {"definitions": 1, "observations": 1}
    written = AuditRecord.objects.count()
    assert load(write(tmp_path), by=SYSTEM) == {"definitions": 1, "observations": 1}
    assert AuditRecord.objects.count() == written == 2
    assert read_figure("trade.total", year=2020).value == 1730


def test_a_changed_row_updates_the_definition_and_corrects_the_observation(tmp_path):
    load(write(tmp_path), by=SYSTEM)
    pack = write(tmp_path, [DEFINITION | {"meaning": "新口径"}], [OBSERVATION | {"value": "1731"}])
    load(pack, by=SYSTEM)
    assert Definition.objects.get().meaning == "新口径"
    assert list(Observation.objects.order_by("revision").values_list("number", "is_current")) == [
        (1730, False),
        (1731, True),
    ]


def test_a_correction_by_people_is_not_undone_by_loading_the_pack_again(tmp_path):
    load(write(tmp_path), by=SYSTEM)
    correct_observation(Observation.objects.get(), by=SYSTEM, reason="复核", value=Decimal(1729))
    load(write(tmp_path), by=SYSTEM)
    assert read_figure("trade.total", year=2020).value == 1729


def test_operands_may_stand_after_their_ratio_or_be_computed(tmp_path):
    share = DEFINITION | {"name": "a.share", "unit": "%", "numerator": "trade.total", "denominator": "test.units"}
    with declared("test.units"):
        pack = write(tmp_path, [share, DEFINITION])
        load(pack, by=SYSTEM)
    assert pack.problems == []
    assert Definition.objects.get(name="a.share").is_derived


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"name": "Trade"}, "name"),
        ({"title": ""}, "title"),
        ({"owner": "comerce"}, "owner"),
        ({"owner": ""}, "owner"),
        ({"public": "perhaps"}, "public"),
        ({"value_type": "text"}, "value_type"),
        ({"numerator": "no.such", "denominator": "no.such", "unit": "%"}, "numerator"),
    ],
)
def test_a_wrong_definition_is_named_by_line_and_column(tmp_path, row, column):
    pack = write(tmp_path, [DEFINITION, DEFINITION | {"name": "other.name"} | row])
    load(pack, by=SYSTEM)
    assert ("definitions.csv", 3, column) in problems(pack)
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"definition": "trade.totl"}, "definition"),
        ({"year": "20"}, "year"),
        ({"year": "２０２０"}, "year"),
        ({"as_of": "2020/11/30"}, "as_of"),
        ({"as_of": "2020-13-01"}, "as_of"),
        ({"period_start": "2020-12-01"}, "as_of"),
        ({"value": ""}, "value"),
        ({"value": "1,730"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "1730亿元"}, "value"),
        ({"value": "0.12345678"}, "value"),
        ({"bound": "about"}, "bound"),
        ({"planned": "soon"}, "planned"),
        ({"source": ""}, "source"),
    ],
)
def test_a_wrong_observation_is_named_by_line_and_column(tmp_path, row, column):
    pack = write(tmp_path, observations=[OBSERVATION | row])
    load(pack, by=SYSTEM)
    assert problems(pack) == [("observations.csv", 2, column)]


def test_the_nearest_name_is_suggested(tmp_path):
    pack = write(tmp_path, observations=[OBSERVATION | {"definition": "trade.totl"}])
    load(pack, by=SYSTEM)
    assert "trade.total" in pack.problems[0].message


def test_missing_and_unknown_columns_are_named_and_nothing_is_read(tmp_path):
    pack = write(tmp_path)
    (tmp_path / "definitions.csv").write_text("name,colour\na.b,red\n", encoding="utf-8")
    load(pack, by=SYSTEM)
    found = {column for _file, _line, column in problems(pack)}
    assert "colour" in found
    assert "owner" in found
    assert "is_sample" not in found
    assert not Definition.objects.exists()


def test_the_sample_city_keeps_the_traps_of_its_source_apart():
    folder = settings.BASE_DIR / "packs" / "weifang2020"
    rows = {row["definition"]: row for row in Pack(folder).rows("observations.csv")}
    assert rows["zones.foreign_capital"]["as_of"] == "2020-10-31"
    assert rows["foreign_capital.total"]["as_of"] == "2020-11-30"
    assert (rows["cases.selected"]["value"], rows["services.village"]["value"]) == ("62", "62")
    bounds = {name for name, row in rows.items() if row["bound"] == "at_least"}
    assert bounds == {
        "recognitions.provincial_leaders",
        "sdl.talent",
        "finance.resolved",
        "cattle.income_gain",
        "app.services",
        "budget.livelihood_share",
    }
    assert {name for name, row in rows.items() if row["planned"] == "yes"} == {
        "sdl.talent",
        "sdl.cluster_scale",
        "rural.cluster_scale",
    }
