"""Values, differences and periods in words, in both languages."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from gongjian.indicators.queries import difference_in_words, period_in_words, value_in_words, words_of


@pytest.mark.parametrize(
    ("value", "unit", "unit_en", "value_type", "bound", "chinese", "english"),
    [
        (Decimal(197), "项", "measure|measures", "number", "exact", "197项", "197 measures"),
        (Decimal(1), "项", "measure|measures", "number", "exact", "1项", "1 measure"),
        (Decimal(20), "项", "measure|measures", "number", "at_least", "20多项", "more than 20 measures"),
        (Decimal(1140000), "户", "business|businesses", "number", "exact", "114万户", "1,140,000 businesses"),
        (
            Decimal(128000),
            "份/日",
            "sample a day|samples a day",
            "number",
            "exact",
            "12.8万份/日",
            "128,000 samples a day",
        ),
        (Decimal(1062), "个", "project|projects", "number", "exact", "1062个", "1,062 projects"),
        (Decimal(24223), "亿元", "hundred million yuan", "number", "exact", "24223亿元", "2.4223 trillion yuan"),
        (Decimal("26.4"), "%", "%", "number", "exact", "26.4%", "26.4%"),
        (Decimal(80), "%", "%", "number", "at_least", "80%以上", "at least 80%"),
        (Decimal(11), "位", "place|places", "ordinal", "exact", "第11位", "11th"),
        (Decimal(2020), "年", "year|years", "year", "exact", "2020年", "2020"),
        (datetime.date(2020, 11, 8), "", "", "date", "exact", "2020年11月8日", "8 November 2020"),
        (None, "项", "", "number", "exact", "—", "—"),
        (Decimal(5), "项", "", "number", "exact", "5项", "5 项"),
    ],
)
def test_a_value_in_words(value, unit, unit_en, value_type, bound, chinese, english):
    with override("zh-hans"):
        assert value_in_words(value, unit, unit_en, value_type, bound) == chinese
    with override("en"):
        assert value_in_words(value, unit, unit_en, value_type, bound) == english


def test_a_value_that_cannot_be_written_in_style_is_written_plainly():
    with override("zh-hans"):
        assert value_in_words(Decimal(0), "位", "", "ordinal") == "0位"
        assert value_in_words(Decimal("-3"), "届", "", "ordinal") == "-3届"


def said(value, value_type="number"):
    return SimpleNamespace(value=value, unit="项", unit_en="item|items", value_type=value_type, bound="exact")


@pytest.mark.parametrize(
    ("difference", "thing", "words"),
    [
        (Decimal(1), said(Decimal(198)), "+1 item"),
        (Decimal(-2), said(Decimal(195)), "−2 items"),
        (Decimal(0), said(Decimal(197)), "±0 items"),
        (3, said(datetime.date(2020, 1, 1), "date"), "+3 days"),
        (Decimal(-4), said(Decimal(7), "ordinal"), "−4"),
        (None, said(Decimal(7)), ""),
    ],
)
def test_a_difference_in_words(difference, thing, words):
    with override("en"):
        assert difference_in_words(difference, thing) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020-01-01", "2020-11-30", "January–November 2020"),
        ("2020-01-01", "2020-12-31", "the whole of 2020"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2020-02-01", "2020-02-28", "1 February 2020 to 28 February 2020"),
        ("2019-11-01", "2020-02-29", "1 November 2019 to 29 February 2020"),
        (None, "2020-12-24", ""),
        (None, None, ""),
    ],
)
def test_a_period_in_words(start, end, words):
    days = [datetime.date.fromisoformat(day) if day else None for day in (start, end)]
    with override("en"):
        assert period_in_words(*days) == words


def test_what_has_a_value_is_put_in_words():
    with override("en"):
        assert words_of(said(Decimal(3))) == "3 items"
