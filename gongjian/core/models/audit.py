"""The audit chain: records appended freely, sealed in blocks. The database refuses update and delete."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRecord(models.Model):
    """What one action did. Written by `core.audit.record` only, in the action's own transaction."""

    at = models.DateTimeField(_("time"), db_index=True)
    actor_id = models.CharField(max_length=40, blank=True)
    actor = models.CharField(_("who"), max_length=100)
    post = models.CharField(_("post"), max_length=200, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    before = models.CharField(_("digest before"), max_length=64, blank=True)
    after = models.CharField(_("digest after"), max_length=64, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    note = models.TextField(_("note"), blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit record")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
        ]

    def __str__(self):
        return f"{self.id} {self.action} {self.subject}"


class AuditSeal(models.Model):
    """A block of records under one Merkle root, chained to the block before."""

    number = models.PositiveBigIntegerField(_("block"), unique=True)
    previous = models.CharField(_("previous seal"), max_length=64)
    algorithm = models.CharField(_("algorithm"), max_length=10)
    sealed_at = models.DateTimeField(_("sealed at"))
    count = models.PositiveIntegerField(_("records"))
    last_record = models.BigIntegerField()
    root = models.CharField(_("root"), max_length=64)
    seal = models.CharField(_("seal"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit seal")
        ordering = ["-number"]

    def __str__(self):
        return f"{self.number} {self.seal[:12]}"


class SealedRecord(models.Model):
    """Where a record stands in its block. No foreign key to the record: a removed one must leave this trace."""

    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    record_id = models.BigIntegerField(unique=True)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ["seal_id", "position"]
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="sealed_position")]

    def __str__(self):
        return f"{self.seal_id}/{self.position}"
