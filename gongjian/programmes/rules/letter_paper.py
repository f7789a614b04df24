"""A letter as it is printed: what its document says, and the slip that is torn off and sent back. In Chinese: it is
the city's document, whoever prints it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.core.documents import Annex, OfficialDocument, Paragraph, RedHead, Signature, Table, words
from gongjian.core.language import day, minute
from gongjian.programmes.models import Letter

Level = Letter.Level


@dataclass(frozen=True)
class LetterPaper:
    """The printed letter, part by part; `slip` is (label, what stands there) with "" to be filled in by hand."""

    issuer: str
    number: str
    title: str
    addressee: str
    paragraphs: tuple[str, ...]
    slip_title: str
    slip: tuple[tuple[str, str], ...]
    issued_on: object


def paper_of(letter: Letter) -> LetterPaper:
    """Of a letter that has been issued."""
    with override(settings.LANGUAGE_CODE):
        level = str(Level(letter.level).label)
        issuer = letter.issuing_unit.name if letter.issuing_unit else ""
        return LetterPaper(
            issuer=issuer,
            number=letter.number,
            title=_title(letter, level),
            addressee=letter.unit.name,
            paragraphs=tuple(_paragraphs(letter, level)),
            slip_title=_("Receipt slip of %(number)s") % {"number": letter.number},
            slip=(
                (_("Unit"), letter.unit.name),
                (_("Letter"), f"{level} {letter.number}"),
                (_("Reply by"), day(letter.reply_by)),
                (_("Received on"), day(letter.received_at) if letter.received_at else ""),
                (_("Signed for by"), str(letter.received_by) if letter.received_by else ""),
                (_("Head of the unit (signature)"), ""),
                (_("Seal of the unit"), ""),
            ),
            issued_on=letter.issued_on,
        )


def _title(letter: Letter, level: str) -> str:
    if letter.measure is None:
        return level
    return _("%(level)s on the measure “%(title)s”") % {"level": level, "title": letter.measure.title}


def _paragraphs(letter: Letter, level: str) -> list[str]:
    said = [line for line in letter.reason.splitlines() if line.strip()]
    if letter.jump_reason.strip():
        said.append(_("This letter is sent without the level before it: %(reason)s") % {"reason": letter.jump_reason})
    if letter.level == Level.INTERVIEW and letter.interview_at:
        said.append(
            _("The head of your unit is summoned to an interview on %(when)s at %(place)s.")
            % {"when": minute(letter.interview_at), "place": letter.place}
        )
    said += [line for line in letter.demands.splitlines() if line.strip()]
    said.append(
        _("Please send back the slip at once, and your reply in writing by %(day)s (%(days)s working days).")
        % {"day": day(letter.reply_by), "days": letter.reply_days}
    )
    return said


def letter_document(letter: Letter) -> OfficialDocument:
    """As .docx: the form of a letter after GB/T 9704, the slip as an annex on a page of its own."""
    paper = paper_of(letter)
    with override(settings.LANGUAGE_CODE):
        head = (_("Item"), _("Content"))
        slip = Table(head, tuple(row for row in paper.slip), widths=(1, 3))
    return OfficialDocument(
        title=paper.title,
        blocks=tuple(Paragraph(words(text)) for text in paper.paragraphs),
        form="letter",
        red_head=RedHead(issuer=paper.issuer, number=paper.number),
        addressees=paper.addressee,
        attachments=(),
        signature=Signature(paper.issuer, letter.issued_on),
        annexes=(Annex(paper.slip_title, (slip,)),),
    )
