"""The door: my account, who is signed in, what is shown to those who are kept out."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.core.tables import table_page
from gongjian.organizations import actions, rules
from gongjian.organizations.adapters import name_typed
from gongjian.organizations.models import Account, Duty
from gongjian.organizations.queries import live_sessions, second_factors_of, sessions_in_scope
from gongjian.organizations.tables import SessionFilter, SessionTable
from gongjian.organizations.templatetags.organizations_tags import device

LOCKED = 429


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    account = request.user
    changed = account.password_changed_at or account.joined_at
    context = {
        "posts": account.posts_today,
        "password_changed": changed,
        "password_until": changed + timedelta(days=settings.PASSWORD_MAX_AGE_DAYS),
        "factors": second_factors_of(account),
        "factor_wanted": rules.must_have_second_factor(account),
        "sessions": live_sessions().filter(user=account).order_by("-last_seen_at"),
        "current": request.session.session_key,
    }
    return render(request, "organizations/me.html", context)


@login_required
def my_sessions(request: HttpRequest) -> HttpResponse:
    """allauth's name for it; ours is part of `me`."""
    return redirect(reverse("organizations:me") + "#sessions")


@login_required
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    or_404(rules.has_duty(request.user, Duty.SECURITY_ADMIN))
    context = {
        "heading": _("Sign-in and sessions"),
        "lead": _("Who is signed in now. Passwords, second factors and locks are on the person's page."),
        "links": [{"url": reverse("organizations:person_list"), "title": _("People")}],
        "empty": {"what": _("Whoever is signed in appears here.")},
    }
    sessions = sessions_in_scope(request.user, Duty.SECURITY_ADMIN)
    return table_page(request, SessionTable, sessions, filterset_class=SessionFilter, context=context)


@login_required
@require_http_methods(["GET", "POST"])
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(sessions_in_scope(request.user, Duty.SECURITY_ADMIN), pk=pk)
    mine = session.user_id == request.user.pk
    back = reverse("organizations:me" if mine else "organizations:session_list")
    return form_page(
        request,
        forms.Form(posted(request)),
        lambda: end(session, by=request.user),
        heading=_("End the session of %(account)s") % {"account": session.user},
        lead=f"{device(session.user_agent)} · {session.ip}",
        consequence=_("Whoever works there is signed out at the next click; what is not saved is lost."),
        button=_("End the session"),
        back=back,
        to=back,
        done=_("The session has ended."),
    )


def end(session: UserSession, *, by: Account) -> None:
    actions.end_session(session, by=by)


@require_safe
def ask_administrator(request: HttpRequest) -> HttpResponse:
    """Nobody signs up, and no password comes by mail: this says whom to ask."""
    return render(request, "organizations/ask_administrator.html")


@never_cache
def locked(request: HttpRequest, response: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """What axes shows after too many failures: until when, and whom to ask. Says nothing about the name."""
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    username = name_typed(request, credentials)
    attempts = AccessAttempt.objects.filter(username=username, ip_address=get_client_ip_address(request))
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    context = {"until": last + cool_off, "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "account/locked.html", context, status=LOCKED)
