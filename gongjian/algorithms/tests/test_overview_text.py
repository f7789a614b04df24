import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.algorithms.overview_text import (
    Document,
    FigureUse,
    LabelUse,
    TemplateError,
    Words,
    figure_uses,
    label_uses,
    loose_digits,
    parse,
)

SOURCE = """\
= 潍坊市 {{ figure "programmes.year" year=2020 style="year" fact="F002" }}综述
~ 副标题

== 责任压到人 | 推进机制取得新突破

全市列出 {{ figure "programmes.measures" year=2020 fact="F006" }}举措，
热线 {{ label "F074" "12345" }} 一号对外。
"""


def to_text(document, write):
    """The document as plain text, one block a line."""
    lines = [
        "".join(piece.text if isinstance(piece, Words) else write(piece) for piece in block.pieces)
        for block in document.blocks
    ]
    return "\n".join(lines) + "\n"


def test_blocks_are_told_apart_by_their_marks():
    assert [block.kind for block in parse(SOURCE).blocks] == ["title", "subtitle", "heading", "paragraph"]


def test_a_heading_may_have_a_second_line():
    block = parse("== 一 | 二").blocks[0]
    assert (block.pieces, block.second) == ((Words("一"),), (Words("二"),))


def test_what_goes_to_the_figure_is_kept_apart_from_how_it_is_written():
    (use,) = figure_uses(parse('{{ figure "a.b" year=2020 period="2020-01..2020-11" style="wan" fact="F1" }}'))
    assert use.parameters == {"year": 2020, "period": "2020-01..2020-11"}
    assert use.writing == {"style": "wan", "fact": "F1"}
    assert use.fact == "F1"


def test_lines_of_a_chinese_paragraph_join_without_a_space_and_english_ones_with_one():
    assert to_text(parse("第一行，\n第二行"), str) == "第一行，第二行\n"
    assert to_text(parse("first\nsecond"), str) == "first second\n"


def test_a_label_names_its_fact_and_its_words():
    assert label_uses(parse('{{ label "F074" "12345" }}')) == [LabelUse("F074", "12345", 1)]


def test_a_backslash_keeps_braces_as_text():
    assert to_text(parse(r"see \{{ figure \}}"), str) == "see {{ figure }}\n"


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        ("", "empty", 1, 1),
        ('x {{ figur "a.b" }}', "unknown_tag", 1, 3),
        ('甲\n乙 {{ figure "A.B" }}', "bad_name", 2, 3),
        ('{{ figure "measures" }}', "bad_name", 1, 1),
        ("{{ figure a.b }}", "bad_argument", 1, 1),
        ('{{ figure "a.b" year=2020 year=2021 }}', "doubled_argument", 1, 1),
        ('{{ figure "a.b" year=__import__("os") }}', "bad_argument", 1, 1),
        ('{{ label "F1" }}', "label_needs_two", 1, 1),
        ('text {{ figure "a.b"', "open_tag", 1, 1),
    ],
)
def test_a_fault_is_named_with_its_place(source, code, line, column):
    with pytest.raises(TemplateError) as error:
        parse(source)
    assert (code, line, column) in [(p.code, p.line, p.column) for p in error.value.problems]


def test_all_faults_are_told_at_once():
    with pytest.raises(TemplateError) as error:
        parse('{{ x }}\n\n{{ figure "A" }}\n\n{{ label "a" }}')
    assert [p.line for p in error.value.problems] == [1, 3, 5]


@given(st.text())
def test_any_text_is_read_or_refused_with_reasons(source):
    try:
        assert isinstance(parse(source), Document)
    except TemplateError as error:
        assert error.problems


@given(
    st.text(
        alphabet=st.characters(blacklist_characters="{}\\\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
        min_size=1,
    )
)
def test_words_without_tags_come_out_as_they_went_in(words):
    if not words.strip() or words.strip().startswith(("=", "~")):
        return
    assert to_text(parse(words), str) == words.strip() + "\n"


def test_a_figure_is_written_where_it_stands():
    def write(use):
        return "197项" if isinstance(use, FigureUse) else use.text

    assert "列出 197项举措，热线 12345 一号" in to_text(parse(SOURCE), write)


def test_loose_digits_are_found_by_line_and_column_and_not_inside_tags():
    source = '= 标题\n\n全市{{ figure "a.b" year=2020 }}举措，197项。\r\n{{ label "F074" "12345" }}１２项26.4%'
    found = [(problem.code, problem.line, problem.column, problem.detail) for problem in loose_digits(source)]
    assert found == [
        ("loose_number", 3, 34, "197"),
        ("loose_number", 4, 27, "１２"),
        ("loose_number", 4, 30, "26.4%"),
    ]


def test_a_figure_and_a_label_know_their_column():
    document = parse('全市{{ figure "a.b" }}，{{ label "F1" "x" }}')
    assert figure_uses(document)[0].column == 3
    assert label_uses(document)[0].column == 22
