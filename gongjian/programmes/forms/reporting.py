"""Forms of monthly reports: the texts, a claim, a signature, a ruling, the chain."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.organizations.models import Post
from gongjian.programmes.forms.evidence import EvidenceForm
from gongjian.programmes.forms.measures import DayInput, PlainSelect, clean_texts
from gongjian.programmes.models import Evidence, MonthlyReport, Signature
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.reporting import MOST_STEPS

SALT = "programmes.report"


def _lines(name: str, help_text: Any, *, rows: int) -> forms.CharField:
    kept = MonthlyReport._meta.get_field(name)
    return forms.CharField(
        label=capfirst(kept.verbose_name),
        required=False,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows, "data-longest": kept.max_length}),
        strip=False,
    )


class ReportForm(forms.Form):
    """What the unit says this month. Carries what its writer saw, signed, so that a change made meanwhile is noticed.

    The lengths are the action's: a text that is too long comes back whole, with how much there is too much of it.
    """

    progress = _lines("progress", gettext_lazy("At most 300 characters: what was done, with figures."), rows=6)
    problems = _lines(
        "problems", gettext_lazy("At most 500 characters: what hinders, and whose help is needed."), rows=4
    )
    next_steps = _lines("next_steps", gettext_lazy("At most 500 characters: what comes next, by when."), rows=4)
    base = forms.CharField(widget=forms.HiddenInput, max_length=30_000)

    def __init__(self, *args: Any, seen: dict[str, str], **kwargs: Any):
        super().__init__(*args, initial=seen | {"base": signing.dumps(seen, salt=SALT)}, **kwargs)

    def clean_base(self) -> dict[str, str]:
        try:
            return signing.loads(self.cleaned_data["base"], salt=SALT)
        except signing.BadSignature:
            raise ValidationError(_("The page is out of date: reload it and type your change again.")) from None

    def clean(self) -> dict[str, Any]:
        super().clean()
        # Kept apart: what an action objects to later takes its field out of cleaned_data.
        self.texts = {name: self.cleaned_data.get(name, "") for name in MonthlyReport.WRITTEN}
        return self.cleaned_data

    def base_after(self, now: dict[str, str], *, told: Collection[str] = ()) -> str:
        """What the writer has seen by now, signed: what stands in a text that holds just that, and in those the
        page has `told`. A text left alone stays as it was first seen: saving again must not undo what others made
        of it."""
        seen = {name: said for name, said in now.items() if name in told or cells.trimmed(self.texts[name]) == said}
        return signing.dumps(self.cleaned_data["base"] | seen, salt=SALT)

    def see_again(self, now: dict[str, str], *, told: Collection[str] = ()) -> None:
        """The next saving goes on from what stands now; `told` are the texts that clashed: who saves again means it."""
        self.data = self.data.copy()
        self.data["base"] = self.base_after(now, told=told)


class ClaimForm(EvidenceForm):
    """The evidence of a claim: some that has been handed in, or new."""

    field_order = ("evidence", "title", "upload", "note")
    evidence = forms.ModelChoiceField(
        label=gettext_lazy("Evidence handed in already"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=gettext_lazy("none of these: hand in new evidence below"),
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, proofs: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = proofs
        self.fields["title"].required = False
        if not proofs.exists():
            del self.fields["evidence"]


class SignForm(forms.Form):
    opinion = forms.ChoiceField(
        label=gettext_lazy("Opinion"),
        choices=Signature.Opinion,
        widget=forms.RadioSelect,
        initial=Signature.Opinion.AGREED,
    )
    words = forms.CharField(
        label=gettext_lazy("Opinion in words"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Needed when it is sent back. They stay beside your signature."),
    )

    def clean_words(self) -> str:
        return cells.text(self.cleaned_data["words"], longest=300, lines=True)


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("What is missing or wrong; the unit reads it."),
    )

    def clean_reason(self) -> str:
        return cells.text(self.cleaned_data["reason"], longest=500, lines=True)


class PostChoice(forms.ModelChoiceField):
    widget = PlainSelect

    def label_from_instance(self, post: Post) -> str:
        return f"{post.unit.label} · {post.label}"


class StepForm(forms.Form):
    """One step of the chain; an empty line is none."""

    title = forms.CharField(label=gettext_lazy("Step"), max_length=40)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=80, required=False)
    post = PostChoice(label=gettext_lazy("Post that signs"), queryset=Post.objects.none())

    def __init__(self, *args: Any, posts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class BaseChain(forms.BaseFormSet):
    @property
    def steps(self) -> list[dict[str, Any]]:
        """The lines that hold something, in the order of their numbers."""
        kept = [form.cleaned_data for form in self.ordered_forms if form.has_changed() or form.initial]
        return [line for line in kept if line and not line.get("DELETE")]


ChainForm = forms.formset_factory(
    StepForm,
    formset=BaseChain,
    extra=3,
    can_delete=True,
    can_order=True,
    max_num=MOST_STEPS,
    absolute_max=MOST_STEPS + 4,
)


class CityDayForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day of the trial city"),
        widget=DayInput(),
        required=False,
        help_text=gettext_lazy("Left empty, the city lives in the real day again."),
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and not cells.FIRST_YEAR <= day.year <= cells.LAST_YEAR:
            raise ValidationError(
                _("The year must lie between %(first)s and %(last)s.")
                % {"first": cells.FIRST_YEAR, "last": cells.LAST_YEAR}
            )
        return day
