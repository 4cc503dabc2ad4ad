"""What the views of the public page share: the page, its language, what was sent, how it is drawn.

A page here is drawn from plain values alone, without the request: no session, no cookie, no frame
of the desk, and nothing that hangs on who else uses this browser.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from nomina import words
from nomina.desk import limits
from nomina.desk.boot.flood import LARGEST, whose
from nomina.desk.families import secrets
from nomina.desk.families.models import EnquiryPage
from nomina.desk.files.photos.uploads import InMemory
from nomina.desk.look.language import NAMES, direction
from nomina.words import tr

View = Callable[[HttpRequest, str], HttpResponse]

CODE = 12
DAY = 24 * 60 * 60
EACH_ADDRESS = limits.Limit("enquiries of an address", 100, DAY)
"""What may come from one address in a day; many telephones of one country share few addresses."""
EACH_PAGE = limits.Limit("enquiries of a page", 2000, DAY)
PHOTOS_OF_PAGE = limits.Limit("photos of a page", 300, DAY)
"""Sendings with photos that one page takes in a day, so that nobody fills the disk of a desk."""
_BUCKETS = 2**16


class OfAnybody(InMemory):
    """Takes photos of who has not signed in; how much may come was asked before (`received`)."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Let the rest be read."""


def of_page(view: Callable[[HttpRequest, EnquiryPage], HttpResponse]) -> View:
    """Give a view the open page of a code, whose language is spoken from here on.

    Where there is none, it was not opened yet or has ended, there is one answer: a page that says
    so, drawn like the others, without the frame of the desk and without its cookies.
    """

    @wraps(view)
    def shown(request: HttpRequest, code: str) -> HttpResponse:
        rows = EnquiryPage.objects.open().select_related("operation")
        page = rows.filter(code=code).first() if len(code) <= CODE else None
        if page is None:
            _speak(_preferred(request, words.LANGUAGES))
            text = render_to_string(
                "families/public/nowhere.html",
                {"language": words.current(), "direction": direction(words.current())},
            )
            response = HttpResponse(text, status=404)
            response["Content-Language"] = words.current()
            return response
        _speak(language_of(request, page))
        return view(request, page)

    return shown


def _speak(language: str) -> None:
    """Speak a language up to the end of the request: our words, and those of Django's fields."""
    words.use(language)
    translation.activate(language)


def spoken(page: EnquiryPage) -> tuple[str, ...]:
    """Give the languages of a page, in its order; English where it names none that is spoken."""
    found = tuple(one for one in page.languages if one in words.LANGUAGES)
    return found or words.LANGUAGES[:1]


def language_of(request: HttpRequest, page: EnquiryPage) -> str:
    """Give the language of a request: the one that was chosen, else the browser's, else the first.

    What a form was sent in goes with it, as a field.
    """
    there = spoken(page)
    asked = request.GET.get("language", "")
    if asked in there:
        return asked
    return _preferred(request, there)


def _preferred(request: HttpRequest, there: tuple[str, ...]) -> str:
    for tag, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if weight > 0 and tag.split("-")[0] in there:
            return tag.split("-")[0]
    return there[0]


def received(request: HttpRequest, page: EnquiryPage) -> QueryDict:
    """Read what a form was sent with, in its own language and as UTF-8 whatever it says.

    Raises:
        BadRequest: it is too large, came too slowly, or is no form.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length) > LARGEST:
        raise BadRequest("too much was sent")
    request.encoding = "utf-8"
    request.upload_handlers = [OfAnybody(request)]
    try:
        posted = request.POST
    except UnreadablePostError as error:
        raise BadRequest("what was sent did not come whole") from error
    if (chosen := posted.get("language", "")) in spoken(page):
        _speak(chosen)
    return posted


def bucket(use: str, text: str) -> int:
    """Give a name for what is counted of a number or an address: it says nothing of either.

    There are few such names, so that who makes numbers up fills no table.
    """
    made = hmac.new(secrets.key("enquiry counts"), f"{use}\0{text}".encode(), hashlib.sha256)
    return int.from_bytes(made.digest()[:4], "big") % _BUCKETS


def spend(request: HttpRequest, page: EnquiryPage, *, photos: bool) -> None:
    """Count something that is kept, of its address and of the page.

    Raises:
        TooOften: as much came today as is taken.
    """
    limits.spend(EACH_ADDRESS, bucket("address", whose(request.META.get("REMOTE_ADDR", ""))))
    limits.spend(EACH_PAGE, page.pk.hex)
    if photos:
        limits.spend(PHOTOS_OF_PAGE, page.pk.hex)


def full() -> str:
    """Say that no more is taken today."""
    return tr("More came today than can be read. Send it without photographs, or come tomorrow.")


def drawn(template: str, page: EnquiryPage, values: Mapping[str, Any]) -> str:
    """Draw a page in the language that is spoken."""
    language = words.current()
    frame = {
        "page": page,
        "language": language,
        "direction": direction(language),
        "languages": [(one, NAMES[one]) for one in spoken(page) if one != language],
    }
    return render_to_string(f"families/public/{template}.html", frame | dict(values))


def answered(
    template: str, page: EnquiryPage, values: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Give a page as an answer."""
    response = HttpResponse(drawn(template, page, values), status=status)
    response["Content-Language"] = words.current()
    return response
