from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.organizations.models import Person, Unit
from gongjian.programmes.models.lights import MeasureLight
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.months import Month


class Review(models.Model):
    """The review of one month 一月一点评: its agenda comes from the frozen month, its result is a circular.

    `circular` is what was circulated, in both languages, as queries.circulars wrote it: page and .docx are made of it
    alone, so nothing that changes later changes them. The audit chain keeps its digest.
    """

    AUDIT_SECRET = ("circular",)

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("review", "Being prepared")
        IN_SESSION = "in_session", pgettext_lazy("review", "In session")
        HELD = "held", pgettext_lazy("review", "Held")
        CIRCULATED = "circulated", pgettext_lazy("review", "Circulated")

    month = models.OneToOneField(Month, on_delete=models.PROTECT, related_name="review", verbose_name=_("month"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    prepared_on = models.DateField(_("prepared on"))
    # The last working day before the meeting.
    statements_due = models.DateField(_("statements due"))
    held_on = models.DateField(_("day of the meeting"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair"))
    # Who presents now, while in session.
    current = models.ForeignKey(
        "programmes.AgendaItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    current_since = models.DateTimeField(null=True, blank=True)
    # Words of the circular before and after the list; its number, e.g. 潍改办通报〔2020〕3号.
    opening = models.TextField(_("opening words"), max_length=2000, blank=True)
    closing = models.TextField(_("closing words"), max_length=2000, blank=True)
    number = models.CharField(_("circular number"), max_length=60, blank=True)
    circular = models.JSONField(default=dict, blank=True)
    circulated_at = models.DateTimeField(_("circulated at"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("review")
        ordering = ["-month__year", "-month__month"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="circular_number_once"),
        ]

    def __str__(self):
        return str(self.month)

    def get_absolute_url(self):
        return reverse("programmes:review", args=[self.month.year, self.month.month])

    @property
    def label(self) -> str:
        return gettext("Review of %(month)s") % {"month": self.month.label}


class AgendaItem(models.Model):
    """One point of a review: who presents, on what, and the chair's comment. Its demands are tasks."""

    class Kind(models.TextChoices):
        RED = "red", pgettext_lazy("agenda", "Red light")
        SLIPPING = "slipping", pgettext_lazy("agenda", "Slipping")
        MOVED = "moved", pgettext_lazy("agenda", "Date or goal moved")
        DEMANDS = "demands", pgettext_lazy("agenda", "Demands still open")
        OTHER = "other", pgettext_lazy("agenda", "Put on by hand")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="items", verbose_name=_("review"))
    sequence = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("why"), max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit that presents"))
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items", verbose_name=_("measure")
    )
    light = models.ForeignKey(
        MeasureLight, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("light")
    )
    # Why it is on the agenda, in words.
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    reason_en = models.CharField(_("reason in English"), max_length=800, blank=True)
    # Taken off by the office; kept, so that building the agenda again does not put it back.
    is_dropped = models.BooleanField(_("taken off"), default=False)
    dropped_reason = models.CharField(_("why it was taken off"), max_length=300, blank=True)
    presenter = models.CharField(_("presenter"), max_length=100, blank=True)
    statement = models.TextField(_("statement"), max_length=2000, blank=True)
    statement_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stated_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    # The chair's comment in three parts; the third, demands, are tasks.
    strengths = models.TextField(_("strengths"), max_length=1000, blank=True)
    problems = models.TextField(_("problems"), max_length=1000, blank=True)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commented_at = models.DateTimeField(_("commented at"), null=True, blank=True)
    presented_at = models.DateTimeField(_("presented at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("agenda item")
        ordering = ["review_id", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["review", "measure"], name="agenda_measure_once"),
            models.UniqueConstraint(fields=["review", "unit"], condition=Q(kind="demands"), name="agenda_demands_once"),
        ]

    def __str__(self):
        return f"{self.sequence}. {self.measure or self.unit}"

    def get_absolute_url(self):
        return f"{self.review.get_absolute_url()}#item-{self.pk}"

    @property
    def label(self) -> str:
        return self.measure.label if self.measure else self.unit.label

    @property
    def reason_label(self) -> str:
        return in_language(self.reason, self.reason_en)

    @property
    def has_statement(self) -> bool:
        return bool(self.statement or self.statement_file_id)

    @property
    def has_comment(self) -> bool:
        """Strengths or problems; demands are tasks of their own."""
        return bool(self.strengths or self.problems)
