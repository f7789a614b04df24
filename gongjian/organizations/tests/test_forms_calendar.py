from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.calendar import seed_notice
from gongjian.organizations.forms import NoticeForm, NoticeTextForm
from gongjian.organizations.forms.calendar import read_days, read_notice, write_days

GOLDEN_WEEK = [date(2020, 10, day) for day in range(1, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "2020-10-01 至 2020-10-08",
        "10月1日至8日",
        "10月1日至10月8日放假，共8天",
        "10-1 to 10-8",
        "10.1~10.8",
        "10/1—10/8",
        "2020年10月1日－8日".replace("－", "–"),
        "１０月１日至８日",
        "10月1日（星期四）至8日（星期四）放假调休",
        "# 国庆\n10月1日\n\n10月2日至8日",
        "10月1日、10月2日、10月3日至8日",
    ],
)
def test_days_are_read_as_people_write_them(text):
    assert read_days(text, 2020) == (GOLDEN_WEEK, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("10月1日\nsoon", 2),
        ("10月32日", 1),
        ("2月30日", 1),
        ("13月1日", 1),
        ("10月8日至1日", 1),
        ("1月1日至12月31日", 1),
        ("10月1日至3日至5日", 1),
        ("<script>alert(1)</script>", 1),
        ("10月1日\n" + "(" * 5000, 2),
        ("0000-00-00", 1),
        ("\x0010月1日x", 1),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text, line):
    _days, problems = read_days(text, 2020)
    assert len(problems) == 1
    assert str(line) in problems[0]


def test_too_many_lines_are_refused_at_once():
    days, problems = read_days("10月1日\n" * 201, 2020)
    assert (days, len(problems)) == ([], 1)


@given(st.sets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=40))
def test_days_written_are_read_back(days):
    assert read_days(write_days(list(days)), 2020) == (sorted(days), [])


def test_a_run_of_days_is_written_as_a_range():
    assert write_days(GOLDEN_WEEK) == "2020-10-01 至 2020-10-08"


def test_the_form_puts_the_fault_beside_the_field():
    form = NoticeForm({"holidays": "soon", "workdays": "", "source": "x"}, year=2020)
    assert not form.is_valid()
    assert set(form.errors) == {"holidays"}


NOTICE = """一、元旦：2020年1月1日放假，共1天。
二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。
三、清明节：4月4日至6日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。
五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。
六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。"""


def test_a_notice_is_read_from_its_own_sentences():
    """Against the built-in one, which also has the three days by which the holiday was prolonged in 2020."""
    holidays, workdays, problems = read_notice(NOTICE, 2020)
    known = seed_notice(2020)
    prolonged = {date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)}
    assert problems == []
    assert set(holidays) == known.holidays - prolonged
    assert set(workdays) == known.workdays | {date(2020, 2, 1)}


def test_a_notice_is_read_from_lines_of_a_table():
    assert read_notice("2020-10-01,off\n2020-09-27,work\n10-02，休\n", 2020) == (
        [date(2020, 10, 1), date(2020, 10, 2)],
        [date(2020, 9, 27)],
        [],
    )


def test_days_of_another_year_are_set_apart():
    form = NoticeTextForm({"year": 2023, "text": "元旦：2022年12月31日至2023年1月2日放假调休，共3天。"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["holidays"] == [date(2023, 1, 1), date(2023, 1, 2)]
    assert form.cleaned_data["elsewhere"] == [date(2022, 12, 31)]


@pytest.mark.parametrize(
    "text", ["", "本通知没有日期。", "10月32日放假。", "10月8日至10月1日放假。", "x" * 20_001, "放假" * 400]
)
def test_a_text_without_days_off_is_refused_beside_the_field(text):
    form = NoticeTextForm({"year": 2020, "text": text})
    assert not form.is_valid()
    assert set(form.errors) == {"text"}


@pytest.mark.parametrize(
    "text", [("1月1日(" * 40 + "\n") * 100, "1月1日至" * 60 + "放假", "(" * 19_000, "、" * 19_000, "1-" * 9_000]
)
def test_hostile_text_gives_few_problems_and_no_days(text):
    for days, *_rest, problems in (read_notice(text, 2020), read_days(text, 2020)):
        assert len(problems) <= 20
        assert len(days) <= 1
