"""Bringing something in: one file, by one person, for one case."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nomina.desk.acts import NotPermitted
from nomina.desk.captures.actions.bringing import Asked, bring_in
from nomina.desk.captures.forms import BringForm
from nomina.desk.captures.views import parts
from nomina.desk.files.fields import FAMILY
from nomina.desk.files.frame import here
from nomina.desk.files.models import File
from nomina.desk.files.photos.intake import LARGEST
from nomina.desk.look.shapes import Head
from nomina.desk.people.views.common import actor_of, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr


@open_to(predicates.BRING_CAPTURE, on=File)
def add(request: HttpRequest, file: File) -> HttpResponse:
    """Bring something in that was openly published about the person of a file."""
    if file.kind == FAMILY:
        raise Http404
    here(request, file.kind)
    if (shut := parts.shut(request, file)) is not None:
        return shut
    form = BringForm(sent(request), request.FILES if request.method == "POST" else None)

    def done(given: dict[str, Any]) -> HttpResponse:
        upload = given["saved"]
        if getattr(upload, "over", False):
            raise InputError(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))
        asked = Asked(
            purpose=given["purpose"], assessment=form.assessment(), address=given["address"]
        )
        by = actor_of(request)
        try:
            made = bring_in(by, file, upload.read(), upload.name or "", asked)
        except NotPermitted:
            raise PermissionDenied from None
        count = made.observations.count()
        said = ntr(
            "It was kept, and {n} observation is offered.",
            "It was kept, and {n} observations are offered.",
            count,
        ).format(n=count)
        return said_and_back(request, said, "captures:capture", made.pk)

    says = tr("Only what is openly published, one item at a time. No link in it is followed.")
    context = {
        "head": Head(tr("Bring in a capture"), number=file.number, says=says),
        "form": form,
        "button": tr("Keep it"),
        "back": reverse("captures:list", args=[file.pk]),
    }
    status = 422 if form.is_bound else 200
    return take(request, form, done) or render(request, "captures/add.html", context, status=status)
