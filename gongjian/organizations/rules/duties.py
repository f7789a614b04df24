"""Has somebody a duty here? Everything else in rules is built on these."""

from collections.abc import Iterable

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.queries import posts_with, units_of


def has_duty(account: object, *duties: str, unit: Unit | None = None) -> bool:
    """Does the account hold today a post with any of `duties` whose scope contains `unit`?

    Any scope will do when `unit` is None. SYSTEM may do everything; visitors and closed accounts nothing.
    """
    return covers(account, *duties, units=[unit] if unit else [])


def covers(account: object, *duties: str, units: Iterable[Unit]) -> bool:
    """Does one post of the account, with any of the duties, contain all these units in its scope?"""
    if account is SYSTEM:
        return True
    paths = [unit.path for unit in units]
    scopes = [post.scope.path for duty in duties for post in posts_with(account, duty)]
    return any(all(path.startswith(scope) for path in paths) for scope in scopes)


def has_duty_citywide(account: object, *duties: str) -> bool:
    """Does the duty count for the whole tree? For what belongs to no unit: divisions, the calendar."""
    if account is SYSTEM:
        return True
    return any(post.scope.parent_id is None for duty in duties for post in posts_with(account, duty))


def covers_person(account: object, *duties: str, person: Person) -> bool:
    """The duty must count in every unit the person's posts of today and later stand in or reach.

    So a county's administrator cannot reset the password of somebody who also serves the city.
    """
    if not has_duty(account, *duties):
        return False
    return all(has_duty(account, *duties, unit=unit) for unit in units_of(person))
