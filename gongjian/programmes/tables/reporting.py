"""Lists of monthly reports, the state of one as word and shape, and its signatures as a ladder."""

from collections.abc import Callable
from dataclasses import dataclass, field
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
from gongjian.core.language import day, minute
from gongjian.core.tables import Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now
from gongjian.programmes.models import ApprovalStep, MonthlyReport, Signature
from gongjian.programmes.queries import reporting as queries
from gongjian.programmes.rules.reporting import next_step
from gongjian.programmes.tables.ledger import YES, days_counter, short_name

State = MonthlyReport.State
KINDS = {
    State.DRAFT: "plain state-proposed",
    State.SIGNING: "plain state-running",
    State.SUBMITTED: "late",
    State.ACCEPTED: "done",
    State.RETURNED: "alarm",
}


def report_badge(report: MonthlyReport) -> SafeString:
    """The state as colour, shape and word."""
    return format_html('<span class="light {}">{}</span>', KINDS[State(report.state)], report.get_state_display())


def is_late(report: MonthlyReport, today: date) -> bool:
    """Handed in after its day, or owed and past it."""
    if report.state in MonthlyReport.HANDED_IN:
        return report.is_late
    return report.due_on < today


# --- the ladder of signatures ----------------------------------------------------------------
@dataclass
class Rung:
    """A step of the chain: signed, whose turn it is (`is_next`), or still to come."""

    title: str
    post: str = ""
    signature: Signature | None = None
    is_next: bool = False


@dataclass
class Ladder:
    """The present sending's rungs, and what was signed in sendings before."""

    rungs: list[Rung]
    earlier: list[Signature] = field(default_factory=list)


def ladder_of(report: MonthlyReport, steps: list[ApprovalStep]) -> Ladder:
    """What is signed stands as it was called then; what is to come, as the chain is today."""
    signatures = list(report.signatures.all())
    on_way = report.state in (State.SIGNING, *MonthlyReport.HANDED_IN)
    now = [one for one in signatures if one.sending == report.sendings] if on_way else []
    rungs = [Rung(one.label, one.post, one) for one in now]
    if report.state not in MonthlyReport.HANDED_IN:
        to_come = [Rung(step.label, str(step.post)) for step in steps] or [Rung(_("Head of unit"), report.unit.label)]
        rungs += to_come[len(now) :]
        if report.state == State.SIGNING and len(now) < len(rungs):
            rungs[len(now)].is_next = True
    return Ladder(rungs, [one for one in signatures if one not in now])


def whom_it_waits_for(report: MonthlyReport, steps: list[ApprovalStep]) -> str:
    """One sentence: what comes next and whose turn it is."""
    if report.month.state == report.month.State.FROZEN and report.state in MonthlyReport.WITH_UNIT:
        return _("The month is frozen and this report was not handed in. Its text can be read and carried over.")
    if report.state == State.SIGNING:
        step = next_step(report, steps)
        who = str(step.post) if step else _("the head of %(unit)s") % {"unit": report.unit.label}
        return _("Waiting for the signature of %(who)s.") % {"who": who}
    return {
        State.DRAFT: _("The lead unit is writing."),
        State.RETURNED: _("Returned by the reform office: the lead unit changes it and has it signed anew."),
        State.SUBMITTED: _("Handed in; the reform office accepts or returns it."),
        State.ACCEPTED: _("Accepted: it changes no more."),
    }[State(report.state)]


