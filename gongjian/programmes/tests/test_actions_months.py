"""Months: opened, frozen, and never changed again."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Job, Notification
from gongjian.programmes.actions.months import (
    begin_freezing,
    begin_opening,
    freeze_month,
    freeze_month_later,
    open_month,
    open_month_later,
)
from gongjian.programmes.models import (
    Adjustment,
    Claim,
    Evidence,
    Inspection,
    Inspector,
    Measure,
    MeasureLight,
    Month,
    MonthlyReport,
    Rulebook,
    Visit,
)
from gongjian.programmes.queries.lights import digest_of
from gongjian.programmes.tests.factories import make_campaign, make_evidence, make_measure, make_milestone, make_notices

State = Measure.State
SHANGHAI = ZoneInfo("Asia/Shanghai")


def on(month, day, *, year=2020):
    return clock.at(datetime(year, month, day, 9, tzinfo=SHANGHAI))


@pytest.fixture
def calendar(city):
    make_notices(2020, 2021)
    return city


def running(city, *, campaign=None, **fields):
    fields = {"state": State.RUNNING, "lead_unit": city.water} | fields
    return make_measure(campaign or city.campaign, **fields)


def hand_in(month, measure, state=MonthlyReport.State.SUBMITTED, **words):
    MonthlyReport.objects.filter(month=month, measure=measure).update(
        state=state, submitted_at=datetime(2020, 9, 24, tzinfo=SHANGHAI), **words
    )


def september(city):
    with on(9, 18):
        return open_month(2020, 9, by=city.reform)


def light_of(measure, month):
    return MeasureLight.objects.get(measure=measure, month=month)


# --- opening --------------------------------------------------------------------------------
def test_opening_asks_for_a_report_on_every_running_measure(calendar):
    asked = {
        running(calendar, state=state) for state in (State.RUNNING, State.STRIKE_OFF_APPLIED, State.ADJUSTMENT_APPLIED)
    }
    for state in (State.PROPOSED, State.RETURNED, State.ESTABLISHED, State.STRUCK_OFF, State.SUSPENDED):
        running(calendar, state=state)
    running(calendar, is_removed=True)
    month = september(calendar)
    assert {report.measure for report in month.reports.all()} == asked
    assert {(report.state, report.due_on, report.unit) for report in month.reports.all()} == {
        ("draft", date(2020, 9, 25), calendar.water)
    }
    assert (month.opened_on, month.due_on, month.state) == (date(2020, 9, 18), date(2020, 9, 25), Month.State.OPEN)
    record = AuditRecord.objects.get(action="month.opened")
    assert record.changes["reports"] == [None, "3"]


def test_reports_are_due_on_a_working_day_and_never_before_the_month_was_opened(calendar):
    with on(4, 18):
        assert open_month(2020, 4, by=SYSTEM).due_on == date(2020, 4, 24)  # the 25th is a Saturday
    with on(5, 28):
        assert open_month(2020, 5, by=SYSTEM).due_on == date(2020, 5, 28)


def test_a_day_beyond_the_months_end_is_its_last(calendar):
    Rulebook.objects.create(year=2020, values={"due_on_day": 31})
    with on(4, 18):
        assert open_month(2020, 4, by=SYSTEM).due_on == date(2020, 4, 30)


def test_a_year_without_holiday_notice_is_named(city):
    running(city)
    with on(9, 18), pytest.raises(ValidationError, match="2020"):
        open_month(2020, 9, by=city.reform)
    assert not Month.objects.exists()


def test_opening_twice_changes_nothing_but_asks_measures_that_began_meanwhile(calendar):
    first = running(calendar)
    month = september(calendar)
    hand_in(month, first, progress="完成方案")
    september(calendar)
    assert AuditRecord.objects.filter(action="month.opened").count() == 1
    later = running(calendar)
    september(calendar)
    assert {report.measure for report in month.reports.all()} == {first, later}
    assert month.reports.get(measure=first).progress == "完成方案"
    assert AuditRecord.objects.filter(action="month.opened").count() == 2
    assert Month.objects.count() == 1


def test_problems_and_next_steps_begin_as_they_stood_and_progress_begins_empty(calendar):
    measure, silent = running(calendar), running(calendar)
    with on(7, 18):
        july = open_month(2020, 7, by=SYSTEM)
    hand_in(july, silent, problems="七月的问题")
    with on(8, 18):
        august = open_month(2020, 8, by=SYSTEM)
    hand_in(august, measure, progress="完成试点", problems="人手不足", next_steps="全市推开")
    hand_in(august, silent, state="draft", problems="没交上来的话")
    month = september(calendar)
    report = month.reports.get(measure=measure)
    assert (report.progress, report.problems, report.next_steps) == ("", "人手不足", "全市推开")
    assert report.prefilled_from == august.reports.get(measure=measure)
    assert month.reports.get(measure=silent).problems == "七月的问题"


def test_those_who_write_for_a_unit_read_one_line_with_its_number(calendar):
    running(calendar), running(calendar)
    september(calendar)
    lines = Notification.objects.filter(kind="month")
    assert {line.recipient for line in lines} == {calendar.head, calendar.handler}
    assert all("2" in line.title for line in lines)


def test_measures_of_an_earlier_year_still_owed_are_driven_on(calendar):
    old = make_campaign(calendar.office, year=2019)
    carried = running(calendar, campaign=old)
    running(calendar, state=State.STRUCK_OFF, campaign=old, state_on=date(2019, 12, 1))
    ended = running(calendar, state=State.STRUCK_OFF, campaign=old, state_on=date(2020, 2, 1))
    month = september(calendar)
    assert [report.measure for report in month.reports.all()] == [carried]
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert set(month.lights.values_list("measure", flat=True)) == {carried.pk, ended.pk}


@pytest.mark.parametrize("who", ["head", "handler", "reader", "other", "system", "nobody"])
def test_only_the_reform_office_opens_and_freezes(calendar, who):
    running(calendar)
    with on(9, 18), pytest.raises(PermissionDenied):
        open_month(2020, 9, by=getattr(calendar, who))
    month = september(calendar)
    with on(10, 3), pytest.raises(PermissionDenied):
        freeze_month(month, by=getattr(calendar, who))


@pytest.mark.parametrize(("year", "month"), [(2020, 10), (2021, 1), (2020, 13), (2020, 0), (2018, 5)])
def test_a_month_to_come_or_without_campaigns_or_that_does_not_exist_is_refused(calendar, year, month):
    with on(9, 18), pytest.raises(ValidationError):
        open_month(year, month, by=calendar.reform)
    assert not Month.objects.exists()


def test_a_month_before_a_frozen_one_and_a_frozen_one_cannot_be_opened(calendar):
    month = september(calendar)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
        for number in (8, 9):
            with pytest.raises(ValidationError):
                open_month(2020, number, by=calendar.reform)


# --- freezing -------------------------------------------------------------------------------
def test_freezing_gives_every_measure_that_stood_its_light_with_its_reasons(calendar):
    behind = running(calendar, weights=(20, 80))
    good = running(calendar)
    make_evidence(make_milestone(good, weight=100, due=date(2020, 9, 1)), verified=True)
    silent = running(calendar)
    done = running(calendar, state=State.STRUCK_OFF, state_on=date(2020, 8, 1))
    month = september(calendar)
    hand_in(month, behind), hand_in(month, good)
    with on(10, 3):
        month = freeze_month(month, by=calendar.reform)
    assert (month.state, month.as_of, month.frozen_by) == (Month.State.FROZEN, date(2020, 9, 30), calendar.reform)
    found = {light.measure_id: light for light in month.lights.all()}
    assert {key: light.light for key, light in found.items()} == {
        behind.pk: "red", good.pk: "green", silent.pk: "red", done.pk: "blue",
    }  # fmt: skip
    red = found[behind.pk]
    assert (red.planned, red.verified, red.overdue_days) == (100, 0, 238)
    assert red.reason.startswith("落后计划100个百分点") and red.reason_en.startswith("100 points behind plan")
    assert found[silent.pk].reason == "本月未报"
    assert (red.campaign, red.unit, red.state, red.due) == (calendar.campaign, calendar.water, "running", behind.due)
    assert red.report == month.reports.get(measure=behind)
    assert month.rules["red_gap"] == 10


def test_what_happened_after_the_last_day_is_not_in_the_light(calendar):
    measure = running(calendar)
    step = make_milestone(measure, weight=100, due=date(2020, 9, 28))
    make_evidence(step, verified_on=date(2020, 10, 1), submitted_at=datetime(2020, 9, 27, tzinfo=SHANGHAI))
    struck = running(calendar, state=State.STRUCK_OFF, state_on=date(2020, 10, 2))
    merged = running(calendar, state=State.MERGED, state_on=date(2020, 10, 2), merged_into=measure)
    established = running(calendar, state=State.ESTABLISHED, state_on=date(2020, 10, 2))
    begins = running(calendar, start=date(2020, 10, 1))
    month = september(calendar)
    hand_in(month, measure)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    light = light_of(measure, month)
    assert (light.light, light.planned, light.verified, light.overdue_days) == ("red", 100, 0, 2)
    assert light_of(struck, month).light != "blue"
    assert light_of(struck, month).state == State.RUNNING
    assert light_of(merged, month).state == State.RUNNING
    assert not MeasureLight.objects.filter(measure__in=[established, begins]).exists()


def test_a_date_moved_after_the_last_day_is_where_it_was(calendar):
    measure = running(calendar, due=date(2020, 12, 20))
    make_milestone(measure, sequence=1, weight=100, due=date(2020, 11, 30))
    for day, old, step in (
        (date(2020, 10, 2), "2020-10-31", "2020-09-20"),
        (date(2020, 10, 3), "2020-11-30", "2020-10-30"),
    ):
        Adjustment.objects.create(
            measure=measure, state="approved", before={"due": old, "milestones": {"1": step}, "goal_quantity": "5"},
            wanted={}, reason="疫情", applied_on=day, ruled_on=day, state_before="running",
        )  # fmt: skip
    month = september(calendar)
    hand_in(month, measure)
    with on(10, 4):
        freeze_month(month, by=calendar.reform)
    light = light_of(measure, month)
    assert (light.due, light.planned, light.goal_quantity) == (date(2020, 10, 31), 100, Decimal(5))


def test_frozen_before_the_months_end_it_speaks_of_that_day(calendar):
    measure = running(calendar)
    make_milestone(measure, weight=100, due=date(2020, 9, 29))
    month = september(calendar)
    hand_in(month, measure)
    with on(9, 28):
        month = freeze_month(month, by=calendar.reform)
    assert month.as_of == date(2020, 9, 28)
    assert light_of(measure, month).light == "green"


def test_all_declared_without_proof_is_yellow_at_best(calendar):
    claimed, handed_in = running(calendar), running(calendar)
    steps = [make_milestone(measure, weight=100, due=date(2020, 11, 1)) for measure in (claimed, handed_in)]
    month = september(calendar)
    hand_in(month, claimed), hand_in(month, handed_in)
    Claim.objects.create(report=month.reports.get(measure=claimed), milestone=steps[0])
    make_evidence(steps[1], submitted_at=datetime(2020, 9, 20, tzinfo=SHANGHAI))
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert {light_of(measure, month).light for measure in (claimed, handed_in)} == {"yellow"}


@pytest.mark.parametrize(
    ("proofs", "light"),
    [
        ([{"returned_reason": "没有盖章"}], "yellow"),
        ([{"returned_reason": "没有盖章", "returned_on": date(2020, 10, 2)}], "green"),
        ([{"returned_reason": "没有盖章"}, {}], "green"),
        ([{"returned_reason": "没有盖章"}, {"verified_on": date(2020, 9, 20)}], "green"),
        ([{"withdrawn_on": date(2020, 9, 20)}], "green"),
    ],
)
def test_evidence_returned_and_not_handed_in_again_is_yellow(calendar, proofs, light):
    measure = running(calendar)
    step = make_milestone(measure, weight=50, due=date(2020, 11, 1))
    make_milestone(measure, sequence=2, weight=50, due=date(2020, 11, 1))
    for proof in proofs:
        make_evidence(step, submitted_at=datetime(2020, 9, 19, tzinfo=SHANGHAI), **proof)
    month = september(calendar)
    hand_in(month, measure)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert light_of(measure, month).light == light


@pytest.mark.parametrize(
    ("state", "light"), [("accepted", "green"), ("submitted", "green"), ("returned", "red"), ("signing", "red")]
)
def test_only_a_report_that_was_handed_in_counts(calendar, state, light):
    measure = running(calendar)
    month = september(calendar)
    hand_in(month, measure, state=state)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert light_of(measure, month).light == light


def test_no_report_is_missed_of_a_suspended_measure(calendar):
    measure = running(calendar, state=State.SUSPENDED)
    month = september(calendar)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert light_of(measure, month).light == "green"


def test_the_inspectors_latest_word_stands_beside_and_never_decides(calendar):
    measure = running(calendar)
    inspection = Inspection.objects.create(
        code="i", title="督导", year=2020, since=date(2020, 8, 1), until=date(2020, 10, 30)
    )
    inspector = Inspector.objects.create(inspection=inspection, account=calendar.reader)
    for number, (day, percent) in enumerate((((8, 1), 60), ((9, 30), 20), ((10, 1), 90))):
        Visit.objects.create(
            inspection=inspection, measure=measure, inspector=inspector, key=f"0000000{number}-0000-4000-8000-000000000000",
            visited_at=datetime(2020, *day, 23, tzinfo=SHANGHAI), received_at=datetime(2020, *day, 23, tzinfo=SHANGHAI),
            place="现场", evaluated=percent, notes="所见",
        )  # fmt: skip
    month = september(calendar)
    hand_in(month, measure)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    assert (light_of(measure, month).evaluated, light_of(measure, month).light) == (20, "green")


def test_a_month_is_frozen_once_and_in_order(calendar):
    running(calendar)
    with on(8, 18):
        august = open_month(2020, 8, by=SYSTEM)
    month = september(calendar)
    with on(10, 3):
        with pytest.raises(ValidationError, match="8月"):
            freeze_month(month, by=calendar.reform)
        freeze_month(august, by=calendar.reform)
        freeze_month(month, by=calendar.reform)
        with pytest.raises(ValidationError):
            freeze_month(month, by=calendar.reform)
        with pytest.raises(ValidationError):
            freeze_month(Month(year=2020, month=10), by=calendar.reform)
    assert AuditRecord.objects.filter(action="month.frozen").count() == 2


def test_units_with_red_or_yellow_lights_read_of_it_once(calendar):
    running(calendar), running(calendar)
    running(calendar, lead_unit=calendar.health, state=State.STRUCK_OFF)
    month = september(calendar)
    with on(10, 3):
        freeze_month(month, by=calendar.reform)
    lines = Notification.objects.filter(kind="light")
    assert {line.recipient for line in lines} == {calendar.head, calendar.handler}
    assert "预警2项" in lines[0].title


# --- what is frozen stays -------------------------------------------------------------------
@pytest.fixture
def frozen(calendar):
    measure = running(calendar, weights=(20, 80))
    month = september(calendar)
    hand_in(month, measure)
    with on(10, 3):
        return freeze_month(month, by=calendar.reform)


def test_the_database_refuses_to_change_a_light_or_a_frozen_month(frozen):
    light = frozen.lights.get()
    light.light = "green"
    frozen.as_of = date(2020, 9, 1)
    for attempt in (light.save, light.delete, frozen.save, lambda: MeasureLight.objects.update(light="green")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    frozen.refresh_from_db()
    assert (frozen.lights.get().light, frozen.as_of) == ("red", date(2020, 9, 30))


def test_the_audit_record_of_the_freezing_holds_the_count_and_the_digest_of_the_lights(frozen):
    changes = AuditRecord.objects.get(action="month.frozen").changes
    assert changes["lights"] == [None, "red 1"]
    assert changes["digest"] == [None, digest_of(frozen)]


def test_no_later_rule_evidence_or_striking_off_moves_a_frozen_light(calendar, frozen):
    measure = frozen.lights.get().measure
    before = digest_of(frozen)
    Rulebook.objects.create(year=2020, values={"red_gap": 100, "red_overdue_days": 1000})
    for step in measure.milestones.all():
        make_evidence(step, verified=True)
    Evidence.objects.update(verified_on=date(2020, 9, 1))
    Measure.objects.update(state=State.STRUCK_OFF, due=date(2022, 1, 1), state_on=date(2020, 9, 2))
    with on(10, 18):
        october = open_month(2020, 10, by=calendar.reform)
    with on(11, 2):
        freeze_month(october, by=calendar.reform)
    assert digest_of(frozen) == before
    assert october.lights.get().light == "blue"
    frozen.refresh_from_db()
    assert frozen.rules["red_gap"] == 10


# --- many -----------------------------------------------------------------------------------
def queries_of(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_opening_and_freezing_cost_the_same_for_one_measure_and_for_thirty(calendar):
    costs = []
    for number, more in ((8, 1), (9, 29)):
        for _n in range(more):
            running(calendar, weights=(50, 50))
        with on(number, 18):
            opening = queries_of(lambda number=number: open_month(2020, number, by=SYSTEM))
            month = Month.objects.get(month=number)
            freezing = queries_of(lambda month=month: freeze_month(month, by=SYSTEM))
        costs.append((opening, freezing))
    # A month that has one before it looks there too.
    assert costs[1][0] - costs[0][0] <= 1
    assert costs[1][1] == costs[0][1]


# --- in the background ----------------------------------------------------------------------
def test_the_jobs_open_and_freeze_and_report(calendar):
    running(calendar)
    with on(9, 18):
        opening = begin_opening(2020, 9, by=calendar.reform)
        open_month_later.call(opening.pk, 2020, 9)
    opening.refresh_from_db()
    assert (opening.state, opening.done) == (Job.State.FINISHED, 1)
    month = Month.objects.get()
    with on(10, 3):
        freezing = begin_freezing(month, by=calendar.reform)
        freeze_month_later.call(freezing.pk, month.pk)
    freezing.refresh_from_db()
    month.refresh_from_db()
    assert (freezing.state, freezing.done, month.state) == (Job.State.FINISHED, 1, Month.State.FROZEN)
    assert "预警 1" in freezing.message


def test_a_job_that_cannot_says_why(calendar):
    month = september(calendar)
    with on(10, 3):
        job = begin_freezing(month, by=calendar.reform)
        freeze_month(month, by=calendar.deputy)
        freeze_month_later.call(job.pk, month.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "冻结" in job.message


def test_what_cannot_be_done_is_not_even_begun(calendar):
    month = september(calendar)
    for attempt in (
        lambda: begin_opening(2030, 1, by=calendar.reform),
        lambda: begin_freezing(Month(year=2020, month=12), by=calendar.reform),
    ):
        with pytest.raises(ValidationError):
            attempt()
    with pytest.raises(PermissionDenied):
        begin_freezing(month, by=calendar.reader)
    assert not Job.objects.exists()
