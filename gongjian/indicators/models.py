"""Definitions of figures, their observed values, and readings: what a figure said at a moment.

A correction is a new revision, the old one stays; a withdrawal is a revision without a value.
"""

import datetime
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language
from gongjian.core.models import StoredFile
from gongjian.organizations.models import Account, Unit

NAME = RegexValidator(
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\Z", _("Lower-case words joined by dots, e.g. trade.total.")
)


def without_zeros(number: Decimal) -> Decimal:
    """The same number without the zeros a database column adds: 197, not 197.000000 nor 1.97E+2."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def period_of(start: datetime.date | None, as_of: datetime.date | None) -> str:
    """A period as one text, "2020-01-01..2020-11-30"; "..2020-12-24" for a day, "" for what is not dated."""
    return f"{start or ''}..{as_of or ''}" if start or as_of else ""


class Definition(models.Model):
    """What a reported figure means, in which unit, and who owes it; with two operands, a derived ratio."""

    class ValueType(models.TextChoices):
        NUMBER = "number", _("Number")
        ORDINAL = "ordinal", _("Rank or edition")  # 第11位: never added up, never divided
        DATE = "date", _("Date")

    name = models.CharField(_("name in texts"), max_length=100, unique=True, validators=[NAME])
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    meaning = models.TextField(_("definition"))
    meaning_en = models.TextField(_("English definition"), blank=True)
    unit = models.CharField(_("unit of measure"), max_length=20, blank=True)
    unit_en = models.CharField(_("English unit of measure"), max_length=60, blank=True)
    value_type = models.CharField(_("kind of value"), max_length=10, choices=ValueType, default=ValueType.NUMBER)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit that owes it"))
    # A derived figure divides one figure by another, × 100; its operands must be of the same period.
    numerator = models.CharField(_("numerator"), max_length=100, blank=True)
    denominator = models.CharField(_("denominator"), max_length=100, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("definition")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator="", denominator="") | ~Q(numerator="") & ~Q(denominator=""),
                name="definition_operands",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("indicators:figure", args=[self.name])

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def is_derived(self) -> bool:
        return bool(self.numerator)


class Observation(models.Model):
    """One reported value for one period. The current one has the highest revision; older ones are history."""

    class Bound(models.TextChoices):
        EXACT = "exact", _("exactly")
        AT_LEAST = "at_least", _("at least")

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="observations")
    year = models.PositiveSmallIntegerField(_("year"))
    period_start = models.DateField(_("period from"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    # What `period_of` says: the two dates as one key, since empty dates are never equal in a database.
    period = models.CharField(max_length=30, blank=True, editable=False)
    number = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    bound = models.CharField(_("bound"), max_length=10, choices=Bound, default=Bound.EXACT)
    is_planned = models.BooleanField(_("planned, not reached yet"), default=False)
    source = models.CharField(_("data source"), max_length=300)
    source_en = models.CharField(_("English data source"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)
    document = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    entered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    reason = models.CharField(_("reason of the correction"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True)

    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("observation")
        ordering = ["-year", "-as_of", "-revision"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(date__isnull=True), name="observation_one_value"
            ),
            # Without a value it is a withdrawal: a later revision that says why.
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(date__isnull=False) | Q(revision__gt=1) & ~Q(reason=""),
                name="observation_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True) | Q(as_of__isnull=True) | Q(period_start__lte=F("as_of")),
                name="observation_period_order",
            ),
            models.UniqueConstraint(
                fields=["definition", "year", "period", "revision"],
                name="observation_revision",
            ),
            models.UniqueConstraint(
                fields=["definition", "year", "period"],
                condition=Q(is_current=True),
                name="observation_one_current",
            ),
        ]
        indexes = [models.Index(fields=["definition", "is_current", "year"], name="observation_current")]

    def __str__(self):
        return f"{self.definition} {self.year}: {'—' if self.value is None else self.value}"

    def get_absolute_url(self):
        return f"{self.definition.get_absolute_url()}?year={self.year}"

    @property
    def value(self) -> Decimal | datetime.date | None:
        """The number or the date; None when the observation was withdrawn."""
        return self.date if self.number is None else without_zeros(self.number)

    @property
    def is_withdrawn(self) -> bool:
        return self.number is None and self.date is None


class Reading(models.Model):
    """A figure's value frozen at a moment, with everything that vouched for it then. Never changed afterwards.

    Where there was no value, `missing` says why and `owner` is the unit that owes it.
    `query` is the figure's name with its parameters, as text: readings of one query are its history.
    """

    class Kind(models.TextChoices):
        COMPUTED = "computed", _("computed")
        REPORTED = "reported", _("reported")

    name = models.CharField(_("name in texts"), max_length=100)
    parameters = models.JSONField(_("parameters"), default=dict)
    query = models.CharField(max_length=300)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    meaning = models.TextField(_("definition"), blank=True)
    meaning_en = models.TextField(_("English definition"), blank=True)
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    unit_en = models.CharField(_("English unit of measure"), max_length=100, blank=True)
    value_type = models.CharField(_("kind of value"), max_length=10, default="number")
    number = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    missing = models.TextField(_("why there is no value"), blank=True)
    missing_en = models.TextField(_("why there is no value, in English"), blank=True)
    bound = models.CharField(_("bound"), max_length=10, default="exact")
    is_planned = models.BooleanField(_("planned, not reached yet"), default=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    period = models.CharField(_("period"), max_length=30, blank=True)
    source = models.TextField(_("data source"), blank=True)
    source_en = models.TextField(_("English data source"), blank=True)
    note = models.TextField(_("note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)
    owner = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit that owes it")
    )
    evidence_count = models.PositiveIntegerField(_("records behind it"), default=0)
    sample_count = models.PositiveIntegerField(_("sample records behind it"), default=0)
    evidence_digest = models.CharField(_("digest of the evidence"), max_length=80, blank=True)
    occasion = models.CharField(_("occasion"), max_length=200)
    occasion_en = models.CharField(_("English occasion"), max_length=200, blank=True)
    read_at = models.DateTimeField(_("read at"))
    read_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("read by")
    )

    class Meta:
        verbose_name = _("reading")
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(date__isnull=True), name="reading_at_most_one_value"
            )
        ]
        indexes = [models.Index(fields=["query", "-read_at"], name="reading_history")]

    def __str__(self):
        return f"{self.title} {self.read_at:%Y-%m-%d}: {'—' if self.value is None else self.value}"

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def value(self) -> Decimal | datetime.date | None:
        return self.date if self.number is None else without_zeros(self.number)

    @property
    def is_sample(self) -> bool:
        return self.sample_count > 0
