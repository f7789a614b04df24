"""A circular 通报: its words collected once, when it is issued; page and .docx are made of what was collected.

The content is plain JSON by language, so that it can be kept with the review and told again years later without
asking any record that has changed since.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.algorithms.numerals import chinese_words
from gongjian.core.documents import Heading, Imprint, OfficialDocument, Paragraph, RedHead, Signature, Table, words
from gongjian.core.language import day, is_english
from gongjian.programmes.models import AgendaItem, Campaign, MeasureLight, Review
from gongjian.programmes.queries.lights import count_of_lights, under_kinds
from gongjian.programmes.queries.reviews import agenda_of, office_unit, with_demands

LANGUAGES = (settings.LANGUAGE_CODE, "en")
Light = MeasureLight.Light
# What ends a sentence already.
STOPS = "。.；;：:！!？?"
# The order in which lights are listed.
LIGHTS = (Light.GREEN, Light.YELLOW, Light.RED, Light.BLUE)

Content = dict[str, Any]


# --- collecting -----------------------------------------------------------------------------
def light_counts(review: Review) -> dict[str, int]:
    """How many measures of the ledger had each light in the frozen month, as the board and the figures count; the
    lists kept beside the ledger apart. Lights without any are 0."""
    ledger = under_kinds(review.month.lights.all(), *Campaign.LEDGER_KINDS)
    return {light.value: 0 for light in LIGHTS} | count_of_lights(ledger)


def first_words(review: Review) -> tuple[str, str]:
    """Opening and closing as a draft, in the city's language: the office changes them as it likes."""
    counts = light_counts(review)
    with override(settings.LANGUAGE_CODE):
        opening = _(
            "On %(day)s the review of %(month)s was held, chaired by %(chair)s. Of the %(all)s measures in the ledger "
            "%(green)s are on course, %(yellow)s lag behind, %(red)s are in alarm and %(blue)s have been struck off. "
            "%(items)s items were presented and commented on the spot. This is what came of it."
        ) % {
            "day": day(review.held_on),
            "month": review.month.label,
            "chair": review.chair,
            "all": sum(counts.values()),
            "items": agenda_of(review).filter(presented_at__isnull=False).count(),
            **counts,
        }
        closing = _(
            "The units named act on every demand, set their own measures and report by the due days. What is not "
            "closed stands on the agenda of the next review until it is."
        )
    return opening, closing


def content_of(review: Review, *, number: str, issued_on: date, is_public: bool) -> dict[str, Content]:
    """What the circular says, by language, as of now."""
    counts, items = light_counts(review), list(with_demands(agenda_of(review)))
    unit = office_unit()
    found = {}
    for language in LANGUAGES:
        with override(language):
            issuer = unit.label if unit else _("Reform office")
            found[language] = {
                "title": _("Circular on the review of %(month)s") % {"month": review.month.label},
                "number": number,
                "issuer": issuer,
                "issued_on": issued_on.isoformat(),
                "addressees": _("To all lead units"),
                "opening": review.opening,
                "as_of": review.month.as_of.isoformat(),
                "lights": [[light.value, str(light.label), counts[light.value]] for light in LIGHTS],
                "items": [_item(item) for item in items],
                "closing": review.closing,
                "is_public": is_public,
                "is_sample": review.is_sample,
            }
    return found


def _item(item: AgendaItem) -> Content:
    return {
        "unit": item.unit.label,
        "measure": f"{item.measure.number} {item.measure.label}" if item.measure else "",
        "kind": str(item.get_kind_display()),
        "light": item.light.light if item.light else "",
        "light_words": str(item.light.get_light_display()) if item.light else "",
        "reason": item.reason_label,
        "presenter": item.presenter,
        "was_presented": item.presented_at is not None,
        "strengths": item.strengths,
        "problems": item.problems,
        "demands": [
            {
                "title": demand.title,
                "unit": demand.unit.label,
                "person": demand.person.label if demand.person else "",
                "due": demand.due.isoformat(),
            }
            for demand in item.demands.all()
        ],
    }


def content_in(review: Review, language: str) -> Content:
    """What was circulated, in this language; {} before it was."""
    return review.circular.get(language) or review.circular.get(settings.LANGUAGE_CODE) or {}


