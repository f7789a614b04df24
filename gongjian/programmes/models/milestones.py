from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.programmes.models.measures import Measure


class Milestone(models.Model):
    """A dated step of a measure. `weight` is a whole percent; the weights of a measure sum to 100."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("measure"))
    sequence = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("milestone"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    due = models.DateField(_("due"))
    weight = models.PositiveSmallIntegerField(_("weight (%)"))

    class Meta:
        verbose_name = _("milestone")
        ordering = ["measure_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "sequence"], name="milestone_sequence_once"),
            models.CheckConstraint(condition=Q(weight__gte=1) & Q(weight__lte=100), name="milestone_weight"),
        ]

    def __str__(self):
        return f"{self.sequence}. {self.title}"

    def get_absolute_url(self):
        return f"{self.measure.get_absolute_url()}#milestone-{self.sequence}"

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)


class Evidence(models.Model):
    """What proves a milestone. It counts once the reform office has verified it; returned, it says why."""

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("milestone")
    )
    title = models.CharField(_("evidence"), max_length=200)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    note = models.TextField(_("note"), max_length=1000, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("verified by"),
    )
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    returned_reason = models.TextField(_("reason for returning"), max_length=500, blank=True)
    # Taken back by the unit before anybody ruled on it: it stays in the story and counts for nothing.
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        ordering = ["milestone_id", "id"]
        indexes = [models.Index(fields=["milestone", "verified_on"], name="evidence_verified")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | Q(returned_reason=""), name="evidence_one_ruling"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(verified_on__isnull=True, returned_reason=""),
                name="evidence_withdrawn_unruled",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.milestone.get_absolute_url()

    @property
    def is_waiting(self) -> bool:
        return self.verified_on is None and not self.returned_reason and self.withdrawn_on is None
