import pytest

from gongjian.core.audit import SYSTEM
from gongjian.desk.actions import MOST_AT_ONCE, catch_up, index_everything
from gongjian.desk.models import SearchEntry
from gongjian.desk.queries.search import read_lines, search
from gongjian.programmes.actions.measures import edit_measure, remove_measure
from gongjian.programmes.models import Measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(city):
    city.measure(number="GJ-1", title="推进不动产登记提速", state="running")
    city.measure(
        number="GJ-2", title="优化营商环境", title_en="Better business", lead_unit=city.health, state="running"
    )
    index_everything(by=SYSTEM)
    return city


def found(user, query, kind=""):
    return [str(getattr(line.record, "number", line.record)) for line in read_lines(search(user, query, kind).lines)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("登记", ["GJ-1"]),
        ("不动产登记", ["GJ-1"]),
        ("营商环境", ["GJ-2"]),
        ("营商 登记", []),
        ("business", ["GJ-2"]),
        ("GJ-1", ["GJ-1"]),
        ("没有的词", []),
    ],
)
def test_a_record_is_found_when_it_holds_every_word(indexed, query, numbers):
    assert found(indexed.reform, query, "programmes.measure") == numbers


def test_nobody_finds_what_they_may_not_see(indexed):
    assert found(indexed.handler, "营商环境") == []
    assert found(indexed.nobody, "营商环境") == []
    assert found(indexed.other, "营商环境") == ["GJ-2"]


def test_what_was_removed_is_not_found(indexed):
    remove_measure(Measure.objects.get(number="GJ-2"), by=indexed.reform, reason="重复")
    catch_up(by=SYSTEM)
    assert found(indexed.reform, "营商环境") == []


def test_a_change_is_found_at_once_and_the_old_words_no_more(indexed):
    edit_measure(Measure.objects.get(number="GJ-1"), {"title": "推进企业开办便利"}, by=indexed.reform)
    assert catch_up(by=SYSTEM) == 1
    assert found(indexed.reform, "开办") == ["GJ-1"]
    assert found(indexed.reform, "不动产") == []


def test_what_has_been_read_is_not_read_again(indexed):
    edit_measure(Measure.objects.get(number="GJ-1"), {"title": "推进企业开办便利"}, by=indexed.reform)
    assert [catch_up(by=SYSTEM), catch_up(by=SYSTEM)] == [1, 0]


def test_what_stands_in_a_title_comes_before_what_stands_in_a_text(city):
    city.measure(number="GJ-1", title="一项举措", goal="改善供水", state="running")
    city.measure(number="GJ-2", title="供水改革", state="running")
    index_everything(by=SYSTEM)
    assert found(city.reform, "供水", "programmes.measure") == ["GJ-2", "GJ-1"]


def test_a_search_costs_the_same_for_one_record_and_for_many(city, django_assert_num_queries):
    city.measure(number="GJ-0", title="供水改革", state="running")
    index_everything(by=SYSTEM)
    city.reform.posts_today  # noqa: B018  remembered for the request
    with django_assert_num_queries(3):
        read_lines(search(city.reform, "供水").lines)
    for number in range(1, 20):
        city.measure(number=f"GJ-{number}", title="供水改革", state="running")
    index_everything(by=SYSTEM)
    with django_assert_num_queries(3):
        assert len(read_lines(search(city.reform, "供水").lines)) == 20


def test_a_large_import_is_left_to_a_job(indexed, monkeypatch):
    monkeypatch.setattr("gongjian.desk.actions.MOST_AT_ONCE", 0)
    edit_measure(Measure.objects.get(number="GJ-1"), {"title": "推进企业开办便利"}, by=indexed.reform)
    assert MOST_AT_ONCE > 0
    assert catch_up(by=SYSTEM) == 0
    assert found(indexed.reform, "不动产") == ["GJ-1"]


def test_making_the_index_anew_leaves_one_entry_a_record(indexed):
    index_everything(by=SYSTEM)
    assert SearchEntry.objects.filter(kind="programmes.measure").count() == 2
