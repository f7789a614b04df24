import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.numerals import STYLES, NumberStyleError, chinese_words, english_words, write

D = Decimal
BILLIONS = "hundred million yuan"
LEAST = {"bound": "at_least"}
CASES = [
    # value, arguments, unit and words in Chinese, unit and words in English
    (197, {}, "项", "197项", "measure|measures", "197 measures"),
    (1, {}, "项", "1项", "measure|measures", "1 measure"),
    (D("1.04"), {"digits": 0}, "项", "1项", "measure|measures", "1 measure"),
    (1077, {}, "家", "1077家", "company|companies", "1,077 companies"),
    (0, {}, "次", "0次", "visit|visits", "0 visits"),
    (D("-6.30"), {}, "%", "-6.3%", "%", "-6.3%"),
    (D("-0.04"), {"digits": 1}, "", "0", "", "0"),
    (D("83.456"), {"digits": 1}, "%", "83.5%", "%", "83.5%"),
    (D("0.25"), {"digits": 1}, "", "0.3", "", "0.3"),
    ("62.6", {}, "亿元", "62.6亿元", BILLIONS, "6.26 billion yuan"),
    (24223, {}, "亿元", "24223亿元", BILLIONS, "2.4223 trillion yuan"),
    (D("9.44"), {}, "亿美元", "9.44亿美元", "hundred million US dollars", "944 million US dollars"),
    (D("0.5"), {}, "亿元", "0.5亿元", BILLIONS, "50,000,000 yuan"),
    (D("3.7"), {}, "万户", "3.7万户", "ten thousand household|ten thousand households", "37,000 households"),
    (20, LEAST, "项", "20多项", "item|items", "more than 20 items"),
    (0, LEAST, "项", "0项以上", "item|items", "at least 0 items"),
    (4, LEAST, "倍", "4倍以上", "times", "at least 4 times"),
    (80, LEAST, "%", "80%以上", "%", "at least 80%"),
    (D("83.5"), {"digits": 0, **LEAST}, "%", "83%以上", "%", "at least 83%"),
    (20000, {"style": "wan"}, "台", "2万台", "unit|units", "20,000 units"),
    (128000, {"style": "wan"}, "份", "12.8万份", "test|tests", "128,000 tests"),
    (128999, {"style": "wan", "digits": 1}, "份", "12.9万份", "test|tests", "129,000 tests"),
    (200000, {"style": "wan", **LEAST}, "台", "20多万台", "unit|units", "more than 200,000 units"),
    (128000, {"style": "wan", **LEAST}, "份", "12.8万份以上", "test|tests", "at least 128,000 tests"),
    (20000, {"style": "wan"}, "千瓦时", "2万千瓦时", "kWh", "20,000 kWh"),
    (173000000000, {"style": "yi"}, "元", "1730亿元", "yuan", "173 billion yuan"),
    (D("26.40"), {"style": "percent"}, "%", "26.4%", "%", "26.4%"),
    (80, {"style": "percent", **LEAST}, "%", "80%以上", "percent", "at least 80%"),
    (9, {"style": "words"}, "大", "九大", "campaign|campaigns", "nine campaigns"),
    (2, {"style": "words"}, "次", "两次", "time|times", "two times"),
    (2, {"style": "words"}, "", "二", "", "two"),
    (12, {"style": "words"}, "个", "十二个", "unit|units", "twelve units"),
    (20, {"style": "words", **LEAST}, "项", "二十多项", "item|items", "more than twenty items"),
    (25, {"style": "fraction"}, "%", "1/4", "%", "one quarter"),
    (60, {"style": "fraction"}, "%", "3/5", "%", "three fifths"),
    (D("12.5"), {"style": "fraction", **LEAST}, "%", "1/8以上", "%", "at least one eighth"),
    (1, {"style": "ordinal"}, "位", "第1位", "", "1st"),
    (2, {"style": "ordinal"}, "位", "第2位", "", "2nd"),
    (3, {"style": "ordinal"}, "位", "第3位", "", "3rd"),
    (11, {"style": "ordinal"}, "位", "第11位", "", "11th"),
    (112, {"style": "ordinal"}, "位", "第112位", "", "112th"),
    (121, {"style": "ordinal"}, "位", "第121位", "", "121st"),
    (260, {"style": "duo"}, "亿元", "260多亿元", BILLIONS, "more than 26 billion yuan"),
    (197, {"style": "duo", "digits": -1}, "项", "190多项", "item|items", "more than 190 items"),
    (80, {"style": "above"}, "%", "80%以上", "%", "at least 80%"),
    (3000, {"style": "above", **LEAST}, "人", "3000人以上", "person|people", "at least 3,000 people"),
    (2020, {"style": "year"}, "", "2020年", "", "2020"),
    (date(2020, 12, 24), {"style": "date"}, "", "2020年12月24日", "", "24 December 2020"),
    ("2020-11-08", {}, "", "2020年11月8日", "", "8 November 2020"),
    (10**17 + 1, {}, "", "100000000000000001", "", "100,000,000,000,000,001"),
]


@pytest.mark.parametrize(("value", "how", "unit", "chinese", "unit_en", "english"), CASES)
def test_a_value_stands_in_the_words_of_each_language(
    value: Any, how: dict[str, Any], unit: str, chinese: str, unit_en: str, english: str
) -> None:
    assert write(value, unit=unit, **how) == chinese
    assert write(value, unit=unit_en, language="en", **how) == english


