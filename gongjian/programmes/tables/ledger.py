"""The ledger's table and filters."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.algorithms.calendar import Calendar
from gongjian.core import clock
from gongjian.core.language import day, in_language, words_of_choice
from gongjian.core.tables import Search, Table
from gongjian.core.templatetags.core_tags import bar, sample_mark
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now, units_visible_to
from gongjian.organizations.rules.days import days_counter
from gongjian.programmes import queries
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.models.measures import OPEN_STATES

ALL, COUNTED = "all", "counted"
YES = [("yes", gettext_lazy("yes"))]


class MeasureTable(Table):
    """Cells are made here and not in templates of their own: fifty rows of four small templates are most of a page."""

    export_name = "ledger"
    number = tables.Column(verbose_name=gettext_lazy("Measure number"), attrs={"td": {"class": "nowrap"}})
    title = tables.Column(verbose_name=gettext_lazy("Measure"), attrs={"td": {"class": "main"}})
    lead_unit = tables.Column(verbose_name=gettext_lazy("Lead unit"), order_by="lead_unit__path")
    due = tables.Column(verbose_name=gettext_lazy("Due"), attrs={"td": {"class": "due"}})
    progress = tables.Column(
        verbose_name=gettext_lazy("Progress (the line: planned)"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "progress-cell"}},
    )
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Measure
        fields = ("number", "title", "lead_unit", "due", "progress", "state")
        order_by = ("number",)

    def render_title(self, record: Measure) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{}</div>',
            record.get_absolute_url(),
            record.label,
            sample_mark(record),
            record.campaign.label,
        )

    def render_lead_unit(self, record: Measure) -> str:
        return short_name(record.lead_unit)

    def render_due(self, record: Measure) -> SafeString:
        return format_html('<span class="nowrap">{}</span>{}', day(record.due), days_mark(record))

    def render_progress(self, record: Measure) -> SafeString:
        if not record.steps:
            return format_html('<span class="muted small">{}</span>', _("no milestones yet"))
        if record.state == Measure.State.STRUCK_OFF:
            return format_html('<span class="small">{}%</span>{}', record.verified_percent, progress_bar(record))
        words = _("%(verified)s%% / planned %(planned)s%%")
        words %= {"verified": record.verified_percent, "planned": record.planned_percent}
        return format_html('<span class="small nowrap">{}</span>{}', words, progress_bar(record))

    def render_state(self, record: Measure) -> SafeString:
        return state_badge(record)

    def value_title(self, record: Measure) -> str:
        return record.label

    def value_lead_unit(self, record: Measure) -> str:
        return record.lead_unit.label

    def value_due(self, record: Measure) -> date:
        return record.due

    def value_progress(self, record: Measure) -> str:
        return f"{record.verified_percent}%"

    def value_state(self, record: Measure) -> str:
        return state_in_words(record)


class LedgerSearch(Search):
    """Looks for the lead unit's names too, in the units and not in every measure's row."""

    def places_of(self, word: str) -> Q:
        units = Unit.objects.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(name_en__icontains=word)
        )
        return super().places_of(word) | Q(lead_unit__in=units)


class MeasureFilter(django_filters.FilterSet):
    """Filters of the ledger. `year` and `kind` have defaults of their own, which the page sets (see `ledger_of`)."""

    q = LedgerSearch("number", "title", "title_en", "source_document")
    year = django_filters.ChoiceFilter(
        label=gettext_lazy("Year"), choices=lambda: [(year, year) for year in queries.years_with_campaigns()],
        method="filter_year", empty_label=gettext_lazy("Latest"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("List"), choices=[(ALL, gettext_lazy("All lists")), *Campaign.Kind.choices],
        method="filter_kind", empty_label=gettext_lazy("Ledger"),
    )  # fmt: skip
    campaign = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Campaign"), queryset=lambda request: campaigns_offered(request.GET), to_field_name="code",
        method="filter_campaign", empty_label=gettext_lazy("All"),
    )  # fmt: skip
    lead_unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Lead unit"), queryset=lambda request: units_offered(request.user), to_field_name="code",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    origin = django_filters.ChoiceFilter(
        label=gettext_lazy("Origin"), choices=Measure.Origin, empty_label=gettext_lazy("All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=[(COUNTED, gettext_lazy("In the ledger")), *Measure.State.choices],
        method="filter_state", widget=forms.HiddenInput,
    )  # fmt: skip
    mine = django_filters.ChoiceFilter(
        label=gettext_lazy("Led by my units"), choices=YES, method="filter_mine", widget=forms.HiddenInput
    )
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Overdue"), choices=YES, method="filter_overdue", widget=forms.HiddenInput
    )

    class Meta:
        model = Measure
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("campaign", "lead_unit"):
            self.form.fields[name].label_from_instance = lambda thing: thing.label

    def applied_to(self, measures: QuerySet[Measure], *, without: Collection[str] = ()) -> QuerySet[Measure]:
        """The measures under these filters (but `without` some); what makes no sense in the address is not in force."""
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                measures = self.filters[name].filter(measures, value)
        return measures

    def filter_year(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """A campaign has its year: what carries it out from another year's campaign is still its own."""
        if not value or self.form.cleaned_data.get("campaign"):
            return queryset
        return queryset.filter(campaign__year=value)

    def filter_kind(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        if not value or value == ALL:
            return queryset
        return queryset.filter(campaign__kind=value)

    def filter_state(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        if value == COUNTED:
            return queryset.filter(state__in=Measure.COUNTED)
        return queryset.filter(state=value) if value else queryset

    def filter_campaign(self, queryset: QuerySet, _name: str, value: Campaign | None) -> QuerySet:
        return queries.measures_of_campaign(queryset, value) if value else queryset

    def filter_mine(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(queries.measures_of_own_units(self.request.user)) if value else queryset

    def filter_overdue(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_overdue()) if value else queryset


def short_name(unit: Unit) -> str:
    """What a unit is called in a table."""
    return in_language(unit.short_name or unit.name, unit.name_en)


# Finished carries the ✓ of the lights; everything else waits for the lights of the monthly snapshot.
_KINDS = {Measure.State.STRUCK_OFF: "done"}


state_in_words = words_of_choice(Measure, "state")


def state_badge(measure: Measure) -> SafeString:
    """The state as word and shape."""
    kind = _KINDS.get(measure.state, f"plain state-{measure.state}")
    return format_html('<span class="light {}">{}</span>', kind, state_in_words(measure))


def progress_bar(measure: Measure) -> SafeString:
    """Verified percent, with a line at what should have been reached; a finished measure needs no line."""
    if measure.state == Measure.State.STRUCK_OFF:
        return bar(measure.verified_percent, kind="done")
    return bar(measure.verified_percent, measure.planned_percent)


def days_mark(measure: Measure) -> SafeString | str:
    if not measure.days:
        return ""
    return format_html('<div class="small {}">{}</div>', "is-late" if measure.is_late else "muted", measure.days)


def is_overdue() -> Q:
    return Q(due__lt=clock.today(), state__in=OPEN_STATES)


def campaigns_offered(asked: Any) -> QuerySet[Campaign]:
    """The campaigns of the year that is shown, in their order."""
    return Campaign.objects.filter(year=year_shown(asked)).order_by("kind", "sequence")


def year_shown(asked: Any) -> int | None:
    """The year an address asks for; the latest when it names none, or one without campaigns."""
    years = queries.years_with_campaigns()
    named = {str(year): year for year in years}
    return named.get(asked.get("year", ""), years[0] if years else None)


def units_offered(user: Any) -> QuerySet[Unit]:
    leads = Measure.objects.filter(lead_unit=OuterRef("pk"), is_removed=False)
    return units_visible_to(user).filter(Exists(leads))


def ledger_of(measures: QuerySet[Measure], asked: Any) -> QuerySet[Measure]:
    """Unless a year, a list or words to search for are named: the latest year's ledger 台账.

    `asked` is what the filters made of the address: what makes no sense there names nothing.
    """
    # Joined, and not looked up among the campaigns: then SQLite too begins with the campaigns of the year, and not
    # with the measures of every year that the reader's units lead.
    if not asked.get("kind") and not asked.get("q") and not asked.get("campaign"):
        measures = measures.filter(campaign__kind__in=Campaign.LEDGER_KINDS)
    if not asked.get("year") and not asked.get("q") and not asked.get("campaign"):
        measures = measures.filter(campaign__year=queries.latest_year())
    return measures


def filters_of(request: HttpRequest) -> MeasureFilter:
    """The filters an address asks for, read once for all that a page does with them."""
    filters = MeasureFilter(request.GET, queryset=Measure.objects.none(), request=request)
    filters.form.is_valid()
    return filters


def prepare_measures(measures: Iterable[Measure], *, calendar: Calendar | None = None) -> None:
    """Attach to each what a list shows beside its fields: progress, milestones, days left. Two queries."""
    today = clock.today()
    measures = list(measures)
    progress = queries.progress_of(measures, today)
    days_left = days_counter(calendar or calendar_now(), today)
    for measure in measures:
        sums = progress.get(measure.pk, (0, 0, 0, 0))
        measure.verified_percent, measure.planned_percent, measure.steps_verified, measure.steps = sums
        measure.days = days_left(measure.due) if measure.is_open else ""
        measure.is_late = measure.is_open and measure.due < today
