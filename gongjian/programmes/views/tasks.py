"""Being written."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def coming(request: HttpRequest, **rest: Any) -> HttpResponse:
    raise Http404


task_add = coming
task_list = coming
task_print = coming
task = coming
task_report = coming
task_close = coming
task_send_back = coming
task_withdraw = coming
task_move_due = coming
task_file = coming