@pytest.mark.parametrize(
    ("value", "how", "reason"),
    [
        (1, {"style": "roman"}, "unknown_style"),
        (1, {"language": "zh_Hans"}, "unknown_language"),
        (1, {"bound": "atleast"}, "unknown_bound"),
        (1, {"digits": 7}, "bad_digits"),
        (1, {"digits": "1"}, "bad_digits"),
        (date(2020, 1, 1), {"style": "percent"}, "not_a_number"),
        (date(2020, 1, 1), {"bound": "at_least"}, "no_bound"),
        (datetime(2020, 1, 1), {}, "not_a_number"),
        (D("NaN"), {}, "not_a_number"),
        (D("Infinity"), {}, "not_a_number"),
        (0.5, {}, "not_a_number"),
        (True, {}, "not_a_number"),
        ("１２", {}, "not_a_number"),
        ("1_000", {}, "not_a_number"),
        ("", {}, "not_a_number"),
        ("2020-13-01", {}, "not_a_date"),
        (20, {"style": "date"}, "not_a_date"),
        (D("1.5"), {"style": "words"}, "not_whole"),
        (100, {"style": "words"}, "out_of_range"),
        (-1, {"style": "words"}, "out_of_range"),
        (2, {"style": "words", "unit": "%"}, "wrong_unit"),
        (0, {"style": "ordinal"}, "out_of_range"),
        (11, {"style": "ordinal", "bound": "at_least"}, "no_bound"),
        (2020, {"style": "year", "bound": "at_least"}, "no_bound"),
        (26, {"style": "fraction", "unit": "%"}, "no_such_fraction"),
        (100, {"style": "fraction", "unit": "%"}, "no_such_fraction"),
        (25, {"style": "fraction", "unit": "项"}, "wrong_unit"),
        (25, {"style": "percent", "unit": "项"}, "wrong_unit"),
        (197, {"style": "duo"}, "not_round"),
        (D(1) / 3, {}, "would_round"),
        (1, {"style": "yi"}, "would_round"),
        (D("1E-999999"), {}, "would_round"),
        (10**18, {}, "out_of_range"),
        (D("1E+999999"), {}, "out_of_range"),
        (20000, {"style": "wan", "unit": "亿元"}, "mixed_scale"),
        (20000, {"style": "yi", "unit": "万元"}, "mixed_scale"),
        (5, {"unit": "万亿元"}, "mixed_scale"),
        (20000, {"style": "wan", "unit": BILLIONS, "language": "en"}, "mixed_scale"),
    ],
)
def test_what_cannot_be_written_truthfully_is_refused(value: Any, how: dict[str, Any], reason: str) -> None:
    with pytest.raises(NumberStyleError) as error:
        write(value, **how)
    assert error.value.reason == reason


@pytest.mark.parametrize("style", sorted(set(STYLES) - {"date", "ordinal", "year"}))
@pytest.mark.parametrize("value", [10, 50])
def test_a_lower_bound_is_always_said(style: str, value: int) -> None:
    unit = "%" if style in ("percent", "fraction") else ""
    value = 10**9 * value if style in ("wan", "yi") else value
    chinese = write(value, unit=unit, style=style, bound="at_least")
    english = write(value, unit=unit, style=style, bound="at_least", language="en")
    assert "多" in chinese or chinese.endswith("以上")
    assert english.startswith(("more than ", "at least "))


@given(st.decimals(0, 10**9, places=4), st.integers(-3, 3))
def test_a_rounded_lower_bound_is_never_above_the_value(value: Decimal, digits: int) -> None:
    text = write(value, unit="项", style="above", digits=digits)
    assert Decimal(text.removesuffix("项以上")) <= value


SCALES = {"": 1, "万": 10**4, "亿": 10**8, "million": 10**6, "billion": 10**9, "trillion": 10**12}


def read_back(text: str) -> Decimal:
    """The value a reader takes from figures and their scale: the way back, made independently."""
    match = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?) ?(|万|亿|million|billion|trillion) ?(项|items?|%)?", text)
    assert match, text
    return Decimal(match[1].replace(",", "")) * SCALES[match[2]]


@given(
    st.decimals(-(10**13), 10**13, places=2),
    st.sampled_from(["plain", "wan", "yi"]),
    st.sampled_from([("zh-hans", "项"), ("en", "item|items")]),
)
def test_figures_read_back_to_the_value(value: Decimal, style: str, tongue: tuple[str, str]) -> None:
    language, unit = tongue
    try:
        text = write(value, unit=unit, style=style, language=language)
    except NumberStyleError as error:
        assert (error.reason, style) in {("would_round", "wan"), ("would_round", "yi")}
        return
    assert read_back(text) == value


@given(st.decimals(0, 10**5, places=3))
def test_an_english_unit_of_a_hundred_million_reads_back_to_the_same_sum(value: Decimal) -> None:
    text = write(value, unit="hundred million items", language="en")
    assert read_back(text) == value * 10**8


@given(st.integers(0, 99))
def test_words_read_back_to_the_number(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, shi, ones = chinese_words(number).partition("十")
    if shi:
        assert (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0) == number
    else:
        assert digits.index(tens) == number
    assert english_words(number) not in {english_words(other) for other in range(100) if other != number}


@given(st.text(max_size=30), st.sampled_from(sorted(STYLES)), st.text(max_size=5))
def test_any_text_is_written_or_refused_with_a_reason(value: str, style: str, unit: str) -> None:
    try:
        assert write(value, style=style, unit=unit)
    except NumberStyleError as error:
        assert error.reason
