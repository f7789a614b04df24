"""What a measure waits for: entered and removed. A ring of measures waiting for one another is refused."""

from django.db import transaction

from gongjian.core import clock
from gongjian.core.audit import SYSTEM, Actor, record, state_of
from gongjian.programmes.models import Campaign, Dependency, Measure
from gongjian.programmes.rules.dependencies import check_add_dependency, check_remove_dependency


@transaction.atomic
def add_dependency(measure: Measure, waits_for: Measure, *, why: str, by: Actor) -> Dependency:
    """The measure cannot go on before `waits_for` has. Raises PermissionDenied, ValidationError."""
    # Every entry waits at the same row, or several at once could close a ring that none of them sees.
    Campaign.objects.select_for_update().order_by("pk").first()
    both = Measure.objects.select_for_update().filter(pk__in=[measure.pk, waits_for.pk]).order_by("pk").in_bulk()
    measure, waits_for = both[measure.pk], both[waits_for.pk]
    check_add_dependency(by, measure, waits_for)
    dependency = Dependency(measure=measure, waits_for=waits_for, why=why.strip(), added_on=clock.today())
    dependency.added_by = None if by is SYSTEM else by
    dependency.full_clean(exclude=["added_by"])
    dependency.save()
    record(dependency, "dependency.added", by=by, note=dependency.why)
    return dependency


@transaction.atomic
def remove_dependency(dependency: Dependency, *, by: Actor) -> None:
    """It waits no longer. The entry stays in the audit chain. Raises PermissionDenied."""
    check_remove_dependency(by, dependency)
    before, key = state_of(dependency), dependency.pk
    dependency.delete()
    dependency.pk = key
    record(dependency, "dependency.removed", by=by, before=before, after={})
