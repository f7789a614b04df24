"""Accounts: opened and closed by the system administrator, their keys given by the security administrator."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongjian.core.form_pages import form_page, or_404, posted
from gongjian.organizations import actions, rules
from gongjian.organizations.forms import AccountForm
from gongjian.organizations.models import Account
from gongjian.organizations.queries import accounts_visible_to, people_visible_to


@login_required
@require_http_methods(["GET", "POST"])
def account_open(request: HttpRequest, code: str) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user).select_related("account"), code=code)
    or_404(rules.can_manage_account(request.user, person) and not hasattr(person, "account"))
    return form_page(
        request,
        AccountForm(posted(request)),
        lambda username: actions.open_account(username, person, by=request.user),
        heading=_("Open an account for %(person)s") % {"person": person.label},
        lead=_("It lets nobody in until the security administrator has set a one-time password."),
        button=_("Open the account"),
        back=person.get_absolute_url(),
        to=person,
        done=_("The account is open. Now the security administrator sets a one-time password."),
    )


def confirm(
    request: HttpRequest, username: str, allowed: Callable[[Account], bool], act: Callable[..., Any], **words: Any
) -> HttpResponse:
    """A page that says what will happen, with one button."""
    account = get_object_or_404(accounts_visible_to(request.user), username=username)
    or_404(allowed(account))
    words["heading"] = words["heading"] % {"account": account}
    words["lead"] = account.username
    back = account.person.get_absolute_url() if account.person else "/"
    return form_page(
        request, forms.Form(posted(request)), lambda: act(account, by=request.user), back=back, to=back, **words
    )


def manages(request: HttpRequest, *, open_now: bool) -> Callable[[Account], bool]:
    """May this person open and close the account, and does it stand as it should?"""

    def allowed(account: Account) -> bool:
        mine = account.pk == request.user.pk
        return not mine and account.is_active == open_now and rules.can_manage_account(request.user, account.person)

    return allowed


def secures(request: HttpRequest) -> Callable[[Account], bool]:
    return lambda account: rules.can_secure_account(request.user, account)


@login_required
@require_http_methods(["GET", "POST"])
def account_close(request: HttpRequest, username: str) -> HttpResponse:
    return confirm(
        request,
        username,
        manages(request, open_now=True),
        actions.close_account,
        heading=_("Close the account of %(account)s"),
        consequence=_("Its sessions end at once and nobody signs in with it. It can be opened again."),
        button=_("Close the account"),
        done=_("The account is closed."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def account_reopen(request: HttpRequest, username: str) -> HttpResponse:
    return confirm(
        request,
        username,
        manages(request, open_now=False),
        actions.reopen_account,
        heading=_("Open the account of %(account)s again"),
        consequence=_("It works again with the password it had."),
        button=_("Open it again"),
        done=_("The account is open again."),
    )


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def account_password(request: HttpRequest, username: str) -> HttpResponse:
    """The one-time password is shown on the answer itself: it is stored nowhere, not even in the session."""

    def show_once(account: Account, *, by: Any) -> HttpResponse:
        password = actions.set_one_time_password(account, by=by)
        return render(request, "organizations/one_time_password.html", {"account": account, "password": password})

    return confirm(
        request,
        username,
        secures(request),
        show_once,
        heading=_("Set a one-time password for %(account)s"),
        consequence=_("The present password stops working, and the sessions end. The new one is shown once."),
        button=_("Set a one-time password"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def account_second_factor(request: HttpRequest, username: str) -> HttpResponse:
    return confirm(
        request,
        username,
        secures(request),
        actions.reset_second_factor,
        heading=_("Reset the second factor of %(account)s"),
        consequence=_("Authenticator app, security keys and recovery codes are removed, and the sessions end."),
        button=_("Reset the second factor"),
        done=_("The second factor has been reset."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def account_unlock(request: HttpRequest, username: str) -> HttpResponse:
    return confirm(
        request,
        username,
        secures(request),
        actions.unlock_account,
        heading=_("Unlock the account of %(account)s"),
        consequence=_("Failed attempts are forgotten and it can sign in again. Make sure who is asking."),
        button=_("Unlock"),
        done=_("The account is unlocked."),
    )
