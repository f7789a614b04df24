"""Forms of people, appointments and accounts."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.forms.units import DayInput
from gongjian.organizations.models import Account, Person

a_phone = RegexValidator(r"^\+?[0-9][0-9 -]{4,28}$", _("A telephone number is digits, with spaces or hyphens."))


class PersonForm(forms.ModelForm):
    """Phone and e-mail stay empty when a person is edited: an empty field leaves what is stored."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=30, validators=[a_phone])

    class Meta:
        model = Person
        fields = ("code", "name", "name_en", "phone", "email")
        help_texts = {
            "code": _("Letters, digits and hyphens, e.g. li-ming. It stands in addresses and never changes."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
            for name in ("phone", "email"):
                self.initial[name] = ""
                self.fields[name].help_text = _("Not shown here. Leave it empty to keep what is stored.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name in ("phone", "email"):
                if not cleaned.get(name):
                    cleaned.pop(name, None)
        return cleaned


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return f"{person.label} ({person.code})"


class AppointmentForm(forms.Form):
    person = PersonChoice(label=_("Person"), queryset=Person.objects.order_by("code"))
    since = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)
    until = forms.DateField(
        label=_("Up to and including"), widget=DayInput(), required=False, help_text=_("Leave empty while it lasts.")
    )


class EndForm(forms.Form):
    until = forms.DateField(label=_("Last day"), widget=DayInput(), initial=timezone.localdate)


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ("username",)
        labels = {"username": _("Account name")}
        help_texts = {"username": _("Letters, digits and hyphens. It never changes.")}
