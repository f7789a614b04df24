"""What is looked up about the audit chain, the inbox and jobs."""

from typing import Any

from django.db.models import QuerySet

from gongjian.core.models import AuditRecord, Job, Notification


def inbox_of(user: Any) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient=user)


def jobs_of(user: Any) -> QuerySet[Job]:
    return Job.objects.filter(owner=user)


def story_of(subject: Any) -> QuerySet[AuditRecord]:
    """The life story of a record: what was done to it, newest first."""
    return AuditRecord.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
