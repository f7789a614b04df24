from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.organizations.models import Account, Unit
from gongjian.programmes.models.measures import Measure

LATITUDE = [MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))]
LONGITUDE = [MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))]


class Inspection(models.Model):
    """A round of special supervision 专项督导评估: a plan, a team, a sample of measures, and what was found."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("inspection", "Planned")
        RUNNING = "running", pgettext_lazy("inspection", "On site")
        RECTIFYING = "rectifying", pgettext_lazy("inspection", "Rectification")
        DONE = "done", pgettext_lazy("inspection", "Done")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1978), MaxValueValidator(2100)])
    plan = models.TextField(_("plan"), max_length=3000, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="inspections", db_table="programmes_inspection_sample"
    )
    # How the sample was drawn, so that it can be drawn again: seed, groups, size, or the reason for choosing by hand.
    drawing = models.JSONField(_("how the sample was drawn"), default=dict, blank=True)
    # When the visits ended with measures nobody had been to: why.
    unvisited_reason = models.TextField(_("why some were not visited"), max_length=500, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("inspection")
        ordering = ["-since", "code"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="inspection_period")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programmes:inspection", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)


class Inspector(models.Model):
    """A member of an inspection's team. Nobody visits before declaring which units they have an interest in."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="team", verbose_name=_("inspection")
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("inspector"))
    is_leader = models.BooleanField(_("leads the team"), default=False)
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    conflicts = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="+",
        db_table="programmes_inspector_conflict",
        verbose_name=_("conflicts of interest"),
    )
    words = models.TextField(_("words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("inspector")
        ordering = ["inspection_id", "-is_leader", "id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "account"], name="inspector_once")]

    def __str__(self):
        return str(self.account)


class Visit(models.Model):
    """What an inspector saw on site of one measure. Sent from a phone; `key` makes sending twice harmless."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="visits", verbose_name=_("inspection")
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="visits", verbose_name=_("measure"))
    inspector = models.ForeignKey(
        Inspector, on_delete=models.PROTECT, related_name="visits", verbose_name=_("inspector")
    )
    key = models.UUIDField(unique=True)
    visited_at = models.DateTimeField(_("visited at"))
    received_at = models.DateTimeField(_("received at"))
    place = models.CharField(_("place"), max_length=200)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LATITUDE
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LONGITUDE
    )
    evaluated = models.PositiveSmallIntegerField(_("evaluator's %"), validators=[MaxValueValidator(100)])
    # The unit's own (verified) % when the visit was recorded: what the evaluator's stands beside, whatever comes later.
    own = models.PositiveSmallIntegerField(_("unit's own %"), default=0, validators=[MaxValueValidator(100)])
    notes = models.TextField(_("what was seen"), max_length=2000)

    class Meta:
        verbose_name = _("visit")
        ordering = ["-visited_at", "-id"]
        indexes = [models.Index(fields=["measure", "visited_at"], name="visit_measure")]
        constraints = [models.CheckConstraint(condition=Q(evaluated__lte=100), name="visit_evaluated")]

    def __str__(self):
        return f"{self.measure.number} {self.place}"

    def get_absolute_url(self):
        return reverse("programmes:visit", args=[self.pk])

    @property
    def gap(self) -> int:
        """How many points the unit claims more than the evaluator saw; negative when it claims less."""
        return self.own - self.evaluated


class VisitPhoto(models.Model):
    """A photograph taken on site, with time and place as the phone gave them."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("photographed at"), null=True, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LATITUDE
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=LONGITUDE
    )

    class Meta:
        verbose_name = _("photograph")
        ordering = ["visit_id", "id"]

    def __str__(self):
        return self.file.name


class Finding(models.Model):
    """Something wrong that an inspection found, and how it was put right. Two people accept the rectification."""

    class Grade(models.TextChoices):
        MINOR = "minor", pgettext_lazy("finding", "Minor")
        SERIOUS = "serious", pgettext_lazy("finding", "Serious")
        GRAVE = "grave", pgettext_lazy("finding", "Grave")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "To be rectified")
        REPORTED = "reported", pgettext_lazy("finding", "Reported rectified")
        ACCEPTED_ONCE = "accepted_once", pgettext_lazy("finding", "Accepted by one")
        CLOSED = "closed", pgettext_lazy("finding", "Rectified")

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="findings", verbose_name=_("inspection")
    )
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="findings", verbose_name=_("visit")
    )
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="findings", verbose_name=_("measure"))
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="findings", verbose_name=_("unit that rectifies")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    grade = models.CharField(_("grade"), max_length=8, choices=Grade)
    title = models.CharField(_("finding"), max_length=200)
    words = models.TextField(_("what is wrong"), max_length=1000)
    found_on = models.DateField(_("found on"))
    due = models.DateField(_("rectify by"))
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.OPEN)
    rectification = models.TextField(_("how it was put right"), max_length=1000, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    ruling = models.TextField(_("ruling"), max_length=500, blank=True)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        ordering = ["inspection_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(accepted_by__isnull=False, closed_by__isnull=False) & ~Q(accepted_by=F("closed_by"))),
                name="finding_accepted_twice",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due"], name="finding_unit_state"),
            models.Index(fields=["measure"], name="finding_measure"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programmes:finding", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Reported rectified, and not accepted by two yet."""
        return self.state in WAITING

    @property
    def was_late(self) -> bool:
        """Reported rectified after the day it was due."""
        return self.reported_on is not None and self.reported_on > self.due


WAITING = (Finding.State.REPORTED, Finding.State.ACCEPTED_ONCE)


class Extension(models.Model):
    """An application for more time to rectify a finding. The old day is kept."""

    class State(models.TextChoices):
        APPLIED = "applied", pgettext_lazy("extension", "Applied for")
        APPROVED = "approved", pgettext_lazy("extension", "Approved")
        REFUSED = "refused", pgettext_lazy("extension", "Refused")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="extensions")
    old_due = models.DateField(_("old day"))
    new_due = models.DateField(_("new day"))
    reason = models.TextField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.APPLIED)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    applied_on = models.DateField(_("applied on"))
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ruled_on = models.DateField(_("ruled on"), null=True, blank=True)
    ruling = models.TextField(_("ruling"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("extension")
        ordering = ["finding_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["finding"], condition=Q(state="applied"), name="extension_one_open"),
            models.CheckConstraint(condition=Q(new_due__gt=F("old_due")), name="extension_is_later"),
        ]

    def __str__(self):
        return f"{self.finding} {self.old_due} → {self.new_due}"

    def get_absolute_url(self):
        return self.finding.get_absolute_url()


class UnitScore(models.Model):
    """A unit's evaluation score in an inspection, with its arithmetic line by line; written when it is done."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2)
    arithmetic = models.JSONField(_("arithmetic"), default=list)

    class Meta:
        verbose_name = _("evaluation score")
        ordering = ["inspection_id", "-score", "unit_id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "unit"], name="unit_score_once")]

    def __str__(self):
        return f"{self.unit} {self.score}"
