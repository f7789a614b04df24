from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.organizations.models import Unit
from gongjian.programmes.models.campaigns import Campaign
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.months import Month, MonthlyReport


class MeasureLight(models.Model):
    """How a measure stood at a month's end, and why: written when the month is frozen, never changed afterwards.

    `planned` and `verified` are whole percents (P and C of docs/algorithms/lights.md).
    """

    class Light(models.TextChoices):
        GREEN = "green", pgettext_lazy("light", "On course")
        YELLOW = "yellow", pgettext_lazy("light", "Lagging")
        RED = "red", pgettext_lazy("light", "Alarm")
        BLUE = "blue", pgettext_lazy("light", "Struck off")

    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="lights", verbose_name=_("month"))
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="lights", verbose_name=_("measure"))
    light = models.CharField(_("light"), max_length=6, choices=Light)
    planned = models.PositiveSmallIntegerField(_("planned %"))
    verified = models.PositiveSmallIntegerField(_("verified %"))
    # What an inspector last found, where one looked: shown beside the unit's own, never the light's reason.
    evaluated = models.PositiveSmallIntegerField(_("evaluator's %"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    reason_en = models.CharField(_("reason in English"), max_length=500)
    overdue_days = models.PositiveSmallIntegerField(_("days overdue"), default=0)
    # The measure as it stood: a later change must not move it on an old board.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", verbose_name=_("campaign"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead unit"))
    state = models.CharField(_("state"), max_length=20, choices=Measure.State)
    due = models.DateField(_("due"))
    goal_quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, null=True, blank=True)
    report = models.ForeignKey(
        MonthlyReport, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("report")
    )

    class Meta:
        verbose_name = _("light")
        ordering = ["month_id", "measure__number"]
        constraints = [models.UniqueConstraint(fields=["month", "measure"], name="light_once_a_month")]
        indexes = [
            models.Index(fields=["month", "light"], name="light_month"),
            models.Index(fields=["measure", "month"], name="light_measure"),
            models.Index(fields=["month", "unit", "light"], name="light_unit"),
            models.Index(fields=["month", "campaign", "light"], name="light_campaign"),
        ]

    def __str__(self):
        return f"{self.measure.number} {self.month} {self.light}"

    @property
    def reason_label(self) -> str:
        return in_language(self.reason, self.reason_en)
