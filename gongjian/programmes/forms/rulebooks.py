"""The rules of a year as a form: one field for each, with its meaning and limits."""

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.models.rulebooks import Rules
from gongjian.programmes.rules.rulebooks import range_of

Words = tuple[str | Promise, str | Promise]
# Heading: the rules that stand under it, each with its label and its meaning.
GROUPS: tuple[tuple[str | Promise, dict[str, Words]], ...] = (
    (_("Monthly reports"), {
        "opens_on_day": (_("Opens on day"), _("Of the month; reports are asked for from then on.")),
        "due_on_day": (_("Due on day"), _("Of the month; moved back to a working day.")),
        "remind_days_before": (_("Reminder before"), _("Working days before the due day; 0: on the day itself.")),
        "resubmit_days": (_("Time after a return"), _("Working days in which a returned report comes in again.")),
    }),
    (_("Lights"), {
        "red_gap": (_("Alarm beyond a gap of"), _("Percentage points the verified lie behind the planned; more is an alarm.")),
        "red_overdue_days": (_("Alarm beyond days overdue"), _("Calendar days a milestone is overdue; more is an alarm.")),
    }),
    (_("Escalation"), {
        "prompt_after_red": (_("Prompting letter after alarms"), _("Months in a row; 0: never by rule.")),
        "supervision_after_red": (_("Supervision letter after alarms"), _("Months in a row; 0: never by rule.")),
        "interview_after_red": (_("Interview after alarms"), _("Months in a row; 0: never by rule.")),
        "circular_after_red": (_("Circulated criticism after alarms"), _("Months in a row; 0: never by rule.")),
        "prompt_after_yellow": (_("Prompting letter after lagging"), _("Months in a row; 0: never by rule.")),
        "reply_days": (_("Time to reply"), _("Working days, unless the letter says otherwise.")),
    }),
    (_("Words before numbers"), {
        "prompt_word": (_("Prompting letters"), _("As in 改提〔2020〕3号.")),
        "supervision_word": (_("Supervision letters"), ""),
        "interview_word": (_("Interviews"), ""),
        "criticism_word": (_("Circulated criticism"), ""),
        "circular_word": (_("Circulars of the reviews"), ""),
    }),
    (_("Special supervision"), {
        "minor_points": (_("Points for a minor finding"), _("Taken off 100.")),
        "serious_points": (_("Points for a serious finding"), _("Taken off 100.")),
        "grave_points": (_("Points for a grave finding"), _("Taken off 100.")),
        "late_points": (_("Points for late rectification"), _("For each finding rectified late.")),
        "overstated_points": (_("Points for overstating"), _("For each percentage point between the unit's own % and the evaluator's.")),
        "rectify_days": (_("Time to rectify"), _("Working days, unless the finding says otherwise.")),
        "rectify_remind_days": (_("Reminder of a rectification"), _("Working days before it is due.")),
    }),
)  # fmt: skip


class RulebookForm(forms.Form):
    """All rules of a year. A rule that no group names yet is shown by its name, so that none is out of reach."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Rules, version: int, **kwargs: Any):
        super().__init__(*args, initial=asdict(rules) | {"version": version}, **kwargs)
        words = {name: said for _title, named in GROUPS for name, said in named.items()}
        for each in fields(Rules):
            label, meaning = words.get(each.name, (each.name, ""))
            self.fields[each.name] = _field(each.name, getattr(rules, each.name), label, meaning)

    def groups(self) -> Iterator[tuple[str | Promise, list[forms.BoundField]]]:
        grouped = {name for _title, named in GROUPS for name in named}
        for title, named in GROUPS:
            yield title, [self[name] for name in named]
        rest = [self[each.name] for each in fields(Rules) if each.name not in grouped]
        if rest:
            yield _text("Others"), rest


def _field(name: str, value: Any, label: str | Promise, meaning: str | Promise) -> forms.Field:
    if isinstance(value, str):
        return forms.CharField(label=label, help_text=meaning, max_length=10)
    least, most = range_of(name)
    return forms.IntegerField(label=label, help_text=meaning, min_value=least, max_value=most)
