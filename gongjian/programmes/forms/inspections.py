"""Forms of inspections: plan, team, declaration, sample."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.models import Account, Unit
from gongjian.programmes.forms.measures import DayInput, LabelChoices, clean_texts
from gongjian.programmes.models import Inspection, Measure
from gongjian.programmes.queries.inspections import accounts_that_inspect, measures_to_sample
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.inspections import BY_CAMPAIGN, BY_LIGHT


class Lines(forms.CharField):
    """Several lines of text, without control characters."""

    def __init__(self, *, rows: int = 4, **options: Any):
        super().__init__(widget=forms.Textarea({"rows": rows}), **options)

    def clean(self, value: Any) -> str:
        return cells.text(super().clean(value), longest=self.max_length or 10_000, lines=True)


class InspectionForm(forms.Form):
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("It stands in the address and never changes. For example 2020-autumn."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=200, required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Year of the programme"), min_value=cells.FIRST_YEAR, max_value=cells.LAST_YEAR
    )
    since = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    plan = Lines(label=gettext_lazy("Plan"), rows=8, max_length=3000, required=False)
    is_sample = forms.BooleanField(label=gettext_lazy("Sample"), required=False)

    def __init__(self, *args: Any, inspection: Inspection | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if inspection is not None:
            del self.fields["code"]
            self.initial = {name: getattr(inspection, name) for name in self.fields}

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class AccountBoxes(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, account: Account) -> str:
        return named(account)


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, account: Account) -> str:
        return named(account)


def named(account: Account) -> str:
    return f"{account.label}（{account.post_name}）" if account.post_name else str(account.label)


class TeamForm(forms.Form):
    members = AccountBoxes(
        label=gettext_lazy("Team"),
        queryset=None,
        help_text=gettext_lazy("People whose post has the duty of an inspector."),
    )
    leader = AccountChoice(label=gettext_lazy("Leader"), queryset=None)

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = self.fields["leader"].queryset = accounts_that_inspect()
        places = list(inspection.team.all())
        self.initial = {
            "members": [place.account_id for place in places],
            "leader": next((place.account_id for place in places if place.is_leader), None),
        }


class DeclarationForm(forms.Form):
    """Either some units or the explicit word that there are none: nobody declares by saying nothing."""

    conflicts = LabelChoices(
        label=gettext_lazy("Units in which I have an interest"),
        queryset=Unit.objects.filter(ended_on__isnull=True),
        required=False,
        help_text=gettext_lazy(
            "Where you worked, advise, or have relatives. Your own unit is left out of your visits anyway."
        ),
    )
    none = forms.BooleanField(label=gettext_lazy("I have no interest in any other unit"), required=False)
    words = Lines(label=gettext_lazy("Explanation"), rows=3, max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        none, chosen = cleaned.pop("none", False), list(cleaned.get("conflicts") or [])
        if none and chosen:
            self.add_error("none", _("You have chosen units above: either these or none."))
        elif not none and not chosen:
            self.add_error("none", _("Choose the units, or say that there are none."))
        return {"conflicts": chosen, "words": cleaned.get("words", "")}


class DrawForm(forms.Form):
    size = forms.IntegerField(label=gettext_lazy("How many measures"), min_value=1, max_value=10_000)
    strata = forms.ChoiceField(
        label=gettext_lazy("In proportion from each"),
        choices=[(BY_CAMPAIGN, gettext_lazy("Campaign")), (BY_LIGHT, gettext_lazy("Light of the latest month"))],
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Any text named beforehand, for example the number of a public lottery. Empty: made by the machine."
        ),
    )

    def clean_seed(self) -> str:
        return cells.text(self.cleaned_data["seed"], longest=60)


class ChooseForm(forms.Form):
    measures = Lines(
        label=gettext_lazy("Numbers of the measures"),
        rows=6,
        max_length=10_000,
        help_text=gettext_lazy("One a line, or separated by commas."),
    )
    reason = Lines(label=gettext_lazy("Why these"), rows=3, max_length=500)

    def __init__(self, *args: Any, year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_measures(self) -> list[Measure]:
        text = self.cleaned_data["measures"]
        for mark in "，、；;,\n\t":
            text = text.replace(mark, " ")
        numbers = list(dict.fromkeys(text.split()))
        found = {one.number: one for one in measures_to_sample(self.year).filter(number__in=numbers[:5000])}
        missing = [cells.short(number) for number in numbers if number not in found]
        if missing:
            names = _(", ").join(missing[:10])
            raise ValidationError(_("Not in the ledger of %(year)s: %(names)s") % {"year": self.year, "names": names})
        return list(found.values())


class EndVisitsForm(forms.Form):
    reason = Lines(label=gettext_lazy("Why some measures were not visited"), rows=3, max_length=500, required=False)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page says what will happen."""
