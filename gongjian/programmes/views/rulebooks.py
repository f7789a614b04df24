"""The rulebook of a year."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse


@login_required
def rulebook(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
