from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def _not_yet(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


figure_list = figure = figure_rows = figure_card = _not_yet
definition_add = definition_edit = observation_add = _not_yet
observation_correct = observation_withdraw = observation_document = _not_yet
