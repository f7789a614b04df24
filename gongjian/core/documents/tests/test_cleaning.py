import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongjian.core.documents import UnwritableText
from gongjian.core.documents.cleaning import clean, clean_lines, document_number, on_one_line, width_of


def test_control_characters_vanish_and_breaks_become_a_space():
    assert clean("改\x00革\x0b攻\r\n坚\u2028啊\x1b\x7f\ufeff") == "改革 攻 坚 啊"


def test_marks_that_turn_the_reading_order_vanish_but_arabic_letters_stay():
    assert clean("单\u202e号\u2066سلام\u2069") == "单号سلام"


def test_emoji_and_full_width_punctuation_stay():
    text = "好👍🏽👨\u200d👩\u200d👧，“引号”——……〔2020〕"
    assert clean(text) == text


def test_half_a_character_is_refused_with_its_place():
    with pytest.raises(UnwritableText) as refused:
        clean("改革\ud83d攻坚")
    assert refused.value.position == 2
    assert refused.value.nearby == "改革\ufffd攻坚"
    assert str(refused.value).encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_cleaned_can_stand_in_xml_and_is_stable(text):
    cleaned = clean(text)
    element = etree.Element("t")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text in (cleaned, None)
    assert clean(cleaned) == cleaned


def test_a_title_broken_by_hand_gives_its_lines_without_empty_ones():
    assert clean_lines(" 第一行\r\n\n第\t二行 ") == ["第一行", "第 二行"]


def test_a_broken_title_joins_without_a_gap_in_chinese_and_with_one_in_english():
    assert on_one_line("第一行\n第二行") == "第一行第二行"
    assert on_one_line("Overview of\nReforms") == "Overview of Reforms"


@pytest.mark.parametrize(
    "written",
    [
        "清改发[2020]07号",
        "清改发（2020）第7号",
        "清改发【2020】 7号",
        "清改发〔2020〕7号",
        "清改发(2020)007号",
    ],
)
def test_a_document_number_gets_its_brackets_and_loses_第_and_zeros(written):
    assert document_number(written) == "清改发〔2020〕7号"


def test_a_round_number_keeps_its_zeros():
    assert document_number("清改发〔2020〕100号") == "清改发〔2020〕100号"


def test_width_counts_half_for_latin_and_digits():
    assert width_of("2020年12月4日") == 6.5
    assert width_of("A4，“”") == 4.0
