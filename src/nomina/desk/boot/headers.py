"""Headers that every answer of the desk carries, whoever asks and whatever went wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), "
        "browsing-topics=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
NO_STORE = "no-store, private"


class Headers:
    """Middleware, outermost: adds `ALWAYS`, and ``no-store`` to all but static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on and dress its answer."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        # Static files are the same for everyone and say their own age; a page may hold a face.
        if not isinstance(response, WhiteNoiseFileResponse):
            response["Cache-Control"] = NO_STORE
        return response
