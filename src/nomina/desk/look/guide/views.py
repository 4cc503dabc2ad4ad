"""The pages of the style guide."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from PIL import Image

from nomina.desk.look import shapes
from nomina.desk.look.context import look
from nomina.desk.look.guide import sample
from nomina.desk.look.guide.forms import Minimum, SignIn
from nomina.synthetic import Person


def _page(request: HttpRequest, name: str, here: str, **context: Any) -> HttpResponse:
    """Draw a page as an examiner would see it; ``?dir=rtl`` turns it around."""
    frame = look(request)["look"]
    if here != "bare":
        frame = replace(
            frame,
            rail=sample.rail(here),
            person="Examiner 4",
            operation="Operation North",
            sign_out="/guide/",
            find="/guide/list/",
        )
    if request.GET.get("dir") == "rtl":
        frame = replace(frame, direction="rtl")
    return render(request, f"look/guide/{name}.html", {"look": frame, **context})


def parts(request: HttpRequest) -> HttpResponse:
    """Show every part in every state."""
    told = [
        shapes.Notice("The photo was kept. It is the same as photo 3 of this file.", way)
        for way in (shapes.Way.PLAIN, shapes.Way.FOR, shapes.Way.UNSURE, shapes.Way.STOP)
    ]
    return _page(
        request,
        "parts",
        "parts",
        head=sample.HEAD,
        told=told,
        chips=[shapes.Chip(way or "plain", way) for way in shapes.Way],
        jobs=sample.JOBS,
        photos=[sample.photo("pm"), sample.photo("am", "shown"), sample.photo("no", "none")],
        question=sample.QUESTION,
        said=(
            shapes.Said("mother", "2 Nov 2026", "Recorder 2", "3 Nov 2026, 10:12", "by telephone"),
            shapes.Said("examination, Dentist 2", by="Recorder 5"),
            shapes.Said(sample.TURNED),
        ),
        pagers=(shapes.Pager(1, 50, None, after="#next"), shapes.Pager(1, 3, 3)),
        empty=sample.NO_ROWS,
        acts=[shapes.Act(w.value.title(), "#act", weight=w) for w in shapes.Weight],
        posted=shapes.Act("Post", "/guide/", post=True),
    )


def leads(request: HttpRequest) -> HttpResponse:
    """Show who a body may be."""
    return _page(request, "leads", "leads", head=sample.HEAD, leads=sample.LEADS)


def listing(request: HttpRequest) -> HttpResponse:
    """Show a list."""
    if request.GET.get("say"):
        messages.success(request, "PM-0712 was recorded.")
    head = shapes.Head("Bodies", says="1,284 recorded, 212 of them with leads.")
    return _page(request, "list", "list", head=head, table=sample.TABLE)


def empty(request: HttpRequest) -> HttpResponse:
    """Show a list without rows."""
    table = replace(sample.TABLE, rows=(), empty=sample.NO_ROWS)
    return _page(request, "list", "empty", head=shapes.Head("Bodies"), table=table)


def form(request: HttpRequest) -> HttpResponse:
    """Show a form, and what it says of a wrong one."""
    drawn = Minimum(request.POST if request.method == "POST" else None)
    drawn.is_valid()
    return _page(request, "form", "form", head=shapes.Head("Record a body"), form=drawn)


def bare(request: HttpRequest) -> HttpResponse:
    """Show a page without a rail."""
    return _page(request, "bare", "bare", form=SignIn(request.POST or None))


def photo(request: HttpRequest, which: str, state: str) -> HttpResponse:
    """Answer with one photo, shown or veiled."""
    return render(request, "look/photo.html", {"it": sample.photo(which, state)})


def face(request: HttpRequest, which: str) -> HttpResponse:
    """Answer with the face of somebody who does not exist."""
    return HttpResponse(_face(which), content_type="image/png")


@cache
def _face(which: str) -> bytes:
    person = Person.from_seed(7)
    file = io.BytesIO()
    pixels = person.post_mortem() if which == "pm" else person.ante_mortem()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def job(request: HttpRequest, done: int) -> HttpResponse:
    """Answer with the progress of a job a little later; asked by POST, it is stopped."""
    stopped = request.method == "POST"
    state = shapes.Doing.STOPPED if stopped else shapes.Doing.WORKING
    return render(
        request, "look/job.html", {"it": replace(sample.JOBS[1], state=state, done=done + 1000)}
    )


def wrong(request: HttpRequest, status: int) -> HttpResponse:
    """Go wrong as asked."""
    match status:
        case 400:
            raise BadRequest
        case 403:
            raise PermissionDenied
        case 404:
            raise Http404
        case _:
            raise RuntimeError("as asked")
