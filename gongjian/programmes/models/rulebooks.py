from dataclasses import dataclass, fields
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rules:
    """What a city may decide for itself, each with what holds when it said nothing.

    Days of the month are calendar days, moved back to a working day; spans are working days unless said otherwise.
    """

    # Monthly reports
    opens_on_day: int = 18
    due_on_day: int = 25
    remind_days_before: int = 2
    resubmit_days: int = 2  # after a report was returned
    # Lights: docs/algorithms/lights.md
    red_gap: int = 10  # percentage points behind plan
    red_overdue_days: int = 30  # calendar days
    # Escalation: after how many red months in a row each letter is proposed; 0 means never by rule
    prompt_after_red: int = 1
    supervision_after_red: int = 2
    interview_after_red: int = 3
    circular_after_red: int = 4
    prompt_after_yellow: int = 3
    reply_days: int = 5
    # Numbers of letters and circulars: word〔year〕sequence号
    prompt_word: str = "改提"
    supervision_word: str = "改督"
    interview_word: str = "改约"
    criticism_word: str = "改通"
    circular_word: str = "改办通报"
    # Special supervision: points taken off 100 for each finding, and for each rectified late
    minor_points: int = 1
    serious_points: int = 3
    grave_points: int = 8
    late_points: int = 2
    # How many points one percentage point between a unit's own % and the inspector's costs
    overstated_points: int = 1
    rectify_days: int = 15
    rectify_remind_days: int = 3  # working days before a rectification is due

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Rules":
        """The defaults with a city's own values put in; what is not known is left aside."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


class Rulebook(models.Model):
    """What a city decided for one year. `values` holds what differs from the defaults of `Rules`."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(1978), MaxValueValidator(2100)]
    )
    values = models.JSONField(_("values"), default=dict)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("rulebook")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)

    @property
    def rules(self) -> Rules:
        return Rules.of(self.values)
