"""The language of a request: that of the person, else of the cookie, else of the browser.

Words come from the house's own catalogs (`nomina.words`), so there is one set of translations.
Django's own messages, such as those of form fields, follow the same choice.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from nomina import words

COOKIE = "nomina_language"
NAMES = {"en": "English", "uk": "Українська", "ru": "Русский"}
"""Every language by its own name: who cannot read the page must find theirs."""

READ = frozenset({"en"})
"""Languages whose words a native speaker has read; pages in the others say that nobody has yet."""

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "ug", "ur", "yi"})
"""Languages written from right to left, as ISO 639 codes; none is translated yet."""


def direction(language: str) -> str:
    """Give the value of the attribute ``dir`` for a language: ``ltr`` or ``rtl``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def chosen(request: HttpRequest) -> str:
    """Give the language of a request, one of `nomina.words.LANGUAGES`."""
    user = getattr(request, "user", None)
    for asked in (getattr(user, "language", ""), request.COOKIES.get(COOKIE, "")):
        if asked in words.LANGUAGES:
            return str(asked)
    return _accepted(request.headers.get("Accept-Language", ""))


def _accepted(header: str) -> str:
    """Give the first language of an Accept-Language header that is translated, else English."""
    for tag, weight in parse_accept_lang_header(header):
        code = tag.split("-")[0]
        if weight > 0 and code in words.LANGUAGES:
            return code
    return words.LANGUAGES[0]


class LanguageMiddleware:
    """Speak the language of the request while it is answered, and no longer.

    It stands after the middleware that sets ``request.user``. A thread that serves the next
    request must not inherit the language, so the one before is put back even after an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in its language."""
        before = words.current()
        language = words.use(chosen(request))
        # Who asks was loaded for that, and is asked for dozens of times: not through a proxy.
        loaded = getattr(request, "_cached_user", None)
        if loaded is not None:
            request.user = loaded
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            words.use(before)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
