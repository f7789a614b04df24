"""What stands between signing in and working: an old password, a missing second factor; and who is here."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongjian.core.middleware import LAST_SEEN, Answer
from gongjian.organizations.queries import second_factors_of
from gongjian.organizations.rules import must_change_password, must_have_second_factor

LISTED_AT = "listed_at"
ALWAYS = frozenset({"account_logout", "core:set_language", "core:large_type", "core:stay", "core:healthz"})
FOR_PASSWORD = ALWAYS | {"account_change_password"}
FOR_SECOND_FACTOR = FOR_PASSWORD | {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


class GateMiddleware:
    """Leads to the change of a password that is one-time or too old, then to the enrolment of a second factor
    where one is required; until then no other page opens."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        here = request.resolver_match.view_name if request.resolver_match else ""
        if here in ALWAYS:
            return None
        if must_change_password(request.user):
            request.gate = "password"  # the page says why it was opened
            return None if here in FOR_PASSWORD else redirect("account_change_password")
        if here not in FOR_PASSWORD and lacks_second_factor(request.user):
            request.gate = "second_factor"
            return None if here in FOR_SECOND_FACTOR else redirect("mfa_activate_totp")
        return None


def lacks_second_factor(user: Any) -> bool:
    return settings.SECOND_FACTOR_REQUIRED and must_have_second_factor(user) and not second_factors_of(user).exists()


class SessionListMiddleware:
    """Keeps the list of sessions current: written when the idle clock was set anew, not at every click."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.session.get(LAST_SEEN)
        if request.user.is_authenticated and seen is not None and seen != request.session.get(LISTED_AT):
            request.session[LISTED_AT] = seen
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
