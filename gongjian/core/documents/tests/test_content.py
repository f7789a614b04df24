import pytest

from gongjian.core.documents import Heading, InvalidDocument, RedHead, Table, words
from gongjian.core.documents.tests.samples import circular, overview


@pytest.mark.parametrize("level", [0, 5, -1])
def test_a_heading_beyond_four_levels_is_refused(level):
    with pytest.raises(InvalidDocument) as refused:
        Heading(level, words("标题"))
    assert (refused.value.field, refused.value.problem) == ("heading.level", "out of range")


def test_a_row_of_the_wrong_length_is_named():
    with pytest.raises(InvalidDocument) as refused:
        Table(("甲", "乙"), (("1", "2"), ("1",)))
    assert (refused.value.field, refused.value.problem) == ("table.rows[1]", "wrong length")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"header": ()}, "table.header"),
        ({"header": ("甲",) * 64}, "table.header"),
        ({"widths": (1,)}, "table.widths"),
        ({"widths": (1, 0)}, "table.widths"),
        ({"widths": (1, float("nan"))}, "table.widths"),
        ({"widths": (1, float("inf"))}, "table.widths"),
        ({"align": ("left",)}, "table.align"),
        ({"align": ("left", "up")}, "table.align"),
    ],
)
def test_a_table_that_no_page_can_bear_is_refused(arguments, field):
    with pytest.raises(InvalidDocument) as refused:
        Table(**({"header": ("甲", "乙"), "rows": ()} | arguments))
    assert refused.value.field == field


def test_an_overview_has_no_red_head_and_a_circular_must_have_one():
    with pytest.raises(InvalidDocument) as refused:
        overview(red_head=RedHead("清河市委文件", "清发〔2020〕1号"))
    assert (refused.value.field, refused.value.problem) == ("red_head", "not allowed")
    with pytest.raises(InvalidDocument) as refused:
        circular(red_head=None)
    assert (refused.value.field, refused.value.problem) == ("red_head", "missing")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \n"}, "title"),
        ({"title": "\x00\u202e"}, "title"),
        ({"language": "fr"}, "language"),
        ({"form": "memo"}, "form"),
    ],
)
def test_a_document_without_title_or_of_unknown_kind_is_refused(changes, field):
    with pytest.raises(InvalidDocument) as refused:
        overview(**changes)
    assert refused.value.field == field
