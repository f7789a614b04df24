"""Forms of divisions, units and posts. Saving is the actions'; these only clean."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Division, Duty, Post, Unit


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options: Any):
        super().__init__(format="%Y-%m-%d", **options)


class UnitChoice(forms.ModelChoiceField):
    """A unit by name, indented by its depth in the tree."""

    def label_from_instance(self, unit: Unit) -> str:  # type: ignore[override]
        depth = max(unit.path.count("/") - 2, 0)
        return "　" * depth + (unit.short_name or unit.name)


class UnitForm(forms.ModelForm):
    """`parents`: where this person may put a unit."""

    parent = UnitChoice(queryset=Unit.objects.none(), label=_("Unit above"))

    class Meta:
        model = Unit
        fields = ("name", "name_en", "short_name", "kind", "parent", "division", "credit_code")
        help_texts = {
            "short_name": _("As it is written in documents and lists."),
            "credit_code": _("18 characters; the last one checks the others. May stay empty."),
        }

    def __init__(self, *args: Any, parents: QuerySet[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents
        if self.instance.pk and self.instance.parent_id is None:
            del self.fields["parent"]


class NewUnitForm(UnitForm):
    class Meta(UnitForm.Meta):
        fields = ("code", *UnitForm.Meta.fields)
        help_texts = UnitForm.Meta.help_texts | {
            "code": _("Letters, digits and hyphens, e.g. finance-bureau. It stands in addresses and never changes."),
        }


class DissolveForm(forms.Form):
    on = forms.DateField(label=_("Last day"), widget=DayInput(), initial=timezone.localdate)


class DivisionForm(forms.ModelForm):
    class Meta:
        model = Division
        fields = ("name", "name_en", "level", "parent")


class NewDivisionForm(DivisionForm):
    class Meta(DivisionForm.Meta):
        fields = ("code", *DivisionForm.Meta.fields)
        help_texts = {
            "code": _("6 digits after GB/T 2260; 9 for a town or subdistrict, 12 for a village or community."),
        }


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ("title", "title_en")


class NewPostForm(PostForm):
    class Meta(PostForm.Meta):
        fields = ("code", *PostForm.Meta.fields)
        help_texts = {"code": _("Letters, digits and hyphens. It never changes.")}


class DutiesForm(forms.Form):
    """`scopes`: the units this person may give as scope."""

    duties = forms.MultipleChoiceField(
        label=_("Duties"), choices=Duty.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    scope = UnitChoice(
        label=_("Scope"),
        queryset=Unit.objects.none(),
        help_text=_("The duties count in this unit and everything below it."),
    )

    def __init__(self, *args: Any, scopes: QuerySet[Unit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["scope"].queryset = scopes
