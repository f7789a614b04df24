from django.http import Http404, HttpRequest, HttpResponse


def campaign(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def campaign_add(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def campaign_edit(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def campaign_list(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def evidence_add(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def evidence_file(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def evidence_return(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def evidence_verify(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def import_check(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def import_template(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_add(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_edit(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_export(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_import(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_list(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_merge(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_milestones(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_move(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_print(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_remove(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def measure_restore(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
