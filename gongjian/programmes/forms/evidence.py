"""Forms of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.programmes.forms.measures import clean_texts
from gongjian.programmes.rules import cells


class EvidenceForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("What it is: the document's title and number, the minutes, the list."),
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data

    def clean_note(self) -> str:
        return cells.text(self.cleaned_data["note"], longest=1000, lines=True)


class ImportForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        help_text=_(".xlsx with the sheets “Measures” and “Milestones”, or .csv with measures; at most 20 MB."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )
