"""Forms of task forces, the people lent to them, and their meetings."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.organizations.models import Person, Unit
from gongjian.organizations.queries import units_in_scope, with_posts_today
from gongjian.programmes.forms.measures import DayInput, LabelChoice, LabelChoices, clean_texts
from gongjian.programmes.models import Campaign, Measure, Meeting, TaskForce
from gongjian.programmes.queries.forces import forces_managed_by
from gongjian.programmes.queries.ledger import OFFICE, latest_year, measures_visible_to
from gongjian.programmes.rules import cells

SALT = "programmes.meeting"


class PersonChoice(LabelChoice):
    """A person by name, with the unit of the first post held today: names repeat."""

    def label_from_instance(self, person: Person) -> str:
        posts = getattr(person, "posts_now", [])
        return f"{person.label}（{posts[0].post.unit.label}）" if posts else person.label


def people_offered() -> Any:
    """Who holds a post today, as somebody must answer."""
    people = Person.objects.filter(appointments__isnull=False).distinct()
    return with_posts_today(people.order_by("name", "code"))


class ForceForm(forms.ModelForm):
    """A task force as the reform office types it; the code is given once. The action writes it."""

    class Meta:
        model = TaskForce
        fields = (
            "code",
            "name",
            "name_en",
            "unit",
            "leader",
            "liaison",
            "purpose",
            "purpose_en",
            "since",
            "campaigns",
            "measures",
            "is_sample",
        )
        field_classes = {
            "unit": LabelChoice,
            "leader": PersonChoice,
            "liaison": PersonChoice,
            "campaigns": LabelChoices,
            "measures": LabelChoices,
        }
        widgets = {
            "since": DayInput(),
            "purpose": forms.Textarea({"rows": 3}),
            "purpose_en": forms.Textarea({"rows": 2}),
        }
        help_texts = {
            "code": gettext_lazy("Lower-case letters, digits and hyphens; it stands in the address and never changes."),
            "unit": gettext_lazy("The unit it is run from; who has a part there has a part in the task force."),
            "campaigns": gettext_lazy("It drives every measure under them. Hold Ctrl (⌘ on a Mac) to choose several."),
            "measures": gettext_lazy("Measures it drives besides, one by one."),
            "is_sample": gettext_lazy("Mark what is invented; it carries the mark on every screen."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        force = self.instance if self.instance.pk else None
        hosts = Q(pk__in=units_in_scope(user, *OFFICE), ended_on__isnull=True)
        self.fields["unit"].queryset = Unit.objects.filter(hosts | Q(pk=force.unit_id) if force else hosts)
        people = people_offered()
        for name in ("leader", "liaison"):
            self.fields[name].queryset = people
        year = force.since.year if force else latest_year()
        self.fields["campaigns"].queryset = Campaign.objects.filter(year=year).order_by("kind", "sequence")
        measures = Q(campaign__year=year) | (Q(forces=force) if force else Q(pk__in=[]))
        self.fields["measures"].queryset = measures_visible_to(user).filter(measures).distinct().order_by("number")
        if force:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self, lines=("purpose", "purpose_en"))
        for name in ("campaigns", "measures"):
            self.cleaned_data[name] = list(self.cleaned_data.get(name, ()))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the task force."""


class SecondmentForm(forms.Form):
    person = PersonChoice(label=gettext_lazy("Member"), queryset=Person.objects.none())
    from_unit = LabelChoice(
        label=gettext_lazy("Lent by"),
        queryset=Unit.objects.none(),
        help_text=gettext_lazy("The person must hold a post there, and keeps it."),
    )
    role = forms.CharField(label=gettext_lazy("Role"), max_length=60, required=False)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DayInput())
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DayInput(),
        required=False,
        help_text=gettext_lazy("The last day; empty as long as nobody knows."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_offered()
        self.fields["from_unit"].queryset = Unit.objects.filter(ended_on__isnull=True)

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class EndSecondmentForm(forms.Form):
    until = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())


class DissolveForm(forms.Form):
    """The end of a task force; where tasks are open, who follows them up from then on."""

    on = forms.DateField(label=gettext_lazy("Dissolved on"), widget=DayInput())
    to = LabelChoice(
        label=gettext_lazy("Open tasks are followed up by"),
        queryset=TaskForce.objects.none(),
        required=False,
        empty_label=gettext_lazy("— choose —"),
    )
    hands_over = forms.BooleanField(label=gettext_lazy("The reform office follows them up itself"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 3}), max_length=500, required=False
    )

    def __init__(self, *args: Any, user: Any, force: TaskForce, has_open_tasks: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = forces_managed_by(user).filter(until__isnull=True).exclude(pk=force.pk)
        if not has_open_tasks:
            del self.fields["to"], self.fields["hands_over"]

    def clean_reason(self) -> str:
        return cells.text(self.cleaned_data["reason"], longest=500, lines=True)


class MeetingForm(forms.ModelForm):
    """A meeting as it was held."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("The signed minutes: PDF, OFD, Word, pictures …, at most 20 MB."),
    )

    class Meta:
        model = Meeting
        fields = ("force", "title", "held_on", "place", "chair", "attended", "minutes", "is_sample")
        field_classes = {"force": LabelChoice}
        widgets = {
            "held_on": DayInput(),
            "attended": forms.Textarea({"rows": 3}),
            "minutes": forms.Textarea({"rows": 8}),
        }
        help_texts = {
            "minutes": gettext_lazy("What was said. What was decided is entered afterwards, each decision as a task."),
            "is_sample": gettext_lazy("Mark what is invented; it carries the mark on every screen."),
        }

    def __init__(self, *args: Any, user: Any, for_office: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["force"]
            return
        self.fields["force"].queryset = forces_managed_by(user).filter(until__isnull=True).order_by("code")
        self.fields["force"].required = not for_office
        if for_office:
            self.fields["force"].empty_label = _("— the reform office itself —")

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self, lines=("attended", "minutes"))
        return self.cleaned_data

    def _post_clean(self) -> None:
        """The action checks the meeting."""


class MeetingEditForm(MeetingForm):
    """Carries what its editor saw, signed: a change made meanwhile by somebody else is noticed field by field."""

    base = forms.CharField(widget=forms.HiddenInput, max_length=60_000)

    def __init__(self, *args: Any, seen: dict[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["base"].initial = signing.dumps(seen, salt=SALT)

    def clean_base(self) -> dict[str, str]:
        try:
            return signing.loads(self.cleaned_data["base"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("The page is out of date: reload it and type your change again.")) from None

    def see_again(self, clashing: dict[str, str]) -> None:
        """After a clash: the editor has now seen what stands in these fields, so that saving once more means it."""
        self.data = self.data.copy()
        self.data["base"] = signing.dumps(self.cleaned_data["base"] | clashing, salt=SALT)


def today_first() -> dict[str, Any]:
    """What a form about a day begins with."""
    return {"since": clock.today(), "until": clock.today(), "on": clock.today(), "held_on": clock.today()}


def measures_offered(user: object, meeting: Meeting) -> Any:
    """The measures a task of this meeting may concern: those of the year."""
    found = measures_visible_to(user).filter(campaign__year=meeting.held_on.year)
    return Measure.objects.filter(pk__in=found.values("pk")).order_by("number")
