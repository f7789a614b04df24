from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import YearNotice
from gongjian.programmes.actions.findings import (
    accept_rectification,
    apply_for_extension,
    remind_of_findings,
    report_rectified,
    return_rectification,
    rule_on_extension,
)
from gongjian.programmes.actions.inspections import declare, end_visits, set_team
from gongjian.programmes.actions.visits import Seen
from gongjian.programmes.models import Extension, Finding
from gongjian.programmes.tests.factories import make_account, upload
from gongjian.programmes.tests.factories_inspections import Round, on


@pytest.fixture
def round_(db):
    return Round()


@pytest.fixture
def finding(round_):
    return round_.finding()


@pytest.fixture
def reported(round_, finding):
    with on(9, 20):
        return report_rectified(finding, by=round_.city.handler, rectification="已补正")


def told(account):
    return [line.title for line in Notification.objects.filter(recipient=account)]


# --- adding ---------------------------------------------------------------------------------
def test_a_finding_is_due_after_the_working_days_of_the_rules_and_its_unit_is_told(round_, finding):
    assert (finding.number, finding.unit, finding.found_on) == (1, round_.city.water, date(2020, 9, 15))
    assert finding.due == date(2020, 10, 12)  # fifteen working days, over the October holidays
    assert any(finding.title in line for line in told(round_.city.handler)) and not told(round_.city.other)


