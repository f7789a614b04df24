"""Letters: numbers without a gap, days of reply, whose turn it is, and no level skipped silently."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord, Notification
from gongjian.organizations.models import YearNotice
from gongjian.programmes.actions.letters import (
    close_letter,
    issue_letter,
    propose_letter,
    receive_letter,
    record_interview,
    reply_letter,
    step_up,
    waive_letter,
)
from gongjian.programmes.models import Letter, Measure, NumberSeries, Rulebook
from gongjian.programmes.queries.letters import letters_visible_to
from gongjian.programmes.tests.factories_driving import make_letter, on

Level, State = Letter.Level, Letter.State


def test_a_letter_is_proposed_issued_signed_for_answered_and_closed_each_by_whose_turn_it_is(city):
    letter = make_letter(city)
    with on(2020, 9, 24):
        letter = issue_letter(letter, by=city.reform)
        assert (letter.state, letter.number, letter.reply_by) == (State.ISSUED, "改提〔2020〕1号", date(2020, 9, 30))
        assert letter.issuing_unit == city.office
        letter = receive_letter(letter, by=city.handler)
        letter = reply_letter(letter, text="已倒排工期。", by=city.head)
        letter = close_letter(letter, ruling="整改到位。", by=city.reform)
    assert (letter.state, letter.ruling, letter.closed_on) == (State.CLOSED, "整改到位。", date(2020, 9, 24))
    told = AuditRecord.objects.filter(subject_type="programmes.letter").order_by("id").values_list("action", flat=True)
    assert [code.split(".")[1] for code in told] == ["proposed", "issued", "received", "replied", "closed"]


def test_who_must_act_next_is_told_and_never_who_acted(city):
    letter = make_letter(city)
    assert {line.recipient for line in Notification.objects.all()} == {city.reform, city.deputy}
    Notification.objects.all().delete()
    with on(2020, 9, 1):
        letter = issue_letter(letter, by=city.reform)
        assert {line.recipient for line in Notification.objects.all()} == {city.head, city.handler}
        Notification.objects.all().delete()
        reply_letter(receive_letter(letter, by=city.head), text="已整改。", by=city.head)
    assert {line.recipient for line in Notification.objects.all()} == {city.reform, city.deputy}


def test_numbers_run_by_word_and_year_and_what_is_waived_or_refused_takes_none(city):
    first = make_letter(city, "issued")
    waive_letter(make_letter(city), reason="另行处理", by=city.reform)
    refused = make_letter(city)
    with on(2020, 9, 2), pytest.raises(ValidationError):
        issue_letter(refused, by=city.reform, reply_days=0)
    second = make_letter(city, "issued")
    with on(2020, 9, 10):
        issue_letter(step_up(first, reason="未复", by=city.reform), by=city.reform)
    third = make_letter(city, "issued", day=(2021, 1, 4))
    numbers = [letter.number for letter in (first, second, third)]
    assert numbers == ["改提〔2020〕1号", "改提〔2020〕2号", "改提〔2021〕1号"]
    assert NumberSeries.objects.get(word="改督", year=2020).last == 1


def test_the_word_of_a_number_and_the_days_of_reply_are_the_citys_own(city):
    Rulebook.objects.create(year=2020, values={"prompt_word": "潍改提", "reply_days": 3})
    letter = make_letter(city, "issued", day=(2020, 9, 24))
    assert (letter.number, letter.reply_by) == ("潍改提〔2020〕1号", date(2020, 9, 28))


def test_a_year_without_a_holiday_notice_is_named_and_no_number_is_taken(city):
    letter = make_letter(city)
    YearNotice.objects.all().delete()
    with on(2020, 9, 1), pytest.raises(ValidationError, match="2020"):
        issue_letter(letter, by=city.reform)
    assert not NumberSeries.objects.exists()


# --- no level is skipped silently -----------------------------------------------------------
def test_a_level_that_was_never_proposed_is_jumped_only_with_a_reason_that_stays(city):
    measure = city.measure(state=Measure.State.RUNNING)
    letter = make_letter(city, level=Level.SUPERVISION, measure=measure)
    with on(2020, 9, 2):
        with pytest.raises(ValidationError) as refused:
            issue_letter(letter, by=city.reform)
        assert "jump_reason" in refused.value.message_dict
        assert issue_letter(letter, by=city.reform, jump_reason="群众反映强烈").jump_reason == "群众反映强烈"
    assert AuditRecord.objects.get(action="letter.issued").note == "群众反映强烈"


def test_a_milder_letter_that_waits_must_be_ruled_on_first(city):
    measure = city.measure(state=Measure.State.RUNNING)
    prompt = make_letter(city, measure=measure)
    sterner = make_letter(city, level=Level.SUPERVISION, measure=measure)
    with on(2020, 9, 2):
        with pytest.raises(ValidationError, match=r"milder|前一级"):
            issue_letter(sterner, by=city.reform, jump_reason="情况紧急")
        waive_letter(prompt, reason="已当面提示", by=city.reform)
        assert issue_letter(sterner, by=city.reform).state == State.ISSUED


def test_what_was_issued_to_another_unit_or_about_another_measure_is_no_step_below(city):
    measure, other = city.measure(state=Measure.State.RUNNING), city.measure(state=Measure.State.RUNNING)
    make_letter(city, "issued", measure=other)
    letter = make_letter(city, level=Level.SUPERVISION, measure=measure)
    with on(2020, 9, 2), pytest.raises(ValidationError):
        issue_letter(letter, by=city.reform)


def test_nothing_is_waived_without_a_reason(city):
    letter = make_letter(city)
    with pytest.raises(ValidationError):
        waive_letter(letter, reason="  ", by=city.reform)
    assert Letter.objects.get().state == State.PROPOSED


def test_stepping_up_closes_the_letter_and_proposes_the_next_level(city):
    letter = make_letter(city, "replied")
    above = step_up(letter, reason="整改不实", by=city.reform)
    letter.refresh_from_db()
    assert (letter.state, above.level, above.previous, above.state) == ("closed", Level.SUPERVISION, letter, "proposed")
    with on(2020, 9, 9):
        assert issue_letter(above, by=city.reform).number == "改督〔2020〕1号"


def test_above_the_circular_there_is_no_step(city):
    letter = make_letter(city, level=Level.CIRCULAR)
    with on(2020, 9, 2):
        letter = issue_letter(letter, by=city.reform, jump_reason="屡教不改")
        with pytest.raises(ValidationError):
            step_up(letter, reason="仍未整改", by=city.reform)


# --- interviews -----------------------------------------------------------------------------
def test_a_summons_says_when_and_where_and_is_closed_with_minutes_only(city):
    letter = make_letter(city, level=Level.INTERVIEW)
    with on(2020, 9, 2):
        with pytest.raises(ValidationError) as refused:
            issue_letter(letter, by=city.reform, jump_reason="情况紧急")
        assert "interview_at" in refused.value.message_dict
        when = {"interview_at": clock.now(), "place": "改革办"}
        letter = issue_letter(letter, by=city.reform, jump_reason="情况紧急", **when)
        with pytest.raises(ValidationError, match=r"minutes|约谈记录"):
            close_letter(letter, ruling="约谈完毕", by=city.reform)
        record_interview(letter, minutes="局长承诺月底前完成。", by=city.reform)
        assert close_letter(letter, ruling="约谈完毕", by=city.reform).minutes == "局长承诺月底前完成。"


def test_minutes_belong_to_interviews_alone(city):
    with pytest.raises(ValidationError):
        record_interview(make_letter(city, "issued"), minutes="无", by=city.reform)


# --- who ------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["head", "handler", "other", "reader", "system", "nobody"])
def test_only_the_reform_office_proposes_issues_waives_and_closes(city, who):
    account, letter, sent = getattr(city, who), make_letter(city), make_letter(city, "replied")
    for act in (
        lambda: propose_letter(city.water, Level.PROMPT, reason="滞后", by=account),
        lambda: issue_letter(letter, by=account),
        lambda: waive_letter(letter, reason="免", by=account),
        lambda: close_letter(sent, ruling="结", by=account),
        lambda: step_up(sent, reason="升", by=account),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("who", ["reform", "other", "reader", "nobody"])
def test_only_the_unit_itself_signs_for_a_letter_and_answers_it(city, who):
    account = getattr(city, who)
    with pytest.raises(PermissionDenied):
        receive_letter(make_letter(city, "issued"), by=account)
    with pytest.raises(PermissionDenied):
        reply_letter(make_letter(city, "received"), text="代答", by=account)


@pytest.mark.parametrize("state", ["proposed", "received", "replied"])
def test_a_letter_is_signed_for_once_and_only_after_it_was_issued(city, state):
    with pytest.raises(ValidationError):
        receive_letter(make_letter(city, state), by=city.head)


def test_a_reply_needs_words_and_comes_after_the_signature(city):
    with pytest.raises(ValidationError):
        reply_letter(make_letter(city, "issued"), text="已整改", by=city.head)
    with pytest.raises(ValidationError):
        reply_letter(make_letter(city, "received"), text=" \n ", by=city.head)


def test_a_file_that_is_not_what_it_says_is_refused_and_the_letter_stays_unanswered(city):
    letter = make_letter(city, "received")
    with pytest.raises(ValidationError):
        reply_letter(letter, text="已整改", by=city.head, upload=SimpleUploadedFile("a.pdf", b"MZ\x90\x00"))
    letter.refresh_from_db()
    assert letter.state == State.RECEIVED


def test_no_letter_goes_to_a_unit_that_has_no_part_in_the_measure(city):
    measure = city.measure(state=Measure.State.RUNNING)
    with pytest.raises(ValidationError) as refused:
        propose_letter(city.health, Level.PROMPT, reason="滞后", by=city.reform, measure=measure)
    assert "unit" in refused.value.message_dict


def test_a_unit_sees_its_letters_from_the_day_they_are_issued_and_no_proposal(city):
    proposed, issued = make_letter(city), make_letter(city, "issued")
    assert set(letters_visible_to(city.head)) == {issued}
    assert set(letters_visible_to(city.reader)) == {proposed, issued} == set(letters_visible_to(SYSTEM))
    assert not letters_visible_to(city.other).exists() and not letters_visible_to(city.nobody).exists()
