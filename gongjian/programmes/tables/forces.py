"""How task forces, their meetings and what they drive are listed."""

from collections.abc import Iterable
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.language import day
from gongjian.core.tables import DayColumn, NumberColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.programmes.models import Measure, MeasureLight, Meeting, TaskForce
from gongjian.programmes.queries.forces import last_lights
from gongjian.programmes.tables.ledger import MeasureTable, prepare_measures, short_name

Light = MeasureLight.Light
KINDS = {Light.GREEN: "ok", Light.YELLOW: "late", Light.RED: "alarm", Light.BLUE: "done"}


class ForceTable(Table):
    export_name = "forces"
    name = tables.Column(verbose_name=gettext_lazy("Task force"), attrs={"td": {"class": "main"}})
    leader = tables.Column(verbose_name=gettext_lazy("Leader"), order_by="leader__name")
    liaison = tables.Column(verbose_name=gettext_lazy("Liaison officer"), order_by="liaison__name")
    members = NumberColumn(verbose_name=gettext_lazy("Members"))
    meetings_held = NumberColumn(verbose_name=gettext_lazy("Meetings held"))
    open_tasks = NumberColumn(verbose_name=gettext_lazy("Open tasks"))
    since = tables.Column(verbose_name=gettext_lazy("Period"))

    class Meta(Table.Meta):
        model = TaskForce
        fields = ("name", "leader", "liaison", "members", "meetings_held", "open_tasks", "since")
        order_by = ("name",)

    def render_name(self, record: TaskForce) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{}</div>',
            record.get_absolute_url(),
            record.label,
            sample_mark(record),
            short_name(record.unit),
        )

    def render_leader(self, record: TaskForce) -> str:
        return record.leader.label

    def render_liaison(self, record: TaskForce) -> str:
        return record.liaison.label

    def render_since(self, record: TaskForce) -> str:
        return period_words(record)

    def value_name(self, record: TaskForce) -> str:
        return record.label

    def value_leader(self, record: TaskForce) -> str:
        return record.leader.label

    def value_liaison(self, record: TaskForce) -> str:
        return record.liaison.label

    def value_since(self, record: TaskForce) -> str:
        return period_words(record)


class ForceFilter(django_filters.FilterSet):
    q = Search("name", "name_en", "leader__name", "liaison__name", "purpose")
    stands = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), method="filter_stands", empty_label=gettext_lazy("All"),
        choices=[("yes", gettext_lazy("Standing")), ("no", gettext_lazy("Dissolved"))],
    )  # fmt: skip

    class Meta:
        model = TaskForce
        fields: list[str] = []

    def filter_stands(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(until__isnull=value == "yes") if value else queryset


class MeetingTable(Table):
    export_name = "meetings"
    title = tables.Column(verbose_name=gettext_lazy("Meeting"), attrs={"td": {"class": "main"}})
    force = tables.Column(verbose_name=gettext_lazy("Task force"), empty_values=(), order_by="force__code")
    held_on = DayColumn("held_on", verbose_name=gettext_lazy("Held on"))
    chair = tables.Column(verbose_name=gettext_lazy("Chaired by"))
    decided = NumberColumn(verbose_name=gettext_lazy("Tasks set"))
    open = NumberColumn(verbose_name=gettext_lazy("Still open"))

    class Meta(Table.Meta):
        model = Meeting
        fields = ("title", "force", "held_on", "chair", "decided", "open")
        order_by = ("-held_on",)

    def render_title(self, record: Meeting) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}', record.get_absolute_url(), record.title, sample_mark(record)
        )

    def render_force(self, record: Meeting) -> str:
        return self.value_force(record)

    def value_title(self, record: Meeting) -> str:
        return record.title

    def value_force(self, record: Meeting) -> str:
        return record.force.label if record.force else _("Reform office")


class MeetingFilter(django_filters.FilterSet):
    q = Search("title", "minutes", "chair", "attended", "place")
    force = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Task force"), queryset=lambda request: TaskForce.objects.order_by("code"),
        to_field_name="code", empty_label=gettext_lazy("All"),
    )  # fmt: skip
    year = django_filters.NumberFilter(
        label=gettext_lazy("Year"), field_name="held_on__year", min_value=1978, max_value=2100
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["force"].label_from_instance = lambda force: force.label


class DrivenTable(MeasureTable):
    """What a task force drives: the ledger's columns and the last light."""

    export_name = "driven"
    light = tables.Column(verbose_name=gettext_lazy("Last light"), orderable=False, empty_values=())

    class Meta(MeasureTable.Meta):
        fields = ("number", "title", "lead_unit", "due", "progress", "light", "state")
        sequence = ("number", "title", "lead_unit", "due", "progress", "light", "state")

    def render_light(self, record: Measure) -> SafeString | str:
        return light_words(record)

    def value_light(self, record: Measure) -> str:
        return record.last_light.get_light_display() if record.last_light else ""


def light_words(measure: Measure) -> SafeString | str:
    """The light of the last frozen month with its reason; nothing before the first."""
    light = measure.last_light
    if light is None:
        return "—"
    return format_html(
        '<div><span class="light {}">{}</span><div class="muted small">{} · {}</div></div>',
        KINDS[Light(light.light)],
        light.get_light_display(),
        light.month.label,
        light.reason_label,
    )


def prepare_driven(measures: Iterable[Measure]) -> None:
    """What the ledger's list attaches, and `last_light`. Three queries."""
    measures = list(measures)
    prepare_measures(measures)
    lights = last_lights(measures)
    for measure in measures:
        measure.last_light = lights.get(measure.pk)


def period_words(thing: Any) -> str:
    """From when to when, for a task force or a secondment."""
    if thing.until is None:
        return _("since %(since)s") % {"since": day(thing.since)}
    return _("%(since)s to %(until)s") % {"since": day(thing.since), "until": day(thing.until)}
