"""What every page knows of itself: `look` in the context of each template."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch

from nomina import words
from nomina.desk.look import language, places, themes
from nomina.desk.look.addresses import address
from nomina.desk.look.person import NOBODY, Own, own


@dataclass(frozen=True, slots=True)
class Look:
    """What the frame of a page shows.

    Attributes:
        language: the language of the page, one of `nomina.words.LANGUAGES`.
        languages: pairs of code and own name, of all that can be chosen.
        unread: whether no native speaker has read the words of this language yet.
        direction: ``ltr`` or ``rtl``.
        theme: one of `themes.THEMES`.
        contrast: one of `themes.CONTRASTS`.
        person: the name shown for who is signed in; empty where nobody is.
        operation: the name of the operation that is worked in; empty where none is chosen.
        rail: the places that this person may open.
        sign_out: where signing out is posted to; empty where nobody is signed in.
        find: where the search asks; empty where nothing can be searched.
        settings: the page of own settings; empty where there is none.
        here: the address of this page, to come back to.
        demo: whether nobody in this desk exists.
        own: what holds for this person alone: how pictures are drawn, and a pause.
    """

    language: str
    languages: tuple[tuple[str, str], ...]
    unread: bool
    direction: str
    theme: str
    contrast: str
    person: str
    operation: str
    rail: tuple[places.Entry, ...]
    sign_out: str
    find: str
    settings: str
    here: str
    demo: bool = False
    own: Own = NOBODY


def _address(name: str) -> str:
    try:
        return address(name)
    except NoReverseMatch:
        return ""


def look(request: HttpRequest) -> dict[str, Look]:
    """Give `look` to every template (a context processor)."""
    user = getattr(request, "user", None)
    signed_in = bool(getattr(user, "is_authenticated", False))
    spoken = words.current()
    return {
        "look": Look(
            language=spoken,
            languages=tuple(language.NAMES.items()),
            unread=spoken not in language.READ,
            direction=language.direction(spoken),
            theme=themes.theme(request),
            contrast=themes.contrast(request),
            person=str(getattr(user, "display_name", "") or user) if signed_in else "",
            operation=str(getattr(request, "operation", None) or ""),
            rail=tuple(places.rail(request)) if signed_in else (),
            sign_out=_address("account_logout") if signed_in else "",
            find=_address("find") if signed_in else "",
            settings=_address("people:settings") if signed_in else "",
            here=request.get_full_path(),
            demo=settings.CONFIG.demo,
            own=own(request) if signed_in else NOBODY,
        )
    }
