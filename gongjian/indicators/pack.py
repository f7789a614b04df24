"""What indicators reads from a pack: definitions and observations."""

import datetime
import difflib
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.indicators import actions
from gongjian.indicators.models import Definition, Observation, period_of, without_zeros
from gongjian.organizations.models import Unit

FILES: dict[str, dict[str, str]] = {
    "definitions.csv": {
        "name": "指标名称，小写英文词，用点连接，定了不改 · name: lower-case words joined by dots; never changes",
        "title": "标题 · title",
        "title_en": "英文标题 · English title",
        "meaning": "口径：究竟统计什么 · exactly what is counted",
        "meaning_en": "英文口径 · the same in English",
        "unit": "计量单位，如 项、亿元、% · unit of measure",
        "unit_en": "英文计量单位，单数|复数 · English unit, singular|plural",
        "value_type": "取值类型：number 数字、ordinal 位次或届次、date 日期 · kind of value",
        "owner": "报送单位代码 · code of the unit that owes it",
        "numerator": "分子指标名称，仅由两项相除得出的指标填写 · the figure divided, for ratios only",
        "denominator": "分母指标名称 · the figure it is divided by",
        "public": "是否公开：yes 或 no · yes shows it to everybody",
        "is_sample": "是否示例：yes 或 no，本列可省略 · yes marks it as sample; the column may be left out",
    },
    "observations.csv": {
        "definition": "指标名称 · name of the figure",
        "year": "年份 · year",
        "period_start": "时段起始日，时点数留空 · first day of the period; empty for a figure of one day",
        "as_of": "截至日，来源未写明的留空 · last day; empty where the source does not say",
        "value": "数值，或 2020-12-24 这样的日期 · number or date",
        "bound": "exact 等于；at_least 不少于 · exact or at_least",
        "planned": "是否规划数：yes 或 no · yes for what is planned and not reached yet",
        "source": "数据来源 · source",
        "source_en": "英文数据来源 · the same in English",
        "note": "说明 · note",
        "note_en": "英文说明 · the same in English",
        "is_sample": "是否示例：yes 或 no，本列可省略 · yes marks it as sample; the column may be left out",
    },
}
OPTIONAL = {"is_sample"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,6})?")
_COLUMNS = {"is_public": "public", "is_planned": "planned"}


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load definitions, then observations, through the actions; counts are of what is in the pack."""
    counts = {"definitions": _load_definitions(pack, by=by)}
    return counts | {"observations": 0 if pack.problems else _load_observations(pack, by=by)}


def _load_definitions(pack: Any, *, by: Actor) -> int:
    """Ratios last: their operands may stand on any line."""
    known = {row.name: row for row in Definition.objects.select_related("owner")}
    units = {row.code: row for row in Unit.objects.all()}

    def load_row(row: Any) -> None:
        values = {
            **{name: row[name] for name in ("title", "title_en", "meaning", "meaning_en", "unit", "unit_en")},
            "value_type": row["value_type"] or Definition.ValueType.NUMBER,
            "owner": _named(units, row, "owner"),
            "numerator": row["numerator"],
            "denominator": row["denominator"],
            "is_public": _yes(row, "public"),
            "is_sample": _yes(row, "is_sample"),
        }
        found = known.get(row["name"])
        if found is None:
            known[row["name"]] = actions.add_definition(row["name"], by=by, **values)
        elif any(getattr(found, name) != value for name, value in values.items()):
            actions.edit_definition(found, by=by, **values)

    return _each(pack, "definitions.csv", load_row, key=lambda row: bool(row["numerator"] or row["denominator"]))


def _load_observations(pack: Any, *, by: Actor) -> int:
    """A row that some revision already says changes nothing: a correction made by people is not undone."""
    definitions = {row.name: row for row in Definition.objects.select_related("owner")}
    known: dict[tuple[int, int, str], list[Observation]] = {}
    for found in Observation.objects.order_by("revision"):
        known.setdefault((found.definition_id, found.year, found.period), []).append(found)

    def load_row(row: Any) -> None:
        definition = _named(definitions, row, "definition")
        start, as_of, value = _day(row, "period_start"), _day(row, "as_of"), _value(row, definition)
        said = {
            "bound": row["bound"] or Observation.Bound.EXACT,
            "is_planned": _yes(row, "planned"),
            "is_sample": _yes(row, "is_sample"),
            **{name: row[name] for name in ("source", "source_en", "note", "note_en")},
        }
        key = (definition.pk, _year(row), period_of(start, as_of))
        revisions = known.setdefault(key, [])
        if not revisions:
            made = actions.report_observation(
                definition, by=by, year=key[1], value=value, period_start=start, as_of=as_of, **said
            )
        elif any(_is_said_by(found, value, said) for found in revisions):
            return
        else:
            reason = _("Corrected in the city's pack.")
            made = actions.correct_observation(revisions[-1], by=by, reason=reason, value=value, **said)
        revisions.append(made)

    return _each(pack, "observations.csv", load_row)


def _is_said_by(found: Observation, value: Any, said: dict[str, Any]) -> bool:
    return found.value == value and all(getattr(found, name) == wanted for name, wanted in said.items())


# --- rows -----------------------------------------------------------------------------------
def _each(pack: Any, file: str, load_row: Callable[[Any], None], *, key: Callable[[Any], Any] = lambda row: 0) -> int:
    """Load row by row; what is wrong is noted by line and column, and the next row is tried."""
    rows = pack.rows(file)
    found = set(rows[0]) if rows else set(FILES[file])
    for column in sorted(found ^ set(FILES[file])):
        if column not in OPTIONAL:
            known = column in FILES[file]
            pack.fail(file, 0, column, _("This column is missing.") if known else _("This column is not known."))
    if not set(FILES[file]) - OPTIONAL <= found <= set(FILES[file]):
        return 0
    for row in sorted(rows, key=key):
        try:
            load_row(row)
        except ValidationError as error:
            for column, messages in _by_column(error).items():
                pack.fail(file, row.line, column, " ".join(messages))
    return len(rows)


def _by_column(error: ValidationError) -> dict[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    found = error.message_dict.items()
    return {"" if field == "__all__" else _COLUMNS.get(field, field): messages for field, messages in found}


def _named(known: dict[str, Any], row: Any, column: str) -> Any:
    name = row[column]
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        words = _("“%(name)s” is not known. Did you mean “%(near)s”?") % {"name": name, "near": near[0]}
    else:
        words = _("“%(name)s” is not known.") % {"name": name} if name else _("Nothing is named here.")
    raise ValidationError({column: words})


def _yes(row: Any, column: str) -> bool:
    answer = row.get(column, "")
    if answer not in ("yes", "no", ""):
        raise ValidationError({column: _("Write yes or no.")})
    return answer == "yes"


def _year(row: Any) -> int:
    if not (row["year"].isascii() and row["year"].isdigit() and len(row["year"]) == 4):
        raise ValidationError({"year": _("A year of four digits is expected.")})
    return int(row["year"])


def _day(row: Any, column: str) -> datetime.date | None:
    text = row[column]
    try:
        if not text:
            return None
        if not _DAY.fullmatch(text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        words = _("“%(text)s” is not a date such as 2020-12-24.")
        raise ValidationError({column: words % {"text": text}}) from None


def _value(row: Any, definition: Definition) -> Decimal | datetime.date:
    if definition.value_type == Definition.ValueType.DATE:
        if day := _day(row, "value"):
            return day
        raise ValidationError({"value": _("A value is missing here.")})
    if not _NUMBER.fullmatch(row["value"]):
        words = _("“%(text)s” is not a number such as 62.6 (no thousands separators, no unit, six decimals at most).")
        raise ValidationError({"value": words % {"text": row["value"][:40]}})
    return without_zeros(Decimal(row["value"]))
