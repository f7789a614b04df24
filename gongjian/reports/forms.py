"""What people type about overviews: the texts, the labels, the occasion of a snapshot."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.reports.models import Label, Overview
from gongjian.reports.rules import FIRST_YEAR, LABEL_FIELDS, LAST_YEAR, MOST_LABELS, LabelRow

TALL = {"rows": 26, "class": "code", "spellcheck": "false"}
MOST_CHARACTERS = 200_000


class TextForm(forms.Form):
    """Both texts of an overview; `version` is the one the editor started from."""

    text = forms.CharField(
        label=_("Chinese text"), widget=forms.Textarea(TALL), max_length=MOST_CHARACTERS, strip=False
    )
    text_en = forms.CharField(
        label=_("English text"),
        widget=forms.Textarea(TALL),
        max_length=MOST_CHARACTERS,
        strip=False,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_text(self) -> str:
        return one_kind_of_line_end(self.cleaned_data["text"])

    def clean_text_en(self) -> str:
        return one_kind_of_line_end(self.cleaned_data["text_en"])


def one_kind_of_line_end(text: str) -> str:
    """Browsers send \\r\\n; kept texts have \\n, and one at the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"{text}\n" if text else ""


class YearForm(forms.Form):
    """A new overview: its year, and whose text it begins with."""

    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    source = forms.ModelChoiceField(
        label=_("Begin with the text of"),
        queryset=Overview.objects.all(),
        required=False,
        empty_label=_("nothing, an empty text"),
        help_text=_("Figures are asked for the new year; every figure that has no value yet shows as a gap."),
    )


class NoteForm(forms.Form):
    """The occasion of a snapshot."""

    note = forms.CharField(
        label=_("purpose"),
        max_length=200,
        required=False,
        help_text=_("What it is taken for, e.g. submitted to the standing committee."),
    )


class PublicFaceForm(forms.Form):
    public_face = forms.ChoiceField(label=_("what the public sees"), choices=Overview.PublicFace.choices)


class LabelForm(forms.ModelForm):
    """One label; an empty line is no label."""

    class Meta:
        model = Label
        fields = LABEL_FIELDS

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = field.label
            if name.startswith("reason"):
                field.widget = forms.Textarea({"rows": 2, "aria-label": field.label})
            field.required = field.required and not name.endswith("_en")


class LabelFormSet(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove")

    def rows(self) -> list[LabelRow]:
        """What was typed and not marked for removal."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        return [
            {name: str(row.get(name) or "").strip() for name in LABEL_FIELDS}
            for row in kept
            if row and not row.get("DELETE")
        ]


LABEL_FORMS = forms.formset_factory(
    LabelForm, formset=LabelFormSet, extra=3, can_delete=True, max_num=MOST_LABELS, absolute_max=MOST_LABELS + 10
)
