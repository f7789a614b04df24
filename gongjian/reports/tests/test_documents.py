import io

import docx
import pytest

from gongjian.core.audit import SYSTEM
from gongjian.core.documents import Heading, Paragraph, write_docx
from gongjian.reports import actions
from gongjian.reports.queries import document_of, listing_of, render_overview, render_snapshot
from gongjian.reports.tests.factories import make_figures, make_overview


@pytest.fixture
def overview(db):
    make_figures()
    return make_overview(2020)


def test_title_headings_and_paragraphs_become_a_document(overview):
    document = document_of(render_overview(overview, "zh-hans"))
    assert (document.title, document.subtitle) == ("把事办成", "某市综述")
    heading, paragraph = document.blocks
    assert isinstance(heading, Heading)
    assert "".join(run.text for run in heading.pieces) == "对外开放，稳中有进"
    assert isinstance(paragraph, Paragraph)


def test_each_figure_refers_to_its_line_in_the_annex(overview):
    document = document_of(render_overview(overview, "zh-hans"))
    assert [run.note_ref for run in document.blocks[1].pieces if run.note_ref] == [1, 2]


def test_the_annex_lists_value_date_and_source_of_each_figure_and_each_source_once(overview):
    (annex,) = document_of(render_overview(overview, "zh-hans")).annexes
    *paragraphs, table = annex.blocks
    assert any("统计公报" in run.text for paragraph in paragraphs for run in paragraph.pieces)
    first, second = table.rows
    assert first[:5] == ("1", "进出口总额", "1730亿元", "2020年12月24日", "1")
    assert "市委宣传部" in second[2]
    assert second[4] == "—"


def test_the_written_file_opens_and_says_what_the_text_says(overview):
    opened = docx.Document(io.BytesIO(write_docx(document_of(render_overview(overview, "zh-hans")))))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "进出口总额1730亿元" in text
    assert "【" in text  # a gap is seen on paper too
    assert len(opened.tables[0].rows) == 3


def test_an_english_document_is_english(overview):
    document = document_of(render_overview(overview, "en"))
    assert document.language == "en"
    assert document.annexes[0].title == "Sources of the figures"
    assert document.annexes[0].blocks[-1].rows[0][2] == "173 billion yuan"


def test_a_snapshots_document_is_dated_and_always_the_same(overview):
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    first, second = (write_docx(document_of(render_snapshot(snapshot, "zh-hans"))) for _ in range(2))
    assert first == second


def test_the_listing_tells_values_as_numbers_and_gaps_as_none(overview):
    listing = listing_of(render_overview(overview, "zh-hans"))
    trade, items = listing["figures"]
    assert trade == {
        "name": "trade.total",
        "fact": "F079",
        "value": 1730,
        "unit": "亿元",
        "text": "1730亿元",
        "as_of": "2020-12-24",
        "kind": "reported",
        "source": "统计公报",
        "evidence_count": 1,
    }
    assert (items["value"], items["evidence_count"]) == (None, 0)
    assert listing["labels"] == [{"fact": "F074", "reason": "热线号码"}]


@pytest.mark.parametrize(("language", "mark"), [("zh-hans", "（示例）"), ("en", " (sample)")])
def test_a_sample_says_so_on_paper_too(overview, language, mark):
    assert "示例" not in str(document_of(render_overview(overview, "zh-hans")))
    overview.is_sample = True
    document = document_of(render_overview(overview, language))
    assert document.subtitle.endswith(mark)
    assert "示例城市" in str(document.annexes) or "Sample city" in str(document.annexes)
