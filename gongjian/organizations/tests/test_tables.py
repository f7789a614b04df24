from datetime import date

import pytest

from gongjian.core.cells import drawn_rows
from gongjian.organizations.models import Division, Person, Unit
from gongjian.organizations.tables import DivisionTable, PersonTable, UnitTable, depth


@pytest.mark.parametrize(
    ("path", "expected"), [("/00001/", 0), ("/00001/00002/", 1), ("/" + "00001/" * 20, 6), ("", 0)]
)
def test_depth_is_counted_from_the_top_and_ends_where_the_page_ends(path, expected):
    assert depth(path) == expected


def drawn(table_class, record, **options):
    table = table_class([record], **options)
    return "".join(drawn_rows(table, table.rows))


def test_units_are_indented_only_while_the_list_is_the_tree():
    unit = Unit(code="a", name="甲", path="/00001/00002/", kind="department")
    assert 'class="depth-1"' in drawn(UnitTable, unit, order_by=("name",))
    assert "depth-" not in drawn(UnitTable, unit, order_by=("-name",))
    assert "depth-" not in drawn(UnitTable, unit, order_by=("kind", "name"))


def test_a_dissolved_unit_says_since_when_and_an_invented_one_that_it_is():
    standing = Unit(code="a", name="甲", path="/00001/", kind="department")
    assert "示例" not in drawn(UnitTable, standing) and "2020" not in drawn(UnitTable, standing)
    gone = Unit(code="a", name="甲", path="/00001/", kind="department", ended_on=date(2020, 12, 24), is_sample=True)
    assert "2020年12月24日" in drawn(UnitTable, gone) and "示例" in drawn(UnitTable, gone)


@pytest.mark.parametrize(
    ("table", "record"),
    [
        (UnitTable, Unit(code="a", name="<script>", short_name="<script>", path="/00001/", kind="department")),
        (DivisionTable, Division(code="370700", name="<script>", parent=Division(name="<script>"))),
        (PersonTable, Person(code="a", name="<script>")),
    ],
)
def test_names_are_escaped(table, record):
    text = drawn(table, record)
    assert "<script>" not in text and "&lt;script&gt;</a>" in text


def test_a_person_without_posts_and_a_division_without_one_above_have_a_dash():
    assert ">—</td>" in drawn(PersonTable, Person(code="a", name="甲"))
    assert ">—</td>" in drawn(DivisionTable, Division(code="370700", name="甲", level="city"))
