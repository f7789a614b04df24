"""Accounts: the system administrator opens and closes them, the security administrator gives the keys.

So neither can sign in as somebody alone: an opened account has no password until the other sets one.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Account, Duty, Person
from gongjian.organizations.rules.duties import covers_person, has_duty_citywide
from gongjian.organizations.rules.separation import ADMINISTRATORS

# Whoever administers or decides proves who they are with two things.
SECOND_FACTOR_DUTIES = ADMINISTRATORS | {Duty.REFORM_OFFICE.value, Duty.UNIT_HEAD.value}


def must_change_password(account: Account) -> bool:
    """Is the password one-time, or older than it may be?"""
    if account.must_change_password:
        return True
    since = account.password_changed_at or account.joined_at
    return since < timezone.now() - timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)


def must_have_second_factor(account: Account) -> bool:
    return bool(account.duties_today & SECOND_FACTOR_DUTIES)


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
