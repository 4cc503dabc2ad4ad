"""Marks on the comparison screen: drawn by its scripts, read and struck without them too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nomina.desk.examine.actions.marking import PutMark, StrikeMark
from nomina.desk.examine.marks import marks_of
from nomina.desk.examine.models import Examination, Mark
from nomina.desk.examine.models.marks import MOST, SHAPES
from nomina.desk.examine.pictures import BODY, REFERENCE
from nomina.desk.examine.views.examining import due_picture, place_in, private
from nomina.desk.people.text import NOTE
from nomina.desk.people.views.common import perform, told
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError


class MarkForm(forms.Form):
    """A mark as the screen sends it."""

    shape = forms.ChoiceField(choices=[(one, one) for one in SHAPES])
    points = forms.RegexField(r"^\d{1,6}( \d{1,6}){1,399}$")
    words = forms.CharField(max_length=NOTE, required=False)
    number = forms.IntegerField(min_value=1, max_value=MOST)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def mark(request: HttpRequest, one: Examination) -> HttpResponse:
    """Keep a mark on a picture that is due."""
    side, form = request.POST.get("side", ""), MarkForm(request.POST)
    if side not in {BODY, REFERENCE}:
        raise Http404
    picture = due_picture(one, side, place_in(request.POST.get("n", "")))
    if not form.is_valid():
        return HttpResponse(status=422)
    given = form.cleaned_data
    points = [int(text) for text in given.pop("points").split()]
    action = PutMark(examination=one, photo=picture.content.photo, points=points, **given)
    return _done(request, one, action)


@open_to(predicates.OWN_EXAMINATION, on=Examination)
@require_POST
def strike_mark(request: HttpRequest, one: Examination) -> HttpResponse:
    """Strike a mark through."""
    try:
        found = Mark.objects.filter(examination=one, pk=request.POST.get("mark", "")).first()
    except ValidationError:
        found = None
    if found is None:
        raise Http404
    return _done(request, one, StrikeMark(examination=one, mark=found))


def _done(request: HttpRequest, one: Examination, action: Any) -> HttpResponse:
    """Do it; a script gets the list anew, who has none the page."""
    scripted = bool(request.headers.get("HX-Request"))
    try:
        perform(request, action)
    except InputError as error:
        if scripted:
            return HttpResponse(status=422)
        messages.error(request, told(error))
    if not scripted:
        return redirect("examine:examination", one.pk)
    marks = marks_of(request, one)
    return private(render(request, marks.template, {"it": marks}))
