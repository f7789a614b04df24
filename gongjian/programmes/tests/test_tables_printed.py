from datetime import date

import pytest
from django.utils.translation import override

from gongjian.programmes import queries
from gongjian.programmes.models import Measure
from gongjian.programmes.tables import prepare_measures
from gongjian.programmes.tables.printed import printed_rows
from gongjian.programmes.tests.factories import make_evidence, make_measure, make_milestone


def printed(*measures):
    measures = list(Measure.objects.filter(pk__in=[measure.pk for measure in measures]).order_by("number"))
    prepare_measures(measures)
    return printed_rows(measures, queries.steps_of(measures))


def test_a_row_says_what_the_measure_is_who_leads_it_and_how_far_it_is(city):
    measure = make_measure(
        city.campaign, city.water, number="A", title="一窗受理", leader="副市长", due=date(2020, 9, 1)
    )
    make_milestone(measure, sequence=2, weight=60, title="上线", title_en="Launch", due=date(2020, 8, 31))
    first = make_milestone(measure, sequence=1, weight=40, title="方案", due=date(2020, 3, 2))
    make_evidence(first, verified=True)
    text = printed(measure)
    for words in (
        "一窗受理",
        "A · ",
        "副市长",
        city.water.short_name or city.water.name,
        "2020年9月1日",
        "40%",
        "应达 100%",
    ):
        assert words in text
    assert text.index("1. 方案 <small>3/2</small>") < text.index("2. 上线 <small>8/31</small>")
    with override("en"):
        assert "2. Launch <small>8/31</small>" in printed(measure)


def test_what_is_missing_is_a_dash(city):
    assert printed(make_measure(city.campaign, number="A", leader="")).count(">—<") == 3  # leader, progress, milestones


def test_rows_are_numbered_and_each_has_its_own_milestones(city):
    one, two = make_measure(city.campaign, number="A"), make_measure(city.campaign, number="B")
    make_milestone(two, title="其二")
    first, second = printed(one, two).split("</tr>")[:2]
    assert '<td class="num">1</td>' in first and "其二" not in first
    assert '<td class="num">2</td>' in second and "其二" in second


@pytest.mark.parametrize("field", ["title", "leader"])
def test_texts_are_escaped(city, field):
    measure = make_measure(city.campaign, **{field: "<script>&"})
    make_milestone(measure, title="<img src=x>")
    text = printed(measure)
    assert "<script>" not in text and "<img" not in text and "&lt;script&gt;&amp;" in text


def test_milestones_of_many_measures_are_one_query(city, django_assert_num_queries):
    measures = [make_measure(city.campaign, number=f"N{n}") for n in range(5)]
    for measure in measures[1:]:
        make_milestone(measure)
    with django_assert_num_queries(1):
        found = queries.steps_of(measures)
    assert set(found) == {measure.pk for measure in measures[1:]}
