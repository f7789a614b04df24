"""Units and the tree they form. Every change of the tree is made under one lock, so that `path` stays right."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext as _

from gongjian.algorithms.codes import CodeError, check_credit_code
from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.actions.changes import RESERVED, update
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import subtree_of
from gongjian.organizations.rules import check_add_unit, check_dissolve_unit, check_edit_unit, check_move_unit
from gongjian.organizations.rules.units import check_depth


@transaction.atomic
def add_unit(code: str, name: str, *, by: Actor, kind: str, parent: Unit | None = None, **values: Any) -> Unit:
    """Enter a unit under `parent`. Raises ValidationError by field."""
    lock_tree()
    parent = Unit.objects.get(pk=parent.pk) if parent else None
    check_add_unit(by, parent)
    if code in RESERVED:
        raise ValidationError({"code": _("This word is reserved; choose another code.")})
    unit = Unit(code=code, name=name, kind=kind, parent=parent, **values)
    unit.credit_code = checked_credit_code(unit.credit_code)
    unit.full_clean(exclude=["path"])
    unit.save(force_insert=True)
    unit.path = path_under(parent, unit)
    check_depth(len(unit.path))
    unit.save(update_fields=["path"])
    record(unit, "unit.added", by=by)
    return unit


@transaction.atomic
def edit_unit(unit: Unit, *, by: Actor, **values: Any) -> Unit:
    """Change what is said of a unit. Its code stays; where it stands is `move_unit`'s."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    check_edit_unit(by, unit)
    if "credit_code" in values:
        values["credit_code"] = checked_credit_code(values["credit_code"])
    update(unit, values, "unit.changed", by=by)
    return unit


@transaction.atomic
def move_unit(unit: Unit, parent: Unit, *, by: Actor) -> Unit:
    """Put the unit, with everything below it, under another one. Whoever's scope it enters, gains it."""
    lock_tree()
    unit, parent = Unit.objects.get(pk=unit.pk), Unit.objects.get(pk=parent.pk)
    if unit.parent_id == parent.pk:
        return unit
    old = unit.path
    longest = subtree_of(unit).aggregate(longest=Max(Length("path")))["longest"]
    check_move_unit(by, unit, parent, longest=longest)
    before = state_of(unit)
    new = path_under(parent, unit)
    moved = subtree_of(unit).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    unit.refresh_from_db()
    record(unit, "unit.moved", by=by, before=before, note=_("%(count)s units moved") % {"count": moved})
    return unit


@transaction.atomic
def save_unit(unit: Unit, *, by: Actor, parent: Unit | None = None, **values: Any) -> Unit:
    """Move a unit and change what is said of it: both or neither, a record each."""
    if parent is not None:
        move_unit(unit, parent, by=by)
    return edit_unit(unit, by=by, **values)


@transaction.atomic
def dissolve_unit(unit: Unit, *, on: date, by: Actor) -> Unit:
    """The unit ends on this day. Refused while units below it stand, people hold its posts, or a room above objects."""
    lock_tree()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    check_dissolve_unit(by, unit, on)
    update(unit, {"ended_on": on}, "unit.dissolved", by=by)
    return unit


def path_under(parent: Unit | None, unit: Unit) -> str:
    """Padded, so that siblings stand in the order in which they were entered."""
    return f"{parent.path if parent else '/'}{unit.pk:05d}/"


def lock_tree() -> None:
    """One change of the tree at a time."""
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk").values_list("pk", flat=True))


def checked_credit_code(code: str) -> str:
    """The code in upper case; empty stays empty. Raises ValidationError that names the wrong character."""
    if not code:
        return ""
    try:
        return check_credit_code(code)
    except CodeError as error:
        raise ValidationError({"credit_code": credit_code_words(error)}) from None


def credit_code_words(error: CodeError) -> str:
    if error.reason == "length":
        return _("The unified social credit code has 18 characters.")
    if error.reason == "character":
        words = _("Character %(position)s, “%(character)s”, cannot occur in a credit code (no I, O, S, V, Z).")
        return words % {"position": error.position, "character": error.expected}
    if error.reason == "checksum":
        words = _("Character 18, the check character, should be “%(expected)s”: is one of the others mistyped?")
        return words % {"expected": error.expected}
    return _("Characters 3 to 8 must be the digits of a division.")
