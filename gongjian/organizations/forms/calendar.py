"""The yearly notice as people have it: one date or range a line."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.forms.units import DayInput

MOST_LINES = 200
LONGEST_LINE = 300
LONGEST_RANGE = 60
_NUMBERS = str.maketrans("０１２３４５６７８９", "0123456789")
_DAY = re.compile(r"^(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?$")
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+|–|\.\.|\sto\s|\s-\s)\s*")
_NOTE = re.compile(r"[(（][^)）]*[)）]|(?:周|星期)[一二三四五六日天]|放假|调休|上班|共\d+天|[，,。；;].*$")
_COMMENT = re.compile(r"#.*$")


class DaysField(forms.CharField):
    """Dates and ranges, one a line: `2020-10-01`, `10月1日至8日`, `1-24 to 2-2`, with whatever note in brackets.

    Cleans to a sorted list of dates. What cannot be read is named by its line.
    """

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 7, "spellcheck": "false"}))
        super().__init__(max_length=20_000, **options)
        self.year = 0

    def clean(self, value: str) -> list[date]:  # type: ignore[override]
        text = super().clean(value)
        days, problems = read_days(text, self.year)
        if problems:
            raise ValidationError(problems)
        return days

    def prepare_value(self, value: Any) -> Any:
        return write_days(value) if isinstance(value, list) else value


def read_days(text: str, year: int) -> tuple[list[date], list[str]]:
    """The dates named in the text (a year that is not said is `year`), and what is wrong, line by line."""
    days: set[date] = set()
    problems: list[str] = []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return [], [_("At most %(most)s lines.") % {"most": MOST_LINES}]
    for number, line in enumerate(lines, 1):
        try:
            for piece in _pieces(line):
                days.update(_read_piece(piece, year))
        except ValueError as error:
            words = _("Line %(line)s, “%(text)s”: %(problem)s")
            problems.append(words % {"line": number, "text": line.strip()[:40], "problem": error})
    return sorted(days), problems[:20]


def _pieces(line: str) -> list[str]:
    """The dates and ranges of a line without remarks. Raises ValueError for a line no person would write."""
    if len(line) > LONGEST_LINE:
        raise ValueError(_("the line is too long."))
    kept = _NOTE.sub("", _COMMENT.sub("", line.translate(_NUMBERS)))
    return [piece.strip() for piece in kept.split("、") if piece.strip()]


def _read_piece(text: str, year: int) -> Iterator[date]:
    parts = _RANGE.split(text)
    if len(parts) > 2:
        raise ValueError(_("one range a line is expected."))
    first = _read_day(parts[0], year, None)
    last = _read_day(parts[1], first.year, first) if len(parts) == 2 else first
    if last < first:
        raise ValueError(_("the range ends before it begins."))
    if (last - first).days >= LONGEST_RANGE:
        raise ValueError(_("the range is longer than %(most)s days.") % {"most": LONGEST_RANGE})
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _read_day(text: str, year: int, after: date | None) -> date:
    """`after`: the first day of the range, which lends its month to `至8日`."""
    text = text.strip()
    alone = re.fullmatch(r"(\d{1,2})\s*[日号]?", text)
    if after and alone:
        return _date(after.year, after.month, int(alone[1]))
    found = _DAY.match(text)
    if not found:
        raise ValueError(_("this is no date; write 2020-10-01 or 10月1日."))
    return _date(int(found[1] or year), int(found[2]), int(found[3]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_("there is no such day.")) from None


def write_days(days: list[date]) -> str:
    """Dates as lines, runs of days as ranges: what `read_days` reads again."""
    lines: list[list[date]] = []
    for day in sorted(days):
        if lines and day - lines[-1][-1] == timedelta(days=1):
            lines[-1].append(day)
        else:
            lines.append([day])
    return "\n".join(f"{run[0]} 至 {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in lines)


class NoticeForm(forms.Form):
    """A year's notice."""

    holidays = DaysField(
        label=gettext_lazy("Days off"),
        help_text=gettext_lazy("One date or range a line, weekends within a holiday included, e.g. 10月1日至8日."),
    )
    workdays = DaysField(
        label=gettext_lazy("Working weekend days"),
        required=False,
        help_text=gettext_lazy("Saturdays and Sundays worked in exchange, one a line, e.g. 9月27日."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Title and number of the notice."),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["holidays"].year = self.fields["workdays"].year = year


_HEAD = re.compile(r"^[一二三四五六七八九十]+、\s*[^：:]{1,20}[：:]")
_PIECE = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:[（(][^)）]*[)）])?(?:\s*(?:至|到|—+|–|～|~)\s*"
    r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:[（(][^)）]*[)）])?)?"
)


