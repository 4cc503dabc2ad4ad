"""What people read, in their language: English, Ukrainian or Russian.

Messages are written in English in the code, ``tr("{n} photos").format(n=3)``, and translated by
gettext catalogs in ``nomina/locale``. `tools/catalogs.py` keeps those in step with the code.

The language belongs to the current context (`contextvars`): a new thread starts in English, so
work done in threads gives ``language`` with each call or leaves words to the door.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from importlib import resources

from nomina.errors import InputError

LANGUAGES = ("en", "uk", "ru")
"""Languages that can be chosen, as ISO 639-1 codes; the first is the one the code is written in."""

_current: ContextVar[str] = ContextVar("nomina_language", default=LANGUAGES[0])


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    _known(language)
    path = resources.files("nomina") / "locale" / language / "LC_MESSAGES" / "nomina.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise InputError(
            f"there is no translation into {language!r}", todo=f"Choose one of {LANGUAGES}"
        )
    return language


def use(language: str | None) -> str:
    """Choose the language of the current context, and give it.

    Args:
        language: one of `LANGUAGES`, or None to ask the environment (`from_environment`).

    Raises:
        InputError: the language is not one of `LANGUAGES`.
    """
    chosen = from_environment() if language is None else _known(language)
    _current.set(chosen)
    return chosen


def current() -> str:
    """Give the language of the current context."""
    return _current.get()


def from_environment(environment: Mapping[str, str] | None = None) -> str:
    """Give the language that NOMINA_LANG, or else LANG, asks for; English where neither helps."""
    found = os.environ if environment is None else environment
    for name in ("NOMINA_LANG", "LANG"):
        # A locale is written as in uk_UA.UTF-8, a language tag as in uk-UA.
        code = found.get(name, "").replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


def tr(text: str, language: str | None = None) -> str:
    """Translate ``text``; without a translation give it unchanged.

    ``text`` must be a literal, with values as named fields for `str.format`: a name put into the
    text before translation would never be found in a catalog.
    """
    return _catalog(language or current()).gettext(text) if text else ""


def ntr(singular: str, plural: str, n: int, language: str | None = None) -> str:
    """Translate a text that depends on the count ``n``, by the plural rules of the language."""
    return _catalog(language or current()).ngettext(singular, plural, n)
