"""Accounts, their keys and their sessions."""

import secrets
import string

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.audit import Actor, record, state_of
from gongjian.organizations.actions.changes import insert, update
from gongjian.organizations.models import Account, OldPassword, Person
from gongjian.organizations.rules import check_close_account, check_open_account, check_secure_account

# Without the characters people take for one another on paper.
_CAPITALS = "".join(sorted(set(string.ascii_uppercase) - set("IO")))
_SMALL = "".join(sorted(set(string.ascii_lowercase) - set("lo")))
_DIGITS = "23456789"
ONE_TIME_LENGTH = 14


@transaction.atomic
def open_account(
    username: str, person: Person, *, by: Actor, password_digest: str = "", is_sample: bool = False
) -> Account:
    """An account for a person. It has no password (unless a digest is given, for the sample city's) until the
    security administrator sets one: opening alone opens nothing."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_open_account(by, person)
    account = Account(username=username.lower(), person=person, is_sample=is_sample)
    if password_digest:
        account.password, account.password_changed_at = password_digest, timezone.now()
    else:
        account.set_unusable_password()
        account.must_change_password = True
    insert(account, "account.opened", by=by)
    return account


@transaction.atomic
def close_account(account: Account, *, by: Actor, note: str = "") -> Account:
    """Nobody signs in with it any more; its sessions end at once. It can be opened again."""
    account = _locked(account)
    check_close_account(by, account)
    update(account, {"is_active": False}, "account.closed", by=by, note=note)
    end_sessions(account)
    return account


@transaction.atomic
def reopen_account(account: Account, *, by: Actor) -> Account:
    account = _locked(account)
    check_close_account(by, account)
    update(account, {"is_active": True}, "account.reopened", by=by)
    return account


@transaction.atomic
def set_one_time_password(account: Account, *, by: Actor) -> str:
    """A password that lets in once, to choose another. Shown to the caller only; sessions end."""
    account = _locked(account)
    check_secure_account(by, account)
    password = one_time_password()
    _set_password(account, password, must_change=True, action="account.password_reset", by=by)
    end_sessions(account)
    reset(username=account.username)
    return password


@transaction.atomic
def change_password(account: Account, password: str, *, by: Actor) -> None:
    """The owner's own choice. Raises ValidationError when the password breaks a rule.

    `account` is the instance that signed in: it carries the new digest afterwards, so that this session
    stays while all others end.
    """
    if by != account:
        raise ValidationError(_("Only the owner chooses a password."))
    validate_password(password, account)
    Account.objects.select_for_update().get(pk=account.pk)
    _set_password(account, password, must_change=False, action="account.password_changed", by=by)


@transaction.atomic
def reset_second_factor(account: Account, *, by: Actor) -> int:
    """Take away all second factors and recovery codes (a lost phone); the owner sets up new ones. Sessions end."""
    account = _locked(account)
    check_secure_account(by, account)
    count, _rows = Authenticator.objects.filter(user=account).delete()
    note = ngettext("%(count)s removed", "%(count)s removed", count) % {"count": count}
    record(account, "account.second_factor_reset", by=by, before=state_of(account), note=note)
    end_sessions(account)
    return count


@transaction.atomic
def unlock_account(account: Account, *, by: Actor) -> int:
    """Forget the failed attempts on this name, wherever they came from."""
    account = _locked(account)
    check_secure_account(by, account)
    count = reset(username=account.username)
    record(account, "account.unlocked", by=by, before=state_of(account))
    return count


@transaction.atomic
def end_session(session: UserSession, *, by: Actor) -> None:
    """End one session: one's own, or another's by the security administrator."""
    account = Account.objects.get(pk=session.user_id)
    if by != account:
        check_secure_account(by, account)
    note = f"{session.ip} {session.user_agent}"[:200]
    session.end()
    record(account, "session.ended", by=by, before=state_of(account), note=note)


def one_time_password() -> str:
    """14 characters with all kinds in it, so that the rules let it through."""
    characters = [secrets.choice(kind) for kind in (_DIGITS, "-", _CAPITALS, _SMALL)]
    characters += [secrets.choice(_CAPITALS + _SMALL + _DIGITS) for _n in range(ONE_TIME_LENGTH - len(characters))]
    middle = characters[1:]
    secrets.SystemRandom().shuffle(middle)
    return "".join([characters[0], *middle])


def _set_password(account: Account, password: str, *, must_change: bool, action: str, by: Actor) -> None:
    before = state_of(account)
    if account.has_usable_password():
        OldPassword.objects.create(account=account, password=account.password)
    account.set_password(password)
    account.password_changed_at = timezone.now()
    account.must_change_password = must_change
    account.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record(account, action, by=by, before=before)


def end_sessions(account: Account, *, keep: str = "") -> None:
    """End the account's sessions, all but the one with the key `keep`. Part of the action that makes it due,
    and recorded with that one."""
    for session in UserSession.objects.filter(user=account).exclude(session_key=keep):
        session.end()


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