class NoticeTextForm(forms.Form):
    """The notice's own text as published, or a CSV of `date,off|work`; read into days for checking."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    text = forms.CharField(
        label=gettext_lazy("Text of the notice"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "Paste the numbered paragraphs as published (“国庆节：10月1日至8日放假调休，共8天。9月27日上班。”), "
            "or lines such as 2020-10-01,off and 2020-09-27,work."
        ),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "year" in cleaned and "text" in cleaned:
            holidays, workdays, problems = read_notice(cleaned["text"], cleaned["year"])
            for problem in problems:
                self.add_error("text", problem)
            if not problems and not holidays:
                self.add_error("text", _("No day off was found in this text."))
            year = cleaned["year"]
            cleaned["holidays"] = [day for day in holidays if day.year == year]
            cleaned["workdays"] = [day for day in workdays if day.year == year]
            cleaned["elsewhere"] = [day for day in holidays + workdays if day.year != year]
        return cleaned


def read_notice(text: str, year: int) -> tuple[list[date], list[date], list[str]]:
    """Days off, working weekend days and problems by line, from the notice's sentences or from CSV lines."""
    off: set[date] = set()
    work: set[date] = set()
    problems: list[str] = []
    for number, line in enumerate(text.translate(_NUMBERS).splitlines(), 1):
        try:
            if len(line) > LONGEST_LINE:
                raise ValueError(_("the line is too long."))
            table = re.fullmatch(r"\s*(\S+)\s*[,，\t]\s*(off|work|休|班|放假|上班)\s*", line)
            if table:
                day = _read_day(table[1], year, None)
                (off if table[2] in ("off", "休", "放假") else work).add(day)
            else:
                _read_sentences(line, year, off, work)
        except ValueError as error:
            words = _("Line %(line)s, “%(text)s”: %(problem)s")
            problems.append(words % {"line": number, "text": line.strip()[:40], "problem": error})
    return sorted(off), sorted(work), problems[:20]


def _read_sentences(line: str, year: int, off: set[date], work: set[date]) -> None:
    """In a notice each sentence says either what is off (放假、调休) or what is worked (上班)."""
    for sentence in re.split(r"[。；;]", _HEAD.sub("", line)):
        target = work if "上班" in sentence else off if "放假" in sentence or "补休" in sentence else None
        if target is None:
            continue
        for piece in _PIECE.finditer(sentence):
            first = _date(int(piece[1] or year), int(piece[2]), int(piece[3]))
            last = first
            if piece[6]:
                last = _date(int(piece[4] or first.year), int(piece[5] or first.month), int(piece[6]))
            if not 0 <= (last - first).days < LONGEST_RANGE:
                raise ValueError(_("the range ends before it begins."))
            target.update(first + timedelta(days=n) for n in range((last - first).days + 1))


class SpanForm(forms.Form):
    """From a day, so many working days on."""

    start = forms.DateField(label=gettext_lazy("Starting from"), widget=DayInput())
    days = forms.IntegerField(label=gettext_lazy("Working days"), min_value=0, max_value=2000)
