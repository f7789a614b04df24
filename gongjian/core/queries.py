"""What is looked up about the audit chain, the inbox and jobs."""

from typing import Any

from django.db.models import QuerySet

from gongjian.core.models import Job, Notification


def inbox_of(user: Any) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=user)


def jobs_of(user: Any) -> QuerySet[Job]:
    return Job.objects.filter(owner=user)
