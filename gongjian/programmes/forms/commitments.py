"""Forms of commitments and pilot policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.files import IMAGES
from gongjian.programmes.forms.measures import DayInput, clean_texts
from gongjian.programmes.models import Grant
from gongjian.programmes.rules.commitments import MOST_TARGETS, PlannedTarget


class TargetForm(forms.Form):
    """One number that is promised; an empty line is none."""

    title = forms.CharField(label=_("Target"), max_length=120)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    quantity = forms.DecimalField(label=_("Promised"), max_digits=18, decimal_places=4)
    unit = forms.CharField(label=_("Unit of quantity"), max_length=40)
    unit_en = forms.CharField(label=_("Unit in English"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        quantity = self.cleaned_data.get("quantity")
        if quantity is not None and quantity <= 0:
            self.add_error("quantity", _("A target promises more than 0."))
        return self.cleaned_data


class BaseTargets(forms.BaseFormSet):
    @property
    def targets(self) -> list[PlannedTarget]:
        """The lines that hold something, numbered in their order."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        lines = [line for line in kept if line and not line.get("DELETE")]
        return [
            PlannedTarget(order, line["title"], line["title_en"], line["quantity"], line["unit"], line["unit_en"])
            for order, line in enumerate(lines, 1)
        ]


TargetsForm = forms.formset_factory(
    TargetForm, formset=BaseTargets, extra=3, can_delete=True, max_num=MOST_TARGETS, absolute_max=MOST_TARGETS + 5
)


class AttainmentForm(forms.Form):
    """How much has been reached in all by a day."""

    as_of = forms.DateField(label=_("As of"), widget=DayInput())
    quantity = forms.DecimalField(
        label=_("Reached in all"),
        min_value=0,
        max_digits=18,
        decimal_places=4,
        help_text=_("From the beginning until that day, not since the last report."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class PhotoForm(forms.Form):
    upload = forms.FileField(
        label=_("Photograph"),
        widget=forms.FileInput({"accept": ",".join(f".{kind}" for kind in sorted(IMAGES))}),
        help_text=_("JPG, PNG, GIF or WebP, at most 20 MB. It is shown as it is, with all it carries inside."),
    )
    caption = forms.CharField(
        label=_("What it shows"), max_length=120, help_text=_("Read out to whoever cannot see the picture.")
    )
    taken_on = forms.DateField(label=_("Taken on"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class GrantForm(forms.ModelForm):
    """Who granted a pilot policy. The action writes it."""

    class Meta:
        model = Grant
        fields = ("granted_by", "granted_document", "granted_on", "is_sample")
        widgets = {"granted_on": DayInput()}
        help_texts = {
            "granted_document": _("Title and number, as people would look for it."),
            "is_sample": _("Mark what is invented; it carries the mark on every screen."),
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the grant."""


class LandForm(forms.Form):
    document = forms.CharField(
        label=_("Document that landed it, and number"),
        max_length=200,
        help_text=_("The rules, notice or reply that put the policy in force here."),
    )
    on = forms.DateField(label=_("Landed on"), widget=DayInput())
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data
