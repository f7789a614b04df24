"""The lists of inspections and findings."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.language import day
from gongjian.core.tables import DayColumn, NumberColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules.days import days_counter
from gongjian.programmes.models import Finding, Inspection
from gongjian.programmes.queries.findings import findings_of_own_units, is_overdue
from gongjian.programmes.queries.inspections import inspections_visible_to
from gongjian.programmes.tables.ledger import YES, short_name

_STATE_KINDS = {Inspection.State.RUNNING: "late", Inspection.State.RECTIFYING: "late", Inspection.State.DONE: "done"}
_FINDING_KINDS = {Finding.State.CLOSED: "done", Finding.State.REPORTED: "late", Finding.State.ACCEPTED_ONCE: "late"}
_GRADE_KINDS = {Finding.Grade.GRAVE: "alarm", Finding.Grade.SERIOUS: "late"}


def inspection_badge(inspection: Inspection) -> SafeString:
    kind = _STATE_KINDS.get(inspection.state, "plain")
    return format_html('<span class="light {}">{}</span>', kind, inspection.get_state_display())


def finding_badge(finding: Finding) -> SafeString:
    return format_html(
        '<span class="light {}">{}</span>', _FINDING_KINDS.get(finding.state, "plain"), finding.get_state_display()
    )


def grade_badge(finding: Finding) -> SafeString:
    return format_html(
        '<span class="light {}">{}</span>', _GRADE_KINDS.get(finding.grade, "plain"), finding.get_grade_display()
    )


class InspectionTable(Table):
    export_name = "inspections"
    title = tables.Column(verbose_name=gettext_lazy("Inspection"), attrs={"td": {"class": "main"}})
    since = DayColumn("since", verbose_name=gettext_lazy("First day"))
    until = DayColumn("until", verbose_name=gettext_lazy("Last day"))
    visited = NumberColumn(verbose_name=gettext_lazy("Visited / sampled"), orderable=False)
    closed = NumberColumn(verbose_name=gettext_lazy("Rectified / found"), orderable=False)
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Inspection
        fields = ("title", "since", "until", "visited", "closed", "state")
        order_by = ("-since",)

    def render_title(self, record: Inspection) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}', record.get_absolute_url(), record.label, sample_mark(record)
        )

    def render_visited(self, record: Inspection) -> str:
        return f"{record.visited} / {record.sampled}"

    def render_closed(self, record: Inspection) -> str:
        return f"{record.closed} / {record.found}"

    def render_state(self, record: Inspection) -> SafeString:
        return inspection_badge(record)

    def value_title(self, record: Inspection) -> str:
        return record.label

    def value_state(self, record: Inspection) -> str:
        return record.get_state_display()


class InspectionFilter(django_filters.FilterSet):
    q = Search("title", "title_en", "code")
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Inspection.State, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Inspection
        fields: list[str] = []


class FindingTable(Table):
    export_name = "findings"
    number = NumberColumn(verbose_name=gettext_lazy("No."), order_by=("inspection", "number"))
    title = tables.Column(verbose_name=gettext_lazy("Finding"), attrs={"td": {"class": "main"}})
    grade = tables.Column(verbose_name=gettext_lazy("Grade"), attrs={"td": {"class": "nowrap"}})
    unit = tables.Column(verbose_name=gettext_lazy("Unit that rectifies"), order_by="unit__path")
    due = tables.Column(verbose_name=gettext_lazy("Rectify by"), attrs={"td": {"class": "due"}})
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Finding
        fields = ("number", "title", "grade", "unit", "due", "state")
        order_by = ("due",)

    def render_title(self, record: Finding) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{} · {}</div>',
            record.get_absolute_url(),
            record.title,
            sample_mark(record.inspection),
            record.measure.number,
            record.inspection.label,
        )

    def render_grade(self, record: Finding) -> SafeString:
        return grade_badge(record)

    def render_unit(self, record: Finding) -> str:
        return short_name(record.unit)

    def render_due(self, record: Finding) -> SafeString:
        return format_html(
            '<span class="nowrap">{}</span><div class="small {}">{}</div>',
            day(record.due),
            "is-late" if record.is_late else "muted",
            record.days,
        )

    def render_state(self, record: Finding) -> SafeString:
        return finding_badge(record)

    def value_title(self, record: Finding) -> str:
        return record.title

    def value_grade(self, record: Finding) -> str:
        return record.get_grade_display()

    def value_unit(self, record: Finding) -> str:
        return record.unit.label

    def value_due(self, record: Finding) -> date:
        return record.due

    def value_state(self, record: Finding) -> str:
        return record.get_state_display()


class FindingFilter(django_filters.FilterSet):
    q = Search("title", "words", "measure__number", "measure__title")
    inspection = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Inspection"), queryset=lambda request: inspections_visible_to(request.user),
        to_field_name="code", empty_label=gettext_lazy("All"),
    )  # fmt: skip
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit that rectifies"), queryset=lambda request: units_with_findings(),
        to_field_name="code", empty_label=gettext_lazy("All"),
    )  # fmt: skip
    grade = django_filters.ChoiceFilter(
        label=gettext_lazy("Grade"), choices=Finding.Grade, empty_label=gettext_lazy("All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Finding.State, empty_label=gettext_lazy("All")
    )
    mine = django_filters.ChoiceFilter(
        label=gettext_lazy("Mine to rectify"), choices=YES, method="filter_mine", widget=forms.HiddenInput
    )
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Overdue"), choices=YES, method="filter_overdue", widget=forms.HiddenInput
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("inspection", "unit"):
            self.form.fields[name].label_from_instance = lambda thing: thing.label

    def filter_mine(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(findings_of_own_units(self.request.user)) if value else queryset

    def filter_overdue(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_overdue(clock.today())) if value else queryset


def units_with_findings() -> QuerySet[Unit]:
    return Unit.objects.filter(Exists(Finding.objects.filter(unit=OuterRef("pk"))))


def prepare_findings(findings: Iterable[Finding]) -> None:
    """Attach to each the working days left or overdue, in words; what is not open owes none."""
    today = clock.today()
    days_left = days_counter(calendar_now(), today)
    for finding in findings:
        is_open = finding.state == Finding.State.OPEN
        finding.is_late = finding.was_late or (is_open and finding.due < today)
        finding.days = days_left(finding.due) if is_open else late_words(finding)


def late_words(finding: Finding) -> str:
    """How a rectification that was reported stood to its day."""
    if finding.reported_on is None:
        return ""
    words = _("reported late, on %(day)s") if finding.was_late else _("reported on %(day)s")
    return words % {"day": day(finding.reported_on)}
