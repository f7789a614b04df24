import pytest

from gongjian.core.documents.cleaning import width_of
from gongjian.core.documents.titles import LINE_WIDTH, title_lines


def test_a_title_that_fits_stays_whole():
    assert title_lines("关于全市重点任务三季度推进情况的通报") == ["关于全市重点任务三季度推进情况的通报"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于2020年度全市重点改革任务专项督导评估情况的通报", ["关于2020年度全市重点改革任务", "专项督导评估情况的通报"]),
        ("清河市改革委员会办公室关于开展年度述职评议的通知", ["清河市改革委员会办公室", "关于开展年度述职评议的通知"]),
        ("奋力攻坚克难推动重点领域和关键环节改革取得新突破——清河市二〇二〇年改革工作综述",
         ["奋力攻坚克难推动重点领域", "和关键环节改革取得新突破", "——清河市二〇二〇年改革工作综述"]),
    ],
)  # fmt: skip
def test_a_long_title_breaks_between_phrases(title, lines):
    assert title_lines(title) == lines


def test_lines_fit_the_page_lose_nothing_and_cut_neither_number_nor_word():
    title = "关于做好2020年Internet接入和12345热线整合等37项重点任务收尾工作的通知"
    lines = title_lines(title)
    assert "".join(lines) == title
    assert max(map(width_of, lines)) <= LINE_WIDTH
    for whole in ("2020年", "Internet", "12345", "37项"):
        assert any(whole in line for line in lines)


def test_a_break_by_hand_is_obeyed_even_where_none_is_needed():
    assert title_lines("一行\n又一行") == ["一行", "又一行"]


def test_a_title_of_five_thousand_characters_is_left_to_the_reader():
    assert title_lines("改" * 5000) == ["改" * 5000]


def test_a_word_that_cannot_be_broken_is_left_whole():
    assert title_lines("A" * 50) == ["A" * 50]
