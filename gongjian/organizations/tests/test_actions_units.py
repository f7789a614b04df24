from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import add_unit, dissolve_unit, edit_unit, move_unit, save_unit
from gongjian.organizations.models import Unit
from gongjian.organizations.tests.factories import make_appointment, make_person, make_post, make_unit


def paths_are_right():
    """Every unit's path is its parent's path and its own number."""
    for unit in Unit.objects.select_related("parent"):
        above = unit.parent.path if unit.parent else "/"
        assert unit.path == f"{above}{unit.pk:05d}/"


def test_a_unit_is_added_below_another_and_recorded(city):
    unit = add_unit("finance", "市财政局", kind="department", parent=city.root, by=city.system)
    assert unit.path == f"{city.root.path}{unit.pk:05d}/"
    record = AuditRecord.objects.get()
    assert (record.action, record.actor_id, record.subject) == ("unit.added", str(city.system.pk), "市财政局")


def test_only_the_set_up_makes_a_unit_without_one_above(city):
    with pytest.raises(ValidationError) as error:
        add_unit("other", "另一市", kind="city", by=city.system)
    assert "parent" in error.value.message_dict
    assert add_unit("other", "另一市", kind="city", by=SYSTEM).path.count("/") == 2


def test_a_unit_outside_the_scope_is_not_to_be_added_to(city):
    with pytest.raises(PermissionDenied):
        add_unit("x", "某局", kind="department", parent=city.bureau, by=city.county_system)


@pytest.mark.parametrize("other", ["security", "audit", "reform", "handler", "nobody"])
def test_nobody_but_the_system_administrator_adds_units(city, other):
    with pytest.raises(PermissionDenied):
        add_unit("x", "某局", kind="department", parent=city.root, by=getattr(city, other))
    assert not AuditRecord.objects.exists()


def test_a_code_is_used_once(city):
    with pytest.raises(ValidationError) as error:
        add_unit("bureau", "又一局", kind="department", parent=city.root, by=city.system)
    assert "code" in error.value.message_dict


def test_a_code_that_is_an_address_already_is_refused(city):
    with pytest.raises(ValidationError) as error:
        add_unit("add", "某局", kind="department", parent=city.root, by=city.system)
    assert "code" in error.value.message_dict


@pytest.mark.parametrize("code", ["a b", "局", "../x", "<b>", "x/y", ""])
def test_a_code_is_letters_digits_and_hyphens(city, code):
    with pytest.raises(ValidationError) as error:
        add_unit(code, "某局", kind="department", parent=city.root, by=city.system)
    assert "code" in error.value.message_dict


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1137070000427", "18"),
        ("11370700004271O16B", "15"),
        ("113707000042710169", "18"),
    ],
)
def test_a_wrong_credit_code_says_which_character(city, code, says):
    with pytest.raises(ValidationError) as error:
        edit_unit(city.bureau, credit_code=code, by=city.system)
    (message,) = error.value.message_dict["credit_code"]
    assert says in message


def test_a_right_credit_code_is_kept_in_capitals(city):
    edit_unit(city.bureau, credit_code="91350100m000100y43", by=city.system)
    city.bureau.refresh_from_db()
    assert city.bureau.credit_code == "91350100M000100Y43"


def test_a_change_that_changes_nothing_leaves_no_record(city):
    edit_unit(city.bureau, name=city.bureau.name, kind=city.bureau.kind, by=city.system)
    assert not AuditRecord.objects.exists()


def test_a_change_says_what_changed(city):
    edit_unit(city.bureau, name="市发展和改革委员会", by=city.system)
    record = AuditRecord.objects.get()
    assert record.changes == {"name": ["市发展改革局", "市发展和改革委员会"]}


def test_a_move_takes_everything_below_along(city):
    deep = make_unit("deep", city.office)
    move_unit(city.bureau, city.county, by=city.system)
    paths_are_right()
    deep.refresh_from_db()
    assert deep.path.startswith(city.county.path)
    assert AuditRecord.objects.get().action == "unit.moved"


def test_a_move_to_where_it_stands_writes_nothing(city):
    move_unit(city.bureau, city.root, by=city.system)
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize("target", ["bureau", "office"])
def test_a_unit_never_comes_to_stand_under_itself(city, target):
    with pytest.raises(ValidationError) as error:
        move_unit(city.bureau, getattr(city, target), by=city.system)
    assert "parent" in error.value.message_dict
    paths_are_right()


