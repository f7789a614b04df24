from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gongjian.programmes.models import Measure
from gongjian.programmes.rules import cells


@pytest.mark.parametrize(
    "written",
    ["2020-12-24", "2020/12/24", "2020.12.24", "2020年12月24日", " 2020-12-24 ", "２０２０／１２／２４", "２０２０．１２．２４",
     "２０２０年１２月２４日", "２０２０－１２－２４", "２０２０-12-24"],
)  # fmt: skip
def test_a_date_may_be_written_in_four_ways_and_with_the_figures_of_a_chinese_keyboard(written):
    assert cells.day(written) == date(2020, 12, 24)


def test_single_digits_are_dates_too_and_nothing_is_none():
    assert cells.day("2020年3月1日") == cells.day("2020/3/1") == cells.day("2020.3.1") == date(2020, 3, 1)
    assert cells.day("") is None


@pytest.mark.parametrize(
    "written",
    ["12/24/2020", "24.12.2020", "2020.12", "2020.1", "2020-12/24", "2020。12。24", "44189", "明年底", "2020-13-01", "2021-02-29", "0001-01-01", "9999-12-31",
     "2020-12-24 10:00", "２０２０-13-24", "②020-12-24", "2020-12-24\n2020-12-25"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_what_was_written(written):
    with pytest.raises(ValidationError) as error:
        cells.day(written)
    assert written.split("\n")[0] in error.value.messages[0]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("66", "66"),
        ("1,234.5", "1234.5"),
        ("-3", "-3"),
        ("0.1250", "0.125"),
        ("１，２３４．５", "1234.5"),
        ("－３", "-3"),
    ],
)
def test_a_quantity_is_a_plain_number(written, number):
    assert cells.quantity(written) == Decimal(number)


@pytest.mark.parametrize(
    "written", ["NaN", "nan", "Infinity", "-inf", "1e999", "1e14", "9" * 400, "0.00001", "约20家", "0x10", "10²", "½"]
)
def test_no_quantity_that_cannot_be_kept_gets_in(written):
    with pytest.raises(ValidationError):
        cells.quantity(written)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4, allow_nan=False))
def test_every_quantity_that_can_be_kept_comes_back_as_it_was(number):
    assert cells.quantity(f"{number:f}") == number


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused_with_words(text):
    for read in (
        cells.day,
        cells.quantity,
        cells.yes,
        lambda value: cells.whole(value, least=1, most=100),
        lambda value: cells.choice(value, Measure.State),
        lambda value: cells.text(value, longest=20),
    ):
        try:
            read(text)
        except ValidationError as error:
            assert error.messages[0]


@pytest.mark.parametrize(
    ("written", "number"), [("25", 25), ("25%", 25), ("25％", 25), ("２５％", 25), ("　２５", 25), (" 100 ", 100)]
)
def test_a_weight_is_a_whole_percent(written, number):
    assert cells.whole(written, least=1, most=100) == number


@pytest.mark.parametrize("written", ["0", "101", "25.5", "-1", "", "二十", "٢٥", "1e2"])
def test_a_weight_that_is_none_is_refused(written):
    with pytest.raises(ValidationError):
        cells.whole(written, least=1, most=100)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\ud800"])
def test_a_control_character_is_named_by_its_place(character):
    with pytest.raises(ValidationError, match="3"):
        cells.text(f"改革{character}攻坚", longest=100)


def test_line_breaks_stay_where_lines_are_allowed_and_become_spaces_elsewhere():
    assert cells.text("一\r\n二", longest=9, lines=True) == "一\n二"
    assert cells.text("一 \n 二", longest=9) == "一 二"


def test_a_text_that_is_too_long_says_how_long_it_is():
    with pytest.raises(ValidationError, match="201"):
        cells.text("长" * 201, longest=200)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("written", ["running", "推进中", "Running", "RUNNING"])
def test_a_choice_is_known_by_its_code_and_by_its_name_in_both_languages(language, written):
    with translation.override(language):
        assert cells.choice(written, Measure.State) == "running"


def test_a_choice_that_is_none_is_told_what_there_is():
    with pytest.raises(ValidationError) as error:
        cells.choice("快了", Measure.Origin)
    assert "快了" in error.value.messages[0] and str(Measure.Origin.OWN.label) in error.value.messages[0]
