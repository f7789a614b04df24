"""Items are put on, taken off and ordered; units state, the chair comments, and nobody's text is lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.core import clock
from gongjian.core.models import AuditRecord, Notification
from gongjian.programmes.actions.agendas import (
    add_item,
    drop_item,
    hand_in_statement,
    move_item,
    rebuild_agenda,
    restore_item,
    set_demand,
    write_comment,
)
from gongjian.programmes.actions.measures import Clash
from gongjian.programmes.actions.reviews import go_on, start_session
from gongjian.programmes.models import AgendaItem, Task
from gongjian.programmes.rules.agendas import is_late
from gongjian.programmes.tests.reviewing import Light, at, city, light_of

__all__ = ["city"]


def order(review):
    return list(review.items.filter(is_dropped=False).order_by("sequence").values_list("measure__number", flat=True))


@pytest.fixture
def review(city):
    """Three on the agenda: GJ-A, GJ-B, GJ-R."""
    for number, verified in (("GJ-A", 0), ("GJ-B", 10)):
        light_of(city.september, city.measure(number=number), verified=verified)
    return city.prepare()


def test_items_move_up_and_down_and_stay_at_the_ends(city, review):
    assert order(review) == ["GJ-A", "GJ-B", "GJ-R"]
    move_item(review.items.get(measure__number="GJ-R"), by=city.reform, up=True)
    assert order(review) == ["GJ-A", "GJ-R", "GJ-B"]
    move_item(review.items.get(measure__number="GJ-A"), by=city.reform, up=True)
    move_item(review.items.get(measure__number="GJ-B"), by=city.reform, up=False)
    assert order(review) == ["GJ-A", "GJ-R", "GJ-B"]
    assert AuditRecord.objects.filter(action="agenda.moved").count() == 1


def test_what_is_taken_off_keeps_its_reason_is_told_and_can_be_put_back_at_the_end(city, review):
    item = drop_item(review.items.get(measure__number="GJ-A"), reason="已专题研究", by=city.reform)
    assert order(review) == ["GJ-B", "GJ-R"]
    assert list(review.items.filter(is_dropped=False).values_list("sequence", flat=True)) == [1, 2]
    assert Notification.objects.filter(recipient=city.handler, body="已专题研究").exists()
    restore_item(item, by=city.reform)
    assert order(review) == ["GJ-B", "GJ-R", "GJ-A"]


def test_taking_off_needs_a_reason_and_is_over_once_presented(city, review):
    item = review.items.order_by("sequence").first()
    with pytest.raises(ValidationError):
        drop_item(item, reason="  ", by=city.reform)
    start_session(review, by=city.reform)
    with pytest.raises(ValidationError):
        drop_item(item, reason="不讲了", by=city.reform)


def test_a_unit_or_the_chair_does_not_touch_the_order(city, review):
    item = review.items.first()
    for account in (city.head, city.reader, city.chair_account):
        with pytest.raises(PermissionDenied):
            move_item(item, by=account, up=False)
        with pytest.raises(PermissionDenied):
            drop_item(item, reason="不想讲", by=account)


def test_a_measure_put_on_by_hand_carries_its_light_and_cannot_be_put_on_twice(city, review):
    item = add_item(review, unit=city.health, measure=city.green, reason="典型经验", by=city.reform)
    assert (item.kind, item.light.light, order(review)[-1]) == (AgendaItem.Kind.OTHER, Light.GREEN, "GJ-G")
    assert Notification.objects.filter(recipient=city.other).count() == 1
    with pytest.raises(ValidationError) as error:
        add_item(review, unit=city.health, measure=city.green, reason="又一次", by=city.reform)
    assert set(error.value.message_dict) == {"measure"}


def test_building_again_keeps_what_was_typed_ordered_added_and_taken_off(city, review):
    move_item(review.items.get(measure__number="GJ-R"), by=city.reform, up=True)
    item = review.items.get(measure__number="GJ-B")
    hand_in_statement(item, {"presenter": "局长", "statement": "正在整改"}, by=city.handler)
    add_item(review, unit=city.health, measure=city.green, reason="典型经验", by=city.reform)
    drop_item(review.items.get(measure__number="GJ-A"), reason="已研究", by=city.reform)
    before = order(review)
    again = rebuild_agenda(review, by=city.reform)
    assert order(again) == before == ["GJ-R", "GJ-B", "GJ-G"]
    item.refresh_from_db()
    assert (item.presenter, item.statement) == ("局长", "正在整改")
    green = again.items.get(measure=city.green)
    assert (green.kind, green.reason) == (AgendaItem.Kind.OTHER, "典型经验")
    assert again.items.get(measure__number="GJ-A").is_dropped


def test_building_again_takes_away_demands_closed_meanwhile_and_brings_new_ones_behind_the_moved(city):
    august = city.prepare(city.august)
    owed = {"due": date(2020, 12, 1), "by": city.reform}
    with clock.at(at(day=15)):
        start_session(august, by=city.reform)
        task = set_demand(august.items.get(), "整改", unit=city.health, **owed)
    review = city.prepare()
    assert list(review.items.values_list("kind", "unit")) == [("red", city.water.pk), ("demands", city.health.pk)]
    Task.objects.filter(pk=task.pk).update(state=Task.State.CLOSED)
    rebuild_agenda(review, by=city.reform)
    assert list(review.items.values_list("kind", flat=True)) == ["red"]
    set_demand(august.items.get(), "再整改", unit=city.health, **owed)
    rebuild_agenda(review, by=city.reform)
    assert list(review.items.order_by("sequence").values_list("kind", flat=True)) == ["red", "demands"]


def test_building_again_without_anything_new_leaves_no_trace(city, review):
    version = review.version
    assert rebuild_agenda(review, by=city.reform).version == version
    assert not AuditRecord.objects.filter(action="review.rebuilt").exists()


# --- statements -----------------------------------------------------------------------------
def test_a_unit_hands_in_its_statement_typed_or_as_a_file(city, review):
    item = review.items.first()
    paper = SimpleUploadedFile("发言.pdf", b"%PDF-1.4 statement")
    stated = hand_in_statement(item, {"presenter": "局长"}, by=city.handler, upload=paper)
    assert stated.has_statement
    assert (stated.statement_file.name, stated.stated_by) == ("发言.pdf", city.handler)


def test_a_dangerous_file_is_refused_and_what_was_typed_before_stays(city, review):
    item = review.items.first()
    hand_in_statement(item, {"statement": "第一稿"}, by=city.handler)
    with pytest.raises(ValidationError):
        hand_in_statement(
            item, {"statement": "第二稿"}, by=city.handler, upload=SimpleUploadedFile("x.pdf", b"MZ\x90\x00\x03")
        )
    item.refresh_from_db()
    assert item.statement == "第一稿"


def test_another_unit_states_nothing_and_a_late_statement_is_taken_and_marked(city, review):
    item = review.items.first()
    with pytest.raises(PermissionDenied):
        hand_in_statement(item, {"statement": "冒名"}, by=city.other)
    with clock.at(at(day=14, hour=23)):
        assert not is_late(hand_in_statement(item, {"statement": "按时"}, by=city.handler))
    with clock.at(at(day=15, hour=8)):
        assert is_late(hand_in_statement(item, {"statement": "迟交"}, by=city.handler))


def test_once_the_meeting_has_begun_no_statement_is_taken(city, review):
    start_session(review, by=city.reform)
    with pytest.raises(ValidationError):
        hand_in_statement(review.items.first(), {"statement": "来晚了"}, by=city.handler)


# --- comments -------------------------------------------------------------------------------
def test_the_chair_and_the_office_comment_and_nobody_else(city):
    item = city.in_session().items.get()
    write_comment(item, {"strengths": "好"}, by=city.chair_account)
    write_comment(item, {"problems": "慢"}, by=city.reform)
    item.refresh_from_db()
    assert (item.strengths, item.problems, item.commented_by) == ("好", "慢", city.reform)
    for account in (city.head, city.reader, city.nobody):
        with pytest.raises(PermissionDenied):
            write_comment(item, {"strengths": "自夸"}, by=account)
        with pytest.raises(PermissionDenied):
            set_demand(item, "自定", unit=city.water, due=date(2020, 11, 1), by=account)


def test_a_comment_waits_until_the_meeting_has_begun(city, review):
    with pytest.raises(ValidationError):
        write_comment(review.items.first(), {"strengths": "好"}, by=city.chair_account)


def test_two_clerks_on_different_parts_of_a_comment_lose_nothing(city):
    item = city.in_session().items.get()
    base = {"strengths": "", "problems": ""}
    write_comment(item, {"strengths": "甲写的", "problems": ""}, by=city.reform, base=base)
    write_comment(item, {"strengths": "", "problems": "乙写的"}, by=city.deputy, base=base)
    item.refresh_from_db()
    assert (item.strengths, item.problems) == ("甲写的", "乙写的")


def test_two_clerks_on_the_same_part_clash_on_it_alone_and_nothing_is_written(city):
    item = city.in_session().items.get()
    base = {"strengths": "", "problems": ""}
    write_comment(item, {"strengths": "甲写的"}, by=city.reform, base=base)
    with pytest.raises(Clash) as clash:
        write_comment(item, {"strengths": "乙写的", "problems": "乙的问题"}, by=city.deputy, base=base)
    assert clash.value.fields == {"strengths": "甲写的"}
    item.refresh_from_db()
    assert (item.strengths, item.problems) == ("甲写的", "")
    write_comment(item, {"strengths": "乙写的"}, by=city.deputy, base=base | {"strengths": "甲写的"})
    item.refresh_from_db()
    assert item.strengths == "乙写的"


def test_a_demand_is_a_task_of_the_measure_and_stays_on_the_next_agenda(city):
    review = city.in_session()
    task = set_demand(review.items.get(), "打通系统", unit=city.water, due=date(2020, 11, 10), by=city.chair_account)
    assert (task.item, task.measure, task.unit) == (review.items.get(), city.red, city.water)
    assert Notification.objects.filter(recipient=city.handler, url=task.get_absolute_url()).exists()


def test_a_demand_without_words_or_with_a_day_that_has_passed_is_refused(city):
    item = city.in_session().items.get()
    for title, due in ((" ", date(2020, 11, 1)), ("办", date(2020, 1, 1)), ("长" * 301, date(2020, 11, 1))):
        with pytest.raises(ValidationError):
            set_demand(item, title, unit=city.water, due=due, by=city.reform)
    assert not Task.objects.exists()


def test_what_was_presented_keeps_its_place_when_the_meeting_goes_back(city, review):
    start_session(review, by=city.reform)
    first = review.items.order_by("sequence").first()
    with clock.at(at(day=15, hour=10)):
        go_on(review, by=city.reform)
        go_on(review, by=city.reform, back=True)
    presented = first.presented_at or AgendaItem.objects.get(pk=first.pk).presented_at
    assert presented == at(day=15)
