"""Documents of an invented city, for the tests of this package."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from lxml import etree

from gongjian.core.documents import (
    Annex,
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    RedHead,
    Signature,
    Table,
    words,
    write_docx,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENTENCE = (
    "今年以来，清河市把群众办事中的堵点逐项列成清单，共安排任务46项，已办结31项，办结率67.4%，"
    "其余15项均在时限之内；各单位每月会商一次，做到“件件有回音”。"
)
ISSUER = "中共清河市委改革办"


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(words(text)) for text in texts)


def overview(**changes: Any) -> OfficialDocument:
    parts: dict[str, Any] = {
        "title": "清河市2020年改革工作综述",
        "blocks": (
            Heading(1, words("聚焦便民，窗口服务取得新提升")),
            *paragraphs(SENTENCE),
            Heading(2, words("（一）压缩时限")),
            *paragraphs(SENTENCE),
            Heading(3, words("1. 逐项销号")),
            Heading(4, words("（1）回头看")),
            *paragraphs(SENTENCE),
        ),
    }
    return OfficialDocument(**(parts | changes))


def circular(**changes: Any) -> OfficialDocument:
    parts: dict[str, Any] = {
        "title": "关于全市重点任务三季度推进情况的通报",
        "form": "circular",
        "red_head": RedHead("清河市委改革办文件", "清改办发〔2020〕7号"),
        "addressees": "各县区委改革委，市直各部门",
        "blocks": paragraphs(SENTENCE, SENTENCE),
        "signature": Signature(ISSUER, date(2020, 12, 4)),
        "note": "此件公开发布",
        "imprint": Imprint(("市委办公室", "市政府办公室"), ISSUER, date(2020, 12, 5)),
    }
    return OfficialDocument(**(parts | changes))


def letter(**changes: Any) -> OfficialDocument:
    parts: dict[str, Any] = {
        "title": "关于商请支持数据共享试点的函",
        "form": "letter",
        "red_head": RedHead("清河市改革办公室", "清改办函〔2020〕3号", secrecy="机密★1年"),
        "addressees": "市大数据局",
        "blocks": paragraphs(*[SENTENCE] * 7),
        "signature": Signature(ISSUER, date(2020, 12, 4), sealed=False),
        "imprint": Imprint(("市委办公室",)),
    }
    return OfficialDocument(**(parts | changes))


def evidence(rows: int = 60) -> Annex:
    """An annex of one turned table that fills several pages."""
    lines = tuple((str(n), f"第{n}项任务办结数", "31项", "2020年12月24日", "任务台账") for n in range(1, rows + 1))
    header = ("序号", "指标", "数值", "截至日期", "来源")
    return Annex("数据来源清单", (Table(header, lines, widths=(1, 4, 2, 3, 3), landscape=True),))


def part(document: OfficialDocument | bytes, name: str) -> Any:
    """One part of the written file, parsed."""
    written = document if isinstance(document, bytes) else write_docx(document)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return etree.fromstring(archive.read(name))


def body(document: OfficialDocument) -> Any:
    return part(document, "word/document.xml")[0]


def text_of(element: Any) -> str:
    return "".join(element.itertext(f"{W}t"))


def attribute(element: Any, path: str, name: str) -> str | None:
    """`attribute(style, "pPr/spacing", "line")`: prefixes are understood; None when there is none."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + name)


def style(document: OfficialDocument, identity: str) -> Any:
    found = [item for item in part(document, "word/styles.xml") if item.get(f"{W}styleId") == identity]
    assert len(found) == 1
    return found[0]


def paragraph_with(document: OfficialDocument, text: str) -> Any:
    """The first paragraph of the body in which `text` stands."""
    return next(item for item in body(document).iter(f"{W}p") if text in text_of(item))


def styles_used(elements: Iterable[Any]) -> list[str | None]:
    return [attribute(element, "pPr/pStyle", "val") for element in elements]
