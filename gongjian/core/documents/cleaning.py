"""Texts as they may stand in an XML 1.0 file and on official paper."""

import re
import unicodedata

from gongjian.core.documents.errors import UnwritableText

_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# What XML 1.0 forbids, what is invisible, and what turns the reading order round behind the reader's back.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER_YEAR = re.compile(r"[\[［(（【﹝〔]\s*(\d{4})\s*[\]］)）】﹞〕]\s*第?\s*0*(\d+)")


def clean(text: str) -> str:
    """`text` on one line, free of control characters. Raises UnwritableText on a lone surrogate.

    Right-to-left letters, emoji and full-width punctuation stay as they are.
    """
    damage = _SURROGATE.search(text)
    if damage:
        raise UnwritableText(text, damage.start())
    kept = _UNWANTED.sub("", _SPACES.sub(" ", text))
    return "".join(sign for sign in kept if ord(sign) & 0xFFFE != 0xFFFE)


def clean_lines(text: str) -> list[str]:
    """The non-empty lines of `text`, each cleaned: how a title broken by hand is read."""
    lines = (clean(line).strip() for line in re.split(r"\r\n|[\n\r\v\u2028\u2029]", text))
    return [line for line in lines if line]


def on_one_line(title: str) -> str:
    """A title broken by hand, put together again: Chinese lines join, Latin ones need a space."""
    whole = ""
    for line in clean_lines(title):
        whole += " " + line if whole and whole[-1].isascii() and line[0].isascii() else line
    return whole


def document_number(text: str) -> str:
    """发文字号 with six-cornered brackets, no 第 and no leading zero: `甲发[2020]第07号` → `甲发〔2020〕7号`."""
    return _NUMBER_YEAR.sub(r"〔\1〕\2", clean(text).strip())


def width_of(text: str) -> float:
    """Width in full-width characters: a Chinese character or mark counts 1, a Latin letter or digit ½."""
    width = 0.0
    for sign in text:
        if unicodedata.combining(sign):
            continue
        width += 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5
    return width
