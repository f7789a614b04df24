"""Where allauth asks us: addresses, passwords, what is not offered, and how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.middleware import client_address
from gongjian.organizations.actions import change_password


def name_typed(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The account name somebody tries, as failures are counted by it: however its letters are written, since
    allauth finds the account in any case."""
    typed = (credentials or {}).get("username") or (request.POST.get("login") if request else "") or ""
    return str(typed).strip().lower()[:60]


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a password changes only through our action."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the system administrator."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Account name or password is wrong."),
        "email_password_mismatch": _("Account name or password is wrong."),
        "phone_password_mismatch": _("Account name or password is wrong."),
        "username_password_mismatch": _("Account name or password is wrong."),
        "too_many_login_attempts": _("Too many attempts. Wait a minute and try again."),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
        "incorrect_code": _("The code is wrong or no longer valid."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("organizations:me")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def set_password(self, user: Any, password: str) -> None:
        change_password(user, password, by=user)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is mailed: the audit chain records it, the inbox tells it."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the database encrypted under SECRET_KEY (and its fallbacks)."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong or no longer valid."),
        "cannot_generate_recovery_codes": _("Set up a second factor first; recovery codes come with it."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"gongjian.second_factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
