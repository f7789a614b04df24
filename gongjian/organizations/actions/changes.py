"""How an action writes: a new record or the fields that really changed, with its audit record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor, record, state_of

# These stand in addresses where a code would: a record of that code could not be opened.
RESERVED = frozenset({"add", "import"})


def insert(instance: models.Model, action: str, *, by: Actor, exclude: tuple[str, ...] = ()) -> None:
    """Check and save a new record and say so. Raises ValidationError by field."""
    if getattr(instance, "code", "") in RESERVED:
        raise ValidationError({"code": _("This word is reserved; choose another code.")})
    instance.full_clean(exclude=exclude)
    instance.save(force_insert=True)
    record(instance, action, by=by)


def update(
    instance: models.Model,
    values: dict[str, Any],
    action: str,
    *,
    by: Actor,
    note: str = "",
    exclude: tuple[str, ...] = (),
) -> bool:
    """Save the values that differ and say so; writes nothing and answers False when none does."""
    changed = [name for name, value in values.items() if getattr(instance, name) != value]
    if not changed:
        return False
    before = state_of(instance)
    for name in changed:
        setattr(instance, name, values[name])
    instance.full_clean(exclude=exclude)
    instance.save(update_fields=changed)
    record(instance, action, by=by, before=before, note=note)
    return True
