"""What commitments and pilot policies read from a pack: targets, attainments, photographs, grants."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.core.files import IMAGES, check_upload
from gongjian.programmes.actions.promises_told import (
    ToldAttainment,
    ToldPhoto,
    enter_attainments,
    enter_grants,
    enter_photos,
    enter_targets,
)
from gongjian.programmes.models import Measure
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.commitments import (
    PlannedTarget,
    check_is_commitment,
    check_told_attainment,
    check_told_target,
)
from gongjian.programmes.rules.pilots import check_told_grant

FILES: dict[str, dict[str, str]] = {
    "targets.csv": {
        "measure": "民生实事的举措编号 · number of the commitment",
        "sequence": "指标次序，从 1 起 · order",
        "title": "指标名称 · what is promised",
        "title_en": "英文名称 · English title",
        "quantity": "承诺数量，只写数字，大于 0 · how much, figures only, more than 0",
        "unit": "数量单位 · what the quantity counts",
        "unit_en": "英文单位 · the same in English",
    },
    "attainments.csv": {
        "measure": "民生实事的举措编号 · number of the commitment",
        "target": "指标次序 · order of the target",
        "as_of": "截至日期 · the day of which it speaks",
        "quantity": "累计完成数量，只写数字 · reached in all, figures only",
        "note": "说明，没有则留空 · note, if any",
        "reported_on": "报告日期 · the day it was reported",
        "verified_on": "核验日期，未核验留空 · the day it was verified",
    },
    "photos.csv": {
        "measure": "民生实事的举措编号 · number of the commitment",
        "picture": "图片文件名，放在数据包的 photos 文件夹里 · file in the pack's folder photos",
        "caption": "图片说明，同一件实事里不重复 · what it shows; once in a commitment",
        "taken_on": "拍摄日期 · the day it was taken",
        "place": "地点 · place",
        "is_public": "是否对外展示：yes 或 no · yes: anybody may see it",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "grants.csv": {
        "measure": "先行先试政策的举措编号 · number of the pilot policy",
        "granted_by": "授权机关 · who granted it",
        "granted_document": "授权文件名称及文号 · the granting document and its number",
        "granted_on": "授权日期 · the day it was granted",
        "landed_document": "落地文件名称及文号，未落地留空 · the document that landed it, and its number",
        "landed_on": "落地日期，未落地留空 · the day it landed",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
}


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load what belongs to commitments and pilots; problems go to `pack.fail`, and then nothing is written."""
    rows = {name: pack.rows(name) for name in FILES}
    numbers = {row.get("measure", "") for told in rows.values() for row in told}
    found = Measure.objects.filter(number__in=numbers).select_related("campaign")
    measures = {measure.number: measure for measure in found}
    targets = _targets(pack, _known(pack, "targets.csv", rows, measures))
    attainments = _attainments(pack, _known(pack, "attainments.csv", rows, measures), targets)
    photos = _photos(pack, _known(pack, "photos.csv", rows, measures))
    grants = _grants(pack, _known(pack, "grants.csv", rows, measures))
    if not pack.problems:
        enter_targets(targets, by=by)
        enter_attainments(attainments, by=by)
        enter_photos(photos, by=by)
        enter_grants(grants, by=by)
    counts = {name.removesuffix(".csv"): len(told) for name, told in rows.items()}
    return {name: count for name, count in counts.items() if count}


def _known(pack: Any, file: str, rows: dict[str, Any], measures: dict[str, Measure]) -> Iterator[tuple[Any, Measure]]:
    """Each row with its measure. One that was removed stays as it is: nothing more is told of it."""
    for row in rows[file]:
        measure = measures.get(row.get("measure", ""))
        if measure is None:
            words = _("There is no measure “%(value)s”.") % {"value": cells.short(row.get("measure", ""))}
            pack.fail(file, row.line, "measure", words)
        elif not measure.is_removed:
            yield row, measure


def _read(pack: Any, file: str, row: Any, readers: dict[str, Callable[[str], Any]]) -> dict[str, Any] | None:
    """The row's cells as values; None when some of them make no sense, which is noted."""
    values, before = {}, len(pack.problems)
    for column, reader in readers.items():
        try:
            values[column] = reader(row.get(column, ""))
        except ValidationError as error:
            pack.fail(file, row.line, column, error)
    return values if len(pack.problems) == before else None


def _fits(pack: Any, file: str, row: Any, check: Callable[[], Any]) -> bool:
    """Does the rule say nothing against it? What it says is noted beside its column."""
    try:
        check()
    except ValidationError as error:
        for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
            pack.fail(file, row.line, "" if name == "__all__" else name, " ".join(messages))
        return False
    return True


