"""Which frame a reader gets, and how a form's page answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongjian.indicators.forms import ErrorsFromActions

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def frame_for(request: HttpRequest) -> str:
    """The desk after signing in, the public frame before."""
    return "core/desk.html" if request.user.is_authenticated else "indicators/public_frame.html"


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent with the form: text and files; nothing before it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_page(
    request: HttpRequest,
    form: ErrorsFromActions,
    act: Callable[[dict[str, Any]], Any],
    *,
    done: str,
    **context: Any,
) -> HttpResponse:
    """The form; once it is sent and the action agrees, the page of what was made. What is refused stays typed."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(made)
    return render(request, "core/form_page.html", {"form": form} | context)
