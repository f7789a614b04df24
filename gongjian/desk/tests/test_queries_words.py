import pytest

from gongjian.desk.queries.words import words_asked_for, words_of, words_of_title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("优化营商环境", {"优化", "营商", "环境"}),
        ("GJ-2020-017 ＡＢＣ", {"gj", "2020", "017", "abc"}),
        ("审批", {"审批"}),
        ("", set()),
        ("，。！", set()),
    ],
)
def test_a_text_is_cut_into_its_words(text, words):
    assert words <= words_of(text)
    assert all(len(word) > 1 or word.isascii() for word in words_of(text))


def test_a_title_is_found_by_any_two_neighbouring_characters():
    assert {"批局", "行政", "政审"} <= words_of_title("行政审批局")


@pytest.mark.parametrize("query", ["营商环境", "不动产登记", "流程再造攻坚行动", "企业", "改革办 2020"])
def test_whatever_is_asked_for_is_among_the_words_of_a_text_that_says_so(query):
    assert words_asked_for(query) <= words_of(f"本市{query}的若干措施") | words_of_title(f"本市{query}的若干措施")


@pytest.mark.parametrize("query", ["", "的", "%", "'; DROP TABLE", "\x00", "字" * 5000])
def test_junk_is_cut_without_complaint_and_never_into_many_words(query):
    assert len(words_asked_for(query)) < 250


def test_a_single_character_asks_for_nothing():
    assert words_asked_for("批") == set()
