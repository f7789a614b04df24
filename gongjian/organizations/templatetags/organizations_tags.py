"""Small pieces of the organizations' pages."""

from django import template

from gongjian.core.devices import device

register = template.Library()

register.filter("device", device)


@register.filter
def depth(path: str) -> int:
    """How deep a unit stands in the tree; 0 at the top, 6 at most (what the page can indent)."""
    return min(max(path.count("/") - 2, 0), 6)
