"""What reports reads from a pack: the overview's texts in both languages, and its labels."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.numerals import CHINESE, ENGLISH
from gongjian.core.audit import Actor
from gongjian.reports import actions
from gongjian.reports.models import Overview
from gongjian.reports.rules import LABEL_FIELDS, LabelRow, check_labels, errors_of

TEXTS = {CHINESE: "overview.zh.txt", ENGLISH: "overview.en.txt"}
LABELS = "labels.csv"

FILES: dict[str, dict[str, str] | str] = {
    LABELS: {
        "fact": "编号，正文里用它引用 · id by which the text names it",
        "words": "称谓，如 12345、5G · the words",
        "words_en": "英文称谓，可留空 · the words in English, may be empty",
        "reason": "为什么它是名称而不是数量 · why it is a name and not a quantity",
        "reason_en": "英文理由 · the reason in English",
    },
    TEXTS[CHINESE]: """\
# 年度综述正文。以 # 开头的行不读入；本文件没有正文，就没有综述。
# “= ”开头是标题，“~ ”副标题，“== 小标题 | 第二行”小标题，空行分段。
# 数字不直接写，按名称引用指标：{{ figure "programmes.measures" year=2020 }}，
# 名称性数字在 labels.csv 里声明后引用：{{ label "F074" "12345" }}。
""",
    TEXTS[ENGLISH]: """\
# The overview in English; may stay empty. Lines that begin with # are not read.
# "= " title, "~ " subtitle, "== heading | second line"; an empty line ends a paragraph.
# Figures are written by name: {{ figure "programmes.measures" year=2020 }}; labels: {{ label "F074" "12345" }}.
""",
}


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load texts and labels through the actions; problems go to `pack.fail` by file, line and column."""
    labels = _labels(pack)
    texts = {language: _text(pack, file) for language, file in TEXTS.items()}
    if not texts[CHINESE].strip():
        if labels or texts[ENGLISH].strip():
            pack.fail(TEXTS[CHINESE], 0, "", _("The Chinese text of the overview is missing."))
        return {"overviews": 0}
    for language, file in TEXTS.items():
        if texts[language].strip():
            for problem in errors_of(texts[language], language, labels):
                pack.fail(file, problem.line, str(problem.column or ""), problem.message)
    if not pack.problems:
        try:
            _write(pack, texts[CHINESE].strip() + "\n", texts[ENGLISH].strip(), labels, by=by)
        except ValidationError as error:
            pack.fail(TEXTS[CHINESE], 0, "", error)
    return {"overviews": 1, "labels": len(labels)}


def _text(pack: Any, file: str) -> str:
    """Comment lines are blanked, not removed, so that problems keep their line."""
    return re.sub(r"(?m)^#.*$", "", pack.text(file))


def _labels(pack: Any) -> list[LabelRow]:
    rows, kept = pack.rows(LABELS), []
    for row in rows:
        if missing := [name for name in LABEL_FIELDS if name not in row]:
            pack.fail(LABELS, row.line, missing[0], _("This column is missing."))
            return []
        kept.append({name: row[name] for name in LABEL_FIELDS})
        try:
            check_labels(kept)
        except ValidationError as error:
            pack.fail(LABELS, row.line, "", error)
            return []
    return kept


def _write(pack: Any, text: str, text_en: str, labels: list[LabelRow], *, by: Actor) -> None:
    """Create the year's overview, or change it where the pack says something else than is kept.

    Only a new overview of a sample city shows its living text to the public; afterwards that is the city's decision.
    """
    text_en = text_en + "\n" if text_en else ""
    kept = Overview.objects.filter(year=pack.settings["year"]).first()
    if kept is None:
        face = Overview.PublicFace.LIVING if pack.is_sample else Overview.PublicFace.NOTHING
        actions.create_overview(
            pack.settings["year"],
            text=text,
            text_en=text_en,
            labels=labels,
            public_face=face,
            is_sample=pack.is_sample,
            by=by,
        )
    elif (kept.text, kept.text_en, actions.labels_of(kept)) != (
        text,
        text_en,
        sorted(labels, key=lambda row: row["fact"]),
    ):
        actions.edit_overview(kept, text=text, text_en=text_en, labels=labels, version=kept.version, by=by)
