"""What is allowed: the overview is written by its editors, published by the reform office, for the whole city."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.algorithms.numerals import CHINESE, ENGLISH
from gongjian.algorithms.overview_text import TemplateError, label_uses, parse
from gongjian.organizations.rules import has_duty_citywide
from gongjian.reports.models import Label, Overview, Snapshot
from gongjian.reports.queries import TextProblem, problems_of

FIRST_YEAR, LAST_YEAR = 1949, 2100
MOST_LABELS = 200
LABEL_FIELDS = ("fact", "words", "words_en", "reason", "reason_en")
_FACT = re.compile(r"[A-Za-z0-9_.-]{1,20}")
LabelRow = dict[str, str]


def can_edit_overviews(user: Any) -> bool:
    return has_duty_citywide(user, "overview_editor")


def can_publish_overviews(user: Any) -> bool:
    return has_duty_citywide(user, "reform_office")


def check_edit_overviews(user: Any) -> None:
    if not can_edit_overviews(user):
        raise PermissionDenied(_("Only an editor of the overview may do this."))


def check_publish_overviews(user: Any) -> None:
    if not can_publish_overviews(user):
        raise PermissionDenied(_("Only the reform office may decide what the public sees."))


def check_create_overview(user: Any, year: int, *, text: str, text_en: str, labels: list[LabelRow]) -> None:
    check_edit_overviews(user)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError({"year": _("A year from 1949 to 2100.")})
    if Overview.objects.filter(year=year).exists():
        raise ValidationError({"year": year_is_taken(year)})
    check_labels(labels)
    check_texts(text, text_en, labels)


def year_is_taken(year: int) -> str:
    return _("There is already an overview of %(year)s.") % {"year": year}


def check_edit_overview(
    user: Any, overview: Overview, *, version: int, text: str, text_en: str, labels: list[LabelRow]
) -> None:
    """`overview` as it stands now, `version` the one the editor started from."""
    check_edit_overviews(user)
    if overview.version != version:
        raise ValidationError(
            _("Somebody else has changed this text since you opened it. Compare, then save again."), code="clash"
        )
    check_labels(labels)
    check_texts(text, text_en, labels)


def check_texts(text: str, text_en: str, labels: Iterable[LabelRow]) -> None:
    """Raises ValidationError by field with every error, line and column; gaps are no error."""
    rows = list(labels)
    found = {
        "text": errors_of(text, CHINESE, rows),
        "text_en": errors_of(text_en, ENGLISH, rows) if text_en.strip() else [],
    }
    if any(found.values()):
        raise ValidationError({field: [str(one) for one in errors] for field, errors in found.items() if errors})


def errors_of(text: str, language: str, labels: Iterable[LabelRow]) -> list[TextProblem]:
    problems = problems_of(text, language=language, labels=words_by_fact(labels, language))
    return [problem for problem in problems if problem.is_error]


def words_by_fact(labels: Iterable[LabelRow], language: str) -> dict[str, str]:
    """The declared words of each label in a language; English falls back to the Chinese."""
    return {row["fact"]: (language == ENGLISH and row["words_en"]) or row["words"] for row in labels}


def check_labels(rows: list[LabelRow]) -> None:
    """Each label has an id, words and a reason; an id stands once."""
    if len(rows) > MOST_LABELS:
        raise ValidationError(_("More than %(most)s labels: numbers that are names are few.") % {"most": MOST_LABELS})
    seen: set[str] = set()
    for row in rows:
        said = {"fact": row["fact"]}
        if not _FACT.fullmatch(row["fact"]):
            raise ValidationError(
                _("“%(fact)s” is no id: letters, digits, dots, hyphens, at most 20.") % {"fact": row["fact"][:40]}
            )
        if row["fact"] in seen:
            raise ValidationError(_("%(fact)s is declared twice.") % said)
        if not row["words"].strip() or not row["reason"].strip():
            raise ValidationError(_("%(fact)s needs its words and the reason why it is no quantity.") % said)
        for name in LABEL_FIELDS:
            longest = Label._meta.get_field(name).max_length or 0
            if len(row[name]) > longest:
                raise ValidationError(_("%(fact)s: at most %(most)s characters.") % (said | {"most": longest}))
        seen.add(row["fact"])


def check_set_labels(user: Any, overview: Overview, rows: list[LabelRow]) -> None:
    """A label that the text still uses stays declared; its words may change, the editor is then told."""
    check_edit_overviews(user)
    check_labels(rows)
    declared = {row["fact"] for row in rows}
    for text in (overview.text, overview.text_en):
        for fact in sorted(_facts_labelled(text) - declared):
            raise ValidationError(_("The text still uses the label %(fact)s.") % {"fact": fact})


def _facts_labelled(text: str) -> set[str]:
    try:
        return {use.fact for use in label_uses(parse(text))} if text.strip() else set()
    except TemplateError:
        return set()


def check_take_snapshot(user: Any, overview: Overview) -> None:
    check_edit_overviews(user)
    for text in filter(str.strip, (overview.text, overview.text_en)):
        try:
            parse(text)
        except TemplateError as error:
            raise ValidationError(_("The text cannot be read; mend it first.")) from error


def check_publish_snapshot(user: Any, snapshot: Snapshot) -> None:
    check_publish_overviews(user)
    if snapshot.is_published:
        raise ValidationError(_("This snapshot is already published."))


def check_withdraw_snapshot(user: Any, snapshot: Snapshot) -> None:
    check_publish_overviews(user)
    if not snapshot.is_published:
        raise ValidationError(_("This snapshot is not published."))


def check_set_public_face(user: Any, overview: Overview, face: str) -> None:
    check_publish_overviews(user)
    if face not in Overview.PublicFace.values:
        raise ValidationError({"public_face": _("Please choose one of the three.")})
    if face == Overview.PublicFace.SNAPSHOT and not overview.snapshots.filter(published_at__isnull=False).exists():
        raise ValidationError({"public_face": _("Publish a snapshot first; there is none to show.")})
