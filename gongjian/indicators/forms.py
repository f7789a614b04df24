"""What people type: definitions, values, corrections, and the filters of the list."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gongjian.core.files import DOCUMENTS, check_upload
from gongjian.indicators.computed import REGISTRY
from gongjian.indicators.models import NAME, Definition, Observation, Reading
from gongjian.indicators.rules import DEFINING
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def capitalise(form: forms.BaseForm) -> None:
    """Labels are the fields' names, with a capital in English."""
    for field in form.fields.values():
        field.label = capfirst(field.label)


class DefinitionForm(forms.Form):
    """A figure's definition; its name is asked only once."""

    NAMES = (
        "name title title_en meaning meaning_en unit unit_en value_type owner numerator denominator is_public".split()  # noqa: SIM905
    )

    def __init__(self, *args: Any, user: Any, definition: Definition | None = None, **options: Any):
        initial = {name: getattr(definition, name) for name in self.NAMES} if definition else {}
        super().__init__(*args, initial=initial | options.pop("initial", {}), **options)
        names = [name for name in self.NAMES if not (definition and name == "name")]
        self.fields |= forms.fields_for_model(Definition, names)
        owners = units_in_scope(user, *DEFINING).filter(ended_on__isnull=True)
        if definition:
            owners = owners | Unit.objects.filter(pk=definition.owner_id)
        self.fields["owner"] = UnitField(queryset=owners, label=_("unit that owes it"))
        for name in ("numerator", "denominator"):
            self.fields[name] = forms.ChoiceField(
                choices=_operands(definition), required=False, label=Definition._meta.get_field(name).verbose_name
            )
        self.fields = {name: self.fields[name] for name in names}
        if "name" in self.fields:
            self.fields["name"].validators.append(NAME)
        self._explain()
        capitalise(self)

    def _explain(self) -> None:
        helps = {
            "name": _("Texts refer to it, so it never changes, e.g. trade.total."),
            "meaning": _("Exactly what is counted, from when to when, and what is left out."),
            "unit": _("As it stands behind the number: 项, 亿元, %."),
            "unit_en": _("Singular and plural: measure|measures."),
            "numerator": _("Only for a ratio: the figure above the line. The result is × 100, in %."),
            "denominator": _("The figure below the line; both must be of the same period."),
            "is_public": _("Everybody can open it, without signing in."),
        }
        for name, words in helps.items():
            if name in self.fields:
                self.fields[name].help_text = words
        for name in ("meaning", "meaning_en"):
            self.fields[name].widget.attrs["rows"] = 3


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit.label


def _operands(definition: Definition | None) -> list[tuple[str, str]]:
    """What can be divided: computed figures, and reported numbers."""
    rows = Definition.objects.filter(numerator="", value_type=Definition.ValueType.NUMBER)
    if definition:
        rows = rows.exclude(pk=definition.pk)
    computed = [(name, f"{declared.title}（{name}）") for name, declared in REGISTRY.items()]
    return [("", "—"), *computed, *((row.name, f"{row.label}（{row.name}）") for row in rows)]


class ObservationForm(forms.Form):
    """A value for a period; with `observation`, a correction of it: the period stays, a reason is asked."""

    year = forms.IntegerField(label=_("year"), min_value=1949, max_value=2100)
    period_start = forms.DateField(
        label=_("period from"),
        required=False,
        widget=DAY,
        help_text=_("Only for a period, such as January to November; leave empty for the state of a day."),
    )
    as_of = forms.DateField(
        label=_("as of"), required=False, widget=DAY, help_text=_("Leave empty only if the source does not say.")
    )
    value = forms.CharField(label=_("value"))
    bound = forms.ChoiceField(label=_("bound"), choices=Observation.Bound.choices)
    is_planned = forms.BooleanField(label=_("planned, not reached yet"), required=False)
    source = forms.CharField(
        label=_("data source"), max_length=300, help_text=_("Report, bulletin or system, with date.")
    )
    source_en = forms.CharField(label=_("English data source"), max_length=300, required=False)
    note = forms.CharField(label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note_en = forms.CharField(label=_("English note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.FileField(
        label=_("document"), required=False, help_text=_("The paper or file that proves the value; 20 MB at most.")
    )
    reason = forms.CharField(
        label=_("reason of the correction"), max_length=300, help_text=_("Stays beside the old value for everybody.")
    )
    is_sample = forms.BooleanField(
        label=_("sample"), required=False, help_text=_("Invented for demonstration; shown as such on every screen.")
    )

    def __init__(
        self, *args: Any, definition: Definition, observation: Observation | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._set_value_field(definition)
        if definition.value_type != Definition.ValueType.NUMBER:
            del self.fields["bound"]
        for name in ("year", "period_start", "as_of") if observation else ("reason",):
            del self.fields[name]
        capitalise(self)

    def _set_value_field(self, definition: Definition) -> None:
        unit = definition.unit
        label = _("value")
        if definition.value_type == Definition.ValueType.DATE:
            self.fields["value"] = forms.DateField(label=label, widget=DAY)
        elif definition.value_type == Definition.ValueType.ORDINAL:
            self.fields["value"] = forms.DecimalField(label=label, decimal_places=0, min_value=1, max_digits=9)
        else:
            self.fields["value"] = forms.DecimalField(label=label, max_digits=24, decimal_places=6)
        if unit:
            self.fields["value"].help_text = _("In %(unit)s.") % {"unit": unit}

    def clean_document(self) -> Any:
        upload = self.cleaned_data["document"]
        if upload:
            check_upload(upload, DOCUMENTS)
        return upload


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("reason"), max_length=300, help_text=_("Stays beside the old value for everybody.")
    )


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=_("document"), help_text=_("PDF, OFD, Word, Excel, text or picture; 20 MB at most.")
    )


class ImportForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        help_text=_("The template filled in, .xlsx or .csv, 1,000 values at most."),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )


class FigureFilterForm(forms.Form):
    """The filters of the list, all in the address; junk in one leaves the others in force."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label=_("Computed or reported"), required=False)
    owner = forms.ChoiceField(label=_("Owed by"), required=False)
    missing = forms.ChoiceField(label=_("State"), required=False)

    def __init__(
        self, *args: Any, years: list[int], owners: list[tuple[str, str]], reports: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.fields["kind"].choices = [("", _("all")), *Reading.Kind.choices]
        self.fields["owner"].choices = [("", _("all")), *owners]
        mine = [("mine", _("for me to report"))] if reports else []
        states = [("yes", _("not yet reported")), *mine, ("no", _("with a value"))]
        self.fields["missing"].choices = [("", _("all")), *states]
