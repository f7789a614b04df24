import ast
import re
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from gongjian.config.audit_words import WORDS

CODE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
HOUSE = Path(settings.BASE_DIR) / "gongjian"


def codes_written() -> set[str]:
    """Every code that an action, a receiver or the table of moves holds."""
    files = [*HOUSE.glob("*/actions.py"), *HOUSE.glob("*/actions/*.py"), *HOUSE.glob("*/receivers.py")]
    files.append(HOUSE / "programmes/rules/states.py")
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def test_every_code_the_source_writes_has_words_and_no_words_stand_for_a_code_nobody_writes():
    assert codes_written() == set(WORDS)


def test_the_words_name_what_was_done_in_both_languages():
    for language, speaks in (("zh-hans", re.compile(r"[一-鿿]+")), ("en", re.compile(r"[A-Za-z' -]+"))):
        with override(language):
            strange = {code: str(words) for code, words in WORDS.items() if not speaks.fullmatch(str(words))}
            assert strange == {}
