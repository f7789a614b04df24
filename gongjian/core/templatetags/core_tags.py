"""Small pieces every page uses: dates, sample marks, bars, addresses with one parameter changed."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms.utils import flatatt
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.core import language
from gongjian.core.cells import drawn_rows

register = template.Library()


register.filter("day", language.day)
register.filter("minute", language.minute)


@register.filter
def masked_phone(value: str) -> str:
    """138****1234; nothing readable for anything shorter."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "*" * len(value)


@register.simple_tag
def sample_mark(thing: Any) -> str:
    """The mark every invented record carries on every screen."""
    if not getattr(thing, "is_sample", False):
        return ""
    return format_html('<span class="sample">{}</span>', _("sample"))


@register.simple_tag
def in_language(chinese: str, english: str) -> str:
    return language.in_language(chinese, english)


@register.simple_tag
def colon() -> str:
    """The mark between a word and what is said of it, as the reader's language sets it."""
    return ": " if language.is_english() else "："


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The page's own address with some parameters changed (None removes one); others stay."""
    parameters = dict(context["request"].GET.lists())
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = [value]
    return f"?{urlencode(parameters, doseq=True)}"


@register.simple_tag
def bar(percent: float | int, target: float | int | None = None, kind: str = "") -> SafeString:
    """A progress bar as SVG: filled to `percent`, a mark at `target` (what should have been reached)."""
    filled = max(0, min(100, percent))
    words = _("%(percent)s %%") % {"percent": round(percent)}
    if target is not None:
        words = _("%(percent)s %% of %(target)s %% planned") % {"percent": round(percent), "target": round(target)}
    mark = format_html('<rect class="bar-mark" x="{}" y="0" width="2" height="16"/>', min(98, target)) if target else ""
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 16" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bar-ground" y="4" width="100" height="8" rx="4"/>'
        '<rect class="bar-fill" y="4" width="{}" height="8" rx="4"/>{}</svg>',
        kind,
        words,
        filled,
        mark,
    )


@register.simple_tag
def badge(kind: str, words: str) -> SafeString:
    """A state with colour, shape and word. `kind`: ok, late, alarm, done or plain."""
    return format_html('<span class="light {}">{}</span>', kind, words)


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str) -> str:
    """The page's own address with one parameter taken away."""
    return query_with(context, **{name: None, "page": None})


@register.simple_tag
def table_body(table: Any) -> SafeString:
    """The rows of a table's page."""
    return mark_safe("".join(drawn_rows(table, table.page.object_list)))  # noqa: S308  each part is escaped there


@register.simple_tag
def select_options(widget: dict[str, Any]) -> SafeString:
    """The options of a select, in the words of Django's own templates. Written in Python: a template of options was
    most of what a filter over a hundred units cost."""
    parts: list[str] = []
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(format_html('<optgroup label="{}">', group))
        for option in options:
            attributes = flatatt(option["attrs"]) if option["attrs"] else ""
            value, label = conditional_escape(str(option["value"])), conditional_escape(localize(option["label"]))
            parts.append(f'<option value="{value}"{attributes}>{label}</option>')
        if group:
            parts.append("</optgroup>")
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped above
