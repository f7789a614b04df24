"""Every way of being wrong has words in both languages."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from gongjian.algorithms.seal import Finding
from gongjian.core.audit.findings import CLUES, KINDS, said

HOUSE = Path(settings.BASE_DIR) / "gongjian"
SOURCES = [HOUSE / "algorithms/seal.py", HOUSE / "core/audit/verification.py"]
NUMBERS = {"next_block": (5,), "places": (1, 2), "copy": (3,)}


def test_every_kind_and_clue_the_source_names_has_words_and_no_others_have():
    nodes = [node for file in SOURCES for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    made = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"]
    given = [value for call in made for value in (*call.args, *(each.value for each in call.keywords))]
    assert {value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)} == (
        set(KINDS) | set(CLUES)
    )


@pytest.mark.parametrize(("language", "speaks"), [("zh-hans", r"[\u4e00-\u9fff\d，。：（）]+"), ("en", r"[\w ,.:()]+")])
def test_each_is_a_sentence_in_the_readers_language(language, speaks):
    with override(language):
        for kind in KINDS:
            for clue in ["", *CLUES]:
                words = said(Finding(kind, 2, 7, clue, NUMBERS.get(clue, ())))
                assert re.fullmatch(speaks, words, re.ASCII if language == "en" else 0), words


def test_a_line_says_where_what_and_how_it_shows():
    with override("en"):
        assert said(Finding("removed", 2, 7)) == "Block 2, record 7: has been removed."
        assert said(Finding("block_removed", 4, clue="next_block", numbers=(5,))) == (
            "Block 4: the block is missing (block 5 follows)."
        )
        assert said(Finding("reordered", 1, 3, "places", (1, 2))) == (
            "Block 1, record 3: has been moved (it stands at 1 and was sealed at 2)."
        )
