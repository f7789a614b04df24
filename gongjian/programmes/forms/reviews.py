"""Forms of reviews: preparing one, what stands on its agenda, what units and chair say, the circular's words."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.models import Person, Unit
from gongjian.programmes.forms.measures import DayInput, LabelChoice, PlainSelect
from gongjian.programmes.models import AgendaItem, Measure, Month
from gongjian.programmes.queries.ledger import measures_visible_to
from gongjian.programmes.queries.reviews import months_to_review, seen_by
from gongjian.programmes.rules import cells

SALT = "programmes.agenda"


class MonthChoice(forms.ModelChoiceField):
    widget = PlainSelect

    def label_from_instance(self, month: Month) -> str:
        return month.label


def clean_words(form: forms.BaseForm) -> None:
    """No control characters and one kind of line break in anything typed."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if type(field) is not forms.CharField or not isinstance(value, str):
            continue
        lines = isinstance(field.widget, forms.Textarea)
        try:
            form.cleaned_data[name] = cells.text(value, longest=field.max_length or 10_000, lines=lines)
        except ValidationError as error:
            form.add_error(name, error)


def area(rows: int, **attributes: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows} | attributes)


class ReviewForm(forms.Form):
    """When, where and under whom a review is held."""

    held_on = forms.DateField(label=gettext_lazy("Day of the meeting"), widget=DayInput())
    place = forms.CharField(label=gettext_lazy("Place"), max_length=100, required=False)
    chair = LabelChoice(
        label=gettext_lazy("Chair"),
        queryset=Person.objects.none(),
        help_text=gettext_lazy("Comments on what is presented; may type the comments in the session."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = Person.objects.order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data


class ReviewPrepareForm(ReviewForm):
    """The same for a frozen month that has no review yet."""

    field_order = ("month", "held_on", "place", "chair")
    month = MonthChoice(label=gettext_lazy("Month"), queryset=Month.objects.none())
    is_sample = forms.BooleanField(
        label=gettext_lazy("Sample"),
        required=False,
        help_text=gettext_lazy("Mark what is invented; it carries the mark on every screen."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["month"].queryset = months_to_review()


class ItemForm(forms.Form):
    """Something put on the agenda by hand: a measure by its number, or a unit."""

    unit = LabelChoice(label=gettext_lazy("Unit that presents"), queryset=Unit.objects.none())
    measure = forms.CharField(
        label=gettext_lazy("Measure number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("May stay empty when the unit presents something else."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it is put on the agenda"), max_length=500, widget=area(3))
    reason_en = forms.CharField(
        label=gettext_lazy("The same in English"), max_length=800, required=False, widget=area(2)
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = Unit.objects.filter(ended_on__isnull=True).order_by("path")

    def clean_measure(self) -> Measure | None:
        number = self.cleaned_data["measure"].strip()
        found = measures_visible_to(self.user).filter(number=number).first() if number else None
        if number and found is None:
            raise ValidationError(_("There is no measure with this number in your scope."))
        return found

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=area(3))

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data


class SeenForm(forms.Form):
    """Carries what its editor saw of an item, signed, so that what somebody else typed meanwhile is noticed by field."""

    TYPED: tuple[str, ...] = ()
    base = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any):
        seen = seen_by(item, self.TYPED)
        super().__init__(*args, initial=seen, **kwargs)
        self.fields["base"].initial = signing.dumps(seen, salt=SALT)

    def clean_base(self) -> dict[str, Any]:
        try:
            return signing.loads(self.cleaned_data["base"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("The page is out of date: reload it and type your change again.")) from None

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data

    def see_again(self, clashing: dict[str, Any]) -> None:
        """After a clash: the editor has now seen what stands in these fields, so that saving once more means it."""
        self.data = self.data.copy()
        self.data["base"] = signing.dumps(self.cleaned_data["base"] | clashing, salt=SALT)

    def sealed(self) -> str:
        """What the page shows after a save: as base of the next one. A field left alone stays as it was first seen,
        whatever others made of it."""
        return signing.dumps(self.typed, salt=SALT)

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.TYPED}


class StatementForm(SeenForm):
    TYPED = ("presenter", "statement")
    presenter = forms.CharField(
        label=gettext_lazy("Presenter"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Who will speak: name and post."),
    )
    statement = forms.CharField(
        label=gettext_lazy("Statement"),
        max_length=2000,
        required=False,
        widget=area(10),
        help_text=gettext_lazy("What was done, why it is behind, what comes next; at most 2000 characters."),
    )
    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("In its place or beside it: Word, PDF or slides, at most 20 MB."),
    )


class CommentForm(SeenForm):
    TYPED = ("strengths", "problems")
    strengths = forms.CharField(label=gettext_lazy("Strengths"), max_length=1000, required=False, widget=area(4))
    problems = forms.CharField(label=gettext_lazy("Problems found"), max_length=1000, required=False, widget=area(4))


class DemandForm(forms.Form):
    """The third part of a comment: a task."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300, widget=area(2))
    unit = LabelChoice(label=gettext_lazy("Unit that owes it"), queryset=Unit.objects.none())
    person = LabelChoice(label=gettext_lazy("Person"), queryset=Person.objects.none(), required=False)
    due = forms.DateField(label=gettext_lazy("Due"), widget=DayInput())

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(ended_on__isnull=True).order_by("path")
        self.fields["unit"].initial = item.unit_id
        self.fields["person"].queryset = Person.objects.order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data


class CircularForm(forms.Form):
    opening = forms.CharField(label=gettext_lazy("Opening words"), max_length=2000, widget=area(6))
    closing = forms.CharField(label=gettext_lazy("Closing words"), max_length=2000, widget=area(4))

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_words(self)
        return self.cleaned_data


class IssueForm(forms.Form):
    is_public = forms.BooleanField(
        label=gettext_lazy("Show it to the public too"),
        required=False,
        help_text=gettext_lazy("Visitors who are not signed in may then read it; it can be taken back."),
    )
