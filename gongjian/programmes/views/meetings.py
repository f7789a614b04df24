"""Being written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def coming(request: HttpRequest, **rest: Any) -> HttpResponse:
    raise Http404


meeting_list = coming
meeting_add = coming
meeting = coming
meeting_edit = coming
meeting_file = coming
