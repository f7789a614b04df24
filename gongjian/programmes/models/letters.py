from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.models import StoredFile
from gongjian.organizations.models import Unit
from gongjian.programmes.models.measures import Measure
from gongjian.programmes.models.months import Month


class NumberSeries(models.Model):
    """The last number taken of a series such as 改督〔2020〕: by word and year, without a gap."""

    word = models.CharField(_("word of the number"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of numbers")
        ordering = ["-year", "word"]
        constraints = [models.UniqueConstraint(fields=["word", "year"], name="series_once")]

    def __str__(self):
        return f"{self.word}〔{self.year}〕"


class Letter(models.Model):
    """A step of escalation towards a unit. A rule or a person proposes it; it is issued, or waived with a reason."""

    class Level(models.IntegerChoices):
        PROMPT = 1, pgettext_lazy("letter", "Prompting letter")
        SUPERVISION = 2, pgettext_lazy("letter", "Supervision letter")
        INTERVIEW = 3, pgettext_lazy("letter", "Summons to an interview")
        CIRCULAR = 4, pgettext_lazy("letter", "Circulated criticism")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("letter", "Proposed")
        ISSUED = "issued", pgettext_lazy("letter", "Issued")
        RECEIVED = "received", pgettext_lazy("letter", "Received")
        REPLIED = "replied", pgettext_lazy("letter", "Replied")
        CLOSED = "closed", pgettext_lazy("letter", "Closed")
        WAIVED = "waived", pgettext_lazy("letter", "Waived")

    # Sent to the unit and not yet ruled on again.
    OPEN = (State.ISSUED, State.RECEIVED, State.REPLIED)
    # Sent to the unit at all.
    SENT = (*OPEN, State.CLOSED)
    # The rule that nobody answered a letter; the others are named as the rulebook names them.
    UNANSWERED = "unanswered"

    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters", verbose_name=_("addressed to"))
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="letters", verbose_name=_("measure")
    )
    month = models.ForeignKey(
        Month, null=True, blank=True, on_delete=models.PROTECT, related_name="letters", verbose_name=_("month")
    )
    # The letter it follows: a step up, or a reminder that nobody answered.
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", verbose_name=_("follows")
    )
    # The rule that proposed it, as the rulebook names it; empty when a person did.
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    demands = models.TextField(_("what is demanded"), max_length=1000, blank=True)
    # Why a level was jumped over that had been neither issued nor waived.
    jump_reason = models.TextField(_("reason for jumping a level"), max_length=500, blank=True)
    # Number: word, year and sequence, 潍改督〔2020〕3号; sequences run by word and year without a gap.
    number = models.CharField(_("letter number"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), null=True, blank=True)
    proposed_on = models.DateField(_("proposed on"))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The office that wrote it, as it signs.
    issuing_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    reply_days = models.PositiveSmallIntegerField(_("working days to reply"), default=5)
    reply_by = models.DateField(_("reply by"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    reply_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Interviews: when and where, and what was said.
    interview_at = models.DateTimeField(_("interview at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    minutes = models.TextField(_("minutes"), max_length=2000, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # Why it was closed or waived.
    ruling = models.TextField(_("ruling"), max_length=500, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("letter")
        ordering = ["-proposed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="letter_number_once"),
            # A rule speaks once about a measure in a month.
            models.UniqueConstraint(
                fields=["rule", "measure", "month", "level"],
                condition=~Q(rule=""),
                name="letter_rule_once",
            ),
            # Nobody answered: that is said once of a letter.
            models.UniqueConstraint(fields=["previous"], condition=Q(rule="unanswered"), name="letter_unanswered_once"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "waived"]) | ~Q(number=""), name="letter_issued_has_number"
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(ruling=""), name="letter_waived_says_why"),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="letter_unit_state"),
            models.Index(fields=["measure", "level"], name="letter_measure"),
            models.Index(fields=["state", "reply_by"], name="letter_reply_by"),
        ]

    def __str__(self):
        return self.number or str(self.get_level_display())

    def get_absolute_url(self):
        return reverse("programmes:letter", args=[self.pk])

    @property
    def is_unanswered(self) -> bool:
        """The unit still owes a reply; past `reply_by` it is late."""
        return self.state in (self.State.ISSUED, self.State.RECEIVED) and self.reply_by is not None
