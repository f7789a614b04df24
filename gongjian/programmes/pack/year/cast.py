"""Who acts in a told year: the accounts of the people whom the pack names."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from gongjian.organizations.models import Account, Appointment, Person, Unit
from gongjian.organizations.queries import on_day
from gongjian.programmes.models import Campaign, Measure, Month, MonthlyReport


class Cast:
    """Accounts, units and measures by the codes a pack uses. Each lookup raises LookupError in words.

    Accounts are kept for the whole year: what somebody may do is worked out once.
    """

    def __init__(self, is_sample: bool):
        self.is_sample = is_sample

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        accounts = Account.objects.filter(person__isnull=False, is_active=True).select_related("person")
        return {account.person.code: account for account in accounts}

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.all()}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {person.code: person for person in Person.objects.all()}

    @cached_property
    def _holding(self) -> dict[tuple[int, str], Account]:
        """By unit and duty: who holds it there today, the first appointed."""
        found: dict[tuple[int, str], Account] = {}
        holding = Appointment.objects.filter(on_day()).select_related("post", "person").order_by("since", "pk")
        for appointment in holding:
            account = self._accounts.get(appointment.person.code)
            for duty in appointment.post.duties if account else ():
                found.setdefault((appointment.post.scope_id, duty), account)
        return found

    def account(self, person: str) -> Account:
        return _named(self._accounts, person, _("%(code)s has no account."))

    def unit(self, code: str) -> Unit:
        return _named(self._units, code, _("There is no unit %(code)s."))

    def person(self, code: str) -> Person:
        return _named(self._people, code, _("There is no person %(code)s."))

    @cached_property
    def _in_post(self) -> dict[int, Account]:
        holding = Appointment.objects.filter(on_day()).select_related("person").order_by("-since", "-pk")
        found = {one.post_id: self._accounts.get(one.person.code) for one in holding}
        return {post: account for post, account in found.items() if account}

    def holder_of(self, post: int) -> Account:
        return _named(self._in_post, post, _("Nobody with an account holds post %(code)s."))

    def holder(self, unit: Unit, duty: str) -> Account:
        """Who has the duty over this unit: in the unit itself, else in the nearest above it."""
        above = [int(part) for part in unit.path.strip("/").split("/")]
        found = next((self._holding[(pk, duty)] for pk in reversed(above) if (pk, duty) in self._holding), None)
        if found is None:
            raise LookupError(_("Nobody with an account is %(duty)s of %(unit)s.") % {"duty": duty, "unit": unit})
        return found

    @cached_property
    def office(self) -> Account:
        """The reform office: whoever holds its duty over the whole city, the first appointed."""
        return self.holder(Unit.objects.get(parent=None), "reform_office")

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.number: measure for measure in Measure.objects.select_related("lead_unit", "campaign")}

    def measure(self, number: str) -> Measure:
        return _named(self._measures, number, _("There is no measure %(code)s."))

    def campaigns(self, codes: list[str]) -> list[Campaign]:
        return list(Campaign.objects.filter(code__in=codes))

    def month(self, at: tuple[int, int]) -> Month:
        return Month.objects.get(year=at[0], month=at[1])

    def report(self, number: str, at: tuple[int, int]) -> MonthlyReport:
        """The measure's report in that month."""
        found = (
            MonthlyReport.objects.select_related("month", "measure", "unit")
            .filter(measure__number=number, month__year=at[0], month__month=at[1])
            .first()
        )
        if found is None:
            raise LookupError(_("No report on %(code)s was asked for in that month.") % {"code": number})
        return found


def _named(known: dict[Any, Any], code: Any, words: str) -> Any:
    if code not in known:
        raise LookupError(words % {"code": code})
    return known[code]
