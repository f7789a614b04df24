from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.algorithms.calendar import seed_notice
from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import enter_notice, import_notice
from gongjian.organizations.models import YearNotice
from gongjian.organizations.queries import calendar_now

OFF, WORK = [date(2027, 10, 1)], [date(2027, 10, 9)]


def test_a_notice_is_entered_and_the_calendar_follows(city):
    enter_notice(2027, holidays=OFF, workdays=WORK, source="通知", by=city.reform)
    known = calendar_now()
    assert not known.is_working_day(OFF[0])
    assert known.is_working_day(WORK[0])
    assert AuditRecord.objects.get().action == "year_notice.entered"


def test_entering_it_again_changes_only_what_changed(city):
    for source in ("通知", "通知", "另一通知"):
        enter_notice(2027, holidays=OFF, workdays=WORK, source=source, by=city.system)
    assert YearNotice.objects.count() == 1
    assert [row.action for row in AuditRecord.objects.order_by("id")] == ["year_notice.entered", "year_notice.changed"]


@pytest.mark.parametrize(
    ("holidays", "workdays", "field"),
    [
        ([date(2026, 12, 31)], [], "holidays"),
        (OFF, [date(2026, 12, 26)], "workdays"),
        (OFF, [date(2027, 10, 8)], "workdays"),
        ([date(2027, 10, 9)], [date(2027, 10, 9)], "workdays"),
    ],
)
def test_a_contradiction_is_named_beside_its_field(city, holidays, workdays, field):
    with pytest.raises(ValidationError) as error:
        enter_notice(2027, holidays=holidays, workdays=workdays, source="通知", by=city.reform)
    assert set(error.value.message_dict) == {field}
    assert not YearNotice.objects.exists()


@pytest.mark.parametrize("other", ["security", "audit", "handler", "county_system", "nobody"])
def test_nobody_else_moves_the_citys_deadlines(city, other):
    with pytest.raises(PermissionDenied):
        enter_notice(2027, holidays=OFF, workdays=WORK, source="通知", by=getattr(city, other))


@pytest.mark.parametrize("year", [1999, 2101, -5])
def test_a_year_beyond_reason_is_refused(city, year):
    with pytest.raises(ValidationError) as error:
        enter_notice(year, holidays=[], workdays=[], source="通知", by=city.reform)
    assert "year" in error.value.message_dict


def test_the_built_in_notice_of_2020_makes_27_september_a_working_day(city):
    import_notice(2020, by=city.reform)
    known = calendar_now()
    assert known.add_working_days(date(2020, 9, 24), 5) == date(2020, 9, 30)
    assert known.notice(2020) == seed_notice(2020)


def test_a_year_that_is_not_built_in_is_named(city):
    with pytest.raises(ValidationError, match="2087"):
        import_notice(2087, by=city.reform)
