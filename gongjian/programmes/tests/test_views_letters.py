"""The pages of letters: whose turn it is, forms that keep what was typed, paper with its slip."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.programmes.models import Letter, Measure
from gongjian.programmes.queries.letters import WORK
from gongjian.programmes.tests.factories_driving import make_letter, on

Level = Letter.Level


def url(name, letter=None):
    return reverse(f"programmes:letter{name}", args=[letter.pk] if letter else [])


def page(client, address, **data):
    client.cookies["django_language"] = "en"
    answer = client.get(address, data)
    return answer, answer.content.decode().partition("<main")[2].partition("</main>")[0]


def send(client, address, **data):
    client.cookies["django_language"] = "en"
    return client.post(address, data)


def test_the_list_shows_what_waits_to_who_oversees_and_only_what_was_sent_to_the_unit(city, signed_in):
    proposed, issued = make_letter(city), make_letter(city, "issued")
    _answer, text = page(signed_in(city.reform), url("_list"))
    assert url("", proposed) in text and issued.number in text and "To issue or waive" in text
    _answer, text = page(signed_in(city.head), url("_list"))
    assert issued.number in text and url("", proposed) not in text and "To issue or waive" not in text


@pytest.mark.parametrize(("asked", "found"), [({"state": "issued"}, 1), ({"late": "yes"}, 1), ({"level": "2"}, 0),
                                              ({"q": "水利"}, 2), ({"year": "2019"}, 0), ({"year": "x\x00"}, 2)])  # fmt: skip
def test_the_list_is_filtered_by_its_address(city, signed_in, asked, found):
    make_letter(city)
    make_letter(city, "issued")
    answer, _text = page(signed_in(city.reform), url("_list"), **asked)
    assert len(answer.context["table"].rows) == found


def test_the_list_costs_the_same_for_one_letter_and_for_thirty(city, signed_in, django_assert_max_num_queries):
    client = signed_in(city.reform)
    make_letter(city, "issued", measure=city.measure(state=Measure.State.RUNNING))
    page(client, url("_list"))
    with django_assert_max_num_queries(20) as few:
        page(client, url("_list"))
    for _n in range(29):
        make_letter(city, "issued", measure=city.measure(state=Measure.State.RUNNING))
    with django_assert_max_num_queries(20) as many:
        page(client, url("_list"))
    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("state", "who", "button"),
    [
        ("proposed", "reform", "_issue"),
        ("issued", "head", "_receive"),
        ("received", "handler", "_reply"),
        ("replied", "deputy", "_close"),
    ],
)
def test_the_page_offers_the_next_thing_to_whose_turn_it_is_and_to_nobody_else(city, signed_in, state, who, button):
    letter = make_letter(city, state)
    _answer, text = page(signed_in(getattr(city, who)), url("", letter))
    assert url(button, letter) in text and text.count("button primary") == 1
    _answer, text = page(signed_in(city.reader), url("", letter))
    assert "button primary" not in text and url(button, letter) not in text


def test_a_letter_goes_through_its_pages_from_proposal_to_ruling(city, signed_in):
    measure = city.measure(state=Measure.State.RUNNING)
    make_letter(city, "issued")  # the holidays of the year are known
    office, unit = city.reform, city.head
    with on(2020, 9, 1):
        said = {"unit": city.water.pk, "level": 1, "measure": measure.number, "reason": "滞后", "reply_days": 5}
        assert send(signed_in(office), url("_propose"), **said).status_code == 302
        letter = Letter.objects.get(measure=measure)
        assert send(signed_in(office), url("_issue", letter), reason="严重滞后", reply_days=3).status_code == 302
        assert send(signed_in(unit), url("_receive", letter)).status_code == 302
        assert send(signed_in(unit), url("_reply", letter), text="已整改").status_code == 302
        assert send(signed_in(office), url("_close", letter), ruling="到位").status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.reply_days, letter.ruling) == ("closed", "严重滞后", 3, "到位")


def test_a_jump_asks_for_its_reason_beside_the_field_and_keeps_what_was_typed(city, signed_in):
    measure = city.measure(state=Measure.State.RUNNING)
    letter = make_letter(city, level=Level.SUPERVISION, measure=measure)
    client = signed_in(city.reform)
    with on(2020, 9, 1):
        answer = send(client, url("_issue", letter), reason="改过的事由", reply_days=5, jump_reason="")
        assert answer.status_code == 422 and "改过的事由" in answer.content.decode()
        assert "jump_reason" in answer.context["form"].errors
        assert send(client, url("_issue", letter), reason="事由", reply_days=5, jump_reason="急").status_code == 302


def test_a_milder_letter_that_waits_is_named_above_the_form(city, signed_in):
    measure = city.measure(state=Measure.State.RUNNING)
    make_letter(city, measure=measure)
    letter = make_letter(city, level=Level.SUPERVISION, measure=measure)
    with on(2020, 9, 1):
        answer = send(signed_in(city.reform), url("_issue", letter), reason="事由", reply_days=5, jump_reason="急")
    assert answer.status_code == 422 and "milder letter" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"unit": "0"}, {"level": "9"}, {"measure": "没有"}, {"reason": ""}, {"reply_days": "-1"}, {"reply_days": "九"},
     {"interview_day": "2020-13-40"}, {"interview_time": "10:00"}, {"reason": "坏\x07字"}],
)  # fmt: skip
def test_a_wrong_proposal_is_refused_and_nothing_is_kept(city, signed_in, wrong):
    said = {"unit": city.water.pk, "level": 1, "reason": "滞后", "reply_days": 5} | wrong
    answer = send(signed_in(city.reform), url("_propose"), **said)
    assert answer.status_code == 422 and not Letter.objects.exists()


def test_an_interview_is_summoned_minuted_and_closed_on_its_pages(city, signed_in):
    letter = make_letter(city, level=Level.INTERVIEW)
    client = signed_in(city.reform)
    with on(2020, 9, 1):
        said = {"reason": "屡次滞后", "reply_days": 5, "jump_reason": "急"}
        assert send(client, url("_issue", letter), **said).status_code == 422
        said |= {"interview_day": "2020-09-04", "interview_time": "15:30", "place": "改革办"}
        assert send(client, url("_issue", letter), **said).status_code == 302
        assert send(client, url("_close", letter), ruling="结").status_code == 422
        said = {"interview_day": "2020-09-04", "interview_time": "16:00", "place": "改革办", "minutes": "承诺整改"}
        assert send(client, url("_minutes", letter), **said).status_code == 302
        assert send(client, url("_close", letter), ruling="结").status_code == 302
    letter.refresh_from_db()
    assert timezone.localtime(letter.interview_at).hour == 16 and letter.minutes == "承诺整改"


# --- on paper -------------------------------------------------------------------------------
def words_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("word/"))


def test_the_printed_letter_carries_number_day_of_reply_and_a_slip_to_tear_off(city, signed_in):
    letter = make_letter(city, "issued", day=(2020, 9, 24), measure=city.measure(state=Measure.State.RUNNING))
    client = signed_in(city.head)
    _answer, text = page(client, url("_print", letter))
    for words in (letter.number, "2020年9月30日", "回执", "letter-slip", "改革办", "水利局"):
        assert words in text
    answer = client.get(url("_docx", letter))
    assert letter.number in answer["Content-Disposition"] or "UTF-8" in answer["Content-Disposition"]
    content = words_of(answer.content)
    assert "2020年9月30日" in content and "回执" in content and letter.measure.title in content


@pytest.mark.parametrize("name", ["_print", "_docx"])
def test_what_was_never_sent_is_not_printed(city, signed_in, name):
    assert signed_in(city.reform).get(url(name, make_letter(city))).status_code == 404


def test_hostile_text_is_shown_as_text_on_screen_and_paper(city, signed_in):
    letter = make_letter(city)
    client = signed_in(city.reform)
    with on(2020, 9, 1):
        send(client, url("_issue", letter), reason="<script>alert(1)</script>", reply_days=5)
    for name in ("", "_print"):
        _answer, text = page(client, url(name, letter))
        assert "<script>alert" not in text and "&lt;script&gt;" in text
    assert client.get(url("_docx", letter)).status_code == 200


# --- the desk -------------------------------------------------------------------------------
def waiting(user):
    return {kind.key: kind.waiting(user).count() for kind in WORK}


def test_each_letter_waits_for_exactly_one_side(city):
    for state in ("proposed", "issued", "received", "replied"):
        make_letter(city, state)
    office = {"letter_to_rule": 1, "letter_to_receive": 0, "letter_to_reply": 0, "letter_to_close": 1}
    unit = {"letter_to_rule": 0, "letter_to_receive": 1, "letter_to_reply": 1, "letter_to_close": 0}
    assert (waiting(city.reform), waiting(city.head)) == (office, unit)
    assert set(waiting(city.reader).values()) == {0} == set(waiting(city.other).values())
