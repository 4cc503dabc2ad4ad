"""Views of the look itself: choosing a language and theme, and what a device shows offline."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from nomina import words
from nomina.desk.look import language, themes
from nomina.desk.look.signals import chosen

CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "language": (language.COOKIE, words.LANGUAGES),
    "theme": (themes.COOKIE, themes.THEMES),
    "contrast": (themes.CONTRAST_COOKIE, themes.CONTRASTS),
}
"""What can be chosen: the cookie that keeps it, and its values."""


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a language, theme or contrast on this device, and go back to where it was chosen.

    Values that cannot be chosen are passed over. The way back never leaves the desk.
    """
    back = request.POST.get("back", "")
    inside = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    answer = redirect(back if inside else "/")
    choice = {
        name: value
        for name, (_, values) in CHOICES.items()
        if (value := request.POST.get(name, "")) in values
    }
    for name, value in choice.items():
        answer.set_cookie(
            CHOICES[name][0],
            value,
            max_age=themes.YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    if choice:
        chosen.send(sender=choose, request=request, choice=choice)
    return answer


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that a device may keep for when the desk does not answer."""
    return render(request, "look/offline.html")
