"""Keeping the definitions of reported and derived figures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor, record, state_of
from gongjian.indicators.models import Definition
from gongjian.indicators.rules import check_add_definition, check_edit_definition


@transaction.atomic
def add_definition(name: str, *, by: Actor, **values: Any) -> Definition:
    """Define a figure under a name that stays. Raises ValidationError by field."""
    definition = Definition(name=name, **values)
    definition.full_clean(validate_constraints=False)  # the rule says it beside its field
    check_add_definition(by, definition)
    definition.save(force_insert=True)
    record(definition, "definition.added", by=by)
    return definition


@transaction.atomic
def edit_definition(definition: Definition, *, by: Actor, **values: Any) -> Definition:
    """Change what is said of a figure; its name stays. Writes nothing when nothing differs."""
    if "name" in values:
        raise ValidationError({"name": _("A figure's name stays; texts refer to it.")})
    old = Definition.objects.select_for_update().get(pk=definition.pk)
    new = Definition.objects.get(pk=definition.pk)
    changed = [name for name, value in values.items() if getattr(old, name) != value]
    for name in changed:
        setattr(new, name, values[name])
    new.full_clean(validate_constraints=False)
    check_edit_definition(by, old, new)
    if changed:
        new.save(update_fields=changed)
        record(new, "definition.changed", by=by, before=state_of(old))
    return new
