import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.adjustments import apply_adjustment, approve_adjustment
from gongjian.programmes.actions.checks import look_back, record_outside_check
from gongjian.programmes.actions.letters import waive_letter
from gongjian.programmes.actions.measures import edit_measure
from gongjian.programmes.actions.moves import start
from gongjian.programmes.actions.visits import Seen
from gongjian.programmes.models import AgendaItem, Letter, Measure, MeasureLight, MonthlyReport, Review, Task
from gongjian.programmes.queries.reporting import reports_of_seen, reports_visible_to
from gongjian.programmes.tests.factories import make_force, make_meeting, make_person, make_task
from gongjian.programmes.tests.factories_driving import make_frozen, make_letter, on
from gongjian.programmes.tests.factories_inspections import Round
from gongjian.programmes.tests.factories_reporting import make_month, make_report, moment

State = Measure.State
Light = MeasureLight.Light


def page_of(client, measure, **asked):
    response = client.get(measure.get_absolute_url(), asked)
    assert response.status_code == 200
    return response


def story_of(client, measure, **asked):
    return page_of(client, measure, **asked).context["story"]


def words_of(client, measure, **asked):
    client.cookies["django_language"] = "en"
    return [event.words for event in story_of(client, measure, **asked)]


def presented(measure, month, *, strengths="推进有力", **fields):
    review = Review.objects.create(
        month=month, prepared_on=month.as_of, statements_due=month.as_of, held_on=month.as_of + timedelta(days=10),
        chair=make_person("主持人"), state=Review.State.HELD,
    )  # fmt: skip
    at = moment(review.held_on.year, review.held_on.month, review.held_on.day)
    return AgendaItem.objects.create(
        review=review, sequence=1, kind="red", unit=measure.lead_unit, measure=measure, presented_at=at,
        strengths=strengths, problems="进度偏慢", **fields,
    )  # fmt: skip


def demand(item, unit, **fields):
    due = date(2020, 12, 1)
    return Task.objects.create(item=item, unit=unit, set_on=date(2020, 9, 1), due=due, first_due=due, **fields)


