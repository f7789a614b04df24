from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.programmes.models.measures import Measure


def written(quantity: Decimal) -> str:
    """As a person writes it: no zeros behind the point."""
    return f"{quantity.normalize():,f}"


class Target(models.Model):
    """One of the numbers a livelihood commitment promised; the commitment is kept when all reach 100 %."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets", verbose_name=_("measure"))
    sequence = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("target"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    quantity = models.DecimalField(
        _("promised"), max_digits=18, decimal_places=4, validators=[MinValueValidator(Decimal("0.0001"))]
    )
    unit = models.CharField(_("unit of quantity"), max_length=40)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("target")
        ordering = ["measure_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "sequence"], name="target_sequence_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="target_quantity"),
        ]

    def __str__(self):
        return self.title

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def quantity_label(self) -> str:
        return written(self.quantity)

    @property
    def unit_label(self) -> str:
        return in_language(self.unit, self.unit_en)


class Attainment(models.Model):
    """How much of a target had been reached on a day, in all. It counts once the reform office has verified it."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="attainments", verbose_name=_("target"))
    as_of = models.DateField(_("as of"))
    quantity = models.DecimalField(
        _("reached in all"), max_digits=18, decimal_places=4, validators=[MinValueValidator(Decimal(0))]
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_on = models.DateField(_("reported on"))
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_reason = models.CharField(_("reason for returning"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attainment")
        ordering = ["target_id", "as_of", "id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=0), name="attainment_quantity")]

    def __str__(self):
        return f"{self.target} {self.quantity_label}"

    def get_absolute_url(self):
        return reverse("programmes:commitment", args=[self.target.measure.number])

    @property
    def quantity_label(self) -> str:
        return written(self.quantity)

    @property
    def is_waiting(self) -> bool:
        """Neither verified nor returned."""
        return self.verified_on is None and not self.returned_reason


class Photo(models.Model):
    """A photograph that shows a commitment as it was kept."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="photos", verbose_name=_("measure"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("photograph"))
    caption = models.CharField(_("what it shows"), max_length=120)
    taken_on = models.DateField(_("taken on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("photograph")
        ordering = ["measure_id", "taken_on", "id"]

    def __str__(self):
        return self.caption


class Grant(models.Model):
    """What allowed a pilot policy, and what landed it: who granted it by which document, and the document in force."""

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="grant", verbose_name=_("measure"))
    granted_by = models.CharField(_("granted by"), max_length=100)
    granted_document = models.CharField(_("granting document and number"), max_length=200)
    granted_on = models.DateField(_("granted on"))
    landed_document = models.CharField(_("document that landed it, and number"), max_length=200, blank=True)
    landed_on = models.DateField(_("landed on"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("grant")
        constraints = [
            models.CheckConstraint(
                condition=Q(landed_on__isnull=True, landed_document="")
                | (Q(landed_on__isnull=False) & ~Q(landed_document="")),
                name="grant_landed_by_document",
            )
        ]

    def __str__(self):
        return self.granted_document
