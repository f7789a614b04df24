"""What every page shows around its content: the menu, the inbox count, the reader's settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from gongjian.core.models import Notification

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that costs a query is lazy: a page that does not show it does not pay."""
    user = getattr(request, "user", None)
    return {
        "rooms": SimpleLazyObject(lambda: rooms_for(request)),
        "unread": SimpleLazyObject(lambda: unread_count(user)),
        "site": SimpleLazyObject(lambda: import_string(settings.SITE_FACTS)()),
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "idle_seconds": settings.IDLE_MINUTES * 60,
        "idle_warning_seconds": settings.IDLE_WARNING_MINUTES * 60,
    }


def unread_count(user: Any) -> int:
    if user is None or not user.is_authenticated:
        return 0
    return Notification.objects.filter(recipient=user, read_at__isnull=True).count()


def rooms_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The rooms of the menu this person may enter, the present one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    match = getattr(request, "resolver_match", None)
    here = match.namespace if match else ""
    rooms = import_string(settings.MENU)
    allowed = [room for room in rooms if not room.duties or user.duties_today & set(room.duties)]
    entries = [{"room": room, "current": bool(match) and room.url_name == match.view_name} for room in allowed]
    if not any(entry["current"] for entry in entries):
        for entry in entries:
            if entry["room"].url_name.split(":")[0] == here:
                entry["current"] = True
                break
    return entries