# --- lists -----------------------------------------------------------------------------------
class ReportTable(Table):
    export_name = "reports"
    number = tables.Column(
        accessor="measure__number", verbose_name=gettext_lazy("Measure number"), attrs={"td": {"class": "nowrap"}}
    )
    measure = tables.Column(
        verbose_name=gettext_lazy("Measure"), order_by="measure__title", attrs={"td": {"class": "main"}}
    )
    unit = tables.Column(verbose_name=gettext_lazy("Reporting unit"), order_by="unit__path")
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})
    due_on = tables.Column(attrs={"td": {"class": "due"}})
    submitted_at = tables.Column(
        verbose_name=gettext_lazy("Handed in at"), empty_values=(), attrs={"td": {"class": "nowrap"}}
    )
    month = tables.Column(visible=False, verbose_name=gettext_lazy("Month"))
    progress = tables.Column(visible=False)
    problems = tables.Column(visible=False)
    next_steps = tables.Column(visible=False)

    class Meta(Table.Meta):
        model = MonthlyReport
        fields = ("number", "measure", "unit", "state", "due_on", "submitted_at")
        order_by = ("number",)

    def render_measure(self, record: MonthlyReport) -> SafeString:
        text = record.progress if len(record.progress) <= 60 else f"{record.progress[:60]}…"
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{}</div>',
            record.get_absolute_url(),
            record.measure.label,
            sample_mark(record.measure),
            text,
        )

    def render_unit(self, record: MonthlyReport) -> str:
        return short_name(record.unit)

    def render_state(self, record: MonthlyReport) -> SafeString:
        return report_badge(record)

    def render_due_on(self, record: MonthlyReport) -> SafeString:
        mark = format_html('<div class="small {}">{}</div>', "is-late" if record.late else "muted", record.days)
        return format_html('<span class="nowrap">{}</span>{}', day(record.due_on), mark if record.days else "")

    def render_submitted_at(self, record: MonthlyReport) -> SafeString | str:
        if record.submitted_at is None:
            return "—"
        late = format_html('<div class="small is-late">{}</div>', _("late")) if record.is_late else ""
        return format_html("{}{}", minute(record.submitted_at), late)

    def value_measure(self, record: MonthlyReport) -> str:
        return record.measure.label

    def value_unit(self, record: MonthlyReport) -> str:
        return record.unit.label

    def value_state(self, record: MonthlyReport) -> str:
        return record.get_state_display()

    def value_due_on(self, record: MonthlyReport) -> date:
        return record.due_on

    def value_submitted_at(self, record: MonthlyReport) -> str:
        return "" if record.submitted_at is None else minute(record.submitted_at)

    def value_month(self, record: MonthlyReport) -> str:
        return str(record.month)


class TickColumn(tables.Column):
    """A box that sends the row along with the form `accept-many`."""

    def render(self, record: MonthlyReport) -> SafeString | str:
        if record.state != State.SUBMITTED:
            return ""
        words = _("Accept %(number)s") % {"number": record.measure.number}
        return format_html(
            '<input type="checkbox" name="report" value="{}" form="accept-many" aria-label="{}">', record.pk, words
        )

    def value(self, record: MonthlyReport) -> str:
        return ""


class OfficeReportTable(ReportTable):
    """With a box before each row: the reform office accepts many at once."""

    tick = TickColumn(verbose_name=gettext_lazy("Tick"), orderable=False, empty_values=(), exclude_from_export=True)

    class Meta(ReportTable.Meta):
        sequence = ("tick", "...")


class ReportFilter(django_filters.FilterSet):
    q = Search("measure__number", "measure__title", "measure__title_en", "progress", "problems", "next_steps")
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Reporting unit"), queryset=lambda request: units_that_report(request.user),
        to_field_name="code", empty_label=gettext_lazy("All"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=State, empty_label=gettext_lazy("All"), widget=forms.HiddenInput
    )
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("Late"), choices=YES, method="filter_late", widget=forms.HiddenInput
    )
    mine = django_filters.ChoiceFilter(
        label=gettext_lazy("Of my units"), choices=YES, method="filter_mine", widget=forms.HiddenInput
    )

    class Meta:
        model = MonthlyReport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["unit"].label_from_instance = lambda unit: unit.label

    def filter_late(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(queries.is_late(clock.today())) if value else queryset

    def filter_mine(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(queries.reports_of_own_units(self.request.user)) if value else queryset


class QueueFilter(ReportFilter):
    """What waits for the reader; `what` names the group, which the page itself shows."""

    what = django_filters.CharFilter(label="", method="keep", widget=forms.HiddenInput, max_length=10)

    def keep(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset


def units_that_report(user: Any) -> QuerySet[Unit]:
    reports = queries.reports_visible_to(user).filter(unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(reports))


def prepare_reports() -> Callable[[Any], None]:
    """Attaches to each report of a page how many working days are left, and whether it is late. One query."""

    def prepare(reports: Any) -> None:
        today = clock.today()
        days_left = days_counter(calendar_now(), today)
        for report in reports:
            report.late = is_late(report, today)
            owed = report.state in MonthlyReport.WITH_UNIT and report.month.state == report.month.State.OPEN
            report.days = days_left(report.due_on) if owed else ""

    return prepare


class HistoryTable(ReportTable):
    """One measure's reports, month by month."""

    month = tables.Column(verbose_name=gettext_lazy("Month"), order_by=("month__year", "month__month"))
    progress = tables.Column(orderable=False, attrs={"td": {"class": "main"}})

    class Meta(ReportTable.Meta):
        sequence = ("month", "progress", "...")
        exclude = ("number", "measure", "unit")
        order_by = ("-month",)

    def render_month(self, record: MonthlyReport) -> SafeString:
        return format_html('<a class="t nowrap" href="{}">{}</a>', record.get_absolute_url(), record.month.label)

    def render_progress(self, record: MonthlyReport) -> str:
        return record.progress
