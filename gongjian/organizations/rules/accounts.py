"""Accounts: the system administrator opens and closes them, the security administrator gives the keys.

So neither can sign in as somebody alone: an opened account has no password until the other sets one.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Duty, Person
from gongjian.organizations.rules.duties import covers_person, has_duty_citywide


def can_manage_account(user: object, person: Person | None) -> bool:
    """Open, close and reopen."""
    if person is None:
        return has_duty_citywide(user, Duty.SYSTEM_ADMIN)
    return covers_person(user, Duty.SYSTEM_ADMIN, person=person)


def check_open_account(user: object, person: Person) -> None:
    if not can_manage_account(user, person):
        raise PermissionDenied(_("Only the system administrator opens and closes accounts."))
    if Account.objects.filter(person=person).exists():
        raise ValidationError({"person": _("%(person)s already has an account.") % {"person": person}})


def check_close_account(user: object, account: Account) -> None:
    """Also for opening again. Nobody closes their own account: the last administrator would lock the door."""
    if not can_manage_account(user, account.person):
        raise PermissionDenied(_("Only the system administrator opens and closes accounts."))
    if is_own(user, account):
        raise ValidationError(_("This is your own account; another administrator has to do it."))


def can_secure_account(user: object, account: Account) -> bool:
    """Passwords, second factors, locks and sessions of others."""
    if is_own(user, account):
        return False
    if account.person is None:
        return has_duty_citywide(user, Duty.SECURITY_ADMIN)
    return covers_person(user, Duty.SECURITY_ADMIN, person=account.person)


def check_secure_account(user: object, account: Account) -> None:
    if not can_secure_account(user, account):
        raise PermissionDenied(_("Only the security administrator may do this, and never for an own account."))


def is_own(user: object, account: Account) -> bool:
    return user is not SYSTEM and getattr(user, "pk", None) == account.pk
