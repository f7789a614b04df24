"""The year-end overview, its labels, and snapshots: the text frozen with every value and its evidence."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.indicators.models import Reading
from gongjian.organizations.models import Account


class Overview(models.Model):
    """The year-end text 综述 of a reform programme, in which every figure is a query.

    `text` and `text_en` are templates in the language of docs/algorithms/overview_text.md; the title stands in them.
    """

    class PublicFace(models.TextChoices):
        """What people see who are not signed in; see docs/decisions/0004-public-face.md."""

        NOTHING = "nothing", _("Nothing")
        SNAPSHOT = "snapshot", _("The latest published snapshot")
        LIVING = "living", _("The living text")

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("English text"), blank=True)
    public_face = models.CharField(
        _("what the public sees"), max_length=10, choices=PublicFace, default=PublicFace.NOTHING
    )
    version = models.PositiveIntegerField(_("version"), default=1)  # counts edits, so that two editors cannot clash
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("overview")
        ordering = ["-year"]

    def __str__(self):
        return str(_("Overview of %(year)s") % {"year": self.year})

    def get_absolute_url(self):
        return reverse("reports:overview_year", args=[self.year])


class Label(models.Model):
    """A number that is a name, not a quantity 称谓 (12345, 5G): declared with its reason, by its id in the text."""

    overview = models.ForeignKey(Overview, on_delete=models.CASCADE, related_name="labels", verbose_name=_("overview"))
    fact = models.CharField(_("id in the text"), max_length=20)
    words = models.CharField(_("words"), max_length=60)
    words_en = models.CharField(_("English words"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    reason_en = models.CharField(_("English reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("label")
        ordering = ["fact"]
        constraints = [models.UniqueConstraint(fields=["overview", "fact"], name="label_once")]

    def __str__(self):
        return f"{self.fact} {self.words}"

    @property
    def label(self) -> str:
        return in_language(self.words, self.words_en)

    @property
    def why(self) -> str:
        return in_language(self.reason, self.reason_en)


class Snapshot(models.Model):
    """An overview frozen at a moment: both texts as they were, every figure's value and evidence, the labels."""

    overview = models.ForeignKey(
        Overview, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("overview")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    taken_at = models.DateTimeField(_("taken at"), auto_now_add=True)
    taken_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken by")
    )
    note = models.CharField(_("purpose"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    text_en = models.TextField(_("English text"), blank=True)
    # The labels as they stood: fact, words, words_en, reason, reason_en.
    labels = models.JSONField(_("labels"), default=list)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("snapshot")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["overview", "number"], name="snapshot_number")]

    def __str__(self):
        return str(_("Snapshot %(number)s of %(year)s") % {"number": self.number, "year": self.overview.year})

    def get_absolute_url(self):
        return reverse("reports:snapshot", args=[self.overview.year, self.number])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class SnapshotFigure(models.Model):
    """One figure of a snapshot as it stood in the text: which, how it was written, its words, and the reading.

    The texts of the two languages may name figures in another order, so each keeps its own rows.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="figures", verbose_name=_("snapshot"))
    language = models.CharField(_("language"), max_length=10)
    position = models.PositiveSmallIntegerField(_("place in the text"))
    writing = models.JSONField(_("way of writing"), default=dict)
    fact = models.CharField(_("id in the text"), max_length=20, blank=True)
    words = models.CharField(_("words"), max_length=300)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+", verbose_name=_("reading"))

    class Meta:
        verbose_name = _("figure of a snapshot")
        ordering = ["snapshot", "language", "position"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "language", "position"], name="snapshot_figure_place")
        ]

    def __str__(self):
        return f"{self.fact} {self.words}".strip()
