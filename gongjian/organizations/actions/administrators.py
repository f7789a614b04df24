"""The first three administrators of a new city: from then on every account is opened by one of them."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.audit import Actor
from gongjian.organizations.actions.accounts import open_account, set_one_time_password
from gongjian.organizations.actions.appointments import appoint
from gongjian.organizations.actions.people import add_person
from gongjian.organizations.actions.posts import add_post, set_post_duties
from gongjian.organizations.models import Account, Appointment, Duty, Person, Post, Unit
from gongjian.organizations.queries import accounts_with, on_day
from gongjian.organizations.rules import ADMINISTRATORS

CODES = {
    Duty.SYSTEM_ADMIN: "system-administrator",
    Duty.SECURITY_ADMIN: "security-administrator",
    Duty.AUDIT_ADMIN: "audit-administrator",
}


@transaction.atomic
def open_administrators(names: Mapping[str, str], *, by: Actor) -> dict[Account, str]:
    """One account each for the system, security and audit administrator, with its one-time password.

    Who is appointed already (by the city's pack) is taken; else a person of the given name is entered and
    appointed to a post at the top of the tree. Raises ValidationError when an administrator can sign in
    already, or when there is no unit yet.
    """
    if accounts_with(ADMINISTRATORS):
        raise ValidationError(_("There are administrators already; they open all further accounts."))
    root = Unit.objects.filter(parent=None, ended_on__isnull=True).order_by("path").first()
    if root is None:
        raise ValidationError(_("There is no unit yet: load the city's pack first."))
    opened = {}
    for duty, code in CODES.items():
        person = _holder_of(duty) or _appointed(duty, code, names.get(duty, ""), root, by=by)
        account = open_account(duty.replace("_admin", ""), person, by=by)
        password = set_one_time_password(account, by=by)
        opened[Account.objects.select_related("person").get(pk=account.pk)] = password
    return opened


def _holder_of(duty: str) -> Person | None:
    held = Appointment.objects.filter(on_day(), person__account__isnull=True).select_related("post", "person")
    return next((row.person for row in held.order_by("since", "pk") if duty in row.post.duties), None)


def _appointed(duty: Duty, code: str, name: str, root: Unit, *, by: Actor) -> Person:
    post = Post.objects.filter(code=code).first()
    if post is None:
        post = add_post(code, root, title=str(duty.label), by=by)
    if duty not in post.duties:
        set_post_duties(post, duties=[duty], scope=root, by=by)
    person = add_person(code, name or str(duty.label), by=by)
    appoint(post, person, since=timezone.localdate(), by=by)
    return person
