"""An overview on paper: the 综述 after GB/T 9704, with an annex that names the evidence of every figure."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from gongjian.core.documents import Annex, Heading, OfficialDocument, Paragraph, Run, Table
from gongjian.core.language import day, is_english
from gongjian.reports.queries.rendering import Rendering, WrittenBlock, WrittenPiece
from gongjian.reports.queries.statements import Statement

SAMPLE_CITY = gettext_noop(
    "Sample city: the reported figures come from a published article; people, dates and the records marked as sample "
    "are invented."
)


def document_of(
    rendering: Rendering, *, open_names: Collection[str] | None = None, show_notes: bool = False
) -> OfficialDocument:
    """The rendering as a document; `show_notes` prints the annex's line number behind each figure.

    The annex tells the sources of the figures in `open_names` (of all, when None): those the reader may open.
    """
    with override(rendering.language):
        blocks = tuple(_block(block) for block in rendering.body)
        return OfficialDocument(
            title=rendering.title,
            subtitle=_subtitle(rendering),
            blocks=blocks,
            language="en" if rendering.language == "en" else "zh-hans",
            annexes=(_evidence(rendering, open_names),),
            show_notes=show_notes,
            created=rendering.snapshot.taken_at if rendering.snapshot else None,
        )


def _subtitle(rendering: Rendering) -> str:
    """Paper travels without the page around it: what is a sample says so under its title."""
    said = _("(sample)") if rendering.is_sample else ""
    return f"{rendering.subtitle}{' ' if said and is_english() else ''}{said}"


def _block(block: WrittenBlock) -> Heading | Paragraph:
    pieces = tuple(_run(piece) for piece in block.pieces)
    if block.kind == "paragraph":
        return Paragraph(pieces)
    if block.second:
        pieces += (Run(", " if is_english() else "，"), *(_run(piece) for piece in block.second))
    return Heading(1, pieces)


def _run(piece: WrittenPiece) -> Run:
    return Run(piece.on_paper, note_ref=piece.statement.position + 1 if piece.statement else None)


def _evidence(rendering: Rendering, open_names: Collection[str] | None) -> Annex:
    """Sources are told once and named by number: a city's hundred figures come from a handful of them."""
    told_of = [one for one in rendering.statements if open_names is None or one.use.name in open_names]
    open_places = {one.position for one in told_of}
    stated = [statement.source for statement in told_of if statement.source]
    sources = {source: number for number, source in enumerate(dict.fromkeys(stated), 1)}
    told = [
        Paragraph((Run(_("Source %(number)s: %(source)s") % {"number": number, "source": source}),))
        for source, number in sources.items()
    ]
    table = Table(
        (_("No."), _("Figure"), _("Value"), _("As of"), _("Data source"), _("Computed or reported")),
        tuple(_line(one, sources if one.position in open_places else {}) for one in rendering.statements),
        widths=(6, 32, 23, 23, 7, 13),
        align=("right", "left", "right", "left", "center", "left"),
    )
    lead = [Paragraph((Run(_lead(rendering)),))]
    if rendering.is_sample:
        lead.append(Paragraph((Run(_(SAMPLE_CITY)),)))
    return Annex(_("Sources of the figures"), (*lead, *told, table))


def _lead(rendering: Rendering) -> str:
    said = {
        "all": len(rendering.statements),
        "computed": len(rendering.computed),
        "reported": len(rendering.reported),
        "gaps": len(rendering.gaps),
    }
    return (
        _(
            "%(all)s figures: %(computed)s computed from records, %(reported)s reported, %(gaps)s of all without a value."
        )
        % said
    )


def _line(statement: Statement, sources: dict[str, int]) -> tuple[str, ...]:
    return (
        str(statement.position + 1),
        statement.title,
        statement.plain,
        day(statement.as_of) if statement.as_of else _("not stated"),
        str(sources.get(statement.source, "—")),
        _("computed") if statement.is_computed else _("reported"),
    )
