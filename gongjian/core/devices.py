"""Browsers and machines as people know them."""

import re

from django.utils.translation import gettext as _

_BROWSERS = (
    ("Edg/", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Kylin", "Kylin"),
    ("UOS", "UOS"),
    ("Linux", "Linux"),
)
# What a browser says of itself, alone or after an address, and nothing a person wrote around it.
_AGENT = re.compile(r"(?P<address>[0-9a-fA-F.:]+ )?(?P<agent>Mozilla/\d\.\d \(.*)", re.DOTALL)


def device(user_agent: str) -> str:
    """“Firefox · Windows” from what the browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    words = " · ".join(part for part in (browser, system) if part)
    return words or re.sub(r"[^\w./ -]", "", user_agent)[:40] or _("unknown")


def shortened(note: str) -> str:
    """A note with the browser in it said as `device` says it; any other note as it is."""
    found = _AGENT.fullmatch(note)
    return f"{found['address'] or ''}{device(found['agent'])}" if found else note
