"""What commitments and pilot policies read from a pack: targets, attainments, photographs, grants."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.programmes.actions.commitments import enter_attainment, set_targets
from gongjian.programmes.actions.photos import add_photo, publish_photo
from gongjian.programmes.actions.pilots import enter_grant
from gongjian.programmes.models import Measure, Photo
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.commitments import PlannedTarget

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
MOST_PICTURE = 20 * 2**20


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load what belongs to commitments and pilots; problems go to `pack.fail`."""
    measures = {
        measure.number: measure for measure in Measure.objects.select_related("campaign", "lead_unit").iterator()
    }
    counts = {}
    for name, write in (
        ("targets", _load_targets),
        ("attainments", _load_attainments),
        ("photos", _load_photos),
        ("grants", _load_grants),
    ):
        rows = [row for row in pack.rows(f"{name}.csv") if _find(pack, f"{name}.csv", row, measures)]
        if not pack.problems:
            write(pack, rows, measures, by=by)
        counts[name] = len(rows)
    return {name: count for name, count in counts.items() if count}


def _find(pack: Any, file: str, row: Any, measures: dict[str, Measure]) -> bool:
    if row.get("measure", "") in measures:
        return True
    words = _("There is no measure “%(value)s”.") % {"value": cells.short(row.get("measure", ""))}
    pack.fail(file, row.line, "measure", words)
    return False


def _read(pack: Any, file: str, row: Any, readers: dict[str, Callable[[str], Any]]) -> dict[str, Any] | None:
    """The row's cells as values; None when some of them make no sense, which is noted."""
    values, before = {}, len(pack.problems)
    for column, reader in readers.items():
        try:
            values[column] = reader(row.get(column, ""))
        except ValidationError as error:
            pack.fail(file, row.line, column, error)
    return values if len(pack.problems) == before else None


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


def _act(pack: Any, file: str, line: int, act: Callable[[], Any]) -> Any:
    """What the action answers; its objections are noted beside their columns."""
    try:
        return act()
    except ValidationError as error:
        for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
            pack.fail(file, line, "" if name == "__all__" else name, " ".join(messages))
        return None


def _load_targets(pack: Any, rows: list[Any], measures: dict[str, Measure], *, by: Actor) -> None:
    file = "targets.csv"
    readers = {
        "sequence": _filled(_order),
        "title": _filled(_text(120)),
        "title_en": _text(200),
        "quantity": _filled(cells.quantity),
        "unit": _filled(_text(40)),
        "unit_en": _text(60),
    }
    planned: dict[str, list[PlannedTarget]] = {}
    lines: dict[str, int] = {}
    for row in rows:
        values = _read(pack, file, row, readers)
        if values is not None:
            planned.setdefault(row["measure"], []).append(PlannedTarget(**values))
            lines.setdefault(row["measure"], row.line)
    for number, targets in planned.items():
        act = _acting(set_targets, measures[number], targets, by=by)
        _act(pack, file, lines[number], act)


def _acting(action: Callable[..., Any], *things: Any, **named: Any) -> Callable[[], Any]:
    return lambda: action(*things, **named)


def _load_attainments(pack: Any, rows: list[Any], measures: dict[str, Measure], *, by: Actor) -> None:
    file = "attainments.csv"
    readers = {
        "target": _filled(_order),
        "as_of": _filled(cells.day),
        "quantity": _filled(cells.quantity),
        "note": _text(300),
        "reported_on": _filled(cells.day),
        "verified_on": cells.day,
    }
    for row in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        target = measures[row["measure"]].targets.filter(sequence=values.pop("target")).first()
        if target is None:
            pack.fail(file, row.line, "target", _("The commitment has no target of this order."))
            continue
        target.measure = measures[row["measure"]]
        _act(pack, file, row.line, _acting(enter_attainment, target, by=by, **values))


def _load_photos(pack: Any, rows: list[Any], measures: dict[str, Measure], *, by: Actor) -> None:
    file = "photos.csv"
    readers = {
        "picture": _filled(_text(100)),
        "caption": _filled(_text(120)),
        "taken_on": _filled(cells.day),
        "place": _text(100),
        "is_public": cells.yes,
        "is_sample": cells.yes,
    }
    for row in rows:
        values = _read(pack, file, row, readers)
        if values is not None:
            _act(pack, file, row.line, _acting(_photo, pack, measures[row["measure"]], values, by=by))


def _photo(pack: Any, measure: Measure, values: dict[str, Any], *, by: Actor) -> None:
    """One with this caption is that photograph; only whether the public sees it can be told anew."""
    picture, is_public = values.pop("picture"), values.pop("is_public")
    photo = Photo.objects.filter(measure=measure, caption=values["caption"]).first()
    if photo is None:
        upload = SimpleUploadedFile(picture, _picture(pack, picture))
        photo = add_photo(measure, upload=upload, by=by, **values)
    publish_photo(photo, is_public=is_public, by=by)


def _picture(pack: Any, name: str) -> bytes:
    path = pack.folder / "photos" / name
    if "/" in name or "\\" in name or name.startswith(".") or not path.is_file():
        raise ValidationError({"picture": _("There is no such file in the pack's folder photos.")})
    if path.stat().st_size > MOST_PICTURE:
        raise ValidationError({"picture": _("The file is larger than %(most)s MB.") % {"most": MOST_PICTURE // 2**20}})
    return path.read_bytes()


def _load_grants(pack: Any, rows: list[Any], measures: dict[str, Measure], *, by: Actor) -> None:
    file = "grants.csv"
    readers = {
        "granted_by": _filled(_text(100)),
        "granted_document": _filled(_text(200)),
        "granted_on": _filled(cells.day),
        "landed_document": _text(200),
        "landed_on": cells.day,
        "is_sample": cells.yes,
    }
    for row in rows:
        values = _read(pack, file, row, readers)
        if values is None:
            continue
        if bool(values["landed_document"]) != bool(values["landed_on"]):
            pack.fail(file, row.line, "landed_on", _("A document and its day belong together: both or neither."))
            continue
        _act(pack, file, row.line, _acting(enter_grant, measures[row["measure"]], values, by=by))
