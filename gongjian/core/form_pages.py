"""A page that is one form: shown, cleaned, handed to an action; what the action objects to stands beside the field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from gongjian.core.forms import field_of

REFUSED = 422
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def or_404(allowed: bool) -> None:
    """Whoever may not do this does not learn that it can be done."""
    if not allowed:
        raise Http404


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even when that is nothing."""
    return request.POST if request.method == "POST" else None


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict | None]:
    """The same with the files, for a form that takes some."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[..., Any],
    *,
    heading: Any,
    button: Any,
    back: str,
    lead: Any = "",
    consequence: Any = "",
    done: Any = "",
    to: Any = None,
    template: str = "core/form_page.html",
    **context: Any,
) -> HttpResponse:
    """GET shows the form; POST runs `act(**cleaned)` and goes to what it made (or to `to`).

    `done` is said there; both it and `to` may be functions of what was made. A refused form is shown again as
    typed, with 422.
    """
    if request.method == "POST" and (result := complete(form, act)) is not None:
        if isinstance(result, HttpResponse):
            return result
        messages.success(request, done(result) if callable(done) else done)
        return redirect(to(result) if callable(to) else to or result)
    page = {"form": form, "heading": heading, "button": button, "back": back, "lead": lead, "consequence": consequence}
    return render(request, template, page | context, status=status_of(form))


def status_of(form: forms.BaseForm) -> int:
    return REFUSED if form.errors else 200


def complete(form: forms.BaseForm, act: Callable[..., Any]) -> Any:
    """What the action answers; None when the form or the action objects, with the errors in the form."""
    if not form.is_valid():
        return None
    try:
        answer = act(**form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return None
    return True if answer is None else answer


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Errors by field go beside the field, a refused file's beside the file's, all others above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(field_of(form, error), error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
