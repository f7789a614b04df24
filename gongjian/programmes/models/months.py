from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.organizations.models import Post, Unit
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.milestones import Evidence, Milestone


class Month(models.Model):
    """A month of the programme: its reports are open until it is frozen; frozen, it never changes again."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("month", "Reporting")
        FROZEN = "frozen", pgettext_lazy("month", "Frozen")

    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1978), MaxValueValidator(2100)])
    month = models.PositiveSmallIntegerField(_("month"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("reports due on"))
    # The day the lights speak of: the month's last, or the day it was frozen when that came first.
    as_of = models.DateField(_("as of"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The rules in force when it was frozen, so that anybody can recount it: `rules.rulebook`.
    rules = models.JSONField(_("rules applied"), default=dict, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("month")
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="month_once"),
            models.CheckConstraint(condition=Q(month__gte=1) & Q(month__lte=12), name="month_of_the_year"),
            models.CheckConstraint(
                condition=Q(state="open", frozen_at__isnull=True, as_of__isnull=True)
                | Q(state="frozen", frozen_at__isnull=False, as_of__isnull=False),
                name="month_frozen_at",
            ),
        ]

    def __str__(self):
        return f"{self.year}-{self.month:02}"

    def get_absolute_url(self):
        return reverse("programmes:month", args=[self.year, self.month])

    @property
    def label(self) -> str:
        return _text("%(month)s/%(year)s") % {"year": self.year, "month": self.month}


class MonthlyReport(models.Model):
    """What the lead unit says of a measure in one month. It is signed along the unit's approval chain."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("report", "Draft")
        SIGNING = "signing", pgettext_lazy("report", "Being signed")
        SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
        ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
        RETURNED = "returned", pgettext_lazy("report", "Returned")

    # The texts a person writes; each is locked by itself, so that two editors lose nothing.
    WRITTEN = ("progress", "problems", "next_steps")
    # What waits for the unit, and what has reached the reform office.
    WITH_UNIT = (State.DRAFT, State.SIGNING, State.RETURNED)
    HANDED_IN = (State.SUBMITTED, State.ACCEPTED)

    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="reports", verbose_name=_("month"))
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="reports", verbose_name=_("measure"))
    # The lead unit when the month was opened: whose report it is.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("reporting unit"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    due_on = models.DateField(_("due on"))
    progress = models.TextField(_("progress"), max_length=300, blank=True)
    problems = models.TextField(_("problems"), max_length=500, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=500, blank=True)
    prefilled_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("pre-filled from")
    )
    # How often it was sent for signature, when last, and how many of the chain's steps have signed since then.
    sendings = models.PositiveSmallIntegerField(_("times sent for signature"), default=0)
    sent_at = models.DateTimeField(_("sent for signature at"), null=True, blank=True)
    signed_steps = models.PositiveSmallIntegerField(_("steps signed"), default=0)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    ruled_at = models.DateTimeField(_("accepted or returned at"), null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_reason = models.TextField(_("reason for returning"), max_length=500, blank=True)
    chased_on = models.DateField(_("last chased on"), null=True, blank=True)
    # Counts saves, so that a form filled in meanwhile notices.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("monthly report")
        ordering = ["month_id", "measure__number"]
        constraints = [models.UniqueConstraint(fields=["month", "measure"], name="report_once_a_month")]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="report_unit_state"),
            models.Index(fields=["state", "due_on"], name="report_state_due"),
        ]

    def __str__(self):
        return f"{self.measure.number} {self.month}"

    def get_absolute_url(self):
        return reverse("programmes:report", args=[self.month.year, self.month.month, self.measure.number])

    @property
    def is_late(self) -> bool:
        """Handed in after the due day."""
        return self.submitted_at is not None and timezone.localdate(self.submitted_at) > self.due_on


class Claim(models.Model):
    """A report says that a milestone has been reached and names the evidence. Whether it counts the office rules."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="claims")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="claims", verbose_name=_("milestone")
    )
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="claims", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("milestone claim")
        ordering = ["report_id", "milestone__sequence"]
        constraints = [models.UniqueConstraint(fields=["report", "milestone"], name="claim_once")]

    def __str__(self):
        return str(self.milestone)


class ApprovalStep(models.Model):
    """One step of a unit's approval chain: the post whose holder signs. Without any, the head signs alone."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="approval_steps", verbose_name=_("unit"))
    sequence = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("step"), max_length=40)
    title_en = models.CharField(_("English title"), max_length=80, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", verbose_name=_("post that signs"))

    class Meta:
        verbose_name = _("approval step")
        ordering = ["unit_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["unit", "sequence"], name="approval_step_once")]

    def __str__(self):
        return f"{self.sequence}. {self.title}"

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)


class Signature(models.Model):
    """One step's word on a report, with opinion and time. Never changed: a report sent again is signed again."""

    class Opinion(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        SENT_BACK = "sent_back", _("Sent back to be changed")

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="signatures")
    # Which of the report's sendings it belongs to: 1 for the first time it was sent for signature.
    sending = models.PositiveSmallIntegerField(_("sending"), default=1)
    # The step as it was called when it signed; chains change, signatures do not. Empty: the head, without a chain.
    sequence = models.PositiveSmallIntegerField(_("order"))
    step = models.CharField(_("step"), max_length=40, blank=True)
    step_en = models.CharField(_("English title"), max_length=80, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.CharField(_("signed by"), max_length=100)
    post = models.CharField(_("post"), max_length=150, blank=True)
    opinion = models.CharField(_("opinion"), max_length=10, choices=Opinion)
    words = models.TextField(_("words"), max_length=300, blank=True)
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        ordering = ["report_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sending", "sequence"], name="signature_step_once"),
            models.UniqueConstraint(fields=["report", "sending", "signed_by"], name="signature_person_once"),
        ]

    def __str__(self):
        return f"{self.step} {self.signer}"

    @property
    def label(self) -> str:
        return in_language(self.step, self.step_en) or _text("Head of unit")
