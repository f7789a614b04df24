"""What organizations reads from a pack: divisions, units, posts, people, appointments, accounts, years."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.organizations import actions
from gongjian.organizations.models import Account, Appointment, Division, Person, Post, Unit, YearNotice

FILES: dict[str, dict[str, str]] = {
    "divisions.csv": {
        "code": "区划代码，6 位（GB/T 2260），镇街 9 位，村居 12 位 · division code: 6 digits, towns 9, villages 12",
        "name": "名称 · name",
        "name_en": "英文名称 · English name",
        "level": "层级：city 市、county 县（市、区）、zone 开发区、town 镇街、village 村居 · level",
        "parent": "上级区划代码，须写在本行之前；市一级留空 · code of the division above, which stands on an earlier line",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "units.csv": {
        "code": "单位代码，小写字母、数字和连字符，定了不改 · code: letters, digits, hyphens; never changes",
        "name": "单位全称 · full name",
        "name_en": "英文名称 · English name",
        "short_name": "规范化简称 · short name",
        "kind": "类型：city 市级、party_body 市委机关、department 市直部门、county 县市区、zone 开发区、"
        "task_force 专班、institution 事业单位、enterprise 企业 · kind",
        "parent": "上级单位代码，须写在本行之前；最上一级留空 · code of the unit above, which stands on an earlier line",
        "division": "所在区划代码 · division code",
        "credit_code": "统一社会信用代码，18 位，可留空 · unified social credit code, may be empty",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "posts.csv": {
        "code": "岗位代码 · code",
        "unit": "所在单位代码 · code of the unit it stands in",
        "title": "岗位名称 · title",
        "title_en": "英文名称 · English title",
        "duties": "职责，多个用 ; 隔开：system_admin、security_admin、audit_admin、reform_office、unit_head、handler、"
        "reader、figure_reporter、overview_editor · duties, separated by ;",
        "scope": "职责范围：单位代码，含其下级；留空为所在单位 · unit whose subtree the duties count in; empty: its own unit",
    },
    "people.csv": {
        "code": "人员代码 · code",
        "name": "姓名 · name",
        "name_en": "英文姓名 · English name",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "appointments.csv": {
        "post": "岗位代码 · post",
        "person": "人员代码 · person",
        "since": "任职起始日，如 2020-01-01 · first day",
        "until": "任职终止日，在任留空 · last day; empty while it lasts",
    },
    "accounts.csv": {
        "username": "账号名 · account name",
        "person": "人员代码 · person",
    },
    "years.csv": {
        "year": "年份 · year",
        "holidays": "放假日期，用 ; 隔开；与下一列都留空则用内置的通知 · days off, separated by ;"
        " both lists empty: the built-in notice",
        "workdays": "调休上班的周末，用 ; 隔开 · weekend days worked, separated by ;",
        "source": "通知名称和文号 · title and number of the notice",
    },
}


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load a pack's files through the actions. Problems go to `pack.fail`; counts are of what is in the pack."""
    loaders: tuple[tuple[str, Callable[..., int]], ...] = (
        ("divisions", _load_divisions),
        ("units", _load_units),
        ("posts", _load_posts),
        ("people", _load_people),
        ("appointments", _load_appointments),
        ("accounts", _load_accounts),
        ("years", _load_years),
    )
    return {name: loader(pack, by=by) for name, loader in loaders}


def _load_divisions(pack: Any, *, by: Actor) -> int:
    known = {row.code: row for row in Division.objects.select_related("parent")}

    def load_row(row: Any) -> None:
        values = {
            "name": row["name"],
            "name_en": row["name_en"],
            "level": row["level"],
            "parent": _named(known, row, "parent"),
            "is_sample": _yes(row, "is_sample"),
        }
        if row["code"] in known:
            if _differs(known[row["code"]], values):
                actions.edit_division(known[row["code"]], by=by, **values)
        else:
            known[row["code"]] = actions.add_division(row["code"], by=by, **values)

    return _each(pack, "divisions.csv", load_row)


def _load_units(pack: Any, *, by: Actor) -> int:
    known = {row.code: row for row in Unit.objects.select_related("division")}
    divisions = {row.code: row for row in Division.objects.all()}

    def load_row(row: Any) -> None:
        parent = _named(known, row, "parent")
        values = {
            "name": row["name"],
            "name_en": row["name_en"],
            "short_name": row["short_name"],
            "kind": row["kind"],
            "division": _named(divisions, row, "division"),
            "credit_code": row["credit_code"],
            "is_sample": _yes(row, "is_sample"),
        }
        unit = known.get(row["code"])
        if unit is None:
            known[row["code"]] = actions.add_unit(row["code"], by=by, parent=parent, **values)
            return
        if _differs(unit, values):
            actions.edit_unit(unit, by=by, **values)
        if parent is not None and unit.parent_id != parent.pk:
            actions.move_unit(unit, parent, by=by)

    return _each(pack, "units.csv", load_row)


def _load_posts(pack: Any, *, by: Actor) -> int:
    known = {row.code: row for row in Post.objects.select_related("unit", "scope")}
    units = {row.code: row for row in Unit.objects.all()}

    def load_row(row: Any) -> None:
        unit = _named(units, row, "unit", required=True)
        scope = _named(units, row, "scope") or unit
        title = {"title": row["title"], "title_en": row["title_en"]}
        post = known.get(row["code"])
        if post is None:
            post = known[row["code"]] = actions.add_post(row["code"], unit, by=by, **title)
        elif post.unit_id != unit.pk:
            raise ValidationError(
                {"unit": _("The post stands in %(unit)s; a post does not move.") % {"unit": post.unit}}
            )
        elif _differs(post, title):
            actions.edit_post(post, by=by, **title)
        duties = _several(row["duties"])
        if set(duties) != set(post.duties) or (duties and post.scope_id != scope.pk):
            actions.set_post_duties(post, duties=duties, scope=scope, by=by)

    return _each(pack, "posts.csv", load_row)


