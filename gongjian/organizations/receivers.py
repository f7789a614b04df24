"""What happens at the door goes into the audit chain: signing in and out, failures, locks, second factors."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver

from gongjian.core.audit import SYSTEM, record, state_of
from gongjian.organizations.actions.accounts import end_sessions
from gongjian.organizations.models import Account


def note_at_door(account: Account, action: str, *, by: Any, note: str = "") -> None:
    """A record of something that changed nothing in the account itself."""
    with transaction.atomic():
        record(account, action, by=by, before=state_of(account), note=note)


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: Account, **rest: Any) -> None:
    note_at_door(user, "account.signed_in", by=user, note=request.headers.get("User-Agent", "")[:200])


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: Account | None, **rest: Any) -> None:
    if user is not None and user.is_authenticated:
        note_at_door(user, "account.signed_out", by=user)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: Any = None, **rest: Any) -> None:
    failed_at(credentials.get("username") or "", "account.sign_in_failed")


@receiver(user_locked_out)
def locked_out(sender: Any, request: Any, username: str, ip_address: str, **rest: Any) -> None:
    failed_at(username or "", "account.locked", note=ip_address or "")


def failed_at(username: str, action: str, *, note: str = "") -> None:
    """Names that do not exist are recorded too, but shortened: people type passwords into the wrong box."""
    account = Account.objects.filter(username=username).select_related("person").first()
    if account is None:
        account = Account(username=f"{username[:3]}…")
    note_at_door(account, action, by=SYSTEM, note=note)


@receiver(authentication_failed)
def code_failed(sender: Any, user: Account, authenticator: Any, **rest: Any) -> None:
    note_at_door(user, "account.second_factor_failed", by=user, note=str(authenticator.type))


@receiver(authenticator_added)
def factor_added(sender: Any, user: Account, authenticator: Any, **rest: Any) -> None:
    note_at_door(user, "account.second_factor_added", by=user, note=str(authenticator.type))


@receiver(authenticator_removed)
def factor_removed(sender: Any, user: Account, authenticator: Any, **rest: Any) -> None:
    note_at_door(user, "account.second_factor_removed", by=user, note=str(authenticator.type))


@receiver(password_changed)
def password_chosen(sender: Any, request: Any, user: Account, **rest: Any) -> None:
    """The action has recorded the change; a new password puts everybody else out."""
    end_sessions(user, keep=request.session.session_key)
