"""What is wrong with an overview's text, by line and column, in words its editor can act on."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gongjian.algorithms.numerals import CHINESE
from gongjian.algorithms.overview_text import (
    Document,
    LabelUse,
    TemplateError,
    figure_uses,
    label_uses,
    loose_digits,
    parse,
)
from gongjian.reports.queries.statements import Statement, read_statements

MOST_CHARACTERS = 200_000

_OF_THE_TEMPLATE = {
    "open_tag": gettext_lazy("Braces that do not close, or close without opening: %(detail)s"),
    "unknown_tag": gettext_lazy("“%(detail)s” is neither figure nor label."),
    "bad_name": gettext_lazy('A figure is named in double quotes, e.g. figure "trade.total"; found: %(detail)s'),
    "bad_argument": gettext_lazy('Cannot be read: %(detail)s. Write name="text" or name=number.'),
    "doubled_argument": gettext_lazy("%(detail)s is given twice."),
    "label_needs_two": gettext_lazy("A label takes an id and its words, both in double quotes; found: %(detail)s"),
    "empty": gettext_lazy("The text is empty."),
    "loose_number": gettext_lazy("%(detail)s is typed into the words. Bind it to a figure, or declare it a label."),
}
_OF_THE_STYLE = {
    "unknown_style": gettext_lazy("there is no such style"),
    "bad_digits": gettext_lazy("digits is a whole number from -9 to 6"),
    "not_a_number": gettext_lazy("it is not a number"),
    "not_a_date": gettext_lazy("it is not a date"),
    "not_whole": gettext_lazy("it is not a whole number"),
    "out_of_range": gettext_lazy("the number is too large or too small for it"),
    "would_round": gettext_lazy("it has more than six decimals and no digits are given"),
    "wrong_unit": gettext_lazy("only percentages are written so"),
    "no_such_fraction": gettext_lazy("it is no simple fraction"),
    "not_round": gettext_lazy("only round numbers are written so"),
    "no_bound": gettext_lazy("it is only a lower bound"),
    "mixed_scale": gettext_lazy("万 and 亿 would meet in one number"),
}


@dataclass(frozen=True)
class TextProblem:
    """One remark on a text. An error keeps it from being saved; a warning does not."""

    language: str
    line: int
    column: int
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        if not self.line:
            return self.message
        place = _("Line %(line)s, column %(column)s") % {"line": self.line, "column": self.column}
        return _("%(place)s: %(message)s") % {"place": place, "message": self.message}


def problems_of(source: str, *, language: str, labels: dict[str, str]) -> list[TextProblem]:
    """Every problem of a text. `labels` are the declared words by fact, in the text's language.

    The messages are in the reader's language, the figures are written in the text's.
    """
    if len(source) > MOST_CHARACTERS:
        return [TextProblem(language, 0, 0, _("The text is longer than 200,000 characters."))]
    found = [
        TextProblem(language, problem.line, problem.column, _OF_THE_TEMPLATE[problem.code] % {"detail": problem.detail})
        for problem in loose_digits(source)
    ]
    try:
        document = parse(source)
    except TemplateError as error:
        found += [
            TextProblem(language, one.line, one.column, _OF_THE_TEMPLATE[one.code] % {"detail": one.detail})
            for one in error.problems
        ]
        document = error.document  # what could be read is looked at too: all faults come at once
        if not document.blocks:
            return found
    found += _of_titles(document, language)
    found += [problem for use in label_uses(document) for problem in _of_label(use, language, labels)]
    with override(language):
        statements = read_statements(figure_uses(document))
    found += [problem for statement in statements for problem in _of_figure(statement, language)]
    return _in_order(found)


def _of_titles(document: Document, language: str) -> Iterator[TextProblem]:
    titles = [block for block in document.blocks if block.kind == "title"]
    if len(titles) != 1:
        yield TextProblem(language, 1, 1, _("A text has one title: a line that begins with “= ”."))


def _of_label(use: LabelUse, language: str, labels: dict[str, str]) -> Iterator[TextProblem]:
    place = (language, use.line, use.column)
    if use.fact not in labels:
        yield TextProblem(*place, _("The label %(fact)s is not declared.") % {"fact": use.fact})
    elif labels[use.fact] != use.text:
        words = _("The label %(fact)s is declared as “%(declared)s”, not “%(found)s”.")
        yield TextProblem(*place, words % {"fact": use.fact, "declared": labels[use.fact], "found": use.text})


def _of_figure(statement: Statement, language: str) -> Iterator[TextProblem]:
    use = statement.use
    place = (language, use.line, use.column)
    if statement.reason:
        yield TextProblem(*place, statement.reason, is_error=statement.is_fault)
    elif statement.style_fault:
        words = _("%(name)s cannot be written in the style %(style)s: %(why)s. It is written plainly for now.")
        why = _OF_THE_STYLE.get(statement.style_fault, statement.style_fault)
        said = {"name": use.name, "style": use.writing.get("style", "plain"), "why": why}
        yield TextProblem(*place, words % said, is_error=statement.style_fault in ("unknown_style", "bad_digits"))


def facts_missing(first: str, second: str) -> list[str]:
    """The ids bound in the first text but not in the second; nothing when either cannot be read."""
    try:
        here, there = (facts_of(parse(source)) for source in (first, second))
    except TemplateError:
        return []
    return sorted(here - there)


def facts_of(document: Document) -> set[str]:
    return {use.fact for use in (*figure_uses(document), *label_uses(document)) if use.fact}


def _in_order(found: list[TextProblem]) -> list[TextProblem]:
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def language_name(language: str) -> str:
    return _("Chinese text") if language == CHINESE else _("English text")