def _filled(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(raw: str) -> Any:
        if not raw.strip():
            raise ValidationError(cells.must_be_filled())
        return reader(raw)

    return read


def _text(longest: int) -> Callable[[str], str]:
    return lambda raw: cells.text(raw, longest=longest)


def _order(raw: str) -> int:
    return cells.whole(raw, least=1, most=99)


def _targets(pack: Any, rows: Iterator[tuple[Any, Measure]]) -> dict[Measure, list[PlannedTarget]]:
    file = "targets.csv"
    readers = {
        "sequence": _filled(_order),
        "title": _filled(_text(120)),
        "title_en": _text(200),
        "quantity": _filled(cells.quantity),
        "unit": _filled(_text(40)),
        "unit_en": _text(60),
    }
    found: dict[Measure, list[PlannedTarget]] = {}
    for row, measure in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        target = PlannedTarget(**values)
        if target.sequence in {held.sequence for held in found.get(measure, [])}:
            pack.fail(file, row.line, "sequence", _("Two targets have the same place in the order."))
        elif _fits(pack, file, row, partial(check_told_target, measure, target)):
            found.setdefault(measure, []).append(target)
    return found


def _attainments(
    pack: Any, rows: Iterator[tuple[Any, Measure]], targets: dict[Measure, list[PlannedTarget]]
) -> list[ToldAttainment]:
    file = "attainments.csv"
    readers = {
        "target": _filled(_order),
        "as_of": _filled(cells.day),
        "quantity": _filled(cells.quantity),
        "note": _text(300),
        "reported_on": _filled(cells.day),
        "verified_on": cells.day,
    }
    found: dict[tuple[Any, ...], ToldAttainment] = {}
    for row, measure in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        told = ToldAttainment(measure=measure, **values)
        if told.target not in {target.sequence for target in targets.get(measure, [])}:
            pack.fail(file, row.line, "target", _("The commitment has no target of this order."))
        elif (measure, told.target, told.as_of) in found:
            pack.fail(file, row.line, "as_of", _("This day has been told already."))
        elif _fits(pack, file, row, partial(check_told_attainment, measure, told.quantity)):
            found[measure, told.target, told.as_of] = told
    return list(found.values())


def _photos(pack: Any, rows: Iterator[tuple[Any, Measure]]) -> list[ToldPhoto]:
    file = "photos.csv"
    readers = {
        "picture": _filled(_text(100)),
        "caption": _filled(_text(120)),
        "taken_on": _filled(cells.day),
        "place": _text(100),
        "is_public": cells.yes,
        "is_sample": cells.yes,
    }
    found: dict[tuple[Measure, str], ToldPhoto] = {}
    for row, measure in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        read = partial(_picture, pack, values.pop("picture"))
        if (measure, values["caption"]) in found:
            pack.fail(file, row.line, "caption", _("This caption has been used already in this commitment."))
        elif _fits(pack, file, row, partial(_check_photo, measure, read)):
            found[measure, values["caption"]] = ToldPhoto(measure=measure, read=read, **values)
    return list(found.values())


def _check_photo(measure: Measure, read: Callable[[], SimpleUploadedFile]) -> None:
    check_is_commitment(measure)
    try:
        check_upload(read(), IMAGES)
    except ValidationError as error:
        raise ValidationError({"picture": error.messages}) from None


def _picture(pack: Any, name: str) -> SimpleUploadedFile:
    path = pack.folder / "photos" / name
    if "/" in name or "\\" in name or name.startswith(".") or not path.is_file():
        raise ValidationError(_("There is no such file in the pack's folder photos."))
    if path.stat().st_size > settings.FILE_MAX_BYTES:
        raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": settings.FILE_MAX_BYTES // 2**20})
    return SimpleUploadedFile(name, path.read_bytes())


def _grants(pack: Any, rows: Iterator[tuple[Any, Measure]]) -> dict[Measure, dict[str, Any]]:
    file = "grants.csv"
    readers = {
        "granted_by": _filled(_text(100)),
        "granted_document": _filled(_text(200)),
        "granted_on": _filled(cells.day),
        "landed_document": _text(200),
        "landed_on": cells.day,
        "is_sample": cells.yes,
    }
    found: dict[Measure, dict[str, Any]] = {}
    for row, measure in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        landed = {name: values[name] for name in ("landed_document", "landed_on")}
        if measure in found:
            pack.fail(file, row.line, "measure", _("This pilot policy has been told of already."))
        elif _fits(pack, file, row, partial(check_told_grant, measure, **landed)):
            found[measure] = values
    return found
