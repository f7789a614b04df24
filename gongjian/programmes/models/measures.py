from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.organizations.models import Person, Unit
from gongjian.programmes.models.campaigns import Campaign

number_shape = RegexValidator(
    r"^[\w.\-〔〕（）()]+\Z", _("Letters, digits, hyphens, dots and brackets only: people quote it on the telephone.")
)


class Measure(models.Model):
    """One promised piece of reform: a lead unit, a goal, a due date. What may happen to it: `rules.states`."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("measure", "Proposed")
        ESTABLISHED = "established", pgettext_lazy("measure", "Established")
        RUNNING = "running", pgettext_lazy("measure", "Running")
        STRIKE_OFF_APPLIED = "strike_off_applied", pgettext_lazy("measure", "Strike-off applied")
        STRUCK_OFF = "struck_off", pgettext_lazy("measure", "Struck off")
        RETURNED = "returned", pgettext_lazy("measure", "Returned")
        ADJUSTMENT_APPLIED = "adjustment_applied", pgettext_lazy("measure", "Adjustment applied")
        SUSPENDED = "suspended", pgettext_lazy("measure", "Suspended")
        MERGED = "merged", pgettext_lazy("measure", "Merged")
        SPLIT = "split", pgettext_lazy("measure", "Split")

    # Those that stand in the ledger: established or later, not merged into another, not split into others.
    COUNTED = (
        State.ESTABLISHED,
        State.RUNNING,
        State.STRIKE_OFF_APPLIED,
        State.STRUCK_OFF,
        State.ADJUSTMENT_APPLIED,
        State.SUSPENDED,
    )

    class Origin(models.TextChoices):
        ASSIGNED = "assigned", _("Assigned from above")
        OWN = "own", _("The city's own")
        GRASSROOTS = "grassroots", _("Grassroots")

    class ResultForm(models.TextChoices):
        DOCUMENT = "document", pgettext_lazy("result", "Document")
        PLATFORM = "platform", pgettext_lazy("result", "Platform")
        PILOT = "pilot", pgettext_lazy("result", "Pilot")
        DATA = "data", pgettext_lazy("result", "Result in figures")
        FACILITY = "facility", pgettext_lazy("result", "Facility")
        SERVICE = "service", pgettext_lazy("result", "Service")

    number = models.CharField(_("measure number"), max_length=40, unique=True, validators=[number_shape])
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="measures", verbose_name=_("campaign")
    )
    provincial_action = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures_carried",
        limit_choices_to={"kind": Campaign.Kind.PROVINCIAL_ACTION},
        verbose_name=_("provincial action"),
    )
    title = models.CharField(_("measure"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.OWN)
    source_document = models.CharField(_("source document"), max_length=200, blank=True)
    goal = models.TextField(_("goal"), max_length=1000, blank=True)
    goal_en = models.TextField(_("goal in English"), max_length=2000, blank=True)
    goal_quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, null=True, blank=True)
    goal_unit = models.CharField(_("unit of quantity"), max_length=40, blank=True)
    result_form = models.CharField(_("result"), max_length=10, choices=ResultForm, default=ResultForm.DOCUMENT)
    leader = models.CharField(_("leader in charge"), max_length=100, blank=True)
    lead_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="measures_led", verbose_name=_("lead unit")
    )
    supporting_units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="measures_supported",
        db_table="programmes_measure_support",
        verbose_name=_("supporting units"),
    )
    responsible_person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures_answered_for",
        verbose_name=_("person responsible"),
    )
    liaison = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="measures_followed",
        verbose_name=_("liaison"),
    )
    start = models.DateField(_("start"))
    due = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PROPOSED)
    state_on = models.DateField(_("state since"))
    # The first of the two signatures of a strike-off; the second must be somebody else's.
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_measures",
        verbose_name=_("merged into"),
    )
    # The measure it was once a part of: splitting raises the count, and the figures say by how much.
    split_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        verbose_name=_("split from"),
    )
    # The public feels the result: somebody outside looks before it is struck off.
    is_felt_by_public = models.BooleanField(_("felt by the public"), default=False)
    is_removed = models.BooleanField(_("removed"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)
    # Counts saves, so that a form filled in meanwhile notices.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("measure")
        ordering = ["number"]
        indexes = [
            # The ledger is counted and paged from this index alone, without a look at the rows.
            models.Index(
                fields=["campaign", "is_removed", "state", "lead_unit", "due", "number"], name="measure_ledger"
            ),
            models.Index(fields=["provincial_action", "state"], name="measure_action_state"),
            models.Index(fields=["lead_unit", "state"], name="measure_unit_state"),
            models.Index(fields=["due"], name="measure_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("start")), name="measure_due_after_start"),
            models.CheckConstraint(
                condition=(Q(state="merged") & Q(merged_into__isnull=False))
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="measure_merged_into",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="measure_not_into_itself"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("programmes:measure", args=[self.number])

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def goal_label(self) -> str:
        return in_language(self.goal, self.goal_en)

    @property
    def quantity_label(self) -> str:
        """The quantity as a person writes it: no zeros behind the point."""
        return "" if self.goal_quantity is None else f"{self.goal_quantity.normalize():,f}"

    @property
    def is_open(self) -> bool:
        """Work is still owed: its due date can be met or missed."""
        return self.state in OPEN_STATES


OPEN_STATES = (
    Measure.State.ESTABLISHED,
    Measure.State.RUNNING,
    Measure.State.STRIKE_OFF_APPLIED,
    Measure.State.ADJUSTMENT_APPLIED,
)
