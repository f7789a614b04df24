"""What people write into letters of escalation."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.forms.measures import DayInput, LabelChoice
from gongjian.programmes.models import Letter, Measure
from gongjian.programmes.queries.ledger import OFFICE, measures_ruled_by
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.letters import LONGEST_REPLY


def words(label: Any, longest: int, *, rows: int = 3, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, help_text=help_text)


class WordsForm(forms.Form):
    """Texts without control characters, line breaks only where lines are meant."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if type(field) is forms.CharField and isinstance(value, str):
                try:
                    self.cleaned_data[name] = cells.text(
                        value, longest=field.max_length or 10_000, lines=isinstance(field.widget, forms.Textarea)
                    )
                except ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data


class LetterWords(WordsForm):
    """What stands in every letter, and for a summons when and where."""

    reason = words(gettext_lazy("Reason"), 1000, rows=4, help_text=gettext_lazy("What is the matter; it is printed."))
    demands = words(gettext_lazy("What is demanded"), 1000, rows=4, required=False)
    reply_days = forms.IntegerField(
        label=gettext_lazy("Working days to reply"), min_value=1, max_value=LONGEST_REPLY,
        help_text=gettext_lazy("Counted from the day after it is issued."),
    )  # fmt: skip
    interview_day = forms.DateField(label=gettext_lazy("Day of the interview"), widget=DayInput(), required=False)
    interview_time = forms.TimeField(
        label=gettext_lazy("Time of the interview"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Place of the interview"), max_length=100, required=False)
    jump_reason = words(
        gettext_lazy("Why a level is jumped"), 500, rows=2, required=False,
        help_text=gettext_lazy("Only where the level before was neither issued nor waived. It stays on the letter."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`interview_at` from its two fields."""
        said = super().clean()
        day, at = said.pop("interview_day", None), said.pop("interview_time", None)
        if at and not day:
            self.add_error("interview_day", _("A summons says when and where."))
        said["interview_at"] = timezone.make_aware(datetime.combine(day, at or time(9))) if day else None
        return said


class ProposeForm(LetterWords):
    field_order = ("unit", "level", "measure")
    unit = LabelChoice(label=gettext_lazy("Addressed to"), queryset=None)
    level = forms.TypedChoiceField(label=gettext_lazy("Kind of letter"), choices=Letter.Level, coerce=int)
    measure = forms.CharField(
        label=gettext_lazy("Number of the measure"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty where the letter is about no single measure."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_in_scope(user, *OFFICE).filter(ended_on__isnull=True)
        self.measures = measures_ruled_by(user)

    def clean_measure(self) -> Measure | None:
        number = self.cleaned_data["measure"].strip()
        found = self.measures.select_related("lead_unit").filter(number=number).first() if number else None
        if number and found is None:
            raise ValidationError(_("There is no measure with this number in your scope."))
        return found


class IssueForm(LetterWords):
    """The proposal once more, to be put right before it leaves the house."""

    def __init__(self, *args: Any, letter: Letter, jumps: bool, **kwargs: Any):
        at = timezone.localtime(letter.interview_at) if letter.interview_at else None
        said = {name: getattr(letter, name) for name in ("reason", "demands", "reply_days", "place", "jump_reason")}
        when = {"interview_day": at.date() if at else None, "interview_time": at.time() if at else None}
        super().__init__(*args, initial=said | when, **kwargs)
        if letter.level != Letter.Level.INTERVIEW:
            for name in ("interview_day", "interview_time", "place"):
                del self.fields[name]
        if jumps:
            self.fields["jump_reason"].required = True
        else:
            del self.fields["jump_reason"]


class RulingForm(WordsForm):
    """One text that says why; what it is called depends on what is done."""

    def __init__(self, *args: Any, name: str, label: Any, help_text: Any = "", longest: int = 500, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields[name] = words(label, longest, rows=4, help_text=help_text)


class ReplyForm(WordsForm):
    text = words(gettext_lazy("Reply"), 2000, rows=8)
    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )


class MinutesForm(WordsForm):
    interview_day = forms.DateField(label=gettext_lazy("Day of the interview"), widget=DayInput())
    interview_time = forms.TimeField(
        label=gettext_lazy("Time of the interview"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label=gettext_lazy("Place of the interview"), max_length=100)
    minutes = words(gettext_lazy("Minutes"), 2000, rows=10)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any):
        at = timezone.localtime(letter.interview_at) if letter.interview_at else None
        said = {"place": letter.place, "minutes": letter.minutes}
        when = {"interview_day": at.date() if at else None, "interview_time": at.time() if at else None}
        super().__init__(*args, initial=said | when, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        day, at = said.pop("interview_day", None), said.pop("interview_time", None)
        said["interview_at"] = timezone.make_aware(datetime.combine(day, at)) if day and at else None
        return said
