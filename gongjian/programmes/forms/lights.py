"""What people choose on a board, and what a measure waits for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Unit
from gongjian.programmes.forms.measures import LabelChoice
from gongjian.programmes.models import Campaign, Measure, MeasureLight, Month
from gongjian.programmes.models.measures import OPEN_STATES
from gongjian.programmes.queries.ledger import measures_of_own_units, measures_visible_to
from gongjian.programmes.queries.lights import under_kinds
from gongjian.programmes.tables.ledger import short_name
from gongjian.programmes.tables.lights import BY_CAMPAIGN, BY_UNIT

ALL = "all"


class BoardForm(forms.Form):
    """The filters of a board; they live in the address. What makes no sense there is not in force."""

    group = forms.ChoiceField(
        label=_("Grouped by"), choices=[(BY_CAMPAIGN, _("Campaign")), (BY_UNIT, _("Lead unit"))], required=False
    )
    kind = forms.ChoiceField(
        label=_("List"), choices=[("", _("Ledger")), (ALL, _("All lists")), *Campaign.Kind.choices], required=False
    )
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    unit = forms.ChoiceField(label=_("Lead unit"), required=False)
    light = forms.ChoiceField(choices=MeasureLight.Light, required=False, widget=forms.HiddenInput)
    mine = forms.ChoiceField(choices=[("yes", "")], required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any, *, month: Month, lights: QuerySet[MeasureLight]):
        super().__init__(asked)
        campaigns = Campaign.objects.filter(pk__in=lights.order_by().values("campaign"))
        units = Unit.objects.filter(pk__in=lights.order_by().values("unit")).order_by("path")
        self.fields["campaign"].choices = [("", _("All")), *((each.code, each.label) for each in campaigns)]
        self.fields["unit"].choices = [("", _("All")), *((unit.code, short_name(unit)) for unit in units)]
        self.is_valid()

    def asks(self, name: str) -> str:
        return self.cleaned_data.get(name, "")

    @property
    def grouped_by(self) -> str:
        return self.asks("group") or BY_CAMPAIGN

    def applied_to(self, lights: QuerySet[MeasureLight], user: Any, *, without: str = "") -> QuerySet[MeasureLight]:
        """The lights under these filters, but `without` one of them."""
        kind, campaign, unit = self.asks("kind"), self.asks("campaign"), self.asks("unit")
        if not campaign and kind != ALL:
            lights = under_kinds(lights, *([kind] if kind else Campaign.LEDGER_KINDS))
        if campaign:
            lights = lights.filter(campaign__code=campaign)
        if unit:
            lights = lights.filter(unit__code=unit)
        if self.asks("light") and without != "light":
            lights = lights.filter(light=self.asks("light"))
        if self.asks("mine"):
            lights = lights.filter(measure__in=Measure.objects.filter(measures_of_own_units(user)))
        return lights


class DependencyForm(forms.Form):
    """Which measure another waits for, and why."""

    waits_for = LabelChoice(label=_("Waits for"), queryset=Measure.objects.none())
    why = forms.CharField(
        label=_("Why it waits"), max_length=200, help_text=_("What of the other measure must be there first.")
    )

    def __init__(self, *args: Any, user: Any, measure: Measure, **kwargs: Any):
        super().__init__(*args, **kwargs)
        seen = measures_visible_to(user).filter(state__in=OPEN_STATES).exclude(pk=measure.pk)
        self.fields["waits_for"].queryset = seen.order_by("number")
