"""Form of a campaign."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.forms.measures import LabelChoice, clean_texts
from gongjian.programmes.models import Campaign
from gongjian.programmes.queries import OFFICE


class CampaignForm(forms.ModelForm):
    """A campaign as the reform office types it; the code is given once."""

    class Meta:
        model = Campaign
        fields = ("code", "year", "kind", "title", "title_en", "lead_unit", "sequence", "is_public", "is_sample")
        field_classes = {"lead_unit": LabelChoice}
        help_texts = {
            "code": _("Lower-case letters, digits and hyphens; it stands in the address and never changes."),
            "sequence": _("Its place among those of the same kind."),
            "is_public": _("Livelihood commitments: visitors may look at the board of what was promised and reached."),
            "is_sample": _("Mark what is invented; it carries the mark on every screen."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        leading = units_in_scope(user, *OFFICE).filter(ended_on__isnull=True)
        if self.instance.pk:
            leading = leading | Unit.objects.filter(pk=self.instance.lead_unit_id)
        self.fields["lead_unit"].queryset = leading
        if self.instance.pk:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the campaign."""
