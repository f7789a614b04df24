import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import add_division, edit_division
from gongjian.organizations.tests.factories import make_division


@pytest.fixture
def top(city):
    return make_division("990100")


def test_a_division_is_added_where_its_code_says(city, top):
    county = add_division("990102", "甲县", level="county", parent=top, by=city.system)
    town = add_division("990102001", "乙镇", level="town", parent=county, by=city.system)
    village = add_division("990102001203", "丙村", level="village", parent=town, by=city.system)
    assert village.parent.parent.parent == top
    assert [row.action for row in AuditRecord.objects.all()] == ["division.added"] * 3


@pytest.mark.parametrize(
    ("code", "level", "field"),
    [
        ("99010", "county", "code"),
        ("99O102", "county", "code"),
        ("９９０１０２", "county", "code"),
        ("990102", "town", "level"),
        ("990100", "county", "level"),
        ("990203", "county", "parent"),
    ],
)
def test_code_level_and_parent_must_agree(city, top, code, level, field):
    with pytest.raises(ValidationError) as error:
        add_division(code, "某地", level=level, parent=top, by=city.system)
    assert field in error.value.message_dict


def test_only_a_city_stands_alone(city):
    with pytest.raises(ValidationError) as error:
        add_division("990102", "甲县", level="county", by=city.system)
    assert "parent" in error.value.message_dict


def test_a_zone_may_stand_where_the_city_puts_it(city, top):
    county = make_division("990102", top)
    assert add_division("990171", "开发区", level="zone", parent=county, by=city.system).parent == county


def test_an_unknown_level_is_refused_beside_the_field(city, top):
    with pytest.raises(ValidationError) as error:
        add_division("990102", "甲县", level="empire", parent=top, by=city.system)
    assert "level" in error.value.message_dict


def test_a_change_is_recorded_and_none_is_not(city, top):
    edit_division(top, name="小城", by=city.system)
    edit_division(top, name="小城", by=city.system)
    assert AuditRecord.objects.get().changes == {"name": ["990100", "小城"]}


@pytest.mark.parametrize("other", ["security", "audit", "reform", "county_system", "nobody"])
def test_only_the_citys_system_administrator_keeps_divisions(city, top, other):
    with pytest.raises(PermissionDenied):
        edit_division(top, name="别名", by=getattr(city, other))
