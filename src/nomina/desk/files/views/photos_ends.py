"""Keeping one photo out of comparisons, and taking away what it holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nomina.desk.files.actions import HoldPhoto, RemovePhoto
from nomina.desk.files.actions.removal import reason_name
from nomina.desk.files.models import Photo
from nomina.desk.files.models.photos import ENDS, WITHDRAWN
from nomina.desk.files.photos.page import number_of
from nomina.desk.look.shapes import Head
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


class RemoveForm(ReasonForm):
    """Why a photo goes."""

    field_order = ("reason", "why")
    reason = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        # A withdrawn consent takes every photo of its file at once, by an act of its own.
        reason.choices = [(one, reason_name(one)) for one in ENDS if one != WITHDRAWN]

    def words(self) -> dict[str, tuple[str, str]]:
        """Give label and help by field."""
        said = super().words()
        return {"reason": (tr("What for"), ""), "why": (tr("In your words"), said["why"][1])}


def _called(one: Photo) -> str:
    return f"{one.file.number} · {tr('Photo {n}').format(n=number_of(one))}"


@open_to(predicates.HOLD_PHOTO, on=Photo)
def hold_photo(request: HttpRequest, one: Photo) -> HttpResponse:
    """Keep a photo out of every comparison, such as one that may show a living prisoner."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, HoldPhoto(file=one.file, photo=one, why=given["why"]))
        text = tr("The photo is kept out of every comparison.")
        return said_and_back(request, text, "files:photo", one.pk)

    head = Head(tr("Keep a photo out of comparisons"), says=_called(one))
    back = reverse("files:photo", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Keep it out"), back)


@open_to(predicates.ADD_PHOTO, on=Photo)
def remove_photo(request: HttpRequest, one: Photo) -> HttpResponse:
    """Take away what a photo holds; a line stays that says that there was one."""
    ask_first(request, RemovePhoto)
    form = RemoveForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, RemovePhoto(photo=one, reason=given["reason"], why=given["why"]))
        return said_and_back(request, tr("The photo was removed."), "files:photo", one.pk)

    head = Head(tr("Remove a photo for good"), says=_called(one))
    back = reverse("files:photo", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Remove"), back)
