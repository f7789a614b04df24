"""Finding units, people, campaigns and measures by what people write for them, for thousands of rows at once."""

import difflib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from gongjian.organizations.models import Person, Unit
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.rules.cells import short


@dataclass
class Register:
    """Records by every name they go by. A name of two records is refused rather than guessed."""

    complaint: Any
    names: dict[str, list[Any]] = field(default_factory=dict)
    codes: dict[str, Any] = field(default_factory=dict)

    def enter(self, thing: Any, *names: str) -> None:
        self.codes[thing.code] = thing
        for name in {name.strip().lower() for name in names if name.strip()}:
            self.names.setdefault(name, []).append(thing)

    def find(self, value: str) -> Any:
        """The one record called so. Raises ValidationError: unknown (with the nearest name) or ambiguous."""
        if value in self.codes:
            return self.codes[value]
        found = self.names.get(value.lower(), [])
        if len(found) == 1:
            return found[0]
        if found:
            codes = _(", ").join(thing.code for thing in found)
            raise ValidationError(
                _("“%(value)s” names more than one: write its code (%(codes)s).") % {"value": value, "codes": codes}
            )
        message = self.complaint % {"value": short(value)}
        near = difflib.get_close_matches(value.lower(), self._all_names, n=1, cutoff=0.5)
        if near:
            message += _(" Did you mean “%(near)s”?") % {"near": self._spelling(near[0])}
        raise ValidationError(message)

    @property
    def _all_names(self) -> list[str]:
        return [*self.names, *self.codes]

    def _spelling(self, name: str) -> str:
        things = self.names.get(name)
        if not things:
            return name
        spellings = (getattr(things[0], kind, "") for kind in ("name", "short_name", "name_en", "title", "title_en"))
        return next((spelling for spelling in spellings if spelling.lower() == name), name)

    def name_for(self, thing: Any) -> str:
        """What to write so that `find` gives it back: its own name, or its code where the name is not enough."""
        name = getattr(thing, "name", None) or thing.title
        alone = self.names.get(name.strip().lower(), []) == [thing] and name.strip() not in self.codes
        return name if alone and name == name.strip() and not set(";；、") & set(name) else thing.code


def all_units() -> Register:
    register = Register(_("There is no unit “%(value)s”."))
    for unit in Unit.objects.all():
        register.enter(unit, unit.name, unit.short_name, unit.name_en)
    return register


def all_campaigns() -> Register:
    register = Register(_("There is no campaign “%(value)s”."))
    for campaign in Campaign.objects.select_related("lead_unit"):
        register.enter(campaign, campaign.title, campaign.title_en)
    return register


def all_people() -> Register:
    register = Register(_("No person “%(value)s” has been entered."))
    for person in Person.objects.only("id", "code", "name", "name_en"):
        register.enter(person, person.name, person.name_en)
    return register


def measures_numbered(numbers: Iterable[str]) -> dict[str, Measure]:
    """The measures with these numbers, removed ones too, with what comparing them with a row needs."""
    found: dict[str, Measure] = {}
    supporting = Prefetch("supporting_units", Unit.objects.only("code", "name", "name_en"))
    for some in batches(sorted(set(numbers))):
        # Units and campaigns are read once for all these measures, not once for each.
        measures = Measure.objects.filter(number__in=some)
        related = ("lead_unit", "campaign", supporting, "milestones__evidence", "merged_into")
        for measure in measures.prefetch_related(*related):
            found[measure.number] = measure
    return found


def batches(items: list[Any], size: int = 500) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch
