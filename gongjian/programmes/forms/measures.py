"""Forms of measures and their milestones."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.models import Unit
from gongjian.organizations.queries import units_in_scope
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.queries import OFFICE, TAKING_PART
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.measures import EDITABLE, PROMISED, is_fixed
from gongjian.programmes.rules.plans import MOST_STEPS, PlannedStep
from gongjian.programmes.rules.states import due_is_open

SALT = "programmes.measure"
LINES = ("goal", "goal_en")


class _PlainOptions:
    """A select written in one go: one small template an option is most of what a form with five hundred costs."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) in chosen else "", label)
                for key, label in ((str(key), label) for key, label in self.choices)
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, (attrs or {}) | {"name": name}))
        multiple = mark_safe(" multiple") if self.allow_multiple_selected else ""
        return format_html("<select{}{}>{}</select>", attributes, multiple, options)


class PlainSelect(_PlainOptions, forms.Select):
    pass


class PlainSelectMultiple(_PlainOptions, forms.SelectMultiple):
    pass


class LabelChoice(forms.ModelChoiceField):
    """A choice among records, by what the reader calls them."""

    widget = PlainSelect

    def label_from_instance(self, thing: Any) -> str:
        return thing.label


class LabelChoices(forms.ModelMultipleChoiceField):
    widget = PlainSelectMultiple

    def label_from_instance(self, thing: Any) -> str:
        return thing.label


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def clean_texts(form: forms.BaseForm, *, lines: Sequence[str] = LINES) -> None:
    """No control characters in anything typed; line breaks only in the fields named, and one kind of them."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if type(field) is not forms.CharField or not isinstance(value, str):
            continue
        try:
            form.cleaned_data[name] = cells.text(value, longest=field.max_length or 10_000, lines=name in lines)
        except ValidationError as error:
            form.add_error(name, error)


class MeasureForm(forms.ModelForm):
    """A measure as the reform office or a lead unit types it. The action writes it, not the form."""

    class Meta:
        model = Measure
        fields = ("number", *EDITABLE)
        field_classes = {
            "campaign": LabelChoice,
            "provincial_action": LabelChoice,
            "lead_unit": LabelChoice,
            "supporting_units": LabelChoices,
            "responsible_person": LabelChoice,
            "liaison": LabelChoice,
        }
        widgets = {
            "start": DayInput(),
            "due": DayInput(),
            "goal": forms.Textarea({"rows": 3}),
            "goal_en": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "number": gettext_lazy("People quote it on the telephone; it never changes. For example GJ-2020-001."),
            "goal": gettext_lazy("What will be different, so that somebody else can check it."),
            "goal_quantity": gettext_lazy("The goal as a number; what it counts goes into the next field."),
            "supporting_units": gettext_lazy("Hold Ctrl (⌘ on a Mac) to choose several."),
            "is_felt_by_public": gettext_lazy("Somebody from outside looks before it is struck off."),
            "is_sample": gettext_lazy("Mark what is invented; it carries the mark on every screen."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        leading = units_in_scope(user, *OFFICE, *TAKING_PART).filter(ended_on__isnull=True)
        if self.instance.pk:
            leading = leading | Unit.objects.filter(pk=self.instance.lead_unit_id)
        self.fields["lead_unit"].queryset = leading
        supporting = Q(ended_on__isnull=True)
        if self.instance.pk:
            supporting |= Q(pk__in=self.instance.supporting_units.order_by().values("pk"))
        self.fields["supporting_units"].queryset = Unit.objects.filter(supporting)
        self.fields["campaign"].queryset = Campaign.objects.order_by("-year", "kind", "sequence")
        if self.instance.goal_quantity is not None:
            self.initial["goal_quantity"] = f"{self.instance.goal_quantity.normalize():f}"
        self.fields["due"].required = self.fields["start"].required = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        self.cleaned_data["supporting_units"] = list(self.cleaned_data.get("supporting_units", ()))
        start, due = self.cleaned_data.get("start"), self.cleaned_data.get("due")
        if start and due and due < start:
            self.add_error("due", _("The due date lies before the start."))
        for name in ("start", "due"):
            day = self.cleaned_data.get(name)
            if day and not cells.FIRST_YEAR <= day.year <= cells.LAST_YEAR:
                self.add_error(name, _("The year must lie between %(first)s and %(last)s.") % _years())
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the whole measure, against the one that stands and not against a stale copy."""


def _years() -> dict[str, int]:
    return {"first": cells.FIRST_YEAR, "last": cells.LAST_YEAR}


class MeasureEditForm(MeasureForm):
    """Carries what its editor saw, signed, so that a change made meanwhile by somebody else is noticed by field."""

    base = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    class Meta(MeasureForm.Meta):
        fields = EDITABLE

    def __init__(self, *args: Any, seen: dict[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["base"].initial = signing.dumps(seen, salt=SALT)
        if not due_is_open(self.instance):
            for name in PROMISED:
                self.fields[name].disabled = True
                self.fields[name].help_text = is_fixed(name)
            self.fields["is_felt_by_public"].disabled = self.instance.is_felt_by_public

    def clean_base(self) -> dict[str, Any]:
        try:
            return signing.loads(self.cleaned_data["base"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("The page is out of date: reload it and type your change again.")) from None

    def see_again(self, seen: dict[str, Any]) -> None:
        """After a clash: what stands now is what the editor has seen when saving once more."""
        self.data = self.data.copy()
        self.data["base"] = signing.dumps(seen, salt=SALT)


class StepForm(forms.Form):
    """One milestone; an empty line is no milestone."""

    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=300, required=False)
    due = forms.DateField(label=gettext_lazy("Due"), widget=DayInput())
    weight = forms.IntegerField(label=gettext_lazy("Weight (%)"), min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class BasePlan(forms.BaseFormSet):
    @property
    def steps(self) -> list[PlannedStep]:
        """The lines that hold something, numbered in their order."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        lines = [line for line in kept if line and not line.get("DELETE")]
        return [
            PlannedStep(order, line["title"], line["title_en"], line["due"], line["weight"], line=order)
            for order, line in enumerate(lines, 1)
        ]


PlanForm = forms.formset_factory(
    StepForm, formset=BasePlan, extra=6, can_delete=True, max_num=MOST_STEPS, absolute_max=MOST_STEPS + 10
)


class MoveForm(forms.Form):
    """A reason, asked for where the move must say why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 3}), max_length=500, required=False
    )

    def __init__(self, *args: Any, says_why: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = says_why
        if not says_why:
            self.fields["reason"].label = _("Opinion (may stay empty)")
        self.fields["reason"].help_text = _("It stays in the measure's life story.")

    def clean_reason(self) -> str:
        return cells.text(self.cleaned_data["reason"], longest=500, lines=True)


class MergeForm(MoveForm):
    field_order = ("target", "reason")
    target = forms.CharField(label=gettext_lazy("Number of the measure that takes it over"), max_length=40)

    def __init__(self, *args: Any, measures: Any, **kwargs: Any):
        super().__init__(*args, says_why=True, **kwargs)
        self.measures = measures

    def clean_target(self) -> Measure:
        target = self.measures.filter(number=self.cleaned_data["target"].strip()).first()
        if target is None:
            raise ValidationError(_("There is no measure with this number in your scope."))
        return target
