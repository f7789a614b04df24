"""The inbox, jobs, the reader's settings, the audit chain, health, and the pages for what went wrong."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from gongjian.core.actions import export_audit
from gongjian.core.audit.sealing import unsealed_records
from gongjian.core.context import LARGE_TYPE_COOKIE
from gongjian.core.exports import disposition
from gongjian.core.listings import AuditFilter, AuditTable, SealTable, changes_of, kind_of_subject, who, words_of
from gongjian.core.middleware import LAST_SEEN
from gongjian.core.models import AuditRecord, AuditSeal, Notification
from gongjian.core.queries import inbox_of, jobs_of
from gongjian.core.request_context import request_facts
from gongjian.core.rules import can_see_audit
from gongjian.core.tables import table_page

LINES_A_PAGE = 30
YEAR = 365 * 24 * 3600


# --- the reader's settings ------------------------------------------------------------------
def back(request: HttpRequest) -> HttpResponse:
    """To where the reader came from, if that is here."""
    target = request.POST.get("next", "/")
    return HttpResponseRedirect(target if is_here(request, target) else "/")


def is_here(request: HttpRequest, target: str) -> bool:
    """An address of ours, not another host's: `//evil.example` begins with a slash too."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})


def remember(response: HttpResponse, name: str, value: str) -> None:
    """A reader's setting, for a year; it travels as the session's cookie does."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    response = back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    response = back(request)
    wanted = "1" if request.POST.get("large") == "1" else "0"
    remember(response, LARGE_TYPE_COOKIE, wanted)
    return response


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    request.session[LAST_SEEN] = int(time.time())
    return HttpResponse(status=204) if request.headers.get("X-Requested-With") == "fetch" else back(request)


# --- inbox and jobs -------------------------------------------------------------------------
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    lines = inbox_of(request.user)
    tab = "read" if request.GET.get("tab") == "read" else "unread"
    shown = Paginator(lines.filter(read_at__isnull=tab != "read"), LINES_A_PAGE).get_page(request.GET.get("page"))
    counts = {"unread": lines.filter(read_at__isnull=True).count(), "read": lines.filter(read_at__isnull=False).count()}
    return render(request, "core/inbox.html", {"lines": shown, "tab": tab, "counts": counts})


@login_required
@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(inbox_of(request.user), pk=pk)
    Notification.objects.filter(pk=line.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(line.url) if is_here(request, line.url) else redirect("core:inbox")


@login_required
@require_POST
def inbox_read_all(request: HttpRequest) -> HttpResponse:
    inbox_of(request.user).filter(read_at__isnull=True).update(read_at=timezone.now())
    return redirect("core:inbox")


@login_required
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """A job's progress; asked by htmx it answers the fragment alone."""
    found = get_object_or_404(jobs_of(request.user), pk=pk)
    template = "core/job.html#progress" if request.htmx else "core/job.html"  # type: ignore[attr-defined]
    ended = found.state in (found.State.FINISHED, found.State.FAILED)
    return render(request, template, {"job": found, "ended": ended})


# --- the audit chain ------------------------------------------------------------------------
def auditors_only(request: HttpRequest) -> None:
    if not can_see_audit(request.user):
        raise Http404


@login_required
@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    auditors_only(request)
    context = {
        "heading": _("Audit chain"),
        "lead": _("Every action, in the order it was written. Nobody can change a line, the database refuses it."),
        "links": [{"url": reverse("core:seal_list"), "title": _("Seals")}],
        "empty": {"what": _("Every action will appear here.")},
    }
    return table_page(request, AuditTable, AuditRecord.objects.all(), filterset_class=AuditFilter, context=context)


@login_required
@require_safe
def audit_record(request: HttpRequest, pk: int) -> HttpResponse:
    auditors_only(request)
    record = get_object_or_404(AuditRecord, pk=pk)
    seal = AuditSeal.objects.filter(entries__record_id=pk).first()
    context = {
        "record": record,
        "who": who(record),
        "words": words_of(record),
        "seal": seal,
        "kind": kind_of_subject(record),
        "changes": changes_of(record),
    }
    return render(request, "core/audit_record.html", context)


@login_required
@require_safe
def seal_list(request: HttpRequest) -> HttpResponse:
    auditors_only(request)
    context = {
        "heading": _("Seals"),
        "lead": _("Blocks of records, each chained to the one before. Export them and keep the file elsewhere."),
        "links": [{"url": reverse("core:audit_export"), "title": _("Export the chain"), "primary": True}],
        "empty": {"what": _("The first seal is made a few seconds after the first action.")},
    }
    return table_page(request, SealTable, AuditSeal.objects.all(), context=context)


@login_required
@require_GET
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    auditors_only(request)
    response = StreamingHttpResponse(export_audit(by=request.user), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = disposition(f"audit-{timezone.localdate():%Y%m%d}.jsonl")
    return response


# --- for machines ---------------------------------------------------------------------------
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Is the database there, and is the sealer keeping up? 503 when not."""
    try:
        oldest = unsealed_records().values_list("at", flat=True).first()
    except Exception:
        return JsonResponse({"database": "down"}, status=503)
    waiting = (timezone.now() - oldest).total_seconds() if oldest else 0
    late = waiting > 60 + settings.AUDIT_SEAL_SECONDS
    answer = {"database": "up", "oldest_unsealed_seconds": round(waiting), "sealer": "late" if late else "ok"}
    return JsonResponse(answer, status=503 if late else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /accounts/\nDisallow: /programmes/\n", content_type="text/plain")


# --- what went wrong ------------------------------------------------------------------------
def wrong(request: HttpRequest, status: int, heading: Any, words: Any, mend: Any) -> HttpResponse:
    context = {"heading": heading, "words": words, "mend": mend}
    return render(request, "core/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return wrong(
        request,
        400,
        _("The request cannot be read"),
        _("Something in it is not what this page expects, or it is too large."),
        _("Go back, check what was entered or uploaded, and try again."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = str(exception) if exception and str(exception) else _("This is not among the duties of your posts.")
    return wrong(request, 403, _("Not allowed"), words, _("If it should be, ask the security administrator."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return wrong(
        request,
        403,
        _("The page was open too long"),
        _("For your safety the form is no longer valid."),
        _("Go back, reload the page and send it again; your text is still there."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return wrong(
        request,
        404,
        _("There is no such page"),
        _("The address may be mistyped, the record may have been removed, or it is not yours to see."),
        _("Start from the start page or from the list you came from."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor context: it is shown when those may be what failed."""
    with translation.override(None):
        page = loader.get_template("core/500.html").render({"request_id": request_facts().id})
    return HttpResponse(page, status=500)