def test_findings_are_numbered_through_the_whole_inspection(round_):
    seen = [Seen("minor", "一", "x"), Seen("grave", "二", "y")]
    round_.visit(findings=seen)
    round_.visit(round_.second, findings=seen)
    assert list(Finding.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_year_without_a_notice_is_answered_in_words_that_name_it(round_):
    YearNotice.objects.all().delete()
    with pytest.raises(ValidationError) as refused:
        round_.finding()
    assert "2020" in str(refused.value)
    assert round_.finding(due=date(2020, 10, 1)).due == date(2020, 10, 1)


def test_a_day_before_the_finding_is_refused(round_):
    with pytest.raises(ValidationError):
        round_.finding(due=date(2020, 9, 14))


# --- reporting and accepting ----------------------------------------------------------------
def test_the_unit_reports_with_evidence_and_nobody_else(round_, finding):
    city = round_.city
    for who in (city.other, city.reform, city.reader, round_.leader):
        with pytest.raises(PermissionDenied):
            report_rectified(finding, by=who, rectification="x")
    with pytest.raises(ValidationError):
        report_rectified(finding, by=city.handler, rectification=" ")
    with on(9, 20):
        paper = upload(b"%PDF-1.4 x", "a.pdf")
        done = report_rectified(finding, by=city.handler, rectification="已补正", upload=paper)
    assert (done.state, done.reported_on, done.file.kind) == ("reported", date(2020, 9, 20), "pdf")
    assert any("资料不全" in line for line in told(round_.leader)) and any(
        "资料不全" in line for line in told(city.reform)
    )
    with pytest.raises(ValidationError):
        report_rectified(finding, by=city.handler, rectification="又")


def test_two_people_close_a_finding_one_of_them_of_the_team(round_, reported):
    first = accept_rectification(reported, by=round_.city.reform)
    assert (first.state, first.accepted_by) == (Finding.State.ACCEPTED_ONCE, round_.city.reform)
    with pytest.raises(ValidationError):
        accept_rectification(reported, by=round_.city.reform)
    with pytest.raises(ValidationError):
        accept_rectification(reported, by=round_.city.deputy)  # two of the office, none of the team
    with on(9, 22):
        closed = accept_rectification(reported, by=round_.leader)
    assert (closed.state, closed.closed_by, closed.closed_on) == ("closed", round_.leader, date(2020, 9, 22))
    with pytest.raises(ValidationError):
        accept_rectification(reported, by=round_.member)


def test_after_one_of_the_team_the_office_may_be_the_second(round_, reported):
    accept_rectification(reported, by=round_.leader)
    assert accept_rectification(reported, by=round_.city.deputy).state == Finding.State.CLOSED


def test_the_reporter_accepts_nothing_whatever_else_they_may_do(round_, finding):
    both = make_account("unit_head", scope=round_.city.water, unit=round_.city.office)
    reform = make_account("reform_office", "handler", scope=round_.city.root, unit=round_.city.office)
    with on(9, 20):
        report_rectified(finding, by=reform, rectification="x")
    for judge in (accept_rectification, partial(return_rectification, reason="再改")):
        with pytest.raises(ValidationError):
            judge(finding, by=reform)
    with pytest.raises(PermissionDenied):
        accept_rectification(finding, by=both)


def test_who_has_an_interest_does_not_judge(round_, reported):
    own = make_account("reform_office", scope=round_.city.root, unit=round_.city.water)
    declare(round_.inspection, [round_.city.water], by=round_.member)
    for who in (own, round_.member, round_.stranger, round_.city.head, round_.city.reader, SYSTEM):
        with pytest.raises(PermissionDenied):
            accept_rectification(reported, by=who)
        with pytest.raises(PermissionDenied):
            return_rectification(reported, by=who, reason="x")


def test_the_database_itself_refuses_one_person_twice(round_, finding):
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(state="closed", accepted_by=round_.leader, closed_by=round_.leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(state="closed")


def test_sent_back_it_is_open_again_and_the_first_acceptance_has_fallen(round_, reported):
    accept_rectification(reported, by=round_.city.reform)
    with pytest.raises(ValidationError):
        return_rectification(reported, by=round_.leader, reason=" ")
    back = return_rectification(reported, by=round_.leader, reason="缺照片")
    assert (back.state, back.accepted_by, back.ruling) == (Finding.State.OPEN, None, "缺照片")
    assert back.rectification == "已补正" and back.due == date(2020, 10, 12)
    with pytest.raises(ValidationError):
        accept_rectification(reported, by=round_.leader)


def test_what_is_reported_again_after_the_day_is_late(round_, reported):
    assert not reported.was_late
    return_rectification(reported, by=round_.leader, reason="缺照片")
    with on(10, 14):
        assert report_rectified(reported, by=round_.city.handler, rectification="补照片").was_late


def test_a_team_that_may_not_judge_is_enlarged_and_the_new_one_declares_first(round_, reported):
    office, newcomer = round_.city.reform, round_.stranger
    for who in (round_.leader, round_.member):
        declare(round_.inspection, [round_.city.water], by=who)
    accept_rectification(reported, by=office)
    end_visits(round_.inspection, by=office, reason="其余不看")
    set_team(round_.inspection, [round_.leader, round_.member, newcomer], leader=round_.leader, by=office)
    with pytest.raises(PermissionDenied):
        accept_rectification(reported, by=newcomer)
    declare(round_.inspection, [], by=newcomer)
    assert accept_rectification(reported, by=newcomer).state == Finding.State.CLOSED
    with pytest.raises(ValidationError):
        set_team(round_.inspection, [round_.leader, round_.member], leader=round_.leader, by=office)


# --- extensions -----------------------------------------------------------------------------
def apply(round_, finding, new_due=date(2020, 10, 30), reason="需招标"):
    with on(9, 25):
        return apply_for_extension(finding, by=round_.city.handler, new_due=new_due, reason=reason)


def test_a_day_moves_only_by_an_approved_application_and_the_old_one_stays(round_, finding):
    extension = apply(round_, finding)
    finding.refresh_from_db()
    assert finding.due == date(2020, 10, 12)
    with on(9, 26):
        rule_on_extension(extension, by=round_.city.reform, approve=True)
    finding.refresh_from_db()
    extension.refresh_from_db()
    assert finding.due == extension.new_due == date(2020, 10, 30) and extension.old_due == date(2020, 10, 12)
    moved = AuditRecord.objects.get(action="finding.due_moved")
    assert list(moved.changes["due"]) == ["2020-10-12", "2020-10-30"]


def test_refused_the_day_stays_and_the_reason_is_told(round_, finding):
    extension = apply(round_, finding)
    with pytest.raises(ValidationError):
        rule_on_extension(extension, by=round_.city.reform, approve=False)
    rule_on_extension(extension, by=round_.city.reform, approve=False, ruling="可先行整改")
    finding.refresh_from_db()
    assert finding.due == date(2020, 10, 12)
    with pytest.raises(ValidationError):
        rule_on_extension(extension, by=round_.city.reform, approve=True)
    assert apply(round_, finding).state == Extension.State.APPLIED


@pytest.mark.parametrize(
    ("new_due", "reason"), [(date(2020, 10, 12), "x"), (date(2020, 10, 1), "x"), (date(2020, 10, 30), " ")]
)
def test_an_extension_is_later_and_says_why(round_, finding, new_due, reason):
    with pytest.raises(ValidationError):
        apply(round_, finding, new_due, reason)


def test_only_the_unit_applies_once_at_a_time_and_only_the_office_rules_never_on_its_own(round_, finding):
    city = round_.city
    for who in (city.other, city.reader, round_.leader):
        with pytest.raises(PermissionDenied):
            apply_for_extension(finding, by=who, new_due=date(2020, 10, 30), reason="x")
    extension = apply(round_, finding)
    with pytest.raises(ValidationError):
        apply(round_, finding)
    for who in (city.head, city.reader, round_.leader):
        with pytest.raises(PermissionDenied):
            rule_on_extension(extension, by=who, approve=True)
    both = make_account("reform_office", "handler", scope=city.root, unit=city.office)
    Extension.objects.update(applied_by=both)
    with pytest.raises(ValidationError):
        rule_on_extension(extension, by=both, approve=True)


def test_a_finding_is_not_closed_over_an_application_that_waits(round_, finding):
    extension = apply(round_, finding)
    with on(9, 27):
        report_rectified(finding, by=round_.city.handler, rectification="x")
    accept_rectification(finding, by=round_.leader)
    with pytest.raises(ValidationError):
        accept_rectification(finding, by=round_.city.reform)
    rule_on_extension(extension, by=round_.city.deputy, approve=False, ruling="已整改")
    assert accept_rectification(finding, by=round_.city.reform).state == Finding.State.CLOSED


# --- reminding ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "reminded"),
    [((9, 29), 0), ((9, 30), 1), ((10, 10), 1), ((10, 12), 1), ((10, 13), 1)],
)
def test_a_unit_is_reminded_some_working_days_before_on_the_day_and_after_it(round_, finding, day, reminded):
    with on(*day):
        assert remind_of_findings(by=SYSTEM) == reminded
        assert remind_of_findings(by=SYSTEM) == 0


def test_through_a_whole_month_a_unit_is_reminded_five_times_and_not_daily(round_, finding):
    number = 0
    for day in [(9, n) for n in range(16, 31)] + [(10, n) for n in range(1, 30)]:
        with on(*day):
            number += remind_of_findings(by=SYSTEM)
    assert number == 5  # 30 September, 12, 13, 20 and 27 October
    assert AuditRecord.objects.filter(action="finding.reminded").count() == 5


def test_nobody_is_reminded_of_what_has_been_reported(round_, reported):
    with on(10, 13):
        assert remind_of_findings(by=SYSTEM) == 0
