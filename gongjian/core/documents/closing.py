"""What stands under the body: list of attachments, signature, note."""

from datetime import date

from gongjian.core.documents import layout
from gongjian.core.documents.cleaning import clean, on_one_line, width_of
from gongjian.core.documents.content import Language, OfficialDocument, Signature
from gongjian.core.documents.markup import Element, W, node
from gongjian.core.documents.pen import Pen, tab
from gongjian.core.documents.styles import exact, indent

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written_date(day: date, language: Language) -> str:
    """2020年12月24日, in Arabic figures without leading zeros; 24 December 2020."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def attachments(document: OfficialDocument, pen: Pen) -> list[Element]:
    """附件说明: one blank line, then 附件：1. … under one another, no stop at the end; second lines hang."""
    names = document.attachments
    if names is None:
        names = tuple(on_one_line(annex.title) for annex in document.annexes)
    label = f"{pen.word('annex')}{pen.word('colon')}"
    number_at = 2 + width_of(label) + 0.1  # a stop that the label's last character surely stays short of
    name_at = number_at if len(names) == 1 else number_at + (1.0 if len(names) < 10 else 1.5)
    stops = [number_at] if len(names) == 1 else [number_at, name_at]
    written = []
    for index, name in enumerate(names):
        runs = [pen.run(label), tab()] if index == 0 else []
        if len(names) > 1:
            runs += [pen.run(f"{index + 1}."), tab()]
        runs.append(pen.run(clean(name).strip().rstrip("。.")))
        places = node("tabs", *(node("tab", val="left", pos=layout.characters(stop)) for stop in stops))
        hanging = name_at - (2 if index == 0 else number_at)
        spacing = exact(layout.LINE, before=0 if index else layout.LINE)
        shape = indent(left=name_at, hanging=hanging)
        written.append(pen.paragraph("Attachments", runs, spacing, shape, places))
    return written


def signature(block: Signature, pen: Pen) -> list[Element]:
    """落款: issuer over date."""
    issuer = clean(block.issuer).strip()
    day = written_date(block.date, pen.language)
    from_right = sealed_places if block.sealed else unsealed_places
    issuer_right, date_right = from_right(width_of(issuer), width_of(day))
    # A seal is about 42 mm, four lines: its centre lies between issuer and date, its top within one line of
    # the text, so two lines stay free; without a seal one.
    above = (2 if block.sealed else 1) * layout.LINE
    return [
        pen.paragraph(
            "Signature",
            issuer,
            exact(layout.LINE, before=above),
            indent(right=issuer_right),
            node("keepNext"),
        ),
        pen.paragraph("Signature", day, indent(right=date_right)),
    ]


def sealed_places(issuer: float, day: float) -> tuple[float, float]:
    """Characters free at the right of issuer and date (7.3.5.1): date 4, the issuer centred over it. A name
    too long for that moves both to the left, at most to the middle of the page."""
    date_right = min(max(4.0, (issuer - day) / 2), (layout.CHARACTERS - day) / 2)
    return max(0.0, date_right - (issuer - day) / 2), date_right


def unsealed_places(issuer: float, day: float) -> tuple[float, float]:
    """Characters free at the right of issuer and date (7.3.5.2): issuer 2, the date beginning 2 further to
    the right; a date that would then come too close to the edge keeps 2 and pushes the issuer left."""
    date_right = issuer - day
    if date_right >= 2:
        return 2.0, min(date_right, layout.CHARACTERS - 4 - day)
    return max(0.0, 4 + day - issuer), 2.0


def note(text: str, pen: Pen) -> Element:
    """附注, in round brackets."""
    inner = clean(text).strip()
    if inner[:1] in "（(" and inner[-1:] in "）)":
        inner = inner[1:-1]
    brackets = pen.word("brackets")
    return pen.paragraph("Note", f"{brackets[0]}{inner}{brackets[1]}")


def keep_with_next(paragraph: Element) -> None:
    """Bind a written paragraph to the one below it."""
    properties = paragraph[0]
    if properties.find(f"{{{W}}}keepNext") is None:
        properties.insert(1, node("keepNext"))
