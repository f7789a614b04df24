"""Text cut into the words it can be found by. Chinese is written without spaces: rjieba cuts it."""

import re
import unicodedata

import rjieba

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
LONGEST_WORD = 40
MOST_WORDS = 400


def words_of(text: str) -> set[str]:
    """The words of a text: Chinese ones of two characters and more, Latin ones and numbers in lower case.

    Long words are kept together with the shorter ones inside them (营商环境: 营商, 环境, 营商环境).
    """
    text = unicodedata.normalize("NFKC", text).lower()
    found = {word for run in _CHINESE.findall(text) for word in rjieba.cut_for_search(run) if len(word) > 1}
    found |= {run for run in _CHINESE.findall(text) if len(run) == 2}
    return {word[:LONGEST_WORD] for word in found | set(_LATIN.findall(text))}


def words_of_title(title: str) -> set[str]:
    """The words of a title and every two neighbouring characters of it: whatever part of it somebody remembers."""
    runs = _CHINESE.findall(unicodedata.normalize("NFKC", title))
    return words_of(title) | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def words_asked_for(query: str) -> set[str]:
    """The words a record must hold, all of them: of a long Chinese word its parts, which the index surely knows."""
    words = words_of(query[:200])
    parts = {word for word in words if len(word) == 2 or not _CHINESE.fullmatch(word)}
    covered = set("".join(part for part in parts if _CHINESE.fullmatch(part)))
    return parts | {word for word in words - parts if not set(word) <= covered}
