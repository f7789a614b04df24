"""The daily round: months opened, people reminded, once a day; a trial city's day moved."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import YearNotice
from gongjian.programmes.actions.city_day import move_city_day
from gongjian.programmes.actions.reminders import remind_of_reports
from gongjian.programmes.actions.reporting import send_for_signature, sign_report
from gongjian.programmes.actions.rounds import Errand, daily_round, open_month_of
from gongjian.programmes.models import DailyRound, Measure, Month, MonthlyReport, Rulebook
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, make_report

pytestmark = pytest.mark.django_db
SOON, LATE = "到期", "逾期"


@pytest.fixture
def city():
    return ReportingCity()


@pytest.fixture
def trial(settings, tmp_path):
    settings.CITY_DAY_FILE = tmp_path / "city-day"


def lines_of(account, part):
    return Notification.objects.filter(recipient=account, title__contains=part).count()


# --- opening the month -----------------------------------------------------------------------
@pytest.mark.parametrize(("day", "opens"), [(17, False), (18, True), (19, True), (31, True)])
def test_a_month_opens_on_its_day_or_when_that_day_was_missed(city, day, opens):
    with at(2020, 12, day):
        open_month_of(clock.today(), by=SYSTEM)
        open_month_of(clock.today(), by=SYSTEM)
    assert Month.objects.filter(month=12).exists() is opens
    assert MonthlyReport.objects.filter(month__month=12).count() == (1 if opens else 0)


def test_an_opening_day_that_is_no_working_day_is_moved_back(city):
    Rulebook.objects.create(year=2020, values={"opens_on_day": 20})  # a Sunday in December
    with at(2020, 12, 17):
        open_month_of(clock.today(), by=SYSTEM)
        assert not Month.objects.filter(month=12).exists()
    with at(2020, 12, 18):
        open_month_of(clock.today(), by=SYSTEM)
    assert Month.objects.filter(month=12).exists()


def test_a_year_without_campaigns_opens_for_what_earlier_years_still_owe_and_else_not_at_all(city):
    with at(2021, 3, 19):
        open_month_of(clock.today(), by=SYSTEM)
        assert Month.objects.filter(year=2021).count() == 1
    Measure.objects.update(state=Measure.State.STRUCK_OFF, state_on=date(2021, 3, 20))
    with at(2022, 3, 21):
        open_month_of(clock.today(), by=SYSTEM)
    assert not Month.objects.filter(year=2022).exists()


# --- reminding -------------------------------------------------------------------------------
def remind(day):
    with at(2020, 11, day):
        return remind_of_reports(clock.today(), by=SYSTEM)


def test_writers_are_reminded_once_two_working_days_before(city):
    assert remind(20) == 0
    assert remind(23) == 2  # the handler and the head
    assert remind(24) == 0
    assert lines_of(city.handler, SOON) == 1 and lines_of(city.other, SOON) == 0


def test_after_the_day_they_are_chased_daily_and_only_once_a_day(city):
    assert remind(26) == 2
    assert remind(26) == 0
    assert remind(27) == 2
    assert lines_of(city.handler, LATE) == 2


def test_one_line_sums_up_however_many_reports(city):
    for _n in range(12):
        make_report(city.measure(state=Measure.State.RUNNING), city.month)
    assert remind(26) == 2
    line = Notification.objects.get(recipient=city.handler)
    assert "13" in line.title and line.body.count("、") == 9
    assert AuditRecord.objects.get(action="month.chased").note == "13 / 2"


def test_a_report_that_waits_for_a_signature_chases_the_signer(city):
    section, head = city.chain("科室负责人", "主要负责人")
    with at(2020, 11, 20):
        report = sign_report(send_for_signature(city.report, by=city.handler), by=section, opinion="agreed")
    Notification.objects.all().delete()
    assert remind(26) == 1
    assert lines_of(head, LATE) == 1 and not lines_of(city.handler, LATE)
    with at(2020, 11, 26):
        sign_report(report, by=head, opinion="agreed")
    assert remind(27) == 0


def test_nobody_is_chased_for_a_frozen_month(city):
    Month.objects.update(state="frozen", as_of=date(2020, 11, 30), frozen_at="2020-11-30T10:00:00Z")
    assert remind(27) == 0


def test_reminding_costs_the_same_for_one_unit_and_many_reports(city, django_assert_max_num_queries):
    for _n in range(30):
        make_report(city.measure(state=Measure.State.RUNNING), city.month)
    with django_assert_max_num_queries(25):
        remind(26)


# --- the round -------------------------------------------------------------------------------
def test_a_round_is_made_once_a_day_however_often_it_is_called(city):
    with at(2020, 11, 26):
        assert "reports" in daily_round(by=SYSTEM).done
        told = Notification.objects.count()
        assert daily_round(by=SYSTEM).done == []
    assert Notification.objects.count() == told
    assert AuditRecord.objects.filter(action="round.made").count() == 1
    with at(2020, 11, 27):
        assert "reports" in daily_round(by=SYSTEM).done


def test_an_errand_that_fails_stops_no_other_and_is_tried_again(city):
    calls = []

    def failing(day, *, by):
        calls.append(day)
        if len(calls) == 1:
            raise RuntimeError("database away")

    errands = (Errand("a", failing), Errand("b", lambda day, *, by: calls.append("b")))
    with at(2020, 11, 26):
        first = daily_round(by=SYSTEM, errands=errands)
        assert (first.failed, first.done) == (["a"], ["b"])
        assert daily_round(by=SYSTEM, errands=errands).done == ["a"]
    assert calls.count("b") == 1
    assert DailyRound.objects.get().done == ["b", "a"]


def test_what_cannot_be_done_is_told_to_the_office_once(city):
    YearNotice.objects.all().delete()
    with at(2020, 11, 26):
        outcome = daily_round(by=SYSTEM)
        daily_round(by=SYSTEM)
    assert "2020" in outcome.refused["reports"]
    assert Notification.objects.filter(recipient=city.reform, kind="round", body__contains="2020").count() >= 1
    assert lines_of(city.reform, "例行任务") == len(outcome.refused)


def test_the_command_says_what_it_did(city, capsys):
    with at(2020, 11, 26):
        call_command("daily_round")
    assert "2020-11-26" in capsys.readouterr().out


# --- a trial city's day ----------------------------------------------------------------------
def test_moving_the_day_makes_every_round_between(city, trial):
    clock.keep_city_day(date(2020, 11, 20))
    move_city_day(date(2020, 12, 21), by=city.reform)
    assert clock.today() == date(2020, 12, 21)
    assert Month.objects.filter(month=12).get().opened_on == date(2020, 12, 18)
    assert DailyRound.objects.count() == 31
    told = AuditRecord.objects.get(action="city.day_moved")
    assert told.changes == {"city_day": ["2020-11-20", "2020-12-21"]}


def test_going_back_makes_no_round_and_the_real_day_can_be_had_again(city, trial):
    clock.keep_city_day(date(2020, 11, 20))
    move_city_day(date(2020, 11, 10), by=city.system)
    assert not DailyRound.objects.exists()
    move_city_day(None, by=city.reform)
    assert clock.city_day() is None
    assert DailyRound.objects.count() == 1


def test_others_do_not_move_it_and_in_production_nobody(city, trial, settings):
    for who in (city.handler, city.reader, city.other, city.nobody):
        with pytest.raises(PermissionDenied):
            move_city_day(date(2020, 12, 1), by=who)
    settings.CITY_DAY_FILE = None
    with pytest.raises(ValidationError):
        move_city_day(date(2020, 12, 1), by=city.reform)
    assert not AuditRecord.objects.exists()