# --- on paper -------------------------------------------------------------------------------
def document_of(content: Content, language: str) -> OfficialDocument:
    """The red-headed document of a circular's content. Nothing but the content is read."""
    issued_on = date.fromisoformat(content["issued_on"])
    with override(language):
        return OfficialDocument(
            title=content["title"],
            subtitle=_("(sample)") if content["is_sample"] else "",
            blocks=tuple(_blocks(content)),
            language="en" if is_english() else "zh-hans",
            form="circular",
            red_head=RedHead(issuer=content["issuer"], number=content["number"]),
            addressees=content["addressees"],
            signature=Signature(content["issuer"], issued_on),
            note=_("This document may be published") if content["is_public"] else "",
            imprint=Imprint(printed_by=content["issuer"], printed_on=issued_on),
        )


def _blocks(content: Content) -> Iterator[Heading | Paragraph | Table]:
    yield from _paragraphs(content["opening"])
    yield Heading(1, words(_numbered(1, _("How the measures stand"))))
    yield Paragraph(words(lights_in_words(content)))
    yield Heading(1, words(_numbered(2, _("What was presented and commented"))))
    for order, item in enumerate(content["items"], 1):
        yield from _item_blocks(order, item)
    yield Heading(1, words(_numbered(3, _("What is demanded of all"))))
    yield from _paragraphs(content["closing"])


def lights_in_words(content: Content) -> str:
    lights = _(", ").join(
        _("%(light)s: %(number)s") % {"light": name, "number": n} for _key, name, n in content["lights"]
    )
    said = {
        "day": day(date.fromisoformat(content["as_of"])),
        "all": sum(number for _key, _name, number in content["lights"]),
        "lights": lights,
    }
    return _("As of %(day)s, %(all)s measures are in the ledger. %(lights)s.") % said


def _item_blocks(order: int, item: Content) -> Iterator[Heading | Paragraph]:
    yield Heading(2, words(_numbered_second(order, item_heading(item))))
    for part, text in parts_of(item):
        yield Paragraph(words(f"{part}{_colon()}{text}"))
    for number, demand in enumerate(item["demands"], 1):
        yield Paragraph(words(f"{number}. {demand_in_words(demand)}"))


def item_heading(item: Content) -> str:
    return f"{item['unit']}{_colon()}{item['measure']}" if item["measure"] else item["unit"]


def _colon() -> str:
    return ": " if is_english() else "："


def parts_of(item: Content) -> list[tuple[str, str]]:
    """Why it was on the agenda, strengths, problems: each with its name, as far as something was said."""
    light = f"{item['light_words']}{_('; ')}" if item["light_words"] else ""
    why = _("Not presented at the meeting") if not item["was_presented"] else ""
    parts = [(_("Why on the agenda"), f"{light}{item['reason']}"), (_("At the meeting"), why)]
    parts += [(_("Strengths"), item["strengths"]), (_("Problems found"), item["problems"])]
    if item["demands"]:
        parts.append(
            (
                _("Demands"),
                _("%(number)s, with the unit that owes each and its day:") % {"number": len(item["demands"])},
            )
        )
    return [(name, _ended(" ".join(text.split()))) for name, text in parts if text.strip()]


def _ended(text: str) -> str:
    """With its full stop, which notes typed in a meeting often lack."""
    return text if text[-1] in STOPS else f"{text}{'.' if is_english() else '。'}"


def demand_in_words(demand: Content) -> str:
    who = " ".join(part for part in (demand["unit"], demand["person"]) if part)
    said = {"title": demand["title"].rstrip("。.；;"), "who": who, "due": day(date.fromisoformat(demand["due"]))}
    return _("%(title)s (%(who)s, by %(due)s).") % said


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for line in text.splitlines():
        if line.strip():
            yield Paragraph(words(line.strip()))


def _numbered(order: int, text: str) -> str:
    return f"{order}. {text}" if is_english() else f"{chinese_words(order)}、{text}"


def _numbered_second(order: int, text: str) -> str:
    if is_english():
        return f"({order}) {text}"
    return f"（{chinese_words(order) if order < 100 else order}）{text}"
