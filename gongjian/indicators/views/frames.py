"""Which frame a reader gets."""

from django.http import HttpRequest


def frame_for(request: HttpRequest) -> str:
    """The desk after signing in, the public frame before."""
    return "core/desk.html" if request.user.is_authenticated else "indicators/public_frame.html"
