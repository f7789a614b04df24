"""Finding what an address names, or 404: for outsiders, and for those without the duty."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from gongjian.core.forms import field_of
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.queries import evidence_visible_to, measures_visible_to


def get_measure(request: HttpRequest, number: str, *, with_removed: bool = False) -> Measure:
    measures = measures_visible_to(request.user, with_removed=with_removed)
    related = ("campaign", "provincial_action", "lead_unit", "responsible_person", "liaison", "merged_into")
    return get_object_or_404(measures.select_related(*related), number=number)


def get_evidence(request: HttpRequest, pk: int) -> Evidence:
    evidence = evidence_visible_to(request.user).select_related("milestone__measure__lead_unit", "file")
    return get_object_or_404(evidence, pk=pk)


def only_if(allowed: bool) -> None:
    """A page that is not among a person's duties does not exist for them."""
    if not allowed:
        raise Http404


def typed(request: HttpRequest) -> Any:
    """What a form was sent with, an empty one too; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def typed_with_files(request: HttpRequest) -> tuple[Any, Any]:
    return typed(request), request.FILES if request.method == "POST" else None


def status_of(request: HttpRequest) -> int:
    """A form that is shown again was refused (422)."""
    return 422 if request.method == "POST" else 200


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """What the action refused, beside the fields it speaks of."""
    if not hasattr(error, "error_dict"):
        form.add_error(field_of(form, error), error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, problems)


def attempt(form: BaseForm, action: Callable[[], Any]) -> Any:
    """What the action gives; None when it was refused, the reasons then stand in the form."""
    try:
        return action()
    except ValidationError as error:
        show_errors(form, error)
        return None
