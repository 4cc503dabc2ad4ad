"""Pages for what goes wrong: what happened, what was kept, what to do; never a trace or a name."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nomina.desk.look.context import Look, look


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault (``handler500``) without asking the database for anything.

    Django's own handler gives the template no request, so it would have no language either.
    """
    context = {"look": without_person(request), "messages": ()}
    return render(request, "500.html", context, status=500)


def without_person(request: HttpRequest) -> Look:
    """Give the frame of a page without asking the database who is there."""
    request.user = AnonymousUser()
    return replace(look(request)["look"], rail=(), person="")
