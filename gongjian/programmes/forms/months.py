"""Which month to open; the confirmation before one is frozen."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OpenForm(forms.Form):
    """A year and a month."""

    year = forms.IntegerField(label=_("Year"), min_value=1978, max_value=2100)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12)


class FreezeForm(forms.Form):
    """Nothing to type: what it does is said above the button."""
