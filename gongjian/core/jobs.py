"""Long work in the background: a Job row that says how far it is, and reports in the inbox at the end.

The work runs in the worker (`manage.py db_worker`), in an action named `…_later` with @task. Progress is
written outside the work's own transaction — call `report` between transactions, or on a second connection
nothing would be seen until commit; work that must be all-or-nothing therefore reports while *checking*.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from gongjian.core.models import Job
from gongjian.core.notifications import notify


def open_job(title: str, *, by: Any) -> Job:
    """A waiting job of this person, in this person's language."""
    return Job.objects.create(title=title[:200], owner=by, language=get_language() or "zh-hans")


def report(job: Job, done: int, total: int, message: str = "") -> None:
    """Say how far the work is; cheap enough for every hundredth row."""
    job.state, job.done, job.total, job.message = Job.State.RUNNING, done, total, message[:500]
    job.save(update_fields=["state", "done", "total", "message"])


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


def _tell(job: Job, ending: str, message: str, url: str) -> None:
    """In the language the person had when it began: the worker has no reader of its own."""
    with override(job.language):
        words = _("Finished: %(title)s") if ending == "finished" else _("Not done: %(title)s")
    notify([job.owner], title=words % {"title": job.title}, body=message, url=url, kind="job")


def _end(job: Job, state: str, message: str, url: str) -> None:
    job.state, job.message, job.url, job.ended_at = state, message[:500], url, timezone.now()
