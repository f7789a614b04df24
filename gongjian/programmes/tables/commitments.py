"""How commitments and pilot policies are listed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.language import day
from gongjian.core.tables import NumberColumn, Search, Table
from gongjian.core.templatetags.core_tags import bar, sample_mark
from gongjian.organizations.models import Unit
from gongjian.programmes.models import Campaign, Grant, Measure, Target
from gongjian.programmes.models.commitments import written
from gongjian.programmes.queries.commitments import standings
from gongjian.programmes.queries.ledger import years_with_campaigns
from gongjian.programmes.tables.ledger import short_name, state_badge

Kind, State = Campaign.Kind, Measure.State


class CommitmentTable(Table):
    """`standing` is attached by `prepare_commitments`."""

    export_name = "commitments"
    title = tables.Column(verbose_name=gettext_lazy("Commitment"), attrs={"td": {"class": "main"}})
    lead_unit = tables.Column(verbose_name=gettext_lazy("Lead unit"), order_by="lead_unit__path")
    targets = tables.Column(verbose_name=gettext_lazy("Reached / promised"), orderable=False, empty_values=())
    percent = tables.Column(verbose_name=gettext_lazy("Overall progress"), orderable=False, empty_values=())
    photos = NumberColumn(verbose_name=gettext_lazy("Photographs"), orderable=False, empty_values=())
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Measure
        fields = ("title", "lead_unit", "targets", "percent", "photos", "state")
        order_by = ("title",)

    def order_title(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return queryset.order_by("-number" if is_descending else "number"), True

    def render_title(self, record: Measure) -> SafeString:
        waiting = ""
        if record.standing.waiting:
            words = _("%(count)s to verify") % {"count": record.standing.waiting}
            waiting = format_html(' <span class="light late">{}</span>', words)
        return format_html(
            '<a class="t" href="{}">{}</a> {}{}<div class="muted small">{}</div>',
            record.commitment_url,
            record.label,
            sample_mark(record),
            waiting,
            record.number,
        )

    def render_lead_unit(self, record: Measure) -> str:
        return short_name(record.lead_unit)

    def render_targets(self, record: Measure) -> SafeString:
        if not record.standing.targets:
            return format_html('<span class="muted small">{}</span>', _("no targets yet"))
        lines = ((target_words(target),) for target in record.standing.targets)
        return format_html('<div class="small">{}</div>', format_html_join("", "<div>{}</div>", lines))

    def render_percent(self, record: Measure) -> SafeString | str:
        return percent_bar(record.standing.percent)

    def render_photos(self, record: Measure) -> int:
        return len(record.standing.photos)

    def render_state(self, record: Measure) -> SafeString:
        return state_badge(record)

    def value_title(self, record: Measure) -> str:
        return f"{record.number} {record.label}"

    def value_lead_unit(self, record: Measure) -> str:
        return record.lead_unit.label

    def value_targets(self, record: Measure) -> str:
        return _("; ").join(target_words(target) for target in record.standing.targets)

    def value_percent(self, record: Measure) -> Any:
        return record.standing.percent

    def value_photos(self, record: Measure) -> int:
        return len(record.standing.photos)

    def value_state(self, record: Measure) -> str:
        return record.get_state_display()


class YearFilter(django_filters.FilterSet):
    """One year's list of a kind; the latest when the address names none (see `of_year`)."""

    q = Search("number", "title", "title_en", "lead_unit__name", "lead_unit__short_name")
    year = django_filters.ChoiceFilter(
        label=gettext_lazy("Year"), field_name="campaign__year", empty_label=gettext_lazy("Latest"),
        choices=lambda: [(year, year) for year in years_with_campaigns()],
    )  # fmt: skip
    lead_unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Lead unit"), to_field_name="code", empty_label=gettext_lazy("All"),
        queryset=lambda request: Unit.objects.filter(
            measures_led__campaign__kind__in=[Kind.LIVELIHOOD_COMMITMENTS, Kind.PILOT_POLICIES]
        ).distinct(),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Measure.State, empty_label=gettext_lazy("All"), widget=forms.Select
    )

    class Meta:
        model = Measure
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["lead_unit"].label_from_instance = lambda unit: unit.label


