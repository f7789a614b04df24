"""Forms of findings: reporting, accepting, sending back, more time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from gongjian.programmes.forms.inspections import Lines
from gongjian.programmes.forms.measures import DayInput

APPROVE, REFUSE = "approve", "refuse"


class RectifiedForm(forms.Form):
    rectification = Lines(label=gettext_lazy("How it was put right"), rows=5, max_length=1000)
    upload = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )


class AcceptForm(forms.Form):
    ruling = Lines(label=gettext_lazy("Opinion (may stay empty)"), rows=3, max_length=500, required=False)


class SendBackForm(forms.Form):
    reason = Lines(label=gettext_lazy("What is missing"), rows=3, max_length=500)


class ExtensionForm(forms.Form):
    new_due = forms.DateField(label=gettext_lazy("New day"), widget=DayInput())
    reason = Lines(label=gettext_lazy("Why more time is needed"), rows=3, max_length=500)


class ExtensionRulingForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Ruling"),
        choices=[(APPROVE, gettext_lazy("Approve the new day")), (REFUSE, gettext_lazy("Refuse, the old day stays"))],
        widget=forms.RadioSelect,
    )
    ruling = Lines(label=gettext_lazy("Words (needed when refusing)"), rows=3, max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {"approve": cleaned.get("verdict") == APPROVE, "ruling": cleaned.get("ruling", "")}
