"""The pages of the overview; filled in by the next commits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def _not_yet(request: HttpRequest, **_parts: Any) -> HttpResponse:
    raise Http404


overview = overview_list = overview_add = overview_year = overview_docx = overview_edit = overview_preview = _not_yet
overview_labels = overview_public_face = snapshot_list = snapshot_take = snapshot_compare = snapshot = _not_yet
snapshot_docx = snapshot_publish = snapshot_withdraw = snapshot_figure = _not_yet
