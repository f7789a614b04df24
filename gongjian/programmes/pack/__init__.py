"""What the programme reads from a pack: the ledger, what hangs on its measures, the rules, the year as it was driven."""

from dataclasses import fields
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.programmes.actions.rulebooks import change_rules
from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.pack import commitments, ledger
from gongjian.programmes.pack.year import FILES as YEAR_FILES
from gongjian.programmes.pack.year import load_year

FILES: dict[str, dict[str, str]] = ledger.FILES | commitments.FILES | YEAR_FILES


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """One after the other, nothing more once something is wrong: problems go to `pack.fail`."""
    counts = ledger.load(pack, by=by)
    for part in (commitments.load, _load_rules, load_year):
        if not pack.problems:
            counts |= part(pack, by=by)
    return counts


def _load_rules(pack: Any, *, by: Actor) -> dict[str, int]:
    """What the city decided otherwise than the defaults: `[rules]` in pack.toml."""
    values = pack.settings.get("rules", {})
    for name in values.keys() - {field.name for field in fields(Rules)}:
        pack.fail("pack.toml", 0, f"rules.{name}", _("There is no such rule."))
    try:
        if values and not pack.problems:
            change_rules(pack.settings["year"], values, by=by)
    except ValidationError as error:
        pack.fail("pack.toml", 0, "rules", error)
    return {}
