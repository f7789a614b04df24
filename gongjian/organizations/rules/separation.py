"""三员分立: one person holds at most one administrator duty, and then no other duty at all."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.organizations.models import Duty, Person
from gongjian.organizations.queries import appointments_overlapping

ADMINISTRATORS = frozenset({Duty.SYSTEM_ADMIN.value, Duty.SECURITY_ADMIN.value, Duty.AUDIT_ADMIN.value})


def conflict_between(duties: Iterable[str]) -> tuple[str, str] | None:
    """Two of the duties that one person may not hold together; None when all may."""
    held = sorted(set(duties))
    administrators = [duty for duty in held if duty in ADMINISTRATORS]
    if not administrators or len(held) == 1:
        return None
    first = administrators[0]
    return first, next(duty for duty in held if duty != first)


def check_duties_together(duties: Iterable[str], *, field: str = "duties") -> None:
    """Raises ValidationError naming the two duties that exclude each other."""
    conflict = conflict_between(duties)
    if conflict:
        words = {"first": Duty(conflict[0]).label, "second": Duty(conflict[1]).label}
        message = _("“%(first)s” and “%(second)s” may not be held together: the three administrators are kept apart.")
        raise ValidationError({field: message % words})


def check_person_free_for(
    person: Person, duties: Iterable[str], *, since: date, until: date | None, except_post: int, field: str
) -> None:
    """May the person hold these duties in this span beside the posts held in it? Raises ValidationError.

    The caller holds the lock on the person's row, so that two appointments cannot pass each other.
    """
    for other in appointments_overlapping(person, since=since, until=until).exclude(post_id=except_post):
        conflict = conflict_between([*duties, *other.post.duties])
        if conflict:
            words = {
                "person": person.name,
                "post": other.post,
                "first": Duty(conflict[0]).label,
                "second": Duty(conflict[1]).label,
            }
            message = _(
                "%(person)s also holds “%(post)s”: “%(first)s” and “%(second)s” may not be held together,"
                " because the three administrators are kept apart."
            )
            raise ValidationError({field: message % words})
