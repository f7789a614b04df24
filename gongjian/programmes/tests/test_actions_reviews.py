"""A review is prepared, held item by item and its circular issued; what was issued never changes."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, state_of
from gongjian.core.documents import write_docx
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import Unit
from gongjian.programmes.actions.agendas import set_demand, write_comment
from gongjian.programmes.actions.circulars import circulate_review, publish_circular, withdraw_circular, word_circular
from gongjian.programmes.actions.reviews import close_session, edit_review, go_on, prepare_review, start_session
from gongjian.programmes.models import AgendaItem, Measure, Month, Review, Rulebook, Task
from gongjian.programmes.queries.circulars import content_in, document_of
from gongjian.programmes.tests.reviewing import MEETING, at, city, frozen_month, light_of

__all__ = ["city"]
State = Review.State


def inbox(account):
    return list(Notification.objects.filter(recipient=account).values_list("title", flat=True))


def held(city, **fields):
    return close_session(city.in_session(**fields), by=city.reform)


# --- before the meeting ---------------------------------------------------------------------
def test_a_review_is_prepared_with_its_agenda_and_the_units_are_told_when_statements_are_due(city):
    review = city.prepare()
    assert review.state == State.PREPARED
    assert review.statements_due == date(2020, 10, 14)
    assert list(review.items.values_list("measure", "sequence")) == [(city.red.pk, 1)]
    assert any("10-14" in line for line in inbox(city.handler))
    assert inbox(city.other) == []
    assert len(inbox(city.chair_account)) == 1


def test_statements_are_due_on_the_last_working_day_before_a_monday(city):
    assert city.prepare(held_on=date(2020, 10, 19)).statements_due == date(2020, 10, 16)


def test_only_the_reform_office_of_the_city_prepares_a_review(city):
    for account in (city.head, city.reader, city.chair_account, city.system, city.nobody):
        with pytest.raises(PermissionDenied):
            city.prepare(by=account)
    assert not Review.objects.exists()


def test_a_month_that_is_still_open_has_no_review(city):
    month = Month.objects.create(year=2020, month=10, opened_on=date(2020, 10, 18), due_on=date(2020, 10, 25))
    with pytest.raises(ValidationError) as error:
        city.prepare(month)
    assert set(error.value.message_dict) == {"month"}


def test_a_month_is_reviewed_once(city):
    city.prepare()
    with pytest.raises(ValidationError) as error:
        city.prepare()
    assert set(error.value.message_dict) == {"month"}


def test_a_meeting_before_the_day_of_the_lights_or_in_a_year_without_calendar_is_refused_in_words(city):
    with pytest.raises(ValidationError) as early:
        city.prepare(held_on=date(2020, 9, 1))
    with pytest.raises(ValidationError) as unknown:
        city.prepare(held_on=date(2031, 1, 15))
    assert "2031" in " ".join(unknown.value.message_dict["held_on"])
    assert set(early.value.message_dict) == {"held_on"}


def test_another_day_moves_the_day_of_the_statements_and_is_told(city):
    review = city.prepare()
    moved = edit_review(review, held_on=date(2020, 10, 23), chair=city.chair_person, by=city.reform)
    assert moved.statements_due == date(2020, 10, 22)
    assert len(inbox(city.handler)) == 2
    assert edit_review(moved, held_on=moved.held_on, chair=moved.chair, by=city.reform).version == moved.version


# --- the meeting ----------------------------------------------------------------------------
def test_a_meeting_does_not_begin_before_its_day_or_without_anything_on_the_agenda(city):
    review = city.prepare(held_on=date(2020, 10, 16))
    with pytest.raises(ValidationError):
        start_session(review, by=city.reform)
    empty = city.prepare(frozen_month(7))
    with pytest.raises(ValidationError):
        start_session(empty, by=city.reform)


def test_the_meeting_goes_item_by_item_forward_and_back_and_stays_at_either_end(city):
    for number in range(2):
        light_of(city.september, city.measure(number=f"GJ-X{number}"))
    review = city.in_session()
    first, second, third = review.items.order_by("sequence")
    assert review.current_id == first.pk
    assert go_on(review, by=city.reform, back=True).current_id == first.pk
    assert go_on(review, by=city.reform, seen=first.pk).current_id == second.pk
    assert go_on(review, by=city.reform, seen=second.pk, back=True).current_id == first.pk
    go_on(review, by=city.reform)
    assert go_on(review, by=city.reform).current_id == third.pk
    assert go_on(review, by=city.reform).current_id == third.pk
    assert AgendaItem.objects.filter(presented_at__isnull=False).count() == 3


def test_two_clicks_on_next_do_not_skip_a_unit(city):
    light_of(city.september, city.measure())
    light_of(city.september, city.measure())
    review = city.in_session()
    seen = review.current_id
    now = go_on(review, by=city.reform, seen=seen).current_id
    with pytest.raises(ValidationError):
        go_on(review, by=city.deputy, seen=seen)
    review.refresh_from_db()
    assert review.current_id == now


def test_a_unit_or_the_chair_does_not_run_the_meeting(city):
    review = city.in_session()
    for account in (city.head, city.chair_account, city.reader):
        with pytest.raises(PermissionDenied):
            go_on(review, by=account)
        with pytest.raises(PermissionDenied):
            close_session(review, by=account)


def test_after_the_meeting_the_office_is_told_that_the_circular_is_due(city):
    review = held(city)
    assert (review.state, review.current) == (State.HELD, None)
    assert len(inbox(city.deputy)) == 1
    assert inbox(city.reform) == []
    with pytest.raises(ValidationError):
        go_on(review, by=city.reform)


# --- the circular ---------------------------------------------------------------------------
def issued(city, **fields):
    review = city.in_session()
    item = review.items.get()
    write_comment(item, {"strengths": "态度认真", "problems": "系统未打通"}, by=city.chair_account)
    set_demand(item, "打通系统", unit=city.water, due=date(2020, 11, 10), by=city.chair_account)
    close_session(review, by=city.reform)
    return circulate_review(review, by=city.reform, **fields)


def test_a_circular_is_numbered_sent_to_every_lead_unit_and_says_what_was_said(city):
    review = issued(city)
    content = content_in(review, "zh-hans")
    assert review.number == content["number"] == "改办通报〔2020〕1号"
    (item,) = content["items"]
    assert (item["strengths"], item["problems"]) == ("态度认真", "系统未打通")
    assert [(one["title"], one["due"]) for one in item["demands"]] == [("打通系统", "2020-11-10")]
    assert {key: number for key, _name, number in content["lights"]} == {"green": 1, "yellow": 0, "red": 1, "blue": 0}
    for account in (city.head, city.handler, city.other, city.chair_account):
        assert any(review.number in line for line in inbox(account))
    assert content_in(review, "en")["items"][0]["measure"] == "GJ-R One window"


def test_numbers_have_no_gap_and_begin_again_with_the_year(city):
    first, later = issued(city), held(city, month=city.august)
    with pytest.raises(PermissionDenied):
        circulate_review(later, by=city.head)
    assert circulate_review(later, by=city.reform).number == "改办通报〔2020〕2号"
    assert first.number == "改办通报〔2020〕1号"
    light_of(december := frozen_month(12), city.red)
    with clock.at(at().replace(year=2021, month=1, day=15)):
        review = prepare_review(december, held_on=date(2021, 1, 15), chair=city.chair_person, by=city.reform)
        close_session(start_session(review, by=city.reform), by=city.reform)
        assert circulate_review(review, by=city.reform).number == "改办通报〔2021〕1号"


def test_what_was_circulated_never_changes_whatever_changes_afterwards(city):
    review = issued(city, is_public=True)
    before = {language: content_in(review, language) for language in ("zh-hans", "en")}
    papers = {language: write_docx(document_of(content, language)) for language, content in before.items()}
    Measure.objects.update(title="改了名", title_en="Renamed")
    Unit.objects.update(name="改了名的单位", name_en="Renamed unit")
    Task.objects.update(title="别的事", due=date(2021, 1, 1))
    AgendaItem.objects.update(strengths="改了", problems="改了", reason="改了")
    Rulebook.objects.create(year=2020, values={"circular_word": "别的字"})
    withdraw_circular(review, reason="更正", by=city.reform)
    review.refresh_from_db()
    for language, content in before.items():
        assert content_in(review, language) == content
        assert write_docx(document_of(content_in(review, language), language)) == papers[language]


def test_the_chain_keeps_the_digest_of_what_was_circulated_and_not_its_text(city):
    review = issued(city)
    record = AuditRecord.objects.get(action="review.circulated")
    was, kept = record.changes["circular"]
    assert was != kept
    assert kept == state_of(review)["circular"]
    assert len(kept) < 100
    assert "打通系统" not in str(record.changes)
    assert record.subject_id == str(review.pk)


def test_after_the_circular_no_comment_demand_or_word_is_taken(city):
    review = issued(city)
    item = review.items.get()
    for act in (
        lambda: write_comment(item, {"strengths": "补一句"}, by=city.chair_account),
        lambda: set_demand(item, "再办", unit=city.water, due=date(2020, 11, 20), by=city.reform),
        lambda: word_circular(review, opening="改", closing="改", by=city.reform),
        lambda: circulate_review(review, by=city.reform),
    ):
        with pytest.raises(ValidationError):
            act()
    assert Task.objects.count() == 1


def test_the_offices_own_words_stand_in_the_circular_else_the_draft(city):
    review = held(city)
    word_circular(review, opening="开场白", closing="结束语", by=city.reform)
    content = content_in(circulate_review(review, by=city.reform), "zh-hans")
    assert (content["opening"], content["closing"]) == ("开场白", "结束语")
    other = circulate_review(held(city, month=city.august), by=SYSTEM)
    assert str(city.chair_person) in content_in(other, "zh-hans")["opening"]


def test_a_circular_is_shown_to_the_public_and_taken_back_with_a_reason(city):
    review = issued(city)
    assert not review.is_public
    assert publish_circular(review, by=city.reform).is_public
    with pytest.raises(ValidationError):
        publish_circular(review, by=city.reform)
    with pytest.raises(ValidationError):
        withdraw_circular(review, reason=" ", by=city.reform)
    assert not withdraw_circular(review, reason="需要更正", by=city.reform).is_public
    assert AuditRecord.objects.get(action="review.withdrawn").note == "需要更正"


def test_the_paper_holds_number_title_items_and_demands(city):
    docx = pytest.importorskip("docx")
    content = content_in(issued(city), "zh-hans")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(write_docx(document_of(content, "zh-hans")))).paragraphs)
    for words in ("改办通报〔2020〕1号", "一窗受理", "态度认真", "系统未打通", "打通系统", "2020年11月10日"):
        assert words in text


def test_hostile_text_in_a_comment_stays_text_on_paper_and_does_not_break_it(city):
    review = city.in_session()
    item = review.items.get()
    write_comment(item, {"problems": "<script>alert(1)</script> & \u202e倒写 \x07"}, by=city.reform)
    close_session(review, by=city.reform)
    content = content_in(circulate_review(review, by=city.reform), "zh-hans")
    assert write_docx(document_of(content, "zh-hans")).startswith(b"PK")


def test_the_day_of_the_meeting_is_the_one_the_city_lives_in(city):
    review = city.prepare()
    assert review.prepared_on == date(2020, 10, 12)
    with clock.at(at(day=14)), pytest.raises(ValidationError):
        start_session(review, by=city.reform)
    with clock.at(at(day=15, hour=15)):
        started = start_session(review, by=city.reform)
        assert started.current_since == clock.now()
    assert started.held_on == MEETING
