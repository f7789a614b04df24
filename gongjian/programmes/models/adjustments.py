from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.models import StoredFile
from gongjian.programmes.models.measures import Measure


class Adjustment(models.Model):
    """An application to move a date or a goal of an established measure. The only way to move one; old values stay.

    `before` and `wanted` hold the same keys: due, goal, goal_en, goal_quantity, goal_unit, and milestones as
    {"2": "2020-09-30"} (sequence → due). Only what is to change stands in them.
    """

    class State(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("adjustment", "Applied for")
        APPROVED = "approved", pgettext_lazy("adjustment", "Approved")
        REFUSED = "refused", pgettext_lazy("adjustment", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("adjustment", "Withdrawn")

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="adjustments", verbose_name=_("measure")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    before = models.JSONField(_("as it stands"), default=dict)
    wanted = models.JSONField(_("as it should be"), default=dict)
    reason = models.TextField(_("reason"), max_length=1000)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    applied_on = models.DateField(_("applied on"))
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # The state the measure goes back to once it has been ruled on, and since when it had been in it.
    state_before = models.CharField(max_length=20, choices=Measure.State)
    state_on_before = models.DateField(null=True, editable=False)
    ruled_on = models.DateField(_("ruled on"), null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ruling = models.TextField(_("ruling"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("adjustment")
        ordering = ["-applied_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["measure"], condition=Q(state="applied"), name="adjustment_one_open")
        ]
        indexes = [models.Index(fields=["state", "applied_on"], name="adjustment_state")]

    def __str__(self):
        return f"{self.measure.number} {self.applied_on}"

    def get_absolute_url(self):
        return reverse("programmes:adjustment", args=[self.pk])


class OutsideCheck(models.Model):
    """Somebody outside the unit and the office looked whether the public feels a result. Needed before striking off."""

    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="outside_checks", verbose_name=_("measure")
    )
    checked_on = models.DateField(_("checked on"))
    checked_by = models.CharField(_("checked by (who, of what body)"), max_length=150)
    has_passed = models.BooleanField(_("the result is felt"))
    words = models.TextField(_("what was found"), max_length=1000)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("record")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("outside check")
        ordering = ["measure_id", "checked_on", "id"]

    def __str__(self):
        return f"{self.measure.number} {self.checked_on}"


class LookBack(models.Model):
    """A struck-off measure looked at again 回头看: it holds, or it is reopened."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="look_backs", verbose_name=_("measure"))
    looked_on = models.DateField(_("looked at on"))
    holds = models.BooleanField(_("the result holds"))
    words = models.TextField(_("what was found"), max_length=1000)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("look-back")
        ordering = ["measure_id", "looked_on", "id"]

    def __str__(self):
        return f"{self.measure.number} {self.looked_on}"