def _load_people(pack: Any, *, by: Actor) -> int:
    known = {row.code: row for row in Person.objects.all()}

    def load_row(row: Any) -> None:
        values = {"name": row["name"], "name_en": row["name_en"], "is_sample": _yes(row, "is_sample")}
        if row["code"] in known:
            if _differs(known[row["code"]], values):
                actions.edit_person(known[row["code"]], by=by, **values)
        else:
            known[row["code"]] = actions.add_person(row["code"], by=by, **values)

    return _each(pack, "people.csv", load_row)


def _load_appointments(pack: Any, *, by: Actor) -> int:
    posts = {row.code: row for row in Post.objects.all()}
    people = {row.code: row for row in Person.objects.all()}
    known = {(row.post_id, row.person_id, row.since): row for row in Appointment.objects.all()}

    def load_row(row: Any) -> None:
        post, person = _named(posts, row, "post", required=True), _named(people, row, "person", required=True)
        since, until = _day(row, "since"), _day(row, "until")
        if since is None:
            raise ValidationError({"since": _("A date is missing here.")})
        found = known.get((post.pk, person.pk, since))
        if found is None:
            known[post.pk, person.pk, since] = actions.appoint(post, person, since=since, until=until, by=by)
        elif until is not None and found.until != until:
            actions.end_appointment(found, until=until, by=by)

    return _each(pack, "appointments.csv", load_row)


def _load_accounts(pack: Any, *, by: Actor) -> int:
    """Accounts of the sample city sign in with the pack's password; those of a real one get theirs from the
    security administrator. A password that stands is never touched."""
    people = {row.code: row for row in Person.objects.all()}
    known = {row.username: row for row in Account.objects.all()}
    password = pack.settings.get("accounts", {}).get("password", "")
    digests: list[str] = []  # made once for all accounts: making one is slow on purpose

    def load_row(row: Any) -> None:
        person = _named(people, row, "person", required=True)
        username = row["username"].lower()
        account = known.get(username)
        if account is None:
            if password and not digests:
                digests.append(make_password(password))
            known[username] = actions.open_account(
                username, person, by=by, password_digest="".join(digests), is_sample=pack.is_sample
            )
        elif account.person_id != person.pk:
            message = _("This account belongs to %(person)s; an account does not change hands.")
            raise ValidationError({"person": message % {"person": account}})

    return _each(pack, "accounts.csv", load_row)


def _load_years(pack: Any, *, by: Actor) -> int:
    known = {row.year: row for row in YearNotice.objects.all()}

    def load_row(row: Any) -> None:
        if not re.fullmatch(r"\d{4}", row["year"]):
            raise ValidationError({"year": _("A year of four digits is expected.")})
        year = int(row["year"])
        holidays, workdays = _days(row, "holidays"), _days(row, "workdays")
        if holidays or workdays:
            actions.enter_notice(year, holidays=holidays, workdays=workdays, source=row["source"], by=by)
        elif year not in known or row["source"] != known[year].source:
            actions.import_notice(year, source=row["source"], by=by)

    return _each(pack, "years.csv", load_row)


# --- rows -----------------------------------------------------------------------------------
def _each(pack: Any, file: str, load_row: Callable[[Any], None]) -> int:
    """Load row by row; what is wrong is noted by line and column, and the next row is tried."""
    rows = pack.rows(file)
    wrong = set(FILES[file]) ^ set(rows[0]) if rows else set()
    for column in sorted(wrong):
        known = column in FILES[file]
        pack.fail(file, 0, column, _("This column is missing.") if known else _("This column is not known."))
    if wrong:
        return 0
    for row in rows:
        try:
            load_row(row)
        except ValidationError as error:
            for column, messages in _by_column(error).items():
                pack.fail(file, row.line, column, " ".join(messages))
    return len(rows)


def _by_column(error: ValidationError) -> dict[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    return {"" if field == "__all__" else field: messages for field, messages in error.message_dict.items()}


def _named(known: dict[str, Any], row: Any, column: str, *, required: bool = False) -> Any:
    code = row[column]
    if not code and not required:
        return None
    if code not in known:
        words = _("“%(code)s” is not known (it must stand on an earlier line or in an earlier file).")
        raise ValidationError({column: words % {"code": code} if code else _("Nothing is named here.")})
    return known[code]


def _differs(known: Any, values: dict[str, Any]) -> bool:
    """Would the action change anything? Spares a second load the locks and look-ups of hundreds of actions."""
    return any(getattr(known, name) != value for name, value in values.items())


def _yes(row: Any, column: str) -> bool:
    if row[column] not in ("yes", "no", ""):
        raise ValidationError({column: _("Write yes or no.")})
    return row[column] == "yes"


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _day(row: Any, column: str) -> date | None:
    days = _days(row, column)
    return next(iter(days), None)


def _days(row: Any, column: str) -> Iterable[date]:
    return [_date(text, column) for text in _several(row[column])]


def _date(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("“%(text)s” is not a date such as 2020-12-24.")
        raise ValidationError({column: words % {"text": text}}) from None
