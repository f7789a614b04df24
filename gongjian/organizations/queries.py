"""What is looked up about units, posts and people."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Post, Unit

Viewer = Account | AnonymousUser


def posts_with(account: object, duty: str) -> list[Post]:
    """The posts the account holds today that carry the duty; none for visitors."""
    return [post for post in getattr(account, "posts_today", []) if duty in post.duties]


def units_in_scope(account: object, *duties: str) -> QuerySet[Unit]:
    """The units in which the account has any of the duties today; every unit for SYSTEM."""
    if account is SYSTEM:
        return Unit.objects.all()
    paths = {post.scope.path for duty in duties for post in posts_with(account, duty)}
    if not paths:
        return Unit.objects.none()
    inside = Q()
    for path in paths:
        inside |= Q(path__startswith=path)
    return Unit.objects.filter(inside)


def subtree_of(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)
