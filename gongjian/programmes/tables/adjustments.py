"""How applications to move a date or a goal are listed."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from gongjian.core.tables import DayColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Unit
from gongjian.programmes.models import Adjustment
from gongjian.programmes.rules.adjustments import MILESTONES, read, said
from gongjian.programmes.rules.columns import title_of
from gongjian.programmes.tables.ledger import short_name

State = Adjustment.State
_KINDS = {State.APPROVED: "done", State.REFUSED: "alarm"}


class AdjustmentTable(Table):
    export_name = "adjustments"
    measure = tables.Column(
        verbose_name=gettext_lazy("Measure"), attrs={"td": {"class": "main"}}, order_by="measure__number"
    )
    unit = tables.Column(
        verbose_name=gettext_lazy("Lead unit"), accessor="measure__lead_unit", order_by="measure__lead_unit__path"
    )
    wanted = tables.Column(verbose_name=gettext_lazy("What is to move"), orderable=False, empty_values=())
    applied_on = DayColumn("applied_on", verbose_name=gettext_lazy("Applied on"))
    ruled_on = DayColumn("ruled_on", verbose_name=gettext_lazy("Ruled on"))
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Adjustment
        fields = ("measure", "unit", "wanted", "applied_on", "ruled_on", "state")

    def render_measure(self, record: Adjustment) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small">{}</div>',
            record.get_absolute_url(),
            record.measure.label,
            sample_mark(record.measure),
            record.measure.number,
        )

    def render_unit(self, value: Unit) -> str:
        return short_name(value)

    def render_wanted(self, record: Adjustment) -> SafeString:
        return format_html('<span class="small">{}</span>', moved(record))

    def render_state(self, record: Adjustment) -> SafeString:
        return adjustment_badge(record)

    def value_measure(self, record: Adjustment) -> str:
        return str(record.measure)

    def value_unit(self, value: Unit) -> str:
        return value.label

    def value_wanted(self, record: Adjustment) -> str:
        return moved(record)

    def value_state(self, record: Adjustment) -> str:
        return record.get_state_display()


def moved(adjustment: Adjustment) -> str:
    """In one line: a date with old and new, of everything else the name."""
    before, wanted = read(adjustment.before), read(adjustment.wanted)
    parts = []
    for name, value in wanted.fields.items():
        title = title_of("measures", name)
        if name in ("due", "goal_quantity"):
            parts.append(f"{title} {said(before.fields.get(name))} → {said(value)}")
        else:
            parts.append(title)
    if wanted.milestones:
        parts.append(f"{title_of(MILESTONES, 'title')} {'、'.join(str(order) for order in sorted(wanted.milestones))}")
    return " · ".join(parts)


class AdjustmentFilter(django_filters.FilterSet):
    q = Search("measure__number", "measure__title", "measure__title_en", "reason", "measure__lead_unit__name")
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State, empty_label=gettext_lazy("All"))
    year = django_filters.NumberFilter(label=gettext_lazy("Year"), field_name="measure__campaign__year")
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Lead unit"), queryset=lambda request: applying_units(), to_field_name="code",
        field_name="measure__lead_unit", empty_label=gettext_lazy("All"),
    )  # fmt: skip

    class Meta:
        model = Adjustment
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["unit"].label_from_instance = lambda unit: unit.label
        self.form.fields["year"].widget.attrs["class"] = "year"


def applying_units() -> QuerySet[Unit]:
    return Unit.objects.filter(measures_led__adjustments__isnull=False).distinct()


def adjustment_badge(adjustment: Adjustment) -> SafeString:
    kind = _KINDS.get(adjustment.state, f"plain state-{adjustment.state}")
    return format_html('<span class="light {}">{}</span>', kind, adjustment.get_state_display())
