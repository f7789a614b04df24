"""Forms of applications, outside checks, look-backs and splits."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.forms.letters import WordsForm, words
from gongjian.programmes.forms.measures import DayInput, LabelChoice
from gongjian.programmes.models import Measure, Milestone
from gongjian.programmes.models.measures import number_shape
from gongjian.programmes.queries.ledger import OFFICE
from gongjian.programmes.rules.adjustments import FIELDS
from gongjian.programmes.rules.splits import MOST_PARTS, Part

STEP = "milestone_"


class AdjustmentForm(WordsForm):
    """The measure's dates and goal as they stand; what is changed here is what is applied for."""

    due = forms.DateField(label=gettext_lazy("Due"), widget=DayInput())
    goal = words(gettext_lazy("Goal"), 1000, required=False)
    goal_en = words(gettext_lazy("Goal in English"), 2000, required=False)
    goal_quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), max_digits=18, decimal_places=4, min_value=0, required=False
    )
    goal_unit = forms.CharField(label=gettext_lazy("Unit of quantity"), max_length=40, required=False)

    def __init__(self, *args: Any, measure: Measure, steps: list[Milestone], **kwargs: Any):
        held = {name: getattr(measure, name) for name in FIELDS}
        if measure.goal_quantity is not None:
            held["goal_quantity"] = f"{measure.goal_quantity.normalize():f}"
        super().__init__(*args, initial=held, **kwargs)
        for step in steps:
            if not step.is_verified:
                self.fields[f"{STEP}{step.sequence}"] = forms.DateField(
                    label=f"{step.sequence}. {step.label}", widget=DayInput(), initial=step.due
                )
        self.fields["reason"] = words(
            gettext_lazy("Reason"),
            1000,
            rows=4,
            help_text=gettext_lazy("It stays with the old values, on the measure."),
        )
        self.fields["upload"] = forms.FileField(
            label=gettext_lazy("File"),
            required=False,
            help_text=gettext_lazy("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
        )

    @property
    def wanted(self) -> dict[str, Any]:
        """What `apply_adjustment` takes."""
        said = self.cleaned_data
        steps = {int(name.removeprefix(STEP)): said[name] for name in self.fields if name.startswith(STEP)}
        return {name: said[name] for name in FIELDS} | {"milestones": steps}

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS]

    def step_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(STEP)]

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the milestones as a whole stands above the form."""
        super().add_error(None if field == "milestones" else field, error)


class RuleForm(WordsForm):
    """The ruling; to refuse, it must be said."""

    ruling = words(gettext_lazy("Ruling"), 500)

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ruling"].required = required
        if not required:
            self.fields["ruling"].label = _("Opinion (may stay empty)")


class OutsideCheckForm(WordsForm):
    checked_by = forms.CharField(
        label=gettext_lazy("Checked by (who, of what body)"),
        max_length=150,
        help_text=gettext_lazy("Nobody of the lead unit, the supporting units or the reform office."),
    )
    checked_on = forms.DateField(label=gettext_lazy("Checked on"), widget=DayInput())
    has_passed = forms.TypedChoiceField(
        label=gettext_lazy("What the check says"),
        choices=[("yes", gettext_lazy("The result is felt")), ("no", gettext_lazy("The result is not felt"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = words(gettext_lazy("What was found"), 1000, rows=4)
    file = forms.FileField(
        label=gettext_lazy("Record"),
        required=False,
        help_text=gettext_lazy("PDF, OFD, Word, Excel, PowerPoint, pictures or text, at most 20 MB."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["checked_on"].initial = clock.today


class LookBackForm(WordsForm):
    holds = forms.TypedChoiceField(
        label=gettext_lazy("What the look-back says"),
        choices=[("yes", gettext_lazy("The result holds")), ("no", gettext_lazy("The result does not hold"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    milestones = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Milestones that do not hold"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only where the result does not hold: their evidence is returned, new evidence is owed."
        ),
    )
    words = words(gettext_lazy("What was found"), 1000, rows=4)

    def __init__(self, *args: Any, steps: list[Milestone], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["milestones"].choices = [(step.sequence, f"{step.sequence}. {step.label}") for step in steps]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("holds") is False and not said.get("milestones"):
            self.add_error("milestones", _("Name at least one milestone of the measure that does not hold."))
        return said


class PartForm(WordsForm):
    """One part; an empty line is none."""

    number = forms.CharField(label=gettext_lazy("Measure number"), max_length=40, validators=[number_shape])
    title = forms.CharField(label=gettext_lazy("Measure"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=300, required=False)
    goal = words(gettext_lazy("Goal"), 1000, rows=2, required=False, help_text=gettext_lazy("Empty: as before."))
    goal_quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), max_digits=18, decimal_places=4, min_value=0, required=False
    )
    lead_unit = LabelChoice(label=gettext_lazy("Lead unit"), queryset=Unit.objects.none(), required=False)
    due = forms.DateField(
        label=gettext_lazy("Due"), widget=DayInput(), required=False, help_text=gettext_lazy("Empty: as before.")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = units
        self.fields["lead_unit"].empty_label = _("as before")


class BaseParts(forms.BaseFormSet):
    @property
    def parts(self) -> list[Part]:
        return [Part(**form.cleaned_data) for form in self.forms if form.has_changed() and form.cleaned_data]


PartsForm = forms.formset_factory(PartForm, formset=BaseParts, extra=4, max_num=MOST_PARTS, absolute_max=MOST_PARTS + 4)


def units_for_parts(user: Any) -> Any:
    return units_in_scope(user, *OFFICE).filter(ended_on__isnull=True)


class SplitReasonForm(WordsForm):
    reason = words(gettext_lazy("Reason"), 500, help_text=gettext_lazy("It stays in the measure's life story."))
