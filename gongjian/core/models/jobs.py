from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """Long work in the background, with its progress; it may be left and reports in the inbox."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("In progress")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    # The person's own language: a background worker has no request to read it from.
    language = models.CharField(max_length=10, default="zh-hans")
    result = models.JSONField(default=dict)
    opened_at = models.DateTimeField(auto_now_add=True)
    reported_at = models.DateTimeField(null=True, blank=True)  # when the work last said how far it is
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("background job")
        ordering = ["-id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("core:job", args=[self.pk])

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
