"""Telling people: a line in the inbox first, then whatever channels are configured, after commit."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import task

from gongjian.core.models import Notification

logger = logging.getLogger(__name__)
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Within it nobody is told: for a year that a pack tells, whose news are old."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def notify(accounts: Iterable[Any], *, title: str, body: str = "", url: str = "", kind: str) -> list[Notification]:
    """Write one inbox line for each account (inactive ones left out) and hand it to the channels after commit."""
    if _quiet.get():
        return []
    lines = Notification.objects.bulk_create(
        Notification(recipient=account, kind=kind, title=title[:200], body=body, url=url)
        for account in {account.pk: account for account in accounts}.values()
        if account.is_active
    )
    if lines and settings.NOTIFICATION_CHANNELS:
        ids = [line.pk for line in lines]
        transaction.on_commit(lambda: send_later.enqueue(ids))
    return lines


@task()
def send_later(ids: list[int]) -> None:
    """Send inbox lines over every channel; a channel that fails is logged and stops no other."""
    for line in Notification.objects.filter(pk__in=ids).select_related("recipient"):
        for path in settings.NOTIFICATION_CHANNELS:
            try:
                import_string(path)().send(line)
            except Exception:
                logger.exception("channel %s failed for notification %s", path, line.pk)
