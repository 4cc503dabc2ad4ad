"""How pages are drawn for one person: light or dark, and with how much contrast."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "nomina_theme"
CONTRAST_COOKIE = "nomina_contrast"
THEMES = ("auto", "light", "dark")
"""What can be chosen; ``auto`` follows the device."""

CONTRASTS = ("auto", "more")
YEAR = 365 * 24 * 3600
"""How long a choice is kept on the device, in seconds."""


def theme(request: HttpRequest) -> str:
    """Give the theme of a request: the person's, else the cookie's, else ``auto``."""
    user = getattr(request, "user", None)
    for asked in (getattr(user, "theme", ""), request.COOKIES.get(COOKIE, "")):
        if asked in THEMES:
            return str(asked)
    return THEMES[0]


def contrast(request: HttpRequest) -> str:
    """Give the contrast of a request: ``more``, or ``auto`` to follow the device."""
    asked = request.COOKIES.get(CONTRAST_COOKIE, "")
    return asked if asked in CONTRASTS else CONTRASTS[0]
