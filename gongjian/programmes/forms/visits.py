"""The form of a visit as a phone sends it: facts, photographs, findings; works as a plain form too."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from gongjian.programmes.actions.visits import Seen, Shot
from gongjian.programmes.forms.inspections import Lines
from gongjian.programmes.forms.measures import DayInput, LabelChoice, clean_texts
from gongjian.programmes.models import Finding, Measure
from gongjian.programmes.models.inspections import LATITUDE, LONGITUDE

MINUTE = "%Y-%m-%dT%H:%M"
PLACES = Decimal("0.000001")
FIELDS_OF_FINDINGS = 5


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photographs(forms.FileField):
    """Several pictures; each is checked by its content when it is stored."""

    def __init__(self, **options: Any):
        widget = SeveralFiles({"accept": "image/*", "capture": "environment", "multiple": True})
        super().__init__(widget=widget, **options)

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        return [super(Photographs, self).clean(one, initial) for one in (value or [])]


class MeasureChoice(LabelChoice):
    def label_from_instance(self, measure: Measure) -> str:
        return f"{measure.number} {measure.label}"


class VisitForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    measure = MeasureChoice(label=gettext_lazy("Measure"), queryset=Measure.objects.none())
    visited_at = forms.DateTimeField(
        label=gettext_lazy("Time"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE),
        input_formats=[MINUTE, "%Y-%m-%dT%H:%M:%S"],
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200)
    latitude = forms.DecimalField(
        label=gettext_lazy("Latitude"), required=False, max_digits=9, decimal_places=6, validators=LATITUDE,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=gettext_lazy("Longitude"), required=False, max_digits=9, decimal_places=6, validators=LONGITUDE,
        widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    evaluated = forms.IntegerField(
        label=gettext_lazy("How far it really is (%)"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    notes = Lines(label=gettext_lazy("What was seen"), rows=5, max_length=2000)
    photos = Photographs(label=gettext_lazy("Photographs"), required=False)
    # What the phone says of each picture, in their order: [{"taken_at": …, "latitude": …, "longitude": …}].
    photo_facts = forms.CharField(widget=forms.HiddenInput, required=False, max_length=5000)

    def __init__(self, *args: Any, measures: list[Measure], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.filter(pk__in=[one.pk for one in measures])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        clean_texts(self)
        facts = facts_of(cleaned.pop("photo_facts", ""))
        shots = []
        for position, upload in enumerate(cleaned.get("photos") or []):
            shots.append(Shot(upload, **(facts[position] if position < len(facts) else {})))
        return cleaned | {"photos": shots}


def facts_of(text: str) -> list[dict[str, Any]]:
    """What can be understood of the phone's facts; what cannot is left out, never a reason to lose a picture."""
    try:
        rows = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(rows, list):
        return []
    return [_facts(row) if isinstance(row, dict) else {} for row in rows[:50]]


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = _degrees(row.get("latitude"), 90), _degrees(row.get("longitude"), 180)
    return {"taken_at": _moment(row.get("taken_at")), "latitude": latitude, "longitude": longitude}


def _moment(value: Any) -> datetime | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
        if found is None or not 1978 <= found.year <= 2100:
            return None
        return timezone.make_aware(found) if timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        return None


def _degrees(value: Any, most: int) -> Decimal | None:
    try:
        found = Decimal(str(value)).quantize(PLACES)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= most else None


class SeenForm(forms.Form):
    """One finding; a block nobody filled in is none."""

    grade = forms.ChoiceField(label=gettext_lazy("Grade"), choices=Finding.Grade)
    title = forms.CharField(label=gettext_lazy("Finding"), max_length=200)
    words = Lines(label=gettext_lazy("Details of the finding"), rows=3, max_length=1000)
    due = forms.DateField(
        label=gettext_lazy("Rectify by"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: as many working days as the year's rules give."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The blocks are empty until somebody finds something: the browser must not ask for them.
        self.use_required_attribute = False

    def has_changed(self) -> bool:
        """A grade alone is what the select shows anyway."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in ("title", "words", "due"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        clean_texts(self)
        return self.cleaned_data


class SeenForms(forms.BaseFormSet):
    @property
    def seen(self) -> list[Seen]:
        """What was filled in, in its order."""
        lines = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [Seen(line["grade"], line["title"], line["words"], line["due"]) for line in lines]


SeenFormSet = forms.formset_factory(SeenForm, formset=SeenForms, extra=FIELDS_OF_FINDINGS, max_num=20, absolute_max=20)
