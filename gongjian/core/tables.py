"""The one table of the house: sort, filter, search, page, export; its whole state is in the address.

On django-tables2 and django-filter; ours are the look, the limits and the export.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import django_filters
import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import Context, Template
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _
from django_tables2.rows import BoundRows

from gongjian.core import language
from gongjian.core.exports import EXPORTS, export_table

PAGE_SIZES = (20, 50, 100, 200)
DEFAULT_SIZE = 50


class Table(tables.Table):
    """Base of every table. The column that titles a row's card on a phone carries td class "main"."""

    export_name = "table"

    class Meta:
        template_name = "core/table.html"
        order_by_field = "sort"
        attrs = {"class": "list cards"}


class CellColumn(tables.TemplateColumn):
    """A cell drawn by a small template that knows the record alone.

    The template is compiled once and no context processor runs: with django-tables2's own TemplateColumn, which
    asks the whole page's context for each cell, drawing them was most of what a list page cost.
    """

    def render(self, record: Any, table: tables.Table, value: Any, bound_column: Any, **rest: Any) -> str:
        context = self.get_context_data(record=record, table=table, value=value, bound_column=bound_column, **rest)
        return compiled(self.template_code, self.template_name).render(Context(context))


@lru_cache(maxsize=256)
def compiled(code: str | None, name: str | None) -> Template:
    return Template(code) if code else get_template(str(name)).template  # type: ignore[attr-defined]


class NumberColumn(tables.Column):
    """Right-aligned, tabular figures; the unit stands in the column head."""

    attrs = {"td": {"class": "num"}, "th": {"class": "num"}}


class DayColumn(tables.Column):
    """A date as the reader writes dates; exported as a date. `field` may reach through relations: "lead.since"."""

    written: Callable[[Any], str] = staticmethod(language.day)

    def __init__(self, field: str, **options: Any):
        options.setdefault("accessor", field.replace(".", "__"))
        options.setdefault("attrs", {"td": {"class": "date"}})
        super().__init__(**options)

    def render(self, value: Any) -> str:
        return self.written(value)

    def value(self, value: Any) -> Any:
        return value


class MinuteColumn(DayColumn):
    """A moment to the minute; exported as text that sorts, in local time."""

    written = staticmethod(language.minute)


class Search(django_filters.CharFilter):
    """One box over several fields: rows that contain every word somewhere in them."""

    def __init__(self, *fields: str, **options: Any):
        self.fields = fields
        options.setdefault("label", _("Search"))
        super().__init__(**options)
        self.extra.setdefault("max_length", 100)

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        for word in (value or "").replace("\x00", "").split()[:8]:
            queryset = queryset.filter(self.places_of(word))
        return queryset

    def places_of(self, word: str) -> Q:
        """Where one word may stand; a list that searches elsewhere too adds to it."""
        found = Q()
        for name in self.fields:
            found |= Q(**{f"{name}__icontains": word})
        return found


def table_page(
    request: HttpRequest,
    table_class: type[Table],
    queryset: QuerySet,
    *,
    filterset_class: type[django_filters.FilterSet] | None = None,
    filterset: django_filters.FilterSet | None = None,
    template: str = "core/table_page.html",
    context: dict[str, Any] | None = None,
    prepare: Callable[[Iterable[Any]], None] | None = None,
    keys_first: bool = False,
) -> HttpResponse:
    """The page of a list, or its export when the address says `?export=xlsx|csv`.

    Filters, sort and page come from the address; whatever in it makes no sense is ignored, never an error.
    `filterset` is for a page that needs its filters before its list: made of the same address, over any queryset.
    `prepare` gets the rows of the page (not of the whole list), to attach what a page needs in bulk.
    `keys_first` is for long lists of wide rows: the page's keys are found from the indexes alone, then its rows.
    """
    if filterset_class:
        filterset = filterset_class(request.GET, queryset=queryset, request=request)
    if filterset is not None:
        filterset.queryset = queryset
        queryset = filterset.qs if filterset.is_valid() else _with_valid_filters(filterset, queryset)
    table = table_class(queryset, request=request)
    table.order_by = _declared(table, request.GET.get("sort", ""))
    _settle_ties(table)
    if request.GET.get("export") in EXPORTS:
        return _export(table, request, prepare)
    _paginate(table, request)
    if keys_first:
        _fetch_by_keys(table)
    if prepare:
        prepare([row.record for row in table.page.object_list])
    answer = {
        "table": table,
        "filterset": filterset,
        "page_sizes": PAGE_SIZES,
        "page_numbers": list(table.paginator.get_elided_page_range(table.page.number, on_each_side=2, on_ends=1)),
        "active": _active(filterset),
    }
    return render(request, template, answer | (context or {}))


