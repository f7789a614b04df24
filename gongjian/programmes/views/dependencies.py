"""What a measure waits for."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def dependency_add(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


@login_required
def dependency_remove(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
