"""The rules of a year: changed by the reform office, with every value before and after in the audit chain."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor, record
from gongjian.programmes.models import Rulebook
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.queries.rulebooks import rules_for
from gongjian.programmes.rules.rulebooks import check_rules, check_set_rules


@transaction.atomic
def change_rules(year: int, values: dict[str, Any], *, by: Actor, version: int | None = None) -> Rulebook:
    """Decide rules of a year; those not named stay. Frozen months keep the rules they were frozen by.

    `version` is that of the rulebook the editor saw (0: there was none). Raises PermissionDenied, ValidationError.
    """
    check_set_rules(by, year)
    book = Rulebook.objects.select_for_update().filter(year=year).first()
    if version is not None and version != (book.version if book else 0):
        raise _changed_meanwhile()
    before = rules_for(year)
    rules = Rules.of(asdict(before) | values)
    check_rules(rules)
    if rules == before:
        return book or Rulebook(year=year)
    defaults = asdict(Rules())
    differing = {name: value for name, value in asdict(rules).items() if value != defaults[name]}
    if book is None:
        book = _first(year, differing)
    else:
        book.values, book.version = differing, book.version + 1
        book.save(update_fields=["values", "version"])
    record(book, "rulebook.changed", by=by, before=_said(before), after=_said(rules))
    return book


def _first(year: int, values: dict[str, Any]) -> Rulebook:
    """A year's first rulebook; there is no row yet that could be held, so of two at once one is told."""
    try:
        with transaction.atomic():
            return Rulebook.objects.create(year=year, values=values)
    except IntegrityError:
        raise _changed_meanwhile() from None


def _changed_meanwhile() -> ValidationError:
    return ValidationError(_("Somebody has changed the rules meanwhile. Look at them again, then save."))


def _said(rules: Rules) -> dict[str, str | None]:
    return {name: str(value) for name, value in asdict(rules).items()}
