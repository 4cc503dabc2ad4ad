"""Saying where a face is in a photo, and whose it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nomina.desk.acts import Refused
from nomina.desk.files.actions.faces import ChooseFace, DrawFace
from nomina.desk.files.models import Photo
from nomina.desk.files.photos.page import content_of, number_of, veiled
from nomina.desk.look.shapes import Act, Head
from nomina.desk.people.forms import Labelled
from nomina.desk.people.views.common import perform, said_and_back, sent, take, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr

_FAR = 1_000_000


class FaceForm(Labelled):
    """A box in numbers, which mouse and keys fill in, too."""

    left = forms.IntegerField(min_value=-_FAR, max_value=_FAR)
    top = forms.IntegerField(min_value=-_FAR, max_value=_FAR)
    right = forms.IntegerField(min_value=-_FAR, max_value=_FAR)
    bottom = forms.IntegerField(min_value=-_FAR, max_value=_FAR)
    turn = forms.FloatField(min_value=-180, max_value=180, initial=0)

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        turned = tr("Degrees clockwise by which the face is turned; 0 where it is upright.")
        return {
            "left": (tr("Left edge"), ""),
            "top": (tr("Upper edge"), ""),
            "right": (tr("Right edge"), ""),
            "bottom": (tr("Lower edge"), ""),
            "turn": (tr("Turn"), turned),
        }


@open_to(predicates.MARK_FACE, on=Photo)
def draw_face(request: HttpRequest, one: Photo) -> HttpResponse:
    """Draw a box around the face, by mouse, by keys or by numbers."""
    form = FaceForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, DrawFace(photo=one, **given))
        return said_and_back(request, tr("The face was marked."), "files:photo", one.pk)

    answer = take(request, form, done)
    if answer is not None:
        return answer
    content, number = content_of(one), number_of(one)
    back = reverse("files:photo", args=[one.pk])
    context = {
        "head": Head(
            tr("Mark the face"), number=one.file.number, acts=(Act(tr("To the photo"), back),)
        ),
        "it": veiled(one, number, content.faces.count() if content is not None else 0),
        "form": form,
        "content": content,
        "back": back,
    }
    return render(request, "files/face.html", context, status=422 if form.is_bound else 200)


@open_to(predicates.MARK_FACE, on=Photo)
@require_POST
def choose_face(request: HttpRequest, one: Photo) -> HttpResponse:
    """Say which face is that of the file; ``none`` for none of them."""
    asked = request.POST.get("face", "")
    try:
        if asked != "none" and not (asked.isascii() and asked.isdigit() and len(asked) < 19):
            raise Refused(tr("there is no such face in this photo"))
        perform(request, ChooseFace(photo=one, face=None if asked == "none" else int(asked)))
    except Refused as error:
        messages.error(request, told(error))
    else:
        messages.success(request, tr("It was written down."))
    return redirect("files:photo", one.pk)
