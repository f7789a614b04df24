"""What changes an overview: its text, labels, snapshots and public face."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import override

from gongjian.algorithms.overview_text import figure_uses, parse
from gongjian.core.audit import record, state_of
from gongjian.indicators.actions import keep_readings
from gongjian.organizations.models import Account
from gongjian.reports.models import Label, Overview, Snapshot, SnapshotFigure
from gongjian.reports.queries import LANGUAGES, requests_of, state, text_exists, text_in
from gongjian.reports.rules import (
    LABEL_FIELDS,
    LabelRow,
    check_create_overview,
    check_edit_overview,
    check_publish_snapshot,
    check_set_labels,
    check_set_public_face,
    check_take_snapshot,
    check_withdraw_snapshot,
    year_is_taken,
)


@transaction.atomic
def create_overview(
    year: int,
    *,
    text: str,
    by: Any,
    text_en: str = "",
    labels: list[LabelRow] | None = None,
    public_face: str = Overview.PublicFace.NOTHING,
    is_sample: bool = False,
) -> Overview:
    """Begin a year's overview. Raises ValidationError by field, with every fault of the texts by line and column."""
    rows = labels or []
    check_create_overview(by, year, text=text, text_en=text_en, labels=rows)
    overview = Overview(year=year, text=text, text_en=text_en, public_face=public_face, is_sample=is_sample)
    try:
        with transaction.atomic():
            overview.save(force_insert=True)
    except IntegrityError:  # somebody else began it between the check and the writing
        raise ValidationError({"year": year_is_taken(year)}) from None
    _write_labels(overview, rows)
    record(overview, "overview.created", by=by, after=_with_labels(overview))
    return overview


@transaction.atomic
def edit_overview(
    overview: Overview,
    *,
    text: str,
    text_en: str,
    version: int,
    by: Any,
    labels: list[LabelRow] | None = None,
) -> Overview:
    """Change the texts (and, when given, the labels with them).

    `version` is the one the editor started from: a text that somebody else changed meanwhile is refused
    (ValidationError with code "clash") and nothing is lost. Writes nothing when nothing differs.
    """
    overview = _locked(overview)
    rows = labels_of(overview) if labels is None else labels
    check_edit_overview(by, overview, version=version, text=text, text_en=text_en, labels=rows)
    if (overview.text, overview.text_en) == (text, text_en) and _are_kept(overview, rows):
        return overview
    before = _with_labels(overview)
    overview.text, overview.text_en = text, text_en
    overview.version += 1
    overview.save(update_fields=["text", "text_en", "version", "edited_at"])
    if labels is not None:
        _write_labels(overview, rows)
    record(overview, "overview.text_edited", by=by, before=before, after=_with_labels(overview))
    return overview


@transaction.atomic
def set_labels(overview: Overview, rows: list[LabelRow], *, by: Any) -> Overview:
    """Declare the numbers that are names; replaces all declared before. Writes nothing when nothing differs."""
    overview = _locked(overview)
    check_set_labels(by, overview, rows)
    if _are_kept(overview, rows):
        return overview
    before = _with_labels(overview)
    _write_labels(overview, rows)
    record(overview, "overview.labels_set", by=by, before=before, after=_with_labels(overview))
    return overview


@transaction.atomic
def set_public_face(overview: Overview, face: str, *, by: Any) -> Overview:
    """Decide what people see who are not signed in; see docs/decisions/0004-public-face.md."""
    overview = _locked(overview)
    check_set_public_face(by, overview, face)
    before = state_of(overview)
    overview.public_face = face
    overview.save(update_fields=["public_face"])
    record(overview, "overview.public_face_set", by=by, before=before)
    return overview


@transaction.atomic
def take_snapshot(overview: Overview, *, by: Any, note: str = "") -> Snapshot:
    """Freeze the texts with every value, its evidence and the labels, as they stand now."""
    overview = _locked(overview)
    check_take_snapshot(by, overview)
    last = overview.snapshots.aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot.objects.create(
        overview=overview,
        number=last + 1,
        taken_by=by if isinstance(by, Account) else None,
        note=note,
        text=overview.text,
        text_en=overview.text_en,
        labels=labels_of(overview),
    )
    SnapshotFigure.objects.bulk_create(_frozen_figures(snapshot, by=by))
    record(snapshot, "snapshot.taken", by=by, note=note)
    return snapshot


def _frozen_figures(snapshot: Snapshot, *, by: Any) -> list[SnapshotFigure]:
    uses = [
        (language, position, use)
        for language in LANGUAGES
        if text_exists(snapshot, language)
        for position, use in enumerate(figure_uses(parse(text_in(snapshot, language))))
    ]
    said = {"year": snapshot.overview.year, "number": snapshot.number}
    readings = keep_readings(
        requests_of(use for _language, _position, use in uses),
        occasion="{year}年综述第{number}号快照".format(**said),
        occasion_en="Snapshot {number} of the overview of {year}".format(**said),
        by=by,
    )
    rows = []
    for (language, position, use), reading in zip(uses, readings, strict=True):
        with override(language):
            words = state(position, use, reading).words
        rows.append(
            SnapshotFigure(
                snapshot=snapshot,
                language=language,
                position=position,
                writing={key: str(value) for key, value in use.writing.items()},
                fact=use.fact[:20],
                words=words[:300],
                reading=reading,
            )
        )
    return rows


@transaction.atomic
def publish_snapshot(snapshot: Snapshot, *, by: Any) -> Snapshot:
    """Make a snapshot public. The public sees the latest published one, if that is the overview's public face."""
    snapshot = _locked_snapshot(snapshot)
    check_publish_snapshot(by, snapshot)
    return _set_published(snapshot, timezone.now(), "snapshot.published", by=by)


@transaction.atomic
def withdraw_snapshot(snapshot: Snapshot, *, by: Any) -> Snapshot:
    """Take a snapshot back from the public; it stays kept, the one published before is shown again."""
    snapshot = _locked_snapshot(snapshot)
    check_withdraw_snapshot(by, snapshot)
    return _set_published(snapshot, None, "snapshot.withdrawn", by=by)


def _set_published(snapshot: Snapshot, at: Any, action: str, *, by: Any) -> Snapshot:
    before = state_of(snapshot)
    snapshot.published_at = at
    snapshot.save(update_fields=["published_at"])
    record(snapshot, action, by=by, before=before)
    return snapshot


def labels_of(overview: Overview) -> list[LabelRow]:
    return list(overview.labels.values(*LABEL_FIELDS))


def _are_kept(overview: Overview, rows: list[LabelRow]) -> bool:
    """Do the rows say what is declared already? Their order says nothing."""
    said = [tuple(row[name] for name in LABEL_FIELDS) for row in rows]
    return sorted(said) == sorted(tuple(row[name] for name in LABEL_FIELDS) for row in labels_of(overview))


def _write_labels(overview: Overview, rows: list[LabelRow]) -> None:
    overview.labels.all().delete()
    Label.objects.bulk_create(Label(overview=overview, **{name: row[name] for name in LABEL_FIELDS}) for row in rows)


def _with_labels(overview: Overview) -> dict[str, str | None]:
    """The overview's state with its labels, for the audit record."""
    labels = [" ".join(filter(None, row.values())) for row in labels_of(overview)]
    return state_of(overview) | {"labels": "\n".join(labels)}


def _locked(overview: Overview) -> Overview:
    return Overview.objects.select_for_update().get(pk=overview.pk)


def _locked_snapshot(snapshot: Snapshot) -> Snapshot:
    return Snapshot.objects.select_for_update().select_related("overview").get(pk=snapshot.pk)
