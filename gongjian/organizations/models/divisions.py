from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language


class Division(models.Model):
    """An administrative division, by its GB/T 2260 code (6 digits; towns 9, villages 12 after GB/T 10114)."""

    class Level(models.TextChoices):
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        ZONE = "zone", _("Development zone")
        TOWN = "town", _("Town or subdistrict")
        VILLAGE = "village", _("Village or community")

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("parent")
    )
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("division")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organizations:division", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)
