"""The template language of an overview: words, figures written by name, labels. Parsed, never executed.

Blocks are separated by blank lines. `= Title`, `~ subtitle`, `== Heading | second line`; anything else is a
paragraph. Inside a block: `{{ figure "programmes.measures" year=2020 style="plain" fact="F006" }}` and
`{{ label "F074" "12345" }}`; a backslash before `{{` keeps it as text. Page: docs/algorithms/overview_text.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# Arguments of `figure` that say how to write it; all others are parameters of the figure itself.
WRITING = frozenset({"style", "unit", "digits", "fact"})
_TAG = re.compile(r"(?<!\\)\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_TOKEN = re.compile(r'\s*(?:(?P<key>[a-z_]+)=)?(?:"(?P<text>[^"\n]*)"|(?P<number>-?\d+(?:\.\d+)?)(?=\s|$))')
_DIGITS = re.compile(r"\d+(?:\.\d+)?%?")
Argument = str | int | Decimal


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class FigureUse:
    """A figure written by name. `parameters` go to the figure, `writing` says how its value stands."""

    name: str
    parameters: Mapping[str, Argument] = field(default_factory=dict)
    writing: Mapping[str, Argument] = field(default_factory=dict)
    line: int = 0
    column: int = field(default=0, compare=False)

    @property
    def fact(self) -> str:
        """The id an outside reader knows this figure by; empty when none is given."""
        return str(self.writing.get("fact", ""))


@dataclass(frozen=True)
class LabelUse:
    """A number that is a name, not a quantity: declared, with its reason, outside the text."""

    fact: str
    text: str
    line: int = 0
    column: int = field(default=0, compare=False)


Piece = Words | FigureUse | LabelUse


@dataclass(frozen=True)
class Block:
    """One paragraph or heading. `kind`: title, subtitle, heading or paragraph; `second` a heading's second line."""

    kind: str
    pieces: tuple[Piece, ...]
    second: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Document:
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Problem:
    """One fault of a template. Codes: open_tag, unknown_tag, bad_name, bad_argument, doubled_argument,
    label_needs_two, empty, and from `loose_digits` loose_number. `detail` quotes the place."""

    code: str
    line: int
    column: int
    detail: str = ""


class TemplateError(Exception):
    """The template cannot be read; `problems` holds all of them, `document` what could be read all the same."""

    def __init__(self, problems: list[Problem], document: Document):
        self.problems = problems
        self.document = document
        super().__init__("; ".join(f"{p.line}:{p.column} {p.code} {p.detail}" for p in problems))


def parse(source: str) -> Document:
    """Read a template. Raises TemplateError with every problem, by line and column."""
    problems: list[Problem] = []
    blocks = tuple(_block(line, text, problems) for line, text in _paragraphs(source))
    if not blocks:
        problems.append(Problem("empty", 1, 1))
    if problems:
        raise TemplateError(problems, Document(blocks))
    return Document(blocks)


_MARKS = ("= ", "== ", "~ ")


def _paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """(first line's number, text) of each block; a marked line is a block of its own."""
    start, held = 0, list[str]()
    for number, line in enumerate([*source.replace("\r\n", "\n").split("\n"), ""], 1):
        text = line.strip()
        if held and (not text or text.startswith(_MARKS) or held[0].startswith(_MARKS)):
            yield start, "\n".join(held)
            held = []
        if text:
            start = start if held else number
            held.append(text)


_KINDS = (("== ", "heading"), ("= ", "title"), ("~ ", "subtitle"))


def _block(line: int, text: str, problems: list[Problem]) -> Block:
    for mark, kind in _KINDS:
        if text.startswith(mark):
            first, _bar, second = text.removeprefix(mark).partition(" | ")
            column = len(mark) + 1
            pieces = _pieces(first, line, column, problems)
            return Block(kind, pieces, _pieces(second, line, column + len(first) + 3, problems) if second else ())
    return Block("paragraph", _pieces(text, line, 1, problems))


