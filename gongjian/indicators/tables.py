"""How figures, and the rows behind them, are listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_filters
import django_tables2 as tables
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, DateField, DecimalField, Field, IntegerField, Model, QuerySet
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.language import day, in_language, minute
from gongjian.core.tables import DayColumn, Search, Table
from gongjian.core.templatetags.core_tags import sample_mark
from gongjian.indicators.models import Reading
from gongjian.indicators.queries import Figure, words_of


# --- the list of figures ------------------------------------------------------------------------
@dataclass(frozen=True)
class FigureLine:
    """One line of the list: the figure as read, or its outline where there is a gap."""

    figure: Figure
    problem: str = ""

    @property
    def title(self) -> str:
        return self.figure.label

    @property
    def is_gap(self) -> bool:
        return self.figure.value is None

    @property
    def value(self) -> Decimal | date | None:
        return self.figure.value

    @property
    def unit(self) -> str:
        return in_language(self.figure.unit, self.figure.unit_en).partition("|")[0]

    @property
    def kind(self) -> str:
        return Reading.Kind(self.figure.kind).label

    @property
    def as_of(self) -> date | None:
        return self.figure.as_of

    @property
    def owner(self) -> str:
        unit = self.figure.owner
        return in_language(unit.short_name or unit.name, unit.name_en) if unit else ""

    @property
    def meaning(self) -> str:
        return in_language(self.figure.meaning, self.figure.meaning_en)

    @property
    def source(self) -> str:
        return in_language(self.figure.source, self.figure.source_en)

    @property
    def is_sample(self) -> bool:
        return self.figure.is_sample


class FigureTable(Table):
    """The list of figures; the exported file carries value, unit and bound in columns of their own."""

    export_name = "figures"
    title = tables.Column(verbose_name=gettext_lazy("Figure"), attrs={"td": {"class": "main"}})
    words = tables.Column(
        verbose_name=gettext_lazy("Value"),
        accessor="value",
        orderable=False,
        empty_values=(),
        exclude_from_export=True,
        attrs={"td": {"class": "num"}, "th": {"class": "num"}},
    )
    value = tables.Column(verbose_name=gettext_lazy("Value"), visible=False)
    unit = tables.Column(verbose_name=gettext_lazy("Unit of measure"), visible=False)
    bound = tables.Column(verbose_name=gettext_lazy("Bound"), visible=False, accessor="figure__bound")
    as_of = DayColumn("as_of", verbose_name=gettext_lazy("As of"))
    kind = tables.Column(verbose_name=gettext_lazy("Computed or reported"))
    owner = tables.Column(verbose_name=gettext_lazy("Owed by"))
    source = tables.Column(verbose_name=gettext_lazy("Data source"), visible=False)
    meaning = tables.Column(verbose_name=gettext_lazy("Definition"), visible=False)
    name = tables.Column(verbose_name=gettext_lazy("Name in texts"), visible=False, accessor="figure__name")

    class Meta(Table.Meta):
        fields: tuple[str, ...] = ()
        sequence = ("title", "words", "as_of", "kind", "owner", "...")

    def render_title(self, value: str, record: FigureLine) -> str:
        link = format_html('<a href="{}">{}</a>', record.figure.get_absolute_url(), value)
        hidden = "" if record.figure.is_public else format_html(' <span class="light plain">{}</span>', _("not public"))
        return format_html("{} {}{}", link, sample_mark(record), hidden)

    def value_title(self, value: str) -> str:
        return value

    def render_words(self, record: FigureLine) -> str:
        if record.is_gap:
            return format_html('<span class="figure gap" title="{}">{}</span>', record.problem, _("not yet reported"))
        return words_of(record.figure)


# --- the rows behind a computed figure ----------------------------------------------------------
class RowColumn(tables.Column):
    """One declared column of the rows: what a reader sees of the field, in his language."""

    def __init__(self, name: str, field: Field | None, *, is_main: bool, linked: bool):
        self.name, self.is_main, self.linked = name, is_main, linked
        head = capfirst(field.verbose_name if field is not None else name.replace("_", " "))
        super().__init__(
            verbose_name=head,
            accessor="pk",
            empty_values=(),
            orderable=field is not None,
            order_by=(name,) if field is not None else None,
            attrs={"td": {"class": "main"}} if is_main else {"td": {"class": _look_of(field)}},
        )

    def render(self, record: Model) -> str:
        said = said_of(record, self.name)
        text = day(said) if isinstance(said, date) else said
        if not self.is_main:
            return text
        if self.linked and hasattr(record, "get_absolute_url"):
            text = format_html('<a href="{}">{}</a>', record.get_absolute_url(), text)
        return format_html("{} {}", text, sample_mark(record))

    def value(self, record: Model) -> Any:
        return said_of(record, self.name)


def _look_of(field: Field | None) -> str:
    """Numbers to the right; dates and the short codes that name a record on one line."""
    if isinstance(field, DecimalField | IntegerField):
        return "num"
    if isinstance(field, DateField):
        return "date"
    return "nowrap" if isinstance(field, CharField) and (field.unique or field.choices) else ""


class SampleColumn(tables.Column):
    """In the exported file a sample row says so in a column of its own."""

    def __init__(self) -> None:
        super().__init__(verbose_name=gettext_lazy("sample"), accessor="pk", visible=False, empty_values=())

    def value(self, record: Model) -> str:
        return _("sample") if getattr(record, "is_sample", False) else ""


def said_of(record: Model, name: str) -> Any:
    """A field as readers see it: the label of a record, the words of a choice, the text of their language."""
    value = getattr(record, name, "")
    if hasattr(value, "label"):
        return value.label
    if shown := getattr(record, f"get_{name}_display", None):
        return str(shown())
    if isinstance(value, str):
        return in_language(value, getattr(record, f"{name}_en", "") or "")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return minute(value)
    return "—" if value is None else value


def _field(model: type[Model], name: str) -> Field | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def rows_of(figure: Figure) -> QuerySet:
    """The rows with what their declared columns name, in one query."""
    assert figure.rows is not None
    named = [name for name in figure.columns if getattr(_field(figure.rows.model, name), "many_to_one", False)]
    return figure.rows.select_related(*named) if named else figure.rows


def row_table(figure: Figure, *, linked: bool) -> type[Table]:
    """A table class with the columns the figure declares; the title or name carries link and sample mark."""
    assert figure.rows is not None
    main = next((name for name in figure.columns if name in ("title", "name")), figure.columns[0])
    columns: Mapping[str, tables.Column] = {
        name: RowColumn(name, _field(figure.rows.model, name), is_main=name == main, linked=linked)
        for name in figure.columns
    }
    meta = type("Meta", (Table.Meta,), {"model": figure.rows.model, "fields": tuple(figure.columns)})
    own = {"Meta": meta, "export_name": figure.name, "sample": SampleColumn()}
    return type("RowTable", (Table,), {**columns, **own})


def row_filter(figure: Figure) -> type[django_filters.FilterSet]:
    """A search box over the texts among the declared columns."""
    assert figure.rows is not None
    model = figure.rows.model
    texts = [name for name in figure.columns if isinstance(_field(model, name), CharField)]
    meta = type("Meta", (), {"model": model, "fields": []})
    return type("RowFilter", (django_filters.FilterSet,), {"q": Search(*texts), "Meta": meta})