def _export(table: Table, request: HttpRequest, prepare: Callable[[Iterable[Any]], None] | None) -> Any:
    """The file; or, where there is too much for one, the page again with the reason."""
    try:
        return export_table(table, request.GET["export"], prepare=prepare)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    address = request.GET.copy()
    del address["export"]
    return redirect(f"{request.path}?{address.urlencode()}")


def _settle_ties(table: Table) -> None:
    """Rows that sort alike keep one order, or a row could stand on two pages and another on none."""
    rows = table.data.data
    if not isinstance(rows, QuerySet) or rows.query.distinct or rows.query.combinator or rows.query.values_select:
        return
    order = rows.query.order_by or tuple(rows.model._meta.ordering)
    if not any(_is_unique(rows.model, name) for name in order):
        table.data.data = rows.order_by(*order, "pk")


def _is_unique(model: type[Model], name: Any) -> bool:
    name = name.lstrip("-") if isinstance(name, str) else ""
    return name == "pk" or any(field.name == name and field.unique for field in model._meta.concrete_fields)


def _with_valid_filters(filterset: django_filters.FilterSet, queryset: QuerySet) -> QuerySet:
    """A junk value in one filter leaves the others in force."""
    for name, value in filterset.form.cleaned_data.items():
        queryset = filterset.filters[name].filter(queryset, value)
    return queryset


def _declared(table: Table, wanted: str) -> list[str]:
    known = {column.name for column in table.columns.iterall() if column.orderable}
    names = [name for name in wanted.split(",")[:4] if name.removeprefix("-") in known]
    return names or list(table._meta.order_by or ())


def _paginate(table: Table, request: HttpRequest) -> None:
    size = request.GET.get("per_page", "")
    per_page = next((known for known in PAGE_SIZES if str(known) == size), DEFAULT_SIZE)
    # Before it is asked for anything: a table that knows its paginator counts its rows, one that does not reads them.
    paginator = table.paginator = Paginator(table.rows, per_page)
    try:
        table.page = paginator.page(request.GET.get("page", 1))
    except PageNotAnInteger:
        table.page = paginator.page(1)
    except EmptyPage:
        table.page = paginator.page(paginator.num_pages)


def _fetch_by_keys(table: Table) -> None:
    page, rows = table.page, table.data.data
    if page.paginator.count:
        keys = list(rows.values_list("pk", flat=True)[page.start_index() - 1 : page.end_index()])
        page.object_list = BoundRows(data=rows.filter(pk__in=keys), table=table)


def _active(filterset: django_filters.FilterSet | None) -> list[dict[str, Any]]:
    """The filters in force, as chips that take one away each."""
    if filterset is None or not filterset.is_bound:
        return []
    chips = []
    for name, item in filterset.filters.items():
        value = filterset.data.get(name, "")
        if value and name in filterset.form.cleaned_data:  # what makes no sense is not in force
            choices = dict(getattr(filterset.form.fields[name], "choices", ()))
            chips.append({"name": name, "label": item.label, "value": _said(choices, value)})
    return chips


def _said(choices: dict[Any, Any], value: str) -> Any:
    for key, words in choices.items():
        if str(key) == value:
            return words
    return value
