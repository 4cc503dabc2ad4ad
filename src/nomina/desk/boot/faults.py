"""What stops an act or a page, said in the form of the house: what happened, and what to do.

A desk whose log is not what was signed can still be read (REL-32). A page whose reading is an act,
such as a search or a photo that is opened, cannot be shown then, and says why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from nomina.desk.books.told import is_busy, is_full
from nomina.desk.look.errors import without_person
from nomina.errors import (
    InputError,
    LedgerError,
    LineNotCrossed,
    NominaError,
    NotPermitted,
    SpaceError,
    StoreError,
)
from nomina.words import tr

_log = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[NominaError], int], ...] = (
    (NotPermitted, 403),
    (LineNotCrossed, 403),
    (InputError, 422),
    (SpaceError, 503),
    (StoreError, 503),
    (LedgerError, 503),
)
_INTERFACE = "/api/"
"""Where answers are JSON; it says its own faults."""


class Faults:
    """Middleware, innermost: a page for each error that the house raises on purpose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Give the page of an error; None where it is a fault of the program."""
        said = _of_database(error) if isinstance(error, Error) else error
        if not isinstance(said, NominaError) or request.path.startswith(_INTERFACE):
            return None
        status = next((code for kind, code in _STATUS if isinstance(said, kind)), None)
        if status is None:
            return None
        if status == 503:
            _log.error("%s could not be answered", request.path, exc_info=error)
        return _page(request, said, status)


def _of_database(error: Error) -> NominaError | None:
    if is_busy(error):
        return StoreError(
            tr("somebody else has been writing for long"), todo=tr("Try again in a moment")
        )
    if is_full(error):
        return SpaceError(
            tr("there is no space left on the disk of this desk"),
            todo=tr("Tell who runs the desk: nothing can be kept until there is some"),
        )
    return None


def _page(request: HttpRequest, error: NominaError, status: int) -> HttpResponse:
    title, says, todo = _said(request, error, status)
    context = {"title": title, "says": says, "todo": todo}
    try:
        return render(request, "boot/fault.html", context, status=status)
    except (NominaError, Error):  # the frame asks the database, too
        more = {"look": without_person(request), "messages": ()}
        return render(request, "boot/fault.html", context | more, status=status)


def _said(request: HttpRequest, error: NominaError, status: int) -> tuple[str, str, str]:
    what = error.what[:1].upper() + error.what[1:] + "."
    todo = f"{error.todo}." if error.todo else ""
    reading = request.method in {"GET", "HEAD"}
    if isinstance(error, LedgerError):
        says = (
            tr("That somebody opens this page is an entry of the log, and it takes none now.")
            if reading
            else tr("Nothing of what you sent was kept: the log takes no entry now.")
        )
        rest = tr(
            "Pages that need no entry can still be read. Tell an administrator: the first page "
            "says what is wrong with the log."
        )
        return tr("The desk can only be read now"), says, rest
    if status == 503:
        # Where something lies on the machine of the desk is nobody's business outside.
        kept = "" if reading else tr("Nothing of what you sent was kept.")
        title = tr("The desk cannot do this now")
        return title, f"{what} {kept}".rstrip(), todo or tr("Try again in a moment")
    where = f"{error.where}: " if error.where else ""
    return tr("This was not done"), f"{where}{error.what}.", todo
