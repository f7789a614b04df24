"""The file as XML: measures, fonts, order of parts. How it looks is in test_rendering.py."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone

import docx
import pytest

from gongjian.core.documents import (
    Annex,
    Imprint,
    OfficialDocument,
    Paragraph,
    RedHead,
    Run,
    Signature,
    Table,
    UnwritableText,
    words,
    write_docx,
)
from gongjian.core.documents.markup import R
from gongjian.core.documents.tests import samples
from gongjian.core.documents.tests.samples import W, attribute, body, paragraph_with, part, style, text_of

HOSTILE = "改\x00革\x0b\x1b</w:t>&<攻坚>\u202eabc\u202c 👨\u200d👩\u200d👧 שלום \ufffe\ufdd0“引号”]]>"


def sections(document):
    return list(body(document).iter(f"{W}sectPr"))


def test_the_page_is_a4_with_the_margins_of_the_standard():
    (section,) = sections(samples.overview())
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert [margins.get(W + side) for side in ("top", "left", "right", "bottom")] == [
        "2098",
        "1587",
        "1474",
        "1984",
    ]
    assert margins.get(f"{W}footer") == "1417"


def test_the_grid_is_22_lines_of_28_characters():
    (section,) = sections(samples.overview())
    grid = section.find(f"{W}docGrid")
    assert dict(grid.attrib) == {f"{W}type": "linesAndChars", f"{W}linePitch": "579", f"{W}charSpace": "-849"}
    normal = style(samples.overview(), "Normal")
    assert attribute(normal, "rPr/sz", "val") == "32"
    assert attribute(normal, "pPr/spacing", "line") == "579"
    assert attribute(normal, "pPr/spacing", "lineRule") == "exact"
    assert attribute(normal, "pPr/widowControl", "val") == "0"


def test_an_english_document_keeps_the_lines_and_has_no_character_grid():
    document = samples.overview(language="en", title="Overview")
    (section,) = sections(document)
    assert dict(section.find(f"{W}docGrid").attrib) == {f"{W}type": "lines", f"{W}linePitch": "579"}
    assert style(document, "Normal").find(f"{W}rPr/{W}spacing") is None
    assert style(document, "Heading1").find(f"{W}rPr/{W}b") is not None


@pytest.mark.parametrize(
    ("identity", "font", "half_points"),
    [
        ("Title", "方正小标宋简体", "44"),
        ("Heading1", "黑体", None),
        ("Heading2", "楷体_GB2312", None),
        ("Heading3", "仿宋_GB2312", None),
        ("Heading4", "仿宋_GB2312", None),
        ("AnnexMark", "黑体", None),
        ("IssuerMark", "方正小标宋简体", None),
        ("Footer", "宋体", "28"),
        ("Imprint", None, "28"),
        ("TableText", None, "24"),
        ("TableTextSmall", None, "21"),
    ],
)
def test_each_part_names_its_font_and_size_and_none_is_bold(identity, font, half_points):
    found = style(samples.circular(), identity)
    assert attribute(found, "rPr/rFonts", "eastAsia") == font
    assert attribute(found, "rPr/sz", "val") == half_points
    assert found.find(f"{W}rPr/{W}b") is None
    if font:
        latin = "宋体" if identity == "Footer" else "Times New Roman"
        assert attribute(found, "rPr/rFonts", "ascii") == attribute(found, "rPr/rFonts", "hAnsi") == latin


def test_the_body_is_fangsong_of_16_points_indented_by_two_characters():
    defaults = part(samples.overview(), "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault")
    assert attribute(defaults, "rPr/rFonts", "eastAsia") == "仿宋_GB2312"
    assert attribute(defaults, "rPr/rFonts", "ascii") == "Times New Roman"
    assert attribute(defaults, "rPr/sz", "val") == "32"
    assert attribute(style(samples.overview(), "BodyText"), "pPr/ind", "firstLineChars") == "200"


def test_every_named_style_exists_and_every_font_has_a_substitute_and_none_is_embedded():
    document = samples.circular(annexes=(samples.evidence(),))
    defined = {item.get(f"{W}styleId") for item in part(document, "word/styles.xml")}
    used = {item.get(f"{W}val") for item in body(document).iter(f"{W}pStyle")}
    assert used <= defined
    fonts = part(document, "word/fontTable.xml")
    names = {item.get(f"{W}name") for item in fonts}
    for fonts_of_style in part(document, "word/styles.xml").iter(f"{W}rFonts"):
        named = {value for key, value in fonts_of_style.attrib.items() if not key.endswith("hint")}
        assert named <= names
    assert all(attribute(item, "altName", "val") for item in fonts)
    assert not [item for item in fonts.iter() if "embed" in item.tag]


def test_punctuation_is_never_squeezed_and_nothing_is_kerned():
    settings = part(samples.overview(), "word/settings.xml")
    assert attribute(settings, "characterSpacingControl", "val") == "doNotCompress"
    assert not list(part(samples.overview(), "word/styles.xml").iter(f"{W}kern"))
    normal = style(samples.overview(), "Normal")
    assert [attribute(normal, f"pPr/{name}", "val") for name in ("autoSpaceDE", "autoSpaceDN")] == ["0", "0"]


def test_page_numbers_stand_between_dashes_odd_right_and_even_left_one_character_in():
    document = samples.overview()
    assert part(document, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    (section,) = sections(document)
    references = {item.get(f"{W}type"): item.get(f"{{{R}}}id") for item in section.iter(f"{W}footerReference")}
    assert references == {"default": "odd", "even": "even"}
    for name, side, edge in (("odd", "right", "right"), ("even", "left", "left")):
        footer = part(document, f"word/{name}.xml")
        paragraph = footer.find(f"{W}p")
        assert text_of(footer) == "— 1 —"
        assert footer.find(f".//{W}instrText").text.strip() == "PAGE"
        assert attribute(paragraph, "pPr/jc", "val") == side
        assert attribute(paragraph, "pPr/ind", edge) == "280"


def test_chinese_runs_take_shared_marks_from_the_chinese_font_and_english_ones_do_not():
    assert all(attribute(run, "rPr/rFonts", "hint") == "eastAsia" for run in body(samples.overview()).iter(f"{W}r"))
    assert not list(body(samples.overview(language="en")).iter(f"{W}rFonts"))


def test_references_are_silent_unless_asked_for():
    pieces = (Run("共安排"), Run("46项", note_ref=3), Run("。"))
    blocks = (Paragraph(pieces),)
    assert text_of(paragraph_with(samples.overview(blocks=blocks), "共安排")) == "共安排46项。"
    shown = paragraph_with(samples.overview(blocks=blocks, show_notes=True), "共安排")
    assert text_of(shown) == "共安排46项[3]。"
    raised = [run for run in shown.iter(f"{W}r") if run.find(f"{W}rPr/{W}vertAlign") is not None]
    assert [text_of(run) for run in raised] == ["[3]"]


def test_the_red_head_is_in_order_red_and_ruled():
    head = RedHead("清河市委改革办文件", "清改办发[2020]07号", secrecy="机密★1年", urgency="特急", copy_number="000012")
    document = samples.circular(red_head=head)
    texts = [text_of(item) for item in body(document).iter(f"{W}p")]
    assert texts[:8] == [
        "000012",
        "机密★1年",
        "特急",
        "清河市委改革办文件",
        "清改办发〔2020〕7号",
        "关于全市重点任务三季度推进情况的通报",
        "各县区委改革委，市直各部门：",
        samples.SENTENCE,
    ]
    mark, number = paragraph_with(document, "办文件"), paragraph_with(document, "办发〔")
    assert attribute(style(document, "IssuerMark"), "rPr/color", "val") == "FF0000"
    assert attribute(mark, "pPr/spacing", "before") == str(1984 - 3 * 579)
    assert attribute(number, "pPr/spacing", "before") == str(2 * 579)
    assert attribute(number, "pPr/pBdr/bottom", "color") == "FF0000"
    assert number.find(f"{W}pPr/{W}ind") is None  # a rule is as narrow as its paragraph


def test_a_report_to_superiors_names_its_signer_at_the_right():
    head = RedHead("清河市委改革办文件", "清改办发〔2020〕7号", signer="某某某")
    number = paragraph_with(samples.circular(red_head=head), "办发〔")
    assert text_of(number) == "清改办发〔2020〕7号签发人：某某某"
    assert attribute(number, "pPr/jc", "val") == "left"
    assert [stop.get(f"{W}val") for stop in number.iter(f"{W}tab") if stop.get(f"{W}val")] == [
        "left",
        "right",
    ]


@pytest.mark.parametrize("length", [4, 8, 15, 22, 30, 5000])
def test_an_issuer_of_any_length_fits_the_line_as_far_as_letters_stay_readable(length):
    document = samples.circular(red_head=RedHead("清" * length, "清发〔2020〕1号"))
    mark = paragraph_with(document, "清" * length)
    points = int(attribute(mark, "r/rPr/sz", "val")) / 2
    narrowed = int(attribute(mark, "r/rPr/w", "val")) / 100
    assert 22 <= points <= 62
    assert length * points * narrowed <= 442.3 or (points, narrowed) == (22, 0.66)


def test_addressees_stand_flush_left_with_one_full_width_colon():
    for written in ("市直各部门", "市直各部门：", "市直各部门:"):
        paragraph = paragraph_with(samples.circular(addressees=written), "市直各部门")
        assert text_of(paragraph) == "市直各部门："
        assert attribute(paragraph, "pPr/ind", "firstLine") is None


def test_a_seal_gets_the_date_four_characters_from_the_right_and_the_issuer_centred_over_it():
    document = samples.circular()
    issuer, day = paragraph_with(document, samples.ISSUER), paragraph_with(document, "2020年12月4日")
    assert attribute(day, "pPr/ind", "rightChars") == "400"
    assert attribute(issuer, "pPr/ind", "rightChars") == "275"  # 9 characters over 6.5
    assert attribute(issuer, "pPr/spacing", "before") == str(2 * 579)


def test_without_a_seal_the_issuer_keeps_two_and_the_date_begins_two_further_right():
    document = samples.circular(signature=Signature("清河市委全面深化改革委员会", date(2020, 12, 4), sealed=False))
    issuer, day = paragraph_with(document, "深化改革委员会"), paragraph_with(document, "2020年12月4日")
    assert attribute(issuer, "pPr/ind", "rightChars") == "200"
    assert attribute(day, "pPr/ind", "rightChars") == "650"  # 28 − (28 − 2 − 13 + 2) − 6.5


def test_a_date_longer_than_the_issuer_keeps_two_and_pushes_the_issuer_left():
    document = samples.circular(signature=Signature("某某办", date(2020, 12, 24), sealed=False))
    issuer, day = paragraph_with(document, "某某办"), paragraph_with(document, "2020年12月24日")
    assert attribute(day, "pPr/ind", "rightChars") == "200"
    assert attribute(issuer, "pPr/ind", "rightChars") == "800"


@pytest.mark.parametrize("sealed", [True, False])
def test_an_endless_issuer_still_leaves_room_for_the_date(sealed):
    document = samples.circular(signature=Signature("清" * 500, date(2020, 12, 24), sealed=sealed))
    day = paragraph_with(document, "2020年12月24日")
    assert 0 <= int(attribute(day, "pPr/ind", "rightChars")) <= 2800 - 700


def test_what_ends_the_text_stays_with_the_signature():
    document = samples.circular(annexes=(Annex("甲"), Annex("乙")))
    for text in ("附件：", "2.乙", samples.ISSUER):
        assert paragraph_with(document, text).find(f"{W}pPr/{W}keepNext") is not None
    last = [item for item in body(document).iter(f"{W}p") if text_of(item) == samples.SENTENCE][-1]
    assert last.find(f"{W}pPr/{W}keepNext") is not None


def test_attachments_are_listed_from_the_annexes_numbered_and_without_a_stop():
    document = samples.circular(annexes=(Annex("甲表。"), Annex("乙表\n续")))
    assert text_of(paragraph_with(document, "甲表")) == "附件：1.甲表"
    assert text_of(paragraph_with(document, "2.乙表")) == "2.乙表续"
    single = samples.circular(annexes=(Annex("甲表"),))
    assert text_of(paragraph_with(single, "甲表")) == "附件：甲表"
    own = samples.circular(annexes=(Annex("甲表"),), attachments=())
    assert "附件：" not in "".join(text_of(item) for item in body(own))


def test_a_note_is_bracketed_once():
    for written in ("此件公开发布", "（此件公开发布）", "(此件公开发布)"):
        assert text_of(paragraph_with(samples.circular(note=written), "此件")) == "（此件公开发布）"
    inner = samples.circular(note="联系人：某某（主任）")
    assert text_of(paragraph_with(inner, "联系人")) == "（联系人：某某（主任））"


def test_annexes_begin_on_new_pages_with_their_mark_over_the_title():
    document = samples.circular(annexes=(Annex("甲表", samples.paragraphs("内容")), Annex("乙表")))
    marks = [item for item in body(document) if attribute(item, "pPr/pStyle", "val") == "AnnexMark"]
    assert [text_of(mark) for mark in marks] == ["附件1", "附件2"]
    assert all(mark.find(f"{W}pPr/{W}pageBreakBefore") is not None for mark in marks)
    heading = marks[0].getnext()
    assert (text_of(heading), attribute(heading, "pPr/spacing", "before")) == ("甲表", "579")
    alone = samples.circular(annexes=(Annex("甲表"),))
    assert [text_of(item) for item in body(alone) if attribute(item, "pPr/pStyle", "val") == "AnnexMark"] == ["附件"]


def test_the_imprint_is_framed_at_the_foot_between_rules_and_ends_the_document():
    document = samples.circular(annexes=(Annex("甲表"),))
    children = list(body(document))
    framed = [item for item in children if item.find(f"{W}pPr/{W}framePr") is not None]
    assert [text_of(item) for item in framed] == [
        "",
        "抄送：市委办公室，市政府办公室。",
        "",
        f"{samples.ISSUER}2020年12月5日印发",
        "",
    ]
    frames = {tuple(sorted(item.find(f"{W}pPr/{W}framePr").attrib.items())) for item in framed}
    assert len(frames) == 1  # paragraphs of one frame
    frame = dict(frames.pop())
    assert (frame[f"{W}vAnchor"], frame[f"{W}yAlign"], frame[f"{W}w"]) == ("margin", "bottom", "8845")
    rules = [attribute(item, "pPr/spacing", "line") for item in framed if not text_of(item)]
    assert rules == ["20", "14", "20"]  # 0.35, 0.25, 0.35 mm in twips
    assert children.index(framed[-1]) == len(children) - 3  # then what it hangs on, then the section


def test_an_imprint_that_says_nothing_leaves_no_rules():
    assert not list(body(samples.circular(imprint=Imprint())).iter(f"{W}framePr"))


def test_a_turned_table_has_pages_of_its_own_and_the_number_where_the_foot_would_be():
    blocks = (*samples.paragraphs("前文"), *samples.evidence(2).blocks, *samples.paragraphs("后文"))
    document = samples.overview(blocks=blocks)
    upright, turned, again = sections(document)
    assert attribute(turned, "pgSz", "orient") == "landscape"
    assert attribute(turned, "pgSz", "w") == "16838"
    margins = turned.find(f"{W}pgMar")
    assert [margins.get(W + side) for side in ("top", "left", "right", "bottom")] == [
        "1587",
        "1984",
        "2098",
        "1474",
    ]
    assert attribute(upright, "pgSz", "orient") is None
    assert attribute(again, "pgSz", "orient") is None
    for name, height in (("turned_odd", 11906 - 1474 - 280 - 1200), ("turned_even", 1587 + 280)):
        footer = part(document, f"word/{name}.xml")
        place = footer.find(f"{W}tbl/{W}tblPr/{W}tblpPr")
        assert int(place.get(f"{W}tblpX")) < 1984 - 397
        assert int(place.get(f"{W}tblpY")) == height
        assert footer.find(f".//{W}textDirection").get(f"{W}val") == "tbRl"


def test_a_table_fills_the_width_and_repeats_its_head():
    document = samples.overview(
        blocks=(Table(("序号", "事项"), (("1", "甲"),), widths=(1, 3), align=("center", "left")),)
    )
    (written,) = body(document).iter(f"{W}tbl")
    widths = [int(column.get(f"{W}w")) for column in written.iter(f"{W}gridCol")]
    assert sum(widths) == 8845
    assert widths[1] == pytest.approx(3 * widths[0], abs=3)
    head, row = written.iter(f"{W}tr")
    assert head.find(f"{W}trPr/{W}tblHeader") is not None
    assert samples.styles_used(head.iter(f"{W}p")) == ["TableHead", "TableHead"]
    assert [attribute(item, "pPr/jc", "val") for item in row.iter(f"{W}p")] == ["center", "left"]
    assert row.find(f"{W}trPr/{W}cantSplit") is not None


def test_a_row_taller_than_a_page_may_be_split():
    document = samples.overview(blocks=(Table(("事项",), (("长" * 5000,),)),))
    row = list(body(document).iter(f"{W}tr"))[1]
    assert row.find(f"{W}trPr/{W}cantSplit") is None


def test_many_columns_are_set_smaller():
    document = samples.overview(blocks=(Table(("列",) * 9, (("1",) * 9,)),))
    assert set(samples.styles_used(body(document).find(f"{W}tbl").iter(f"{W}p"))) == {
        "TableHeadSmall",
        "TableTextSmall",
    }


def test_two_tables_do_not_run_together():
    block = Table(("甲",), (("1",),))
    tags = [item.tag.removeprefix(W) for item in body(samples.overview(blocks=(block, block)))]
    assert tags[-5:] == ["tbl", "p", "tbl", "p", "sectPr"]


def test_a_letter_has_its_own_first_page_without_a_number():
    (section,) = sections(samples.letter())
    assert section.find(f"{W}titlePg") is not None
    assert attribute(section, "pgMar", "header") == "1701"
    head, foot = (
        part(samples.letter(), "word/letter_head.xml"),
        part(samples.letter(), "word/letter_foot.xml"),
    )
    assert text_of(head) == "清河市改革办公室"
    assert head.find(f".//{W}pBdr/{W}bottom").get(f"{W}val") == "thickThinSmallGap"
    assert foot.find(f".//{W}pBdr/{W}top").get(f"{W}val") == "thinThickSmallGap"
    assert "PAGE" not in "".join(foot.itertext())
    assert text_of(body(samples.letter())[0]) == "机密★1年清改办函〔2020〕3号"


def test_a_letters_imprint_has_neither_rules_nor_printer():
    document = samples.letter(imprint=Imprint(("市委办公室",), "市委改革办", date(2020, 12, 5)))
    framed = [item for item in body(document) if item.find(f"{W}pPr/{W}framePr") is not None]
    assert [text_of(item) for item in framed] == ["抄送：市委办公室。"]


def test_only_the_first_section_of_a_letter_has_a_first_page():
    first, *others = sections(samples.letter(annexes=(samples.evidence(2),)))
    assert first.find(f"{W}titlePg") is not None
    assert all(other.find(f"{W}titlePg") is None for other in others)


def every_form():
    return [
        samples.overview(),
        samples.circular(annexes=(samples.evidence(3),)),
        samples.letter(),
        samples.overview(language="en"),
    ]


@pytest.mark.parametrize("document", every_form(), ids=["overview", "circular", "letter", "english"])
def test_the_same_document_gives_the_same_bytes_without_any_clock(document):
    first, second = write_docx(document), write_docx(document)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None


@pytest.mark.parametrize("document", every_form(), ids=["overview", "circular", "letter", "english"])
def test_every_part_is_declared_and_every_reference_leads_somewhere(document):
    written = write_docx(document)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        names = set(archive.namelist())
    declared = {item.get("PartName") for item in part(written, "[Content_Types].xml") if item.get("PartName")}
    assert {f"/{name}" for name in names if not name.endswith(".rels") and name != "[Content_Types].xml"} == declared
    relations = {item.get("Id"): item.get("Target") for item in part(written, "word/_rels/document.xml.rels")}
    assert {f"word/{target}" for target in relations.values()} <= names
    used = {item.get(f"{{{R}}}id") for item in part(written, "word/document.xml").iter() if item.get(f"{{{R}}}id")}
    assert used <= set(relations)


@pytest.mark.parametrize("document", every_form(), ids=["overview", "circular", "letter", "english"])
def test_another_library_reads_the_file(document):
    read = docx.Document(io.BytesIO(write_docx(document)))
    assert document.title in "".join(item.text for item in read.paragraphs if item.style.name == "Title")


def test_properties_carry_title_author_and_the_moment_given():
    moment = datetime(2020, 12, 24, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    document = samples.overview(title="清河市\n综述", author="市委改革办", created=moment)
    properties = docx.Document(io.BytesIO(write_docx(document))).core_properties
    assert (properties.title, properties.author) == ("清河市综述", "市委改革办")
    assert properties.created == properties.modified == datetime(2020, 12, 24, 0, 30, tzinfo=UTC)
    without = part(samples.overview(), "docProps/core.xml")
    assert not [item for item in without if item.tag.endswith(("created", "modified"))]


def hostile_everywhere(text: str) -> OfficialDocument:
    """A circular in which each field is `text`."""
    return samples.circular(
        title=text + "题",
        subtitle=text,
        red_head=RedHead(text, text, signer=text, secrecy=text, urgency=text, copy_number=text),
        addressees=text,
        blocks=(Paragraph((Run(text, 1),)), Table((text,), ((text,),)), *samples.evidence(1).blocks),
        signature=Signature(text, date(2020, 12, 4)),
        note=text,
        imprint=Imprint((text,), text, date(2020, 12, 4)),
        annexes=(Annex(text, (Paragraph(words(text)),)),),
        author=text,
    )


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "改" * 5000, "A" * 5000, "", "。", "（", "\n\n\t\x00"],
    ids=["everything", "5000 characters", "5000 letters", "nothing", "a stop", "a bracket", "controls only"],
)
def test_hostile_text_in_every_field_gives_a_sound_file(text):
    read = docx.Document(io.BytesIO(write_docx(hostile_everywhere(text))))
    assert len(read.sections) == 3
    assert len(read.tables) == 2


def test_hostile_text_is_written_as_text():
    written = text_of(paragraph_with(samples.overview(blocks=samples.paragraphs(HOSTILE)), "攻坚>"))
    assert written == "改革 </w:t>&<攻坚>abc 👨\u200d👩\u200d👧 שלום “引号”]]>"


@pytest.mark.parametrize("field", ["subtitle", "addressees", "note", "author"])
def test_half_a_character_anywhere_refuses_the_whole_document(field):
    with pytest.raises(UnwritableText):
        write_docx(samples.circular(**{field: "改\udc00革"}))


def test_half_a_character_in_a_table_cell_or_a_name_is_refused():
    broken = "改\ud800"
    for document in (
        samples.overview(blocks=(Table(("甲",), ((broken,),)),)),
        samples.circular(red_head=RedHead(broken, "1号")),
        samples.circular(imprint=Imprint((broken,))),
        samples.circular(signature=Signature(broken, date(2020, 1, 1))),
        samples.overview(annexes=(Annex(broken),)),
    ):
        with pytest.raises(UnwritableText):
            write_docx(document)
