"""What every request passes: its id, its language, and the end of a session left alone."""

import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.request_context import RequestFacts, request_context

Answer = Callable[[HttpRequest], HttpResponse]
LAST_SEEN = "last_seen"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")


class RequestIdMiddleware:
    """Gives each request an id that the audit chain and the answer carry."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SANE_ID.fullmatch(given) else uuid.uuid4().hex
        with request_context(RequestFacts(request_id, client_address(request))):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


def client_address(request: HttpRequest) -> str:
    """The peer's address; behind a proxy of ours (BEHIND_PROXY=1) the last one it reports."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


class LanguageMiddleware:
    """Simplified Chinese unless the reader chose otherwise here; the browser's own wish is not asked."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SaneAddressMiddleware:
    """An address with a NUL in it names nothing: PostgreSQL would fail where SQLite only finds nothing."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)


class WrongMethodMiddleware:
    """Whoever opens the address of a button, or sends to a page that is only read, gets a page that says so (405)."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("core/error.html", _wrong_method(response["Allow"]), request)
        return response


def _wrong_method(allowed: str) -> dict[str, str]:
    if "GET" in allowed:
        words = _("This page is only for reading: nothing can be sent to it.")
        return {"heading": _("Nothing can be sent here"), "words": words, "mend": _("Go back and reload the page.")}
    words = _("This address belongs to a button: opened by itself it does nothing, and nothing has been changed.")
    mend = _("Go back to the page you came from and use the button there.")
    return {"heading": _("This address cannot be opened by itself"), "words": words, "mend": mend}


class IdleMiddleware:
    """Signs out whoever has done nothing for IDLE_MINUTES. Polling of progress does not count as doing."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(LAST_SEEN, now)
            if now - seen > settings.IDLE_MINUTES * 60:
                logout(request)
                messages.info(request, _("You were signed out after a time without activity."))
                if request.headers.get("HX-Request") == "true":  # or the sign-in page would land in a fragment
                    return HttpResponse(headers={"HX-Refresh": "true"})
            elif (not is_polling(request) and now - seen >= 30) or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return self.get_response(request)


def is_polling(request: HttpRequest) -> bool:
    return request.headers.get("X-Polling") == "1" or request.GET.get("polling") == "1"
