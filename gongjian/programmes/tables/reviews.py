"""How reviews and their agendas are listed, and how their states and lights are drawn."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.tables import DayColumn, NumberColumn, Table
from gongjian.core.templatetags.core_tags import badge, sample_mark
from gongjian.programmes.models import AgendaItem, Month, Review

# By light: colour and shape of core.css.
LIGHT_KINDS = {"green": "ok", "yellow": "late", "red": "alarm", "blue": "done"}
_STATE_KINDS = {"prepared": "plain", "in_session": "late", "held": "plain", "circulated": "done"}


def review_badge(review: Review) -> SafeString:
    return badge(_STATE_KINDS[review.state], review.get_state_display())


def light_mark(light: str, words: str) -> SafeString:
    """A light as colour, shape and word; nothing where there is none."""
    return badge(LIGHT_KINDS.get(light, "plain"), words) if light else SafeString("")


def item_light(item: AgendaItem) -> SafeString:
    return light_mark(item.light.light, item.light.get_light_display()) if item.light else SafeString("")


class ReviewTable(Table):
    export_name = "reviews"
    month = tables.Column(
        verbose_name=gettext_lazy("Review"), order_by=("month__year", "month__month"), attrs={"td": {"class": "main"}}
    )
    held_on = DayColumn("held_on", verbose_name=gettext_lazy("Held on"))
    chair = tables.Column(verbose_name=gettext_lazy("Chair"), order_by="chair__name")
    presenting = NumberColumn(verbose_name=gettext_lazy("On the agenda (items)"))
    presented = NumberColumn(verbose_name=gettext_lazy("Presented (items)"))
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})
    number = tables.Column(verbose_name=gettext_lazy("Circular"), empty_values=())

    class Meta(Table.Meta):
        model = Review
        fields = ("month", "held_on", "chair", "presenting", "presented", "state", "number")
        order_by = ("-month",)

    def render_month(self, record: Review) -> SafeString:
        return format_html(
            '<a class="t" href="{}">{}</a> {}', record.get_absolute_url(), record.month.label, sample_mark(record)
        )

    def value_month(self, record: Review) -> str:
        return str(record.month)

    def render_chair(self, record: Review) -> str:
        return record.chair.label

    def render_state(self, record: Review) -> SafeString:
        return review_badge(record)

    def value_state(self, record: Review) -> str:
        return record.get_state_display()

    def render_number(self, record: Review) -> SafeString | str:
        if not record.number:
            return "—"
        public = format_html(' <span class="muted small">{}</span>', _("public")) if record.is_public else ""
        return format_html('<a href="{}circular/">{}</a>{}', record.get_absolute_url(), record.number, public)

    def value_number(self, record: Review) -> str:
        return record.number


class ReviewFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(
        label=gettext_lazy("Year"), choices=lambda: _years(), method="filter_year", empty_label=gettext_lazy("All")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=Review.State.choices, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Review
        fields: list[str] = []

    def filter_year(self, queryset: QuerySet, _name: str, value: Any) -> QuerySet:
        return queryset.filter(month__year=value)


def _years() -> list[tuple[int, int]]:
    years = Month.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [(year, year) for year in years]
