from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.organizations.models import Unit


class Campaign(models.Model):
    """What measures stand under in one year: an action, a battle, or one of the lists kept beside the ledger."""

    class Kind(models.TextChoices):
        PROVINCIAL_ACTION = "provincial_action", _("Provincial action")
        CITY_CAMPAIGN = "city_campaign", _("City campaign")
        PILOT_POLICIES = "pilot_policies", _("Pilot policies")
        LIVELIHOOD_COMMITMENTS = "livelihood_commitments", _("Livelihood commitments")
        SCENARIOS = "scenarios", _("Scenarios")

    # Only what stands under these counts as a reform measure; the other lists have figures of their own.
    LEDGER_KINDS = (Kind.PROVINCIAL_ACTION, Kind.CITY_CAMPAIGN)

    code = models.SlugField(_("code"), max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1978), MaxValueValidator(2100)])
    kind = models.CharField(_("kind of campaign"), max_length=24, choices=Kind)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("lead unit"))
    sequence = models.PositiveSmallIntegerField(_("order"), default=1)
    # Livelihood commitments: anybody may look at the board of what was promised and how far it is.
    is_public = models.BooleanField(_("shown to the public"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("campaign")
        ordering = ["-year", "kind", "sequence", "code"]
        indexes = [models.Index(fields=["year", "kind"], name="campaign_year_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "title"],
                name="campaign_title_once",
                violation_error_message=_("There is already a campaign of this kind with this title in this year."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programmes:campaign", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)
