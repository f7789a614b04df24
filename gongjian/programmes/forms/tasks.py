"""Forms of tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Person, Unit
from gongjian.programmes.forms.forces import PersonChoice, measures_offered, people_offered
from gongjian.programmes.forms.measures import DayInput, LabelChoice, clean_texts
from gongjian.programmes.models import Measure, Meeting
from gongjian.programmes.rules import cells


class TaskForm(forms.Form):
    """A decision of a meeting: what, who, by when."""

    title = forms.CharField(
        label=_("What is to be done"), max_length=300, help_text=_("One thing that somebody else can check.")
    )
    unit = LabelChoice(label=_("Unit that owes it"), queryset=Unit.objects.none())
    person = PersonChoice(label=_("Person"), queryset=Person.objects.none(), required=False)
    measure = LabelChoice(label=_("Measure it concerns"), queryset=Measure.objects.none(), required=False)
    due = forms.DateField(label=_("Due"), widget=DayInput())

    def __init__(self, *args: Any, user: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(ended_on__isnull=True)
        self.fields["person"].queryset = people_offered()
        self.fields["measure"].queryset = measures_offered(user, meeting)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class TaskReportForm(forms.Form):
    result = forms.CharField(label=_("What was done"), widget=forms.Textarea({"rows": 4}), max_length=1000)
    upload = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )

    def clean_result(self) -> str:
        return cells.text(self.cleaned_data["result"], longest=1000, lines=True)


class ReasonForm(forms.Form):
    """Whoever owes the task reads it."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=500)

    def clean_reason(self) -> str:
        return cells.text(self.cleaned_data["reason"], longest=500, lines=True)


class MoveDueForm(ReasonForm):
    field_order = ("due", "reason")
    due = forms.DateField(label=_("New due date"), widget=DayInput())
