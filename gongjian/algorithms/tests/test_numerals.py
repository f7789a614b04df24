from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.numerals import STYLES, NumberStyleError, chinese_words, write

CASES = [
    # value, arguments, Chinese, English unit, English
    (197, {}, "项", "197项", "measure|measures", "197 measures"),
    (1, {}, "项", "1项", "measure|measures", "1 measure"),
    (1077, {}, "家", "1077家", "company|companies", "1,077 companies"),
    (Decimal("62.60"), {}, "亿元", "62.6亿元", "billion yuan", "62.6 billion yuan"),
    (0, {}, "次", "0次", "visit|visits", "0 visits"),
    (20, {"bound": "at_least"}, "项", "20多项", "item|items", "more than 20 items"),
    (4, {"bound": "at_least"}, "倍", "4倍以上", "times", "at least 4 times"),
    (80, {"bound": "at_least"}, "%", "80%以上", "%", "at least 80%"),
    (20000, {"style": "wan"}, "台", "2万台", "unit|units", "20,000 units"),
    (128000, {"style": "wan"}, "份", "12.8万份", "test|tests", "128,000 tests"),
    (1140000, {"style": "wan"}, "户", "114万户", "entity|entities", "1,140,000 entities"),
    (173000000000, {"style": "yi"}, "元", "1730亿元", "yuan", "173,000,000,000 yuan"),
    (26.4, {"style": "percent"}, "%", "26.4%", "%", "26.4%"),
    (9, {"style": "words"}, "大", "九大", "campaign|campaigns", "nine campaigns"),
    (2, {"style": "words"}, "次", "两次", "time|times", "two times"),
    (10, {"style": "words"}, "大", "十大", "battle|battles", "ten battles"),
    (25, {"style": "fraction"}, "%", "1/4", "%", "one quarter"),
    (11, {"style": "ordinal"}, "位", "第11位", "", "11th"),
    (3, {"style": "ordinal"}, "位", "第3位", "", "3rd"),
    (112, {"style": "ordinal"}, "位", "第112位", "", "112th"),
    (
        260,
        {"style": "duo"},
        "亿元",
        "260多亿元",
        "hundred million yuan",
        "more than 260 hundred million yuan",
    ),
    (80, {"style": "above"}, "%", "80%以上", "%", "at least 80%"),
    (2020, {"style": "year"}, "", "2020年", "", "2020"),
    (date(2020, 12, 24), {"style": "date"}, "", "2020年12月24日", "", "24 December 2020"),
    (Decimal("83.456"), {"digits": 1}, "%", "83.5%", "%", "83.5%"),
    (Decimal("0.25"), {"digits": 1}, "", "0.3", "", "0.3"),
]


@pytest.mark.parametrize(("value", "how", "unit", "chinese", "unit_en", "english"), CASES)
def test_a_value_stands_in_the_words_of_each_language(value, how, unit, chinese, unit_en, english):
    value = Decimal(str(value)) if isinstance(value, float) else value
    assert write(value, unit=unit, **how) == chinese
    assert write(value, unit=unit_en, language="en", **how) == english


@pytest.mark.parametrize(
    ("value", "style", "reason"),
    [
        (1, "roman", "unknown_style"),
        (date(2020, 1, 1), "percent", "not_a_number"),
        (20, "date", "not_a_date"),
        (Decimal("1.5"), "words", "not_whole"),
        (100, "words", "too_large"),
        (26, "fraction", "no_such_fraction"),
        (0, "ordinal", "not_whole"),
        (Decimal("NaN"), "plain", "not_a_number"),
        (Decimal(1) / 3, "plain", "would_round"),
    ],
)
def test_what_cannot_be_written_truthfully_is_refused(value, style, reason):
    with pytest.raises(NumberStyleError) as error:
        write(value, style=style)
    assert error.value.reason == reason


@pytest.mark.parametrize("style", sorted(set(STYLES) - {"words", "fraction", "ordinal", "date", "year"}))
def test_a_lower_bound_is_always_said(style):
    chinese = write(10**9, unit="项", style=style, bound="at_least")
    assert "多" in chinese or "以上" in chinese
    english = write(10**9, unit="item|items", style=style, bound="at_least", language="en")
    assert english.startswith(("more than", "at least"))


@given(st.decimals(0, 10**9, places=3))
def test_figures_read_back_to_the_value(value):
    assert Decimal(write(value)) == value
    assert Decimal(write(value, style="wan").removesuffix("万")) * 10000 == value if value % 10 == 0 else True


@given(st.integers(0, 99))
def test_chinese_words_read_back_to_the_number(number):
    tens, _shi, ones = chinese_words(number).partition("十")
    digits = "零一二三四五六七八九"
    if not _shi:
        assert digits.index(tens) == number
    else:
        assert (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0) == number
