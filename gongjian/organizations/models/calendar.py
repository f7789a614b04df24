from django.db import models
from django.utils.translation import gettext_lazy as _


class YearNotice(models.Model):
    """The State Council's yearly notice of holidays: days off and the weekend days worked in exchange."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    holidays = models.JSONField(_("days off"), default=list)  # ISO dates
    workdays = models.JSONField(_("working weekend days"), default=list)  # ISO dates
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("yearly notice")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)
