"""How letters are listed."""

from collections.abc import Iterable
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from gongjian.core import clock
from gongjian.core.language import day
from gongjian.core.tables import DayColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.organizations.models import Unit
from gongjian.organizations.queries import calendar_now
from gongjian.organizations.rules.days import days_counter
from gongjian.programmes.models import Letter
from gongjian.programmes.queries.letters import is_unanswered
from gongjian.programmes.tables.ledger import YES, short_name

State = Letter.State
_KINDS = {State.CLOSED: "done", State.REPLIED: "ok"}


class LetterTable(Table):
    export_name = "letters"
    number = tables.Column(verbose_name=gettext_lazy("Letter"), attrs={"td": {"class": "main"}}, empty_values=())
    unit = tables.Column(verbose_name=gettext_lazy("Addressed to"), order_by="unit__path")
    level = tables.Column(verbose_name=gettext_lazy("Kind of letter"), attrs={"td": {"class": "nowrap"}})
    issued_on = DayColumn("issued_on", verbose_name=gettext_lazy("Issued on"))
    reply_by = tables.Column(verbose_name=gettext_lazy("Reply by"), attrs={"td": {"class": "due"}})
    state = tables.Column(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "nowrap"}})

    class Meta(Table.Meta):
        model = Letter
        fields = ("number", "unit", "level", "issued_on", "reply_by", "state")

    def render_number(self, record: Letter) -> SafeString:
        about = record.measure.label if record.measure else record.reason
        return format_html(
            '<a class="t" href="{}">{}</a> {}<div class="muted small clipped">{}</div>',
            record.get_absolute_url(),
            record,
            sample_mark(record),
            about,
        )

    def render_unit(self, record: Letter) -> str:
        return short_name(record.unit)

    def render_level(self, record: Letter) -> str:
        return record.get_level_display()

    def render_reply_by(self, record: Letter) -> SafeString:
        return format_html('<span class="nowrap">{}</span>{}', day(record.reply_by), days_note(record))

    def render_state(self, record: Letter) -> SafeString:
        return letter_badge(record)

    def value_number(self, record: Letter) -> str:
        return record.number

    def value_unit(self, record: Letter) -> str:
        return record.unit.label

    def value_level(self, record: Letter) -> str:
        return record.get_level_display()

    def value_reply_by(self, record: Letter) -> Any:
        return record.reply_by

    def value_state(self, record: Letter) -> str:
        return record.get_state_display()


class LetterFilter(django_filters.FilterSet):
    q = Search(
        "number", "reason", "unit__name", "unit__short_name", "unit__name_en", "measure__number", "measure__title"
    )
    year = django_filters.NumberFilter(label=gettext_lazy("Year"), field_name="proposed_on", lookup_expr="year")
    level = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of letter"), choices=Letter.Level, empty_label=gettext_lazy("All")
    )
    unit = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Addressed to"), queryset=lambda request: written_to(), to_field_name="code",
        empty_label=gettext_lazy("All"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=State, widget=forms.HiddenInput)
    late = django_filters.ChoiceFilter(
        label=gettext_lazy("Reply overdue"), choices=YES, method="filter_late", widget=forms.HiddenInput
    )

    class Meta:
        model = Letter
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.form.fields["unit"].label_from_instance = lambda unit: unit.label
        self.form.fields["year"].widget.attrs["class"] = "year"

    def filter_late(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(is_unanswered()) if value else queryset


def written_to() -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=Letter.objects.order_by().values("unit_id"))


def prepare_letters(letters: Iterable[Letter]) -> None:
    """Attach what a list and a page say beside the fields: days left to the reply. One query."""
    today = clock.today()
    days_left = days_counter(calendar_now(), today)
    for letter in letters:
        owed = letter.is_unanswered
        letter.days = days_left(letter.reply_by) if owed else ""
        letter.is_late = owed and letter.reply_by < today


def days_note(letter: Letter) -> SafeString | str:
    if not letter.days:
        return ""
    return format_html('<div class="small {}">{}</div>', "is-late" if letter.is_late else "muted", letter.days)


def letter_badge(letter: Letter) -> SafeString:
    """The state as word and shape; what is owed and late is said in the column of days."""
    kind = _KINDS.get(letter.state, f"plain state-{letter.state}")
    return format_html('<span class="light {}">{}</span>', kind, letter.get_state_display())
