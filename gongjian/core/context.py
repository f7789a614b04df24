"""What every page shows around its content: the menu, the inbox count, the reader's settings."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from gongjian.core import clock
from gongjian.core.models import Notification

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that costs a query is lazy: a page that does not show it does not pay."""
    user = getattr(request, "user", None)
    return {
        "rooms": SimpleLazyObject(lambda: rooms_for(request)),
        "tabs": SimpleLazyObject(lambda: tabs_for(request)),
        "unread": SimpleLazyObject(lambda: unread_count(user)),
        "places": import_string(settings.PLACES),
        "has_search": SimpleLazyObject(lambda: is_open(request, import_string(settings.PLACES).search)),
        "has_desk": SimpleLazyObject(lambda: is_open(request, import_string(settings.PLACES).desk)),
        "city_day": city_day(),
        "may_move_day": SimpleLazyObject(lambda: import_string(settings.PLACES).may_move_day(user)),
        "site": SimpleLazyObject(lambda: import_string(settings.SITE_FACTS)()),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "idle_seconds": settings.IDLE_MINUTES * 60,
        "idle_warning_seconds": settings.IDLE_WARNING_MINUTES * 60,
    }


def city_day() -> date | None:
    """The day a trial city lives in, when that is not today."""
    day = clock.city_day()
    return None if day == timezone.localdate() else day


def unread_count(user: Any) -> int:
    if user is None or not user.is_authenticated:
        return 0
    return Notification.objects.filter(recipient=user, read_at__isnull=True).count()


def rooms_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms of the menu this person may enter, the present one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    rooms, duties = import_string(settings.MENU), user.duties_today
    entries = [{"room": room, "url": _entrance(room, duties)} for room in rooms if may_enter(duties, room)]
    current = _room_of(request, entries)
    return [entry | {"current": entry is current} for entry in entries]


def _entrance(room: Any, duties: set[str]) -> str:
    """The first of the room's pages that this person may open, or the room's own."""
    return reverse(next((page.url_name for page in room.pages if may_enter(duties, page)), room.url_name))


def _room_of(request: HttpRequest, entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Where one is: the room with the longest address this one begins with, else the first of the same app."""
    inside = [(len(url), entry) for entry in entries for url in _addresses(entry) if request.path.startswith(url)]
    match = getattr(request, "resolver_match", None)
    of_the_app = [entry for entry in entries if match and entry["room"].url_name.split(":")[0] == match.namespace]
    if inside:
        return max(inside, key=lambda found: found[0])[1]
    return next(iter(of_the_app), None)


def _addresses(entry: dict[str, Any]) -> list[str]:
    """A room's own address and those of its pages."""
    return [entry["url"], *(reverse(page.url_name) for page in entry["room"].pages)]


def tabs_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of the room one is in that this person may open, the present one marked; none for a single page."""
    user = getattr(request, "user", None)
    room = next((entry["room"] for entry in rooms_for(request) if entry["current"]), None)
    if room is None:
        return []
    pages = [page for page in room.pages if may_enter(user.duties_today, page)]  # type: ignore[union-attr]
    tabs = [{"title": page.title, "url": reverse(page.url_name)} for page in pages]
    inside = [tab for tab in tabs if request.path.startswith(tab["url"])]
    current = max(inside, key=lambda tab: len(tab["url"]), default=None)
    return [tab | {"current": tab is current} for tab in tabs] if len(tabs) > 1 else []


def is_open(request: HttpRequest, url_name: str) -> bool:
    """Is this one of the reader's rooms? The page head leads nobody to a page that is not theirs."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    entries = [entry for room in import_string(settings.MENU) for entry in (room, *room.pages)]
    return any(entry.url_name == url_name and may_enter(user.duties_today, entry) for entry in entries)


def may_enter(duties: set[str], room: Any) -> bool:
    return not room.duties or bool(duties & set(room.duties))
