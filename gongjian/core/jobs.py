"""Long work in the background: a Job row that says how far it is, and reports in the inbox at the end.

The work runs in the worker (`manage.py db_worker`), in an action named `…_later` with @task. Progress is
written outside the work's own transaction — call `report` between transactions, or on a second connection
nothing would be seen until commit; work that must be all-or-nothing therefore reports while *checking*.
A job whose worker died is failed by the sealer's loop (`seal_audit --every`), which runs beside every worker.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gongjian.core.models import Job
from gongjian.core.notifications import notify

# Longer than any step of a job between two reports: PostgreSQL ends a statement after 20 minutes.
SILENT_FOR = timedelta(minutes=30)


def open_job(title: str, *, by: Any) -> Job:
    """A waiting job of this person, in this person's language."""
    return Job.objects.create(title=title[:200], owner=by, language=get_language() or "zh-hans")


def report(job: Job, done: int, total: int, message: str = "") -> None:
    """Say how far the work is; cheap enough for every hundredth row."""
    job.state, job.done, job.total, job.message = Job.State.RUNNING, done, total, message[:500]
    job.reported_at = timezone.now()
    job.save(update_fields=["state", "done", "total", "message", "reported_at"])


@transaction.atomic
def finish(job: Job, *, message: str = "", url: str = "", result: dict[str, Any] | None = None) -> None:
    """The work is done: tell its owner, with the address where the result is."""
    _end(job, Job.State.FINISHED, message, url)
    job.result = result or {}
    job.done = job.total
    job.save()
    _tell(job, "finished", message, url)


@transaction.atomic
def fail(job: Job, *, message: str, url: str = "", result: dict[str, Any] | None = None) -> None:
    """The work could not be done; `message` says why and how to mend it."""
    _end(job, Job.State.FAILED, message, url)
    job.result = result or {}
    job.save()
    _tell(job, "failed", message, url)


def fail_silent_jobs() -> int:
    """Fail the jobs in progress that have said nothing for SILENT_FOR: their worker died. How many there were.

    One that was only slow may still finish, and then says so itself.
    """
    limit = timezone.now() - SILENT_FOR
    silent = Q(reported_at__lt=limit) | Q(reported_at=None, opened_at__lt=limit)
    count = 0
    for pk in Job.objects.filter(silent, state=Job.State.RUNNING).values_list("pk", flat=True):
        with transaction.atomic():
            job = Job.objects.select_for_update(of=("self",)).filter(silent, pk=pk, state=Job.State.RUNNING).first()
            if job is None:  # it has reported or ended meanwhile
                continue
            with override(job.language):
                message = _("It stopped without a word, most likely because the server was restarted. Start it again.")
            fail(job, message=message)
            count += 1
    return count


def _tell(job: Job, ending: str, message: str, url: str) -> None:
    """In the language the person had when it began: the worker has no reader of its own."""
    with override(job.language):
        words = _("Finished: %(title)s") if ending == "finished" else _("Not done: %(title)s")
    notify([job.owner], title=words % {"title": job.title}, body=message, url=url, kind="job")


def _end(job: Job, state: str, message: str, url: str) -> None:
    job.state, job.message, job.url, job.ended_at = state, message[:500], url, timezone.now()
