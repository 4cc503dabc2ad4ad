"""Faces in a capture: asked for with a button, done by the worker, told in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.acts import Refused
from nomina.desk.captures.actions.faces import FindFaces
from nomina.desk.captures.models import Capture, Errand, FaceSeen
from nomina.desk.captures.models.errands import DONE, FACES, FAILED, WAITING
from nomina.desk.captures.models.faces import CANDIDATE, EXCLUDED, INCONCLUSIVE
from nomina.desk.captures.views import parts
from nomina.desk.files.views.common import may
from nomina.desk.look import shapes
from nomina.desk.look.shapes import Cell, Column, Empty, Kind, Row, Table
from nomina.desk.people.views.common import moment, perform, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@dataclass(frozen=True, slots=True)
class Faces:
    """What was said of the faces of a capture, and the way to ask for it.

    Attributes:
        post: where asking is posted to; empty where it cannot be asked for now.
    """

    template: ClassVar[str] = "captures/faces.html"
    table: Table
    errand: parts.Errand | None
    post: str


def word_name(word: str) -> str:
    """Give the words of a result in the language of the reader."""
    return {
        EXCLUDED: tr("excluded"),
        INCONCLUSIVE: tr("inconclusive"),
        CANDIDATE: tr("candidate for other examination"),
    }[word]


def faces_of(request: HttpRequest, one: Capture) -> Faces | None:
    """Draw the faces of a capture; None for who may not know whom a face may be."""
    if not may(request, predicates.COMPARE_CAPTURE, one.thing()):
        return None
    rows = FaceSeen.objects.visible_to(request.user).filter(capture=one).select_related("item")
    lines = tuple(
        Row(
            f"face-{face.item.pk.hex}-{face.number}",
            (
                Cell(tr("Item {n}, face {k}").format(n=face.item.number, k=face.number)),
                Cell(word_name(face.word)),
                Cell(str(face.photos), Kind.NUMBER),
                moment(face.made_at),
            ),
        )
        for face in rows
    )
    columns = (
        Column(tr("Face, from the left")),
        Column(tr("With the photos of this file")),
        Column(tr("Photos"), number=True),
        Column(tr("Compared")),
    )
    nothing = Empty(tr("No faces were compared"), tr("They are looked for when you ask for it."))
    errand = _errand(one)
    post = "" if errand and errand.job.moving else reverse("captures:faces", args=[one.pk])
    return Faces(Table(tr("Faces"), columns, lines, nothing, titled=True), errand, post)


def _errand(one: Capture) -> parts.Errand | None:
    found = Errand.objects.filter(kind=FACES, capture=one).order_by("-made_at").first()
    if found is None:
        return None
    says = found.says[:1].upper() + found.says[1:]
    if found.state not in (DONE, FAILED):
        says = tr("This takes a moment. It goes on when this page is left.")
        if found.state == WAITING:
            says = tr("It begins when the worker has done what was asked before.")
    job = shapes.Job(found.pk.hex, tr("Comparison of faces"), parts.DOING[found.state], says=says)
    there = reverse("captures:faces_how_far", args=[one.pk])
    if found.state != DONE:
        return parts.Errand(job, there)
    href = f"{reverse('captures:capture', args=[one.pk])}#faces"
    return parts.Errand(job, there, tr("Show the result"), href=href)


@open_to(predicates.COMPARE_CAPTURE, on=Capture)
@require_POST
def faces(request: HttpRequest, one: Capture) -> HttpResponse:
    """Ask for the faces of a capture."""
    try:
        perform(request, FindFaces(capture=one))
    except Refused as error:
        messages.error(request, told(error))
    return redirect("captures:capture", one.pk)


@open_to(predicates.COMPARE_CAPTURE, on=Capture)
@require_safe
def how_far(request: HttpRequest, one: Capture) -> HttpResponse:
    """Give how far it is alone, for a page that asks again while it goes on."""
    drawn = _errand(one)
    if drawn is None:
        raise Http404
    return render(request, drawn.template, {"it": drawn})
