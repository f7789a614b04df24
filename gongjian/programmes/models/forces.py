from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.organizations.models import Person, Unit
from gongjian.programmes.models.campaigns import Campaign
from gongjian.programmes.models.measures import Measure


class TaskForce(models.Model):
    """A task force 专班: people of several units who drive campaigns or measures for a time."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    # The unit it is run from, in whose scope it lies: often a unit of the kind task force.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_forces", verbose_name=_("host unit"))
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="forces_led", verbose_name=_("leader"))
    liaison = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="forces_followed", verbose_name=_("liaison officer")
    )
    purpose = models.TextField(_("what it is for"), max_length=1000, blank=True)
    purpose_en = models.TextField(_("what it is for, in English"), max_length=2000, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("dissolved on"), null=True, blank=True)
    # Who follows up what was still open when it was dissolved; the reform office when nobody is named.
    handed_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over to")
    )
    campaigns = models.ManyToManyField(
        Campaign, blank=True, related_name="forces", db_table="programmes_force_campaign", verbose_name=_("campaigns")
    )
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="forces", db_table="programmes_force_measure", verbose_name=_("measures")
    )
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("task force")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="force_period")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programmes:force", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


class Secondment(models.Model):
    """A person lent by a unit to a task force for a period (last day included; open when empty)."""

    force = models.ForeignKey(
        TaskForce, on_delete=models.CASCADE, related_name="secondments", verbose_name=_("task force")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="secondments", verbose_name=_("member"))
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("lent by"))
    role = models.CharField(_("role"), max_length=60, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("secondment")
        ordering = ["force_id", "since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["force", "person", "since"], name="secondment_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="secondment_period"
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.force}"


class Meeting(models.Model):
    """A meeting that was held, with its minutes; what it decided are tasks. `force` is empty for one of the office."""

    force = models.ForeignKey(
        TaskForce,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("task force"),
    )
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    chair = models.CharField(_("chaired by"), max_length=100, blank=True)
    attended = models.TextField(_("who attended"), max_length=1000, blank=True)
    minutes = models.TextField(_("minutes"), max_length=5000, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    is_sample = models.BooleanField(_("sample"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["held_on"], name="meeting_held_on")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programmes:meeting", args=[self.pk])


class Task(models.Model):
    """Something a unit was told to do by a day: a meeting's decision or the demand of a review's chair."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task", "Open")
        REPORTED = "reported", pgettext_lazy("task", "Reported done")
        CLOSED = "closed", pgettext_lazy("task", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("task", "Withdrawn")

    # Not finished: somebody must still act.
    WAITING = (State.OPEN, State.REPORTED)

    title = models.CharField(_("what is to be done"), max_length=300)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("unit that owes the task")
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("person")
    )
    measure = models.ForeignKey(
        Measure, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("measure")
    )
    # Exactly one of the two says where it comes from.
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        "programmes.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="demands"
    )
    set_on = models.DateField(_("set on"))
    due = models.DateField(_("due"))
    # The day first set: what was moved shows both.
    first_due = models.DateField(_("first due"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    result = models.TextField(_("what was done"), max_length=1000, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Why it was sent back or withdrawn.
    ruling = models.TextField(_("ruling"), max_length=500, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("task")
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["unit", "state", "due"], name="task_unit_state"),
            models.Index(fields=["state", "due"], name="task_state_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, item__isnull=True) | Q(meeting__isnull=True, item__isnull=False),
                name="task_one_source",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("programmes:task", args=[self.pk])

    @property
    def is_moved(self) -> bool:
        return self.due != self.first_due

    @property
    def is_waiting(self) -> bool:
        """Neither closed nor withdrawn: somebody must still act."""
        return self.state in self.WAITING

    @property
    def is_in_time(self) -> bool:
        """Reported done by its due day and accepted; what decides is the report, not how long the office took."""
        return self.state == self.State.CLOSED and self.reported_on is not None and self.reported_on <= self.due