def test_a_move_needs_the_scope_at_both_ends(city):
    inside = make_unit("inside", city.county)
    with pytest.raises(PermissionDenied):
        move_unit(inside, city.bureau, by=city.county_system)


def test_a_tree_too_deep_for_its_path_is_refused(city):
    unit = city.office
    while len(unit.path) + 6 <= 255:
        unit = make_unit(parent=unit)
    with pytest.raises(ValidationError, match=r"deep|深"):
        add_unit("too-deep", "深", kind="department", parent=unit, by=city.system)
    assert not Unit.objects.filter(code="too-deep").exists()


def test_a_branch_too_long_for_its_new_place_is_refused(city):
    unit = city.office
    while len(unit.path) + 6 <= 240:
        unit = make_unit(parent=unit)
    shallow = make_unit("shallow", city.county)
    for _n in range(4):
        shallow = make_unit(parent=shallow)
    with pytest.raises(ValidationError):
        move_unit(city.county, unit, by=city.system)
    paths_are_right()


def test_a_dissolved_unit_takes_nothing_new(city):
    dissolve_unit(city.office, on=timezone.localdate(), by=city.system)
    with pytest.raises(ValidationError):
        add_unit("x", "某科", kind="department", parent=city.office, by=city.system)
    with pytest.raises(ValidationError):
        move_unit(city.county, city.office, by=city.system)


def test_a_unit_with_units_below_it_is_not_dissolved(city):
    with pytest.raises(ValidationError, match="综合科"):
        dissolve_unit(city.bureau, on=timezone.localdate(), by=city.system)


def test_a_unit_in_which_somebody_holds_a_post_is_not_dissolved(city):
    make_appointment(make_post(city.office), make_person())
    with pytest.raises(ValidationError, match="1"):
        dissolve_unit(city.office, on=timezone.localdate(), by=city.system)


def test_a_unit_whose_people_left_by_its_last_day_is_dissolved(city):
    last = timezone.localdate()
    make_appointment(make_post(city.office), make_person(), until=last)
    assert dissolve_unit(city.office, on=last, by=city.system).ended_on == last


def test_a_future_appointment_also_keeps_a_unit(city):
    make_appointment(make_post(city.office), make_person(), since=timezone.localdate() + timedelta(days=30))
    with pytest.raises(ValidationError):
        dissolve_unit(city.office, on=timezone.localdate(), by=city.system)


def test_a_unit_is_dissolved_once(city):
    dissolve_unit(city.office, on=date(2020, 6, 30), by=city.system)
    with pytest.raises(ValidationError):
        dissolve_unit(city.office, on=date(2020, 7, 1), by=city.system)


def test_the_top_of_the_tree_is_not_dissolved_by_an_officer(city):
    Unit.objects.exclude(pk=city.root.pk).update(ended_on=date(2020, 1, 1))
    with pytest.raises(ValidationError):
        dissolve_unit(city.root, on=date(2020, 6, 30), by=city.system)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8))
def test_however_units_are_moved_every_path_stays_its_parents_path_and_its_own(db, moves):
    units = [make_unit()]
    for number in range(1, 12):
        units.append(make_unit(parent=units[(number - 1) // 2]))
    for what, where in moves:
        try:
            move_unit(units[what], units[where], by=SYSTEM)
        except ValidationError:
            unit, target = Unit.objects.get(pk=units[what].pk), Unit.objects.get(pk=units[where].pk)
            assert target.path.startswith(unit.path)
    paths_are_right()
    assert Unit.objects.filter(path__startswith=units[0].path).count() == 12


def test_a_unit_is_moved_and_changed_at_once_or_not_at_all(city):
    with pytest.raises(ValidationError):
        save_unit(city.office, by=city.system, parent=city.county, name="")
    city.office.refresh_from_db()
    assert city.office.parent == city.bureau
    save_unit(city.office, by=city.system, parent=city.county, name="新名")
    city.office.refresh_from_db()
    assert (city.office.parent, city.office.name) == (city.county, "新名")
    assert list(AuditRecord.objects.order_by("pk").values_list("action", flat=True)) == ["unit.moved", "unit.changed"]
