"""Small pieces of the organizations' pages."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_BROWSERS = (("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("OPR/", "Opera"), ("Firefox/", "Firefox"))
_BROWSERS += (("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"))
_SYSTEMS += (("Mac OS", "macOS"), ("Kylin", "Kylin"), ("UOS", "UOS"), ("Linux", "Linux"))


@register.filter
def device(user_agent: str) -> str:
    """“Firefox · Windows” from what the browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    words = " · ".join(part for part in (browser, system) if part)
    return words or re.sub(r"[^\w./ -]", "", user_agent)[:40] or _("unknown")


@register.filter
def depth(path: str) -> int:
    """How deep a unit stands in the tree; 0 at the top, 6 at most (what the page can indent)."""
    return min(max(path.count("/") - 2, 0), 6)
