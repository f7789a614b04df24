"""Being written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def coming(request: HttpRequest, **rest: Any) -> HttpResponse:
    raise Http404


force_list = coming
force_add = coming
force = coming
force_edit = coming
force_dissolve = coming
secondment_add = coming
secondment_end = coming
