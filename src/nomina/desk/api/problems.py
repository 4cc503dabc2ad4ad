"""What went wrong, in the form of the house: what, where, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from nomina.desk.books.told import is_busy, is_full
from nomina.desk.files.photos.trouble import told
from nomina.desk.limits import TooOften
from nomina.errors import (
    CalibrationError,
    InputError,
    LedgerError,
    LineNotCrossed,
    NominaError,
    NotPermitted,
    PackError,
    Refused,
    SignInAgain,
    SpaceError,
    StoreError,
)
from nomina.words import tr


class Problem(Schema):
    """What happened, where, and what the reader can do about it; the last two may be empty."""

    what: str
    where: str = ""
    todo: str = ""


class NotSignedIn(NominaError):
    """Nobody has signed in, or the token opens nothing."""


class NotAllowedHere(NominaError):
    """This address does not answer to this method.

    Attributes:
        methods: those it answers to.
    """

    def __init__(self, methods: tuple[str, ...]) -> None:
        super().__init__(tr("this address does not answer to that method"))
        self.methods = methods


_STATUS: tuple[tuple[type[NominaError], int], ...] = (
    (NotSignedIn, 401),
    (NotPermitted, 403),
    (SignInAgain, 403),
    (LineNotCrossed, 403),
    (NotAllowedHere, 405),
    (Refused, 409),
    (InputError, 422),
    (TooOften, 429),
    (SpaceError, 503),
    (StoreError, 503),
    (LedgerError, 503),
    (PackError, 503),
    (CalibrationError, 503),
)
"""The first that fits; what is none of these is a fault of the desk, and is not told."""


def answer(status: int, what: str, where: str = "", todo: str = "", **more: Any) -> HttpResponse:
    """Give a problem as an answer; ``more`` are headers, with _ for -."""
    response = JsonResponse({"what": what, "where": where, "todo": todo}, status=status)
    for name, value in more.items():
        response[name.replace("_", "-")] = str(value)
    return response


def of(error: NominaError) -> HttpResponse:
    """Give an error of the house as an answer.

    Raises:
        NominaError: it is a fault of the desk; the page for those answers.
    """
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), None)
    if status is None:
        raise error
    headers: Mapping[str, Any] = {}
    if isinstance(error, TooOften):
        headers = {"Retry_After": error.wait}
    elif isinstance(error, NotAllowedHere):
        headers = {"Allow": ", ".join(error.methods)}
    elif isinstance(error, NotSignedIn):
        headers = {"WWW_Authenticate": "Bearer"}
    # Where something is on the machine of the desk is nobody's business outside.
    where = "" if status == 503 else error.where
    return answer(status, error.what, where, error.todo, **headers)


def without_key() -> HttpResponse:
    """Answer a session that has neither passkey nor one-time codes."""
    return answer(
        403,
        tr("this account has neither a passkey nor one-time codes yet"),
        todo=tr("Add one at the desk, then ask again"),
    )


def _of_the_house(request: HttpRequest, error: Any) -> HttpResponse:
    return of(error)


def _of_the_database(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that there is no space, or that others have been writing for long; nothing else."""
    if not (is_full(error) or is_busy(error)):
        raise error
    try:
        with told():
            raise error
    except NominaError as explained:
        return of(explained)


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    # Nothing of the error is told: what is hidden and what does not exist are one answer.
    return answer(404, tr("there is nothing here"))


def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(403, tr("your role does not allow this"))


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    what = tr("this cannot be read as JSON") if error.status_code == 400 else str(error)
    return answer(error.status_code, what)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    # The value is not repeated; its place is ours but for keys that were sent, cut short.
    where = "/".join(str(part)[:80] for part in first["loc"])
    return answer(422, tr("this is not what is expected here"), where, str(first["msg"])[:200])


def _too_big(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(413, tr("this is too large"))


def join(api: NinjaAPI) -> None:
    """Have the interface answer so."""
    api.add_exception_handler(NominaError, _of_the_house)
    api.add_exception_handler(DatabaseError, _of_the_database)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(PermissionDenied, _forbidden)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(RequestDataTooBig, _too_big)