class PilotTable(Table):
    export_name = "pilots"
    title = tables.Column(verbose_name=gettext_lazy("Pilot policy"), attrs={"td": {"class": "main"}})
    lead_unit = tables.Column(verbose_name=gettext_lazy("Lead unit"), order_by="lead_unit__path")
    granted = tables.Column(verbose_name=gettext_lazy("Granted"), empty_values=(), order_by="grant__granted_on")
    landed = tables.Column(verbose_name=gettext_lazy("Landed"), empty_values=(), order_by="grant__landed_on")
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Measure
        fields = ("title", "lead_unit", "granted", "landed", "state")
        order_by = ("title",)

    def order_title(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return queryset.order_by("-number" if is_descending else "number"), True

    def render_title(self, record: Measure) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{}</div>',
            record.pilot_url,
            record.label,
            sample_mark(record),
            record.number,
        )

    def render_lead_unit(self, record: Measure) -> str:
        return short_name(record.lead_unit)

    def render_granted(self, record: Measure) -> SafeString:
        grant = record.held_grant
        if grant is None:
            return format_html('<span class="muted small">{}</span>', _("not entered yet"))
        first = format_html("{} {}", grant.granted_by, sample_mark(grant))
        return two_lines(first, f"{grant.granted_document} · {day(grant.granted_on)}")

    def render_landed(self, record: Measure) -> SafeString | str:
        grant = record.held_grant
        return two_lines(day(grant.landed_on), grant.landed_document) if grant and grant.landed_on else "—"

    def render_state(self, record: Measure) -> SafeString:
        return state_badge(record)

    def value_title(self, record: Measure) -> str:
        return f"{record.number} {record.label}"

    def value_lead_unit(self, record: Measure) -> str:
        return record.lead_unit.label

    def value_granted(self, record: Measure) -> str:
        grant = record.held_grant
        return f"{grant.granted_by} {grant.granted_document} {grant.granted_on}" if grant else ""

    def value_landed(self, record: Measure) -> str:
        grant = record.held_grant
        return f"{grant.landed_document} {grant.landed_on}" if grant and grant.landed_on else ""

    def value_state(self, record: Measure) -> str:
        return record.get_state_display()


def two_lines(first: str, second: str) -> SafeString:
    return format_html('<div>{}<div class="muted small">{}</div></div>', first, second)


def target_words(target: Target) -> str:
    """“更多学位 20,600 / 20,000 个”; a dash for what has not been verified."""
    reached = "—" if target.reached is None else written(target.reached)
    return f"{target.label} {reached} / {target.quantity_label} {target.unit_label}"


def percent_bar(percent: Decimal | None) -> SafeString | str:
    if percent is None:
        return "—"
    kind = "done" if percent == 100 else ""
    return format_html(
        '<span class="small nowrap">{}%</span>{}', percent_words(percent), bar(float(percent), kind=kind)
    )


def percent_words(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def prepare_commitments(measures: Iterable[Measure]) -> None:
    """Attach to each how far it is, and its address. Two queries."""
    measures = list(measures)
    found = standings(measures)
    for measure in measures:
        measure.standing = found[measure.pk]
        measure.commitment_url = reverse("programmes:commitment", args=[measure.number])


def prepare_pilots(measures: Iterable[Measure]) -> None:
    """Attach to each its grant and its address. One query."""
    measures = list(measures)
    grants = {grant.measure_id: grant for grant in Grant.objects.filter(measure__in=measures)}
    for measure in measures:
        measure.held_grant = grants.get(measure.pk)
        measure.pilot_url = reverse("programmes:pilot", args=[measure.number])


def of_year(measures: QuerySet[Measure], asked: Any, kind: str) -> QuerySet[Measure]:
    """Unless a year or words to search for are named: the latest year that has such a list."""
    if asked.get("year") or asked.get("q"):
        return measures
    latest = Campaign.objects.filter(kind=kind).order_by("-year").values("year")[:1]
    return measures.filter(campaign__year=Subquery(latest))
