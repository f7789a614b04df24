from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyRound(models.Model):
    """One day's round of the clerk that never sleeps: months opened, people reminded. `done` names what it has done."""

    day = models.DateField(_("day"), unique=True)
    done = models.JSONField(_("done"), default=list, blank=True)

    class Meta:
        verbose_name = _("daily round")
        ordering = ["-day"]

    def __str__(self):
        return self.day.isoformat()
