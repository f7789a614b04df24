"""Divisions: their codes say where they belong, and must agree with level and parent."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.algorithms.codes import CodeError, division_level, division_parent
from gongjian.core.audit import Actor
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import Division
from gongjian.organizations.rules import check_edit_divisions

# Zones have no national code of their own kind: they carry county-like ones.
SHAPES = {"city": "city", "county": "county", "zone": "county", "town": "town", "village": "village"}


@transaction.atomic
def add_division(code: str, name: str, *, by: Actor, level: str, parent: Division | None = None, **values: Any) -> Any:
    """Enter a division. Raises ValidationError by field."""
    check_edit_divisions(by)
    division = Division(code=code, name=name, level=level, parent=parent, **values)
    check_places(division)
    insert(division, "division.added", by=by)
    return division


@transaction.atomic
def edit_division(division: Division, *, by: Actor, **values: Any) -> Division:
    """Change name, level or parent. The code stays."""
    division = Division.objects.select_for_update().get(pk=division.pk)
    check_edit_divisions(by)
    proposed = Division(code=division.code, level=values.get("level", division.level))
    proposed.parent = values.get("parent", division.parent)
    check_places(proposed)
    update(division, values, "division.changed", by=by)
    return division


def check_places(division: Division) -> None:
    """Code, level and parent must fit each other. Raises ValidationError by field."""
    try:
        if not division.code.isascii():
            raise CodeError(division.code, "digits")
        shape, above = division_level(division.code), division_parent(division.code)
    except CodeError:
        message = _("The code is 6 digits (GB/T 2260), 9 for a town, 12 for a village.")
        raise ValidationError({"code": message}) from None
    if SHAPES.get(division.level) not in (shape, None):
        level = Division.Level(division.level).label
        raise ValidationError({"level": _("The code is not one of the level “%(level)s”.") % {"level": level}})
    parent = division.parent
    if parent is None:
        if division.level not in (Division.Level.CITY, ""):
            raise ValidationError({"parent": _("Choose the division above it.")})
    elif division.level != Division.Level.ZONE and parent.code != above:
        message = _("By its code it belongs to %(above)s, not to %(parent)s.")
        raise ValidationError({"parent": message % {"above": above, "parent": f"{parent} ({parent.code})"}})
    elif parent.code == division.code:
        raise ValidationError({"parent": _("A division cannot stand under itself.")})
