"""The documents as LibreOffice sets them, with whatever Chinese font this machine has."""

import pytest

from gongjian.core.documents import Annex, Heading, words
from gongjian.core.documents.tests import paper, samples
from gongjian.core.documents.tests.paper import bands, millimetres, pages, picture

TYPE_TOP, TYPE_BOTTOM, TYPE_LEFT, TYPE_RIGHT = 37.0, 262.0, 28.0, 184.0  # mm on A4
FULL = "改革攻坚清河" * 400
LINES_BEFORE_IMPRINT = range(13, 21)
LINES_BEFORE_SIGNATURE = range(14, 19)


def _documents():
    documents = {
        "full": samples.overview(title="满页", blocks=samples.paragraphs(FULL, FULL)),
        "mixed": samples.overview(
            blocks=(Heading(1, words("聚焦民生")), *samples.paragraphs(*[samples.SENTENCE] * 20))
        ),
        "circular": samples.circular(),
        "turned": samples.overview(annexes=(samples.evidence(), Annex("说明", samples.paragraphs("完")))),
        "letter": samples.letter(),
        "hostile": samples.overview(blocks=samples.paragraphs("改" * 5000, "A" * 5000, "شكرا👍\x00<&>完")),
    }
    imprint = samples.circular().imprint
    for count in LINES_BEFORE_IMPRINT:
        short = samples.paragraphs(*[f"第{n}行" for n in range(count)])
        documents[f"imprint{count}"] = samples.overview(title="题", blocks=short, imprint=imprint)
    for count in LINES_BEFORE_SIGNATURE:
        short = samples.paragraphs(*[f"第{n}行" for n in range(count)])
        documents[f"signature{count}"] = samples.overview(
            title="题",
            blocks=short,
            annexes=(Annex("甲"), Annex("乙")),
            signature=samples.circular().signature,
        )
    return documents


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The folder with a PDF of each document."""
    paper.require_tools()
    folder = tmp_path_factory.mktemp("printed")
    paper.print_all(_documents(), folder)
    return folder


def test_a_full_page_has_22_lines_of_28_characters(printed):
    for page in pages(printed / "full.pdf")[1:3]:
        assert len(page.running) == 22
        assert {len(line.text) for line in page.running} == {28}


def test_lines_fill_the_type_area_and_stand_28_95_points_apart(printed):
    lines = pages(printed / "full.pdf")[1].running
    assert millimetres(lines[0].left) == pytest.approx(TYPE_LEFT, abs=0.5)
    assert millimetres(lines[0].right) == pytest.approx(TYPE_RIGHT, abs=0.7)
    assert (lines[-1].middle - lines[0].middle) / 21 == pytest.approx(28.95, abs=0.02)
    assert millimetres(lines[0].middle) > TYPE_TOP
    assert millimetres(lines[-1].middle) < TYPE_BOTTOM


def test_a_paragraph_begins_two_characters_in(printed):
    first, second = pages(printed / "full.pdf")[0].running[1:3]
    assert first.left - second.left == pytest.approx(2 * 15.79, abs=0.5)
    assert len(first.text) == 26


def test_digits_and_punctuation_keep_22_lines_a_page(printed):
    assert len(pages(printed / "mixed.pdf")[1].running) == 22


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_one_character_in(printed):
    odd, even = (page.number for page in pages(printed / "full.pdf")[:2])
    assert (odd.text, even.text) == ("—1—", "—2—")
    inset = 14 / 72 * 25.4
    assert millimetres(odd.right) == pytest.approx(TYPE_RIGHT - inset, abs=0.8)
    assert millimetres(even.left) == pytest.approx(TYPE_LEFT + inset, abs=0.8)


def test_the_dashes_of_the_page_number_lie_7_mm_below_the_type_area(printed):
    ink = bands(picture(printed / "full.pdf", 2).rows("black"))
    top, bottom = ink[-1][:2]  # the digit's height; the dash is in its middle
    assert (top + bottom) / 2 == pytest.approx(TYPE_BOTTOM + 7, abs=1.2)


def test_the_issuer_mark_begins_35_mm_below_the_type_area_top(printed):
    mark = bands(picture(printed / "circular.pdf", 1).rows("red"), gap=8)[0]
    assert mark[0] - TYPE_TOP == pytest.approx(35, abs=1.5)
    assert (mark[2] + mark[3]) / 2 == pytest.approx((TYPE_LEFT + TYPE_RIGHT) / 2, abs=1.5)


def test_the_red_rule_is_156_mm_wide_and_4_mm_below_the_number(printed):
    page = picture(printed / "circular.pdf", 1)
    rule = bands(page.rows("red"), gap=8)[-1]
    assert rule[1] - rule[0] < 1.5
    assert rule[3] - rule[2] == pytest.approx(156, abs=1)
    number = [band for band in bands(page.rows("black"), gap=4) if band[1] < rule[0]][-1]
    assert rule[0] - number[1] == pytest.approx(4, abs=1)


def test_the_last_rule_of_the_imprint_lies_on_the_foot_of_the_type_area(printed):
    last = len(pages(printed / "circular.pdf"))
    ink = bands(picture(printed / "circular.pdf", last).rows("black"), gap=1)
    rules = [band for band in ink if band[3] - band[2] > 150 and band[1] - band[0] < 1]
    assert len(rules) == 3
    assert rules[-1][1] == pytest.approx(TYPE_BOTTOM, abs=1)
    assert {round(band[3] - band[2]) for band in rules} <= {155, 156, 157}


@pytest.mark.parametrize("count", LINES_BEFORE_IMPRINT)
def test_text_never_runs_under_the_imprint(printed, count):
    *before, last = pages(printed / f"imprint{count}.pdf")
    texts = [line.text for line in last.running]
    copies = next(line for line in last.running if line.text.startswith("抄送："))
    assert texts[-2].startswith("抄送：")
    assert texts[-1].endswith("印发")
    above = [line.middle for line in last.running[:-2]]
    assert all(copies.middle - middle > 20 for middle in above)
    assert not any("抄送：" in line.text for page in before for line in page.lines)
    assert sum(line.text.startswith("第") for page in [*before, last] for line in page.running) == count


@pytest.mark.parametrize("count", LINES_BEFORE_SIGNATURE)
def test_no_page_bears_a_signature_alone(printed, count):
    signed = next(
        page
        for page in pages(printed / f"signature{count}.pdf")
        if any(line.text == "2020年12月4日" for line in page.lines)
    )
    assert any(line.text == f"第{count - 1}行" for line in signed.lines)


def test_attachments_stand_under_one_another_right_behind_their_label(printed):
    lines = [line for page in pages(printed / "signature14.pdf") for line in page.running]
    first = next(line for line in lines if line.text.startswith("附件："))
    second = next(line for line in lines if line.text == "2.乙")
    assert first.text == "附件：1.甲"
    assert first.left == pytest.approx(TYPE_LEFT / 25.4 * 72 + 2 * 15.79, abs=1.5)
    assert first.right == pytest.approx(second.right, abs=0.5)
    assert first.right - first.left == pytest.approx((3 + 1 + 1) * 15.79, abs=3)


def test_a_turned_table_repeats_its_head_and_keeps_the_number_at_the_portrait_foot(printed):
    found = pages(printed / "turned.pdf")
    turned = [(index, page) for index, page in enumerate(found, start=1) if page.width > page.height]
    assert len(turned) >= 3
    for index, page in turned:
        assert sum("截至日期" in line.text for line in page.lines) == 1
        top, bottom = _number_beside_the_table(picture(printed / "turned.pdf", index))
        if index % 2:
            assert bottom == pytest.approx(210 - 26 - 4.94, abs=1.5)
        else:
            assert top == pytest.approx(28 + 4.94, abs=1.5)
    assert found[-1].width < found[-1].height
    assert found[-1].running[0].text == "附件2"


def _number_beside_the_table(page):
    """Where the ink left of the table (which begins 35 mm in) starts and ends, in millimetres from the top."""
    scale = 25.4 / paper.DPI
    rows = [row for row, left, _ in page.rows("black") if left * scale < 34]
    return rows[0] * scale, (rows[-1] + 1) * scale


def test_a_letter_has_two_red_double_rules_of_170_mm_and_no_number_on_its_first_page(printed):
    first, second = pages(printed / "letter.pdf")[:2]
    assert not [line for line in first.lines if line.text.startswith("—")]
    assert second.number.text == "—2—"
    red = bands(picture(printed / "letter.pdf", 1).rows("red"), gap=4)
    mark, upper, lower = red
    assert mark[0] == pytest.approx(30, abs=1.5)
    assert upper[0] - mark[1] == pytest.approx(4, abs=1.5)
    assert lower[1] == pytest.approx(297 - 20, abs=1.5)
    for rule in (upper, lower):
        assert rule[3] - rule[2] == pytest.approx(170, abs=1)


def test_a_letters_second_page_keeps_its_number_where_other_documents_have_it(printed):
    assert pages(printed / "letter.pdf")[1].number.middle == pytest.approx(
        pages(printed / "full.pdf")[1].number.middle, abs=1
    )


def test_hostile_and_endless_text_is_set_to_the_end(printed):
    found = pages(printed / "hostile.pdf")
    text = "".join(line.text for page in found for line in page.running)
    assert text.count("改") == 5000 + 1  # and one in the title
    assert text.count("A") == 5000
    assert text.endswith("<&>完")


def test_missing_programs_skip_plainly_and_fail_in_ci(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="soffice"):
        paper.require_tools()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="soffice"):
        paper.require_tools()
