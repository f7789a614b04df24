from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.models.measures import Measure


class Dependency(models.Model):
    """A measure cannot go on before another has: what a slipping light holds up. No ring of them may close."""

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, related_name="dependencies", verbose_name=_("measure that waits")
    )
    waits_for = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="dependants", verbose_name=_("waits for")
    )
    why = models.CharField(_("why it waits"), max_length=200)
    added_on = models.DateField(_("added on"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dependency")
        ordering = ["measure_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "waits_for"],
                name="dependency_once",
                violation_error_message=_("This dependency has already been entered."),
            ),
            models.CheckConstraint(condition=~Q(measure=F("waits_for")), name="dependency_not_of_itself"),
        ]

    def __str__(self):
        return f"{self.measure.number} → {self.waits_for.number}"
