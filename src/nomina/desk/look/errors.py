"""Pages for what goes wrong: what happened, what was kept, what to do; never a trace or a name."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nomina.desk.look.context import look


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault (``handler500``) without asking the database for anything.

    Django's own handler gives the template no request, so it would have no language either.
    """
    request.user = AnonymousUser()
    frame = replace(look(request)["look"], rail=(), person="")
    return render(request, "500.html", {"look": frame, "messages": ()}, status=500)
