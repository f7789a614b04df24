"""The reform office's word on reports: one, many, returned."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import YearNotice
from gongjian.programmes.actions.reporting import send_for_signature, sign_report
from gongjian.programmes.actions.rulings import accept_report, accept_reports, return_report
from gongjian.programmes.models import Measure, Month, MonthlyReport, Rulebook
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, make_report

pytestmark = pytest.mark.django_db
State = MonthlyReport.State


@pytest.fixture
def city():
    with at(2020, 11, 20):
        found = ReportingCity()
        found.report = handed_in(found, found.report)
        yield found


def handed_in(city, report):
    return sign_report(send_for_signature(report, by=city.handler), by=city.head, opinion="agreed")


def another(city, **fields):
    measure = city.measure(state=Measure.State.RUNNING)
    return make_report(measure, city.month, **({"progress": "有进展", "state": State.SUBMITTED} | fields))


def test_the_office_accepts_and_the_unit_is_told(city):
    report = accept_report(city.report, by=city.reform)
    assert (report.state, report.ruled_by) == (State.ACCEPTED, city.reform)
    assert Notification.objects.filter(recipient=city.handler, title__contains="通过").count() == 1
    assert AuditRecord.objects.filter(action="report.accepted", subject_id=str(report.pk)).count() == 1


@pytest.mark.parametrize("who", ["handler", "head", "other", "reader", "system", "nobody"])
def test_nobody_else_rules(city, who):
    with pytest.raises(PermissionDenied):
        accept_report(city.report, by=getattr(city, who))
    with pytest.raises(PermissionDenied):
        return_report(city.report, by=getattr(city, who), reason="不全")


@pytest.mark.parametrize("state", [State.DRAFT, State.SIGNING, State.ACCEPTED, State.RETURNED])
def test_only_what_is_handed_in_and_not_ruled_on_is_ruled_on(city, state):
    MonthlyReport.objects.update(state=state)
    with pytest.raises(ValidationError):
        accept_report(city.report, by=city.reform)
    with pytest.raises(ValidationError):
        return_report(city.report, by=city.reform, reason="不全")


def test_who_wrote_or_signed_a_report_does_not_accept_it(city):
    MonthlyReport.objects.update(written_by=city.reform)
    with pytest.raises(ValidationError):
        accept_report(city.report, by=city.reform)
    assert accept_report(city.report, by=city.deputy).state == State.ACCEPTED


def test_returned_says_why_and_gives_some_working_days(city):
    with at(2020, 11, 25):
        report = return_report(city.report, by=city.reform, reason="缺少数据")
    assert (report.state, report.returned_reason) == (State.RETURNED, "缺少数据")
    assert report.due_on == date(2020, 11, 27)
    line = Notification.objects.filter(recipient=city.handler).latest("pk")
    assert line.body == "缺少数据"
    with at(2020, 11, 27):
        again = handed_in(city, report)
    assert not again.is_late and again.signatures.count() == 2


def test_how_many_days_is_the_citys_own_decision(city):
    Rulebook.objects.create(year=2020, values={"resubmit_days": 5})
    with at(2020, 11, 25):
        assert return_report(city.report, by=city.reform, reason="缺").due_on == date(2020, 12, 2)


def test_returning_a_late_report_does_not_make_it_timely(city):
    MonthlyReport.objects.update(due_on=date(2020, 11, 19))
    assert return_report(city.report, by=city.reform, reason="缺").due_on == date(2020, 11, 19)


def test_a_return_without_a_reason_is_refused(city):
    with pytest.raises(ValidationError):
        return_report(city.report, by=city.reform, reason="  ")


def test_without_a_calendar_a_return_says_which_year_is_missing(city):
    YearNotice.objects.all().delete()
    with pytest.raises(ValidationError, match="2020"):
        return_report(city.report, by=city.reform, reason="缺")
    assert MonthlyReport.objects.get().state == State.SUBMITTED


def test_a_frozen_months_report_is_accepted_but_not_returned(city):
    Month.objects.update(state="frozen", as_of=date(2020, 11, 30), frozen_at="2020-11-30T10:00:00Z")
    with pytest.raises(ValidationError, match="11"):
        return_report(city.report, by=city.reform, reason="缺")
    assert accept_report(city.report, by=city.reform).state == State.ACCEPTED


def test_many_are_accepted_each_by_itself_and_told_in_one_line(city):
    good = [city.report, another(city), another(city)]
    draft, own = another(city, state=State.DRAFT), another(city, written_by=city.reform)
    Notification.objects.all().delete()
    outcome = accept_reports([*good, draft, own], by=city.reform)
    assert {report.pk for report in outcome.reports} == {report.pk for report in good}
    assert {report.pk for report, _why in outcome.refused} == {draft.pk, own.pk}
    assert all(why for _report, why in outcome.refused)
    line = Notification.objects.get(recipient=city.handler)
    assert line.title.startswith("3 份") and line.body.count("\n") == 2
    assert AuditRecord.objects.filter(action="report.accepted").count() == 3


def test_a_county_office_accepts_only_its_own(city):
    outcome = accept_reports([city.report], by=city.other)
    assert not outcome.reports and len(outcome.refused) == 1


def test_the_software_may_accept_for_a_pack(city):
    assert accept_report(city.report, by=SYSTEM).ruled_by is None
