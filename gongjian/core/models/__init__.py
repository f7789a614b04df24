from gongjian.core.models.audit import AuditRecord, AuditSeal, SealedRecord
from gongjian.core.models.files import StoredFile
from gongjian.core.models.jobs import Job
from gongjian.core.models.notifications import Notification

__all__ = ["AuditRecord", "AuditSeal", "Job", "Notification", "SealedRecord", "StoredFile"]
