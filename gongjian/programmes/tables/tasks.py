"""How tasks are listed: on the page, on paper, in a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.language import day
from gongjian.core.tables import Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now
from gongjian.programmes.models import Task
from gongjian.programmes.queries.tasks import is_overdue, owed_by, ruled_by
from gongjian.programmes.tables.ledger import YES, days_counter, short_name

State = Task.State
KINDS = {State.CLOSED: "done", State.REPORTED: "late"}
LISTED = ("unit", "person", "measure", "meeting__force", "item__review__month")


class TaskTable(Table):
    export_name = "tasks"
    title = tables.Column(verbose_name=gettext_lazy("What is to be done"), attrs={"td": {"class": "main"}})
    source = tables.Column(verbose_name=gettext_lazy("Source"), orderable=False, empty_values=())
    unit = tables.Column(verbose_name=gettext_lazy("Unit that owes it"), order_by="unit__path")
    due = tables.Column(verbose_name=gettext_lazy("Due"), attrs={"td": {"class": "due"}})
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Task
        fields = ("title", "source", "unit", "due", "state")
        order_by = ("due",)

    def render_title(self, record: Task) -> SafeString:
        measure = format_html('<div class="muted small">{}</div>', record.measure) if record.measure else ""
        return format_html(
            '<a class="t" href="{}">{}</a> {}{}', record.get_absolute_url(), record.title, sample_mark(record), measure
        )

    def render_source(self, record: Task) -> SafeString:
        return format_html('<span class="small">{}</span>', source_words(record))

    def render_unit(self, record: Task) -> SafeString:
        who = format_html('<div class="muted small">{}</div>', record.person.label) if record.person else ""
        return format_html("<div>{}{}</div>", short_name(record.unit), who)

    def render_due(self, record: Task) -> SafeString:
        return format_html('<div><span class="nowrap">{}</span>{}</div>', day(record.due), due_notes(record))

    def render_state(self, record: Task) -> SafeString:
        return task_badge(record)

    def value_title(self, record: Task) -> str:
        return record.title

    def value_source(self, record: Task) -> str:
        return source_words(record)

    def value_unit(self, record: Task) -> str:
        return record.unit.label

    def value_due(self, record: Task) -> date:
        return record.due

    def value_state(self, record: Task) -> str:
        return record.get_state_display()


class TaskFilter(django_filters.FilterSet):
    q = Search("title", "result", "unit__name", "unit__short_name", "measure__number")
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Unit that owes it"), queryset=lambda request: units_that_owe(), to_field_name="code",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    source = django_filters.ChoiceFilter(
        label=gettext_lazy("Source"), method="filter_source", empty_label=gettext_lazy("All"),
        choices=[("meeting", gettext_lazy("Meetings")), ("review", gettext_lazy("Reviews"))],
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Task.State, empty_label=gettext_lazy("All"), widget=forms.HiddenInput
    )
    mine = django_filters.ChoiceFilter(
        label=gettext_lazy("Owed by my units"), choices=YES, method="filter_mine", widget=forms.HiddenInput
    )
    ruled = django_filters.ChoiceFilter(
        label=gettext_lazy("For me to rule on"), choices=YES, method="filter_ruled", widget=forms.HiddenInput
    )
    overdue = django_filters.ChoiceFilter(
        label=gettext_lazy("Overdue"), choices=YES, method="filter_overdue", widget=forms.HiddenInput
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["unit"].label_from_instance = lambda unit: unit.label

    def filter_source(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(meeting__isnull=value != "meeting") if value else queryset

    def filter_mine(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(owed_by(self.request.user)) if value else queryset

    def filter_ruled(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_ruled_now(self.request.user)) if value else queryset

    def filter_overdue(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_overdue()) if value else queryset


def is_ruled_now(user: object) -> Q:
    """What waits for this account's word: reported by somebody else."""
    return ruled_by(user) & Q(state=State.REPORTED) & ~Q(reported_by=getattr(user, "pk", None))


def units_that_owe() -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=Task.objects.order_by().values("unit"))


def source_words(task: Task) -> str:
    """Where a task comes from: the meeting with its day, or the review of a month."""
    if task.meeting is not None:
        return f"{task.meeting.title} · {day(task.meeting.held_on)}"
    return _("Review of %(month)s") % {"month": task.item.review.month.label}


def task_badge(task: Task) -> SafeString:
    """The state as word and shape; an open one that is late says so."""
    if task.state == State.OPEN and task.due < clock.today():
        return format_html('<span class="light alarm">{}</span>', _("Overdue"))
    kind = KINDS.get(State(task.state), "plain")
    return format_html('<span class="light {}">{}</span>', kind, task.get_state_display())


def due_notes(task: Task) -> SafeString:
    """Under the day: how long there is left, and the day first set where it was moved."""
    left = getattr(task, "days", "")
    late = task.state == State.OPEN and task.due < clock.today()
    days = format_html('<div class="small {}">{}</div>', "is-late" if late else "muted", left) if left else ""
    moved = ""
    if task.is_moved:
        words = _("first due %(day)s") % {"day": day(task.first_due)}
        moved = format_html('<div class="small muted">{}</div>', words)
    return format_html("{}{}", days, moved)


def prepare_tasks(tasks: Iterable[Task]) -> None:
    """Attach to each the working days left. One query."""
    days_left = days_counter(calendar_now(), clock.today())
    for task in tasks:
        task.days = days_left(task.due) if task.state == State.OPEN else ""