# --- each noun tells its own ----------------------------------------------------------------
def test_a_report_is_told_on_the_day_it_was_handed_in_with_one_line_of_its_progress(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    report = make_report(
        measure, make_month(2020, 3), state=MonthlyReport.State.ACCEPTED, progress="完成验收\n12项" + "长" * 200,
        submitted_at=moment(2020, 3, 20), ruled_at=moment(2020, 3, 21),
    )  # fmt: skip
    (event,) = story_of(signed_in(city.reform), measure)
    assert (event.kind, event.day, event.url) == ("report", date(2020, 3, 20), report.get_absolute_url())
    assert event.note.startswith("完成验收 12项") and len(event.note) <= 90
    assert len(event.facts) == 1  # accepted on its day, handed in in time


def test_a_light_is_told_when_it_changed_and_every_month_stands_in_the_strip(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    for month, light in ((2, Light.GREEN), (3, Light.GREEN), (4, Light.RED), (6, Light.RED)):
        make_frozen(2020, month, [(measure, light)])
    page = page_of(signed_in(city.head), measure)
    told = [(event.day.month, event.about.light) for event in page.context["story"]]
    assert told == [(4, Light.RED), (2, Light.GREEN)]
    strip = [(each["month"], each["light"] and each["light"].light) for each in page.context["strip"]]
    assert strip == [(2, "green"), (3, "green"), (4, "red"), (5, None), (6, "red")]
    assert f"/board/2020/4/{measure.number}/" in page.content.decode()


def test_the_strip_shows_the_latest_twelve_months(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    for at in range(15):
        make_frozen(2019 + (at + 9) // 12, (at + 9) % 12 + 1, [(measure, Light.GREEN)])
    strip = page_of(signed_in(city.head), measure).context["strip"]
    assert len(strip) == 12 and (strip[0]["year"], strip[0]["month"]) == (2020, 1)
    assert (strip[-1]["year"], strip[-1]["month"]) == (2020, 12)


def test_the_chairs_comment_is_told_with_its_demands_and_their_state(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    item = presented(measure, make_frozen(2020, 8))
    task = demand(item, city.water, title="月底前完成招标")
    demand(item, city.water, title="撤回的要求", state=Task.State.WITHDRAWN)
    (event,) = story_of(signed_in(city.head), measure)
    said = [detail.words for detail in event.details]
    assert said[:2] == ["推进有力", "进度偏慢"] and "月底前完成招标" in said[2] and len(said) == 3
    assert event.details[2].about == task and event.details[2].url == task.get_absolute_url()
    assert event.day == item.review.held_on
    AgendaItem.objects.update(strengths="", problems="")
    Task.objects.all().delete()
    assert words_of(signed_in(city.head), measure) == ["Presented at the review: Review of 8/2020"]


def test_a_review_in_which_it_was_not_presented_is_not_told(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    item = presented(measure, make_frozen(2020, 8))
    AgendaItem.objects.filter(pk=item.pk).update(presented_at=None)
    assert story_of(signed_in(city.head), measure) == []
    Review.objects.update(state=Review.State.PREPARED)
    assert [event.kind for event in story_of(signed_in(city.head), measure)] == ["review"]


def test_a_decision_is_told_when_set_and_when_closed(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    meeting = make_meeting(make_force(city.office))
    closed = {"state": Task.State.CLOSED, "closed_on": date(2020, 6, 20), "result": "已完成"}
    make_task(meeting, city.water, measure=measure, title="会商", **closed)
    assert words_of(signed_in(city.head), measure) == ["Task closed: 会商", "Task set: 会商"]


def test_a_letter_is_told_with_number_reply_and_closing_and_a_proposal_to_the_office_alone(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    sent = make_letter(city, "replied", measure=measure, day=(2020, 9, 1))
    waived = make_letter(city, measure=measure, level=Letter.Level.SUPERVISION, day=(2020, 10, 9))
    with on(2020, 10, 12):
        waive_letter(waived, reason="情况已变化", by=city.reform)
    told = story_of(signed_in(city.head), measure, kind="letter")
    assert len(told) == 2 and all(event.url == sent.get_absolute_url() for event in told)
    assert sent.number in told[1].words and told[1].about == sent and told[0].note == "已整改。"
    inside = story_of(signed_in(city.reform), measure, kind="letter")
    assert len(inside) == 4 and (inside[0].day, inside[0].note) == (date(2020, 10, 12), "情况已变化")


def test_an_adjustment_is_told_with_what_was_and_is_and_not_twice(city, signed_in):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    with on(2020, 10, 20):
        asked = apply_adjustment(measure, {"due": date(2020, 12, 31)}, reason="设备迟到", by=city.handler)
    assert [len(event.details) for event in story_of(signed_in(city.head), measure)] == [1]
    with on(2020, 10, 26):
        approve_adjustment(asked, ruling="同意", by=city.reform)
    client = signed_in(city.head)
    told = story_of(client, measure)
    assert [(event.kind, event.day.day) for event in told] == [("adjustment", 26), ("adjustment", 20)]
    (change,) = told[0].details
    assert "11" in change.was and "12" in change.words and told[0].note == "同意"
    assert "<del>" in page_of(client, measure).content.decode()


def test_looks_from_outside_and_back_are_told_once(city, signed_in):
    measure = city.measure(state=State.RUNNING, is_felt_by_public=True, weights=(100,))
    with on(2020, 9, 8):
        record_outside_check(measure, checked_by="市统计局", has_passed=True, words="走访30人", by=city.reform)
    Measure.objects.filter(pk=measure.pk).update(state=State.STRUCK_OFF)
    measure.refresh_from_db()
    with on(2020, 12, 8):
        look_back(measure, True, words="仍然有效", by=city.reform)
    told = story_of(signed_in(city.head), measure, kind="look")
    assert [(event.day, event.note) for event in told] == [
        (date(2020, 12, 8), "仍然有效"), (date(2020, 9, 8), "走访30人"),
    ]  # fmt: skip


def test_a_merged_measure_is_told_to_who_may_see_it(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    city.measure(state=State.MERGED, merged_into=measure, title="被并入的", lead_unit=city.health)
    assert [event.kind for event in story_of(signed_in(city.reform), measure)] == ["measure"]
    assert story_of(signed_in(city.head), measure) == []
    assert "被并入的" not in page_of(signed_in(city.head), measure).content.decode()


def test_a_visit_stands_beside_the_units_own_and_a_finding_with_its_rectification(db, signed_in):
    round_ = Round()
    round_.visit(evaluated=30, findings=[Seen("serious", "资料不全", "缺附件", None)])
    client = signed_in(round_.city.head)
    client.cookies["django_language"] = "en"
    told = story_of(client, round_.measure, kind="inspection")
    assert {event.words for event in told} == {"Finding: 资料不全", "Site visit: 秋季督导"}
    visit = next(event for event in told if event.words.startswith("Site"))
    assert visit.facts[0] == "unit 0% · evaluator 30%" and visit.day == date(2020, 9, 15)
    helper = story_of(signed_in(round_.stranger), round_.measure, kind="inspection")
    assert helper == []  # an inspector of another team


def test_evidence_verified_before_the_ledger_was_kept_here_is_told_from_itself(city, signed_in):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    measure.milestones.get().evidence.create(
        title="老佐证", submitted_at=moment(2020, 5, 1), verified_on=date(2020, 5, 2)
    )
    (event,) = story_of(signed_in(city.head), measure)
    assert (event.kind, event.day, event.url) == (
        "evidence",
        date(2020, 5, 2),
        "#milestone-1",
    ) and "老佐证" in event.words


# --- who sees what --------------------------------------------------------------------------
def test_what_is_not_for_a_readers_eyes_is_not_told(city, signed_in):
    """The supporting unit sees the measure; drafts, letters and tasks of the lead unit are not its business."""
    measure = city.measure(state=State.RUNNING, supporting=[city.health])
    make_report(measure, make_month(2020, 3), progress="草稿里的话")
    make_letter(city, "issued", measure=measure)
    make_task(make_meeting(make_force(city.office)), city.water, measure=measure, title="内部任务")
    assert {event.kind for event in story_of(signed_in(city.head), measure)} == {"report", "letter", "task"}
    page = page_of(signed_in(city.other), measure)
    assert page.context["story"] == [] and "草稿里的话" not in page.content.decode()


def test_a_demand_told_to_a_reader_who_may_not_see_the_task_is_left_out(city, signed_in):
    measure = city.measure(state=State.RUNNING, supporting=[city.health])
    demand(presented(measure, make_frozen(2020, 8)), city.water, title="限期整改")
    assert len(story_of(signed_in(city.head), measure)[0].details) == 3
    assert len(story_of(signed_in(city.other), measure)[0].details) == 2


def test_the_reports_of_a_measure_one_sees_are_those_one_may_see(city):
    from_unit = city.measure(state=State.RUNNING, supporting=[city.health])
    for number, state in enumerate(MonthlyReport.State, 1):
        make_report(from_unit, make_month(2020, number), state=state)
    for account in (city.reform, city.reader, city.head, city.handler, city.other, SYSTEM):
        seen = reports_visible_to(account).filter(measure=from_unit)
        assert set(reports_of_seen(from_unit, account)) == set(seen) and seen


# --- days -----------------------------------------------------------------------------------
def test_an_event_stands_on_the_nouns_own_day_when_the_year_is_told_again(city, signed_in):
    measure = city.measure(state=State.ESTABLISHED, weights=(100,))
    with on(2020, 3, 2):
        start(measure, by=city.head)
    (event,) = story_of(signed_in(city.reform), measure)
    assert (event.day, event.at) == (date(2020, 3, 2), None)


def test_an_event_of_today_stands_with_its_minute(city, signed_in):
    measure = city.measure(state=State.ESTABLISHED, weights=(100,))
    start(measure, by=city.head)
    (event,) = story_of(signed_in(city.reform), measure)
    assert event.day == timezone.localdate() and event.at is not None


def test_what_the_chain_says_later_than_the_citys_day_is_told_no_later_than_that_day(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    with on(2020, 9, 1):
        edit_measure(measure, {"title": "改过"}, by=city.reform)
        edit_measure(measure, {"title": "系统改过"}, by=SYSTEM)
        days = {event.who: event.day for event in story_of(signed_in(city.reform), measure)}
    assert sorted(days.values()) == [measure.start, date(2020, 9, 1)]


def test_the_newest_comes_first_whatever_tells_it(city, signed_in):
    measure = city.measure(state=State.ESTABLISHED, weights=(100,))
    with on(2020, 3, 2):
        start(measure, by=city.head)
    make_frozen(2020, 2, [(measure, Light.GREEN)])
    submitted = {"state": MonthlyReport.State.SUBMITTED, "submitted_at": moment(2020, 4, 20)}
    make_report(measure, make_month(2020, 4), **submitted)
    assert [event.kind for event in story_of(signed_in(city.reform), measure)] == ["report", "measure", "light"]


# --- what is shown --------------------------------------------------------------------------
def test_one_kind_is_chosen_in_the_address_and_a_kind_nobody_knows_is_no_choice(city, signed_in):
    measure = city.measure(state=State.ESTABLISHED, weights=(100,))
    start(measure, by=city.head)
    make_frozen(2020, 2, [(measure, Light.GREEN)])
    client = signed_in(city.reform)
    assert [event.kind for event in story_of(client, measure, kind="light")] == ["light"]
    assert len(story_of(client, measure, kind="<script>")) == len(story_of(client, measure)) == 2
    page = page_of(client, measure, kind="light")
    assert [(key, number) for key, _title, number in page.context["kinds"]] == [("measure", 1), ("light", 1)]
    assert len(re.findall(r'class="chip"', page.content.decode())) == 3
    assert story_of(client, measure, kind="letter") == []


def test_what_people_wrote_is_shown_as_text(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    item = presented(measure, make_frozen(2020, 8), strengths="<script>alert(1)</script>")
    demand(item, city.water, title="<img src=x>")
    make_report(
        measure, make_month(2020, 3), state=MonthlyReport.State.SUBMITTED, progress="<b>粗</b>",
        submitted_at=moment(2020, 3, 20),
    )  # fmt: skip
    text = page_of(signed_in(city.head), measure).content.decode()
    assert "<script>alert(1)" not in text and "<img src=x>" not in text and "<b>粗" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_oldest_records_of_a_long_chain_are_read_when_the_whole_story_is_asked_for(city, signed_in, monkeypatch):
    monkeypatch.setattr("gongjian.programmes.views.measures.MOST_RECORDS", 5)
    measure = city.measure()
    make_frozen(2020, 2, [(measure, Light.GREEN)])
    for n in range(7):
        edit_measure(measure, {"title": f"第{n}次"}, by=city.reform)
    client = signed_in(city.reform)
    page = page_of(client, measure)
    assert len(page.context["story"]) == 6 and page.context["older"]
    assert not page_of(client, measure, kind="light").context["older"]
    assert len(story_of(client, measure, events="all")) == 8


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_full_life_is_worded_in_both_languages(db, signed_in, language):
    round_ = Round()
    full_life(round_, 1)
    client = signed_in(round_.city.reform)
    client.cookies["django_language"] = language
    page = page_of(client, round_.measure)
    assert len(page.context["kinds"]) >= 7 and "%(" not in page.content.decode()


def full_life(round_, times, *, since=2000):
    """`times` of each noun on the first measure of a round, in months from `since` on."""
    city, measure = round_.city, round_.measure
    meeting = make_meeting(make_force(city.office))
    for at in range(times):
        year, month = since + at // 12, at % 12 + 1
        frozen = make_frozen(year, month, [(measure, (Light.GREEN, Light.RED)[at % 2])])
        make_report(measure, frozen, state="submitted", submitted_at=moment(year, month, 20))
        demand(presented(measure, frozen), city.water, title=f"要求{at}")
        make_task(meeting, city.water, measure=measure)
        Letter.objects.create(level=1, state="issued", unit=city.water, measure=measure, reason="滞后",
                              number=f"督{since}-{at}", proposed_on=date(2020, 5, 1), issued_on=date(2020, 5, 2))  # fmt: skip
        measure.outside_checks.create(checked_on=date(2020, 6, 1), checked_by="统计局", has_passed=True, words="好")
        measure.look_backs.create(looked_on=date(2020, 7, 1), holds=True, words="好", looked_by=city.reform)
        measure.adjustments.create(state="refused", before={"due": "2020-11-30"}, wanted={"due": "2020-12-30"},
                                   reason="迟", applied_on=date(2020, 8, 1), applied_by=city.head,
                                   state_before="running", ruled_on=date(2020, 8, 2), ruled_by=city.reform)  # fmt: skip
        round_.visit(findings=[Seen("minor", f"问题{at}", "缺附件", None)])


def test_a_life_of_thirty_of_everything_costs_the_queries_of_one(db, signed_in):
    round_ = Round()
    client = signed_in(round_.city.reform)
    counts = []
    for times, since in ((1, 2000), (29, 2001)):
        full_life(round_, times, since=since)
        for _n in range(3):  # signing in leaves work for the first pages
            page_of(client, round_.measure)
        with CaptureQueriesContext(connection) as caught:
            told = story_of(client, round_.measure, events="all")
        counts.append(len(caught))
    assert len(told) > 300 and counts[0] == counts[1] <= 30
