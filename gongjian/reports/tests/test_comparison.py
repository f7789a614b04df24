from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.core.audit import SYSTEM
from gongjian.indicators.models import Observation
from gongjian.reports import actions
from gongjian.reports.queries import compare, compare_texts, render_overview, render_snapshot
from gongjian.reports.tests.factories import make_figures, make_overview


@pytest.fixture
def overview(db):
    make_figures()
    return make_overview()


def sides(overview):
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    return render_snapshot(snapshot, "zh-hans"), lambda: render_overview(overview, "zh-hans")


def test_nothing_differs_right_after_a_snapshot(overview):
    then, now = sides(overview)
    comparison = compare(then, now())
    assert comparison.changed == []
    assert comparison.changed_blocks == []
    assert len(comparison.figures) == 2


def test_a_changed_value_shows_both_and_how_far_it_moved(overview):
    then, now = sides(overview)
    Observation.objects.update(number=Decimal("1729.5"))
    (figure,) = compare(then, now()).changed
    assert (figure.before.plain, figure.after.plain, figure.difference) == ("1730亿元", "1729.5亿元", "−0.5")
    assert figure.evidence_changed


def test_evidence_may_change_while_the_value_stays(overview):
    then, now = sides(overview)
    Observation.objects.update(source="另一份公报")
    (figure,) = compare(then, now()).changed
    assert (figure.value_changed, figure.evidence_changed, figure.difference) == (False, True, "")


def test_a_figure_only_one_text_names_is_named_on_its_side(overview):
    then, _now = sides(overview)
    text = '= 把事办成\n\n刊播{{ figure "press.items" year=2020 }}。\n'
    actions.edit_overview(overview, text=text, text_en="", labels=[], version=1, by=SYSTEM)
    overview.refresh_from_db()
    comparison = compare(then, render_overview(overview, "zh-hans"))
    (gone,) = [figure for figure in comparison.figures if figure.after is None]
    assert gone.before.use.name == "trade.total"
    assert gone.is_changed


def test_two_snapshots_are_compared_by_what_they_froze(overview):
    first = actions.take_snapshot(overview, by=SYSTEM)
    Observation.objects.update(number=Decimal(1800))
    second = actions.take_snapshot(overview, by=SYSTEM)
    (figure,) = compare(render_snapshot(first, "zh-hans"), render_snapshot(second, "zh-hans")).changed
    assert figure.difference == "+70"


def test_inside_a_paragraph_a_number_is_changed_as_a_whole():
    (block,) = compare_texts("全市197项举措", "全市196项举措")
    assert block.pieces == (("same", "全市"), ("gone", "197"), ("added", "196"), ("same", "项举措"))


@given(st.text(alphabet="甲乙12 ab。\n", max_size=60), st.text(alphabet="甲乙12 ab。\n", max_size=60))
def test_taking_away_what_is_new_gives_the_old_text_and_the_other_way_round(old, new):
    blocks = list(compare_texts(old, new))

    def side(skipped: str) -> list[str]:
        kept = [[text for kind, text in block.pieces if kind != skipped] for block in blocks]
        whole = [block.pieces and all(kind == skipped for kind, _text in block.pieces) for block in blocks]
        return ["".join(parts) for parts, gone in zip(kept, whole, strict=True) if not gone]

    def without_empty(lines: list[str]) -> list[str]:
        return [line for line in lines if line]

    assert without_empty(side("added")) == without_empty(old.splitlines())
    assert without_empty(side("gone")) == without_empty(new.splitlines())
