import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from gongjian.algorithms.overview_text import TemplateError, figure_uses, parse
from gongjian.core.audit import SYSTEM
from gongjian.indicators.computed import value_of
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.tests.factories import declared, make_definition, make_observation
from gongjian.reports import actions
from gongjian.reports.models import Overview
from gongjian.reports.queries import render_overview, render_snapshot, render_text
from gongjian.reports.tests.factories import TEXT, make_figures, make_overview

pytestmark = pytest.mark.django_db


def written(source: str, language: str = "zh-hans") -> str:
    return render_text(source, language=language, year=2020, labels=[]).text


def test_figures_stand_in_the_text_with_their_unit():
    make_figures()
    text = render_overview(make_overview(), "zh-hans").text
    assert "进出口总额1730亿元，热线12345" in text


def test_english_writes_the_same_figures_its_own_way():
    make_figures()
    assert "Trade was 173 billion yuan; the line is 12345" in render_overview(make_overview(), "en").text


def test_english_falls_back_to_the_chinese_text_where_there_is_none():
    make_figures()
    overview = make_overview(text_en="")
    assert "进出口总额" in render_overview(overview, "en").text


def test_a_missing_value_names_who_owes_it_and_never_reads_as_zero():
    make_figures()
    rendering = render_overview(make_overview(), "zh-hans")
    (gap,) = rendering.gaps
    assert "市委宣传部" in gap.words
    assert gap.value is None
    assert "【" in rendering.text
    assert "刊播0" not in rendering.text


def test_a_lower_bound_is_said():
    definition = make_definition("a.many", unit="项")
    make_observation(definition, "20", bound=Observation.Bound.AT_LEAST)
    assert "20多项" in written('= t\n\n{{ figure "a.many" year=2020 }}')


def test_a_date_stands_as_a_date():
    make_observation(make_definition("a.day", value_type="date", unit=""), datetime.date(2020, 11, 8))
    assert "2020年11月8日" in written('= t\n\n{{ figure "a.day" year=2020 style="date" }}')


def test_a_value_that_outgrew_its_style_is_written_plainly_and_the_editor_is_told():
    make_observation(make_definition("a.share", unit="%"), "27")
    rendering = render_text(
        '= t\n\n{{ figure "a.share" year=2020 style="fraction" }}', language="zh-hans", year=2020, labels=[]
    )
    (statement,) = rendering.statements
    assert (statement.words, statement.style_fault) == ("27%", "no_such_fraction")


def test_an_unknown_figure_leaves_the_rest_of_the_text_whole():
    rendering = render_text('= t\n\n前{{ figure "no.such" }}后', language="en", year=2020, labels=[])
    (statement,) = rendering.statements
    assert statement.is_fault
    assert rendering.text == "t\n前[no such figure]后\n"


def test_a_text_that_cannot_be_read_is_refused_with_its_places():
    with pytest.raises(TemplateError) as caught:
        written("= t\n\n{{ figure }}")
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(3, 1)]


def test_contents_come_from_the_headings():
    make_figures()
    rendering = render_overview(make_overview(), "zh-hans")
    assert [(block.anchor, block.text, block.second_text) for block in rendering.headings] == [
        ("s1", "对外开放", "稳中有进")
    ]
    assert (rendering.title, rendering.subtitle) == ("把事办成", "某市综述")


def test_a_figure_knows_where_it_opens():
    make_figures()
    (first, *_rest) = render_overview(make_overview(), "zh-hans").statements
    assert first.url == "/indicators/trade.total/?year=2020"
    assert first.card_url == "/indicators/trade.total/card/?year=2020"


def test_reading_a_text_costs_the_same_for_two_reported_figures_and_for_forty(django_assert_num_queries):
    for number in range(40):
        make_observation(make_definition(f"many.f{number}", unit="项"), str(number + 1))

    def queries_of(count: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        text = "= t\n\n" + "".join(f'{{{{ figure "many.f{number}" year=2020 }}}}' for number in range(count))
        with CaptureQueriesContext(connection) as caught:
            written(text)
        return len(caught)

    assert queries_of(2) == queries_of(40)


def test_a_snapshot_reads_as_the_text_did_when_it_was_taken_in_both_languages():
    make_figures()
    overview = make_overview()
    before = {language: render_overview(overview, language).text for language in ("zh-hans", "en")}
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    assert {language: render_snapshot(snapshot, language).text for language in before} == before


def test_a_corrected_observation_changes_the_text_but_not_the_snapshot_which_says_both():
    make_figures()
    overview = make_overview()
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    Observation.objects.filter(definition__name="trade.total").update(number=Decimal(1800))
    assert "1800亿元" in render_overview(overview, "zh-hans").text
    compared = render_snapshot(snapshot, "zh-hans", compare=True)
    assert "1730亿元" in compared.text
    (changed,) = compared.changed
    assert (changed.words, changed.today.words) == ("1730亿元", "1800亿元")


def test_a_gap_that_was_filled_since_shows_as_changed():
    make_figures()
    snapshot = actions.take_snapshot(make_overview(), by=SYSTEM)
    make_observation(Definition.objects.get(name="press.items"), "320")
    (changed,) = render_snapshot(snapshot, "zh-hans", compare=True).changed
    assert changed.is_gap
    assert changed.today.words == "320篇次"


def test_a_snapshot_is_read_without_reading_a_figure(django_assert_num_queries):
    make_figures()
    snapshot = actions.take_snapshot(make_overview(), by=SYSTEM)
    calls = []

    def compute(*, year: int):
        calls.append(year)
        return value_of(7)

    with declared("a.counted", compute):
        counted = make_overview(text='= t\n\n{{ figure "a.counted" year=2020 }}', text_en="", labels=[])
        frozen = actions.take_snapshot(counted, by=SYSTEM)
        calls.clear()
        assert render_snapshot(frozen, "zh-hans").text.startswith("t\n7")
        assert calls == []
    with django_assert_num_queries(2):  # the frozen figures, and the units that owed some
        render_snapshot(snapshot, "zh-hans")


def test_a_snapshot_keeps_its_texts_and_labels_when_the_overview_is_rewritten():
    make_figures()
    overview = make_overview()
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    actions.edit_overview(overview, text="= 另一篇\n\n无数字。\n", text_en="", version=1, labels=[], by=SYSTEM)
    rendering = render_snapshot(snapshot, "zh-hans")
    assert rendering.title == "把事办成"
    assert [label["fact"] for label in rendering.labels] == ["F074"]
    assert Overview.objects.get(pk=overview.pk).version == 2


def test_positions_follow_the_order_of_reading():
    make_figures()
    snapshot = actions.take_snapshot(make_overview(), by=SYSTEM)
    names = [row.reading.name for row in snapshot.figures.filter(language="zh-hans").order_by("position")]
    assert names == [use.name for use in figure_uses(parse(TEXT))]


def test_words_of_a_text_are_in_its_language_whatever_the_reader_speaks():
    make_figures()
    overview = make_overview()
    with override("en"):
        assert "1730亿元" in render_overview(overview, "zh-hans").text