def _pieces(text: str, line: int, column: int, problems: list[Problem]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for match in _TAG.finditer(text):
        pieces += _words(text[end : match.start()], *_place(text, end, line, column), problems)
        place = _place(text, match.start(), line, column)
        piece = _tag(match.group(1).strip(), *place, problems)
        if piece:
            pieces.append(piece)
        end = match.end()
    pieces += _words(text[end:], *_place(text, end, line, column), problems)
    return tuple(pieces)


def _place(text: str, offset: int, line: int, column: int) -> tuple[int, int]:
    before = text[:offset]
    if "\n" not in before:
        return line, column + offset
    return line + before.count("\n"), offset - before.rindex("\n")


_CJK = r"[　-鿿＀-￯“”‘’—…]"
_JOIN = re.compile(rf"(?<={_CJK})\n|\n(?={_CJK})")


def _words(text: str, line: int, column: int, problems: list[Problem]) -> list[Piece]:
    if re.search(r"(?<!\\)\{\{|(?<!\\)\}\}", text):
        problems.append(Problem("open_tag", line, column, text.strip()[:40]))
    plain = _JOIN.sub("", text.replace("\\{{", "{{").replace("\\}}", "}}")).replace("\n", " ")
    return [Words(plain)] if plain else []


def _tag(inside: str, line: int, column: int, problems: list[Problem]) -> Piece | None:
    kind, _space, rest = inside.partition(" ")
    if kind not in ("figure", "label"):
        problems.append(Problem("unknown_tag", line, column, kind[:40]))
        return None
    arguments = _arguments(rest, line, column, problems)
    if arguments is None:
        return None
    positional, named = arguments
    return (_figure if kind == "figure" else _label)(positional, named, line, column, problems)


def _arguments(
    text: str, line: int, column: int, problems: list[Problem]
) -> tuple[list[Argument], dict[str, Argument]] | None:
    positional: list[Argument] = []
    named: dict[str, Argument] = {}
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if not match:
            problems.append(Problem("bad_argument", line, column, text[position:].strip()[:40]))
            return None
        value: Argument = match["text"] if match["text"] is not None else _number(match["number"])
        if match["key"] is None:
            positional.append(value)
        elif match["key"] in named:
            problems.append(Problem("doubled_argument", line, column, match["key"]))
        else:
            named[match["key"]] = value
        position = match.end()
    return positional, named


def _number(text: str) -> Argument:
    return Decimal(text) if "." in text else int(text)


def _figure(
    positional: list[Argument], named: dict[str, Argument], line: int, column: int, problems: list[Problem]
) -> Piece | None:
    name = positional[0] if len(positional) == 1 else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        problems.append(Problem("bad_name", line, column, str(name or "")))
        return None
    parameters = {key: value for key, value in named.items() if key not in WRITING}
    writing = {key: value for key, value in named.items() if key in WRITING}
    return FigureUse(name, parameters, writing, line, column)


def _label(
    positional: list[Argument], named: dict[str, Argument], line: int, column: int, problems: list[Problem]
) -> Piece | None:
    if len(positional) != 2 or named or not all(isinstance(value, str) and value for value in positional):
        problems.append(Problem("label_needs_two", line, column, " ".join(map(str, positional))))
        return None
    return LabelUse(str(positional[0]), str(positional[1]), line, column)


def pieces_of(document: Document) -> Iterator[Piece]:
    """Every piece in reading order."""
    for block in document.blocks:
        yield from block.pieces
        yield from block.second


def figure_uses(document: Document) -> list[FigureUse]:
    return [piece for piece in pieces_of(document) if isinstance(piece, FigureUse)]


def label_uses(document: Document) -> list[LabelUse]:
    return [piece for piece in pieces_of(document) if isinstance(piece, LabelUse)]


def loose_digits(source: str) -> list[Problem]:
    """Arabic figures typed into the words, values without a definition, by line and column; tags are passed over."""
    blank = _TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag.group()), source.replace("\r\n", "\n"))
    return [
        Problem("loose_number", number, found.start() + 1, found.group())
        for number, line in enumerate(blank.split("\n"), 1)
        for found in _DIGITS.finditer(line)
    ]
