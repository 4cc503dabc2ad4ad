"""What the pages share: who acts, how an act is asked for, and how pages are drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from nomina.desk.acts import Action, Actor, NotPermitted, SignInAgain
from nomina.desk.look.shapes import Act, Cell, Head, Kind, Pager
from nomina.desk.people.models import User
from nomina.errors import InputError, NominaError
from nomina.words import tr

R = TypeVar("R")
PAGE = 50
"""Rows of a list on one page."""

_PROOFS = frozenset({"password", "mfa"})


def actor_of(request: HttpRequest) -> Actor:
    """Give who asks, now, and when they last proved who they are."""
    user = request.user if isinstance(request.user, User) else None
    # A one-time code is no proof for later: it may have been read over a shoulder.
    records = get_authentication_records(request, user) if user else []
    times = [float(record["at"]) for record in records if record["method"] in _PROOFS]
    proved = datetime.fromtimestamp(max(times), tz=UTC) if times else None
    return Actor(user, timezone.now(), proved)


def perform(request: HttpRequest, action: Action[R]) -> R:
    """Do an act for whoever asks.

    Raises:
        ReauthenticationRequired: it cannot be taken back; allauth asks, and then goes on.
        PermissionDenied: the rule forbids it.
        InputError: what was given, or the state of things, does not allow it.
    """
    try:
        return action.do(actor_of(request))
    except SignInAgain:
        raise ReauthenticationRequired from None
    except NotPermitted:
        raise PermissionDenied from None


def ask_first(request: HttpRequest, kind: type[Action[Any]]) -> None:
    """Ask for a fresh sign-in before a form is filled in, not after.

    Raises:
        ReauthenticationRequired: the act cannot be taken back and the last sign-in is too old.
    """
    if kind.irreversible and not actor_of(request).fresh:
        raise ReauthenticationRequired


def page(request: HttpRequest, head: Head, *parts: object) -> HttpResponse:
    """Draw a page of parts under a heading."""
    return render(request, "people/page.html", {"head": head, "parts": parts})


def once(request: HttpRequest, head: Head, code: str, says: str) -> HttpResponse:
    """Show a code, this once; it is neither in an address nor in the session."""
    return render(request, "people/code.html", {"head": head, "code": code, "says": says})


def form_page(
    request: HttpRequest, head: Head, form: forms.Form, button: str, back: str
) -> HttpResponse:
    """Draw a form; 422 where it was sent and not taken, so that scripts can tell."""
    context = {"head": head, "form": form, "button": button, "back": back}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)


def sent(request: HttpRequest) -> QueryDict | None:
    """Give what a form was sent with, also where that is nothing; None where it was not sent."""
    return request.POST if request.method == "POST" else None


def take(
    request: HttpRequest,
    form: forms.Form,
    done: Callable[[dict[str, Any]], HttpResponse],
) -> HttpResponse | None:
    """Do what a valid form asks for; None where the form has to be shown (again).

    Where the act refuses, its three parts (what, where, what to do) stand above the form.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return done(form.cleaned_data)
    except InputError as error:
        form.add_error(None, told(error))
        return None


def told(error: NominaError) -> str:
    """Write an error as a sentence that begins with a capital."""
    line = str(error)
    return line[:1].upper() + line[1:]


def said_and_back(request: HttpRequest, what: str, where: str, *args: Any) -> HttpResponse:
    """Say once what was done, and go to a page by URL name."""
    messages.success(request, what)
    return redirect(where, *args)


def act(label: str, href: str, key: str = "") -> tuple[Act, ...]:
    """Give one link for a heading."""
    return (Act(label, href, key=key),)


def moment(when: datetime | None) -> Cell:
    """Write a moment in the time zone of the desk; "open" where there is none."""
    if when is None:
        return Cell(tr("open"), Kind.TEXT)
    return Cell(timezone.localtime(when).strftime("%Y-%m-%d %H:%M"), Kind.DATE)


def paged(request: HttpRequest, rows: QuerySet[Any]) -> tuple[list[Any], Pager | None]:
    """Give the rows of the page that is asked for, and where it lies."""
    asked = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    if asked.paginator.num_pages == 1:
        return list(asked), None
    return list(asked), Pager(
        first=asked.start_index(),
        last=asked.end_index(),
        total=asked.paginator.count,
        before=f"?page={asked.previous_page_number()}" if asked.has_previous() else "",
        after=f"?page={asked.next_page_number()}" if asked.has_next() else "",
    )
