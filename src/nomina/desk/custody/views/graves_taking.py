"""The pages on which lists of graves and papers of burials are carried away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from nomina.desk.custody import graves_export, graves_list
from nomina.desk.custody.actions.graves_taking import TakeGraves, TakePaper
from nomina.desk.custody.forms_graves import (
    LanguageForm,
    TakeGravesForm,
)
from nomina.desk.custody.models import (
    Burial,
    Cremation,
    Grave,
    Place,
)
from nomina.desk.custody.papers import graves as papers
from nomina.desk.custody.papers.page import Paper, pdf
from nomina.desk.custody.views.common import number_of
from nomina.desk.custody.views.graves_acts import register_of
from nomina.desk.look.shapes import Head
from nomina.desk.people.models import User
from nomina.desk.people.views.common import (
    form_page,
    perform,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@open_to(predicates.TAKE_GRAVES, on=Place)
def take_graves(request: HttpRequest, one: Place) -> HttpResponse:
    """Carry the graves of a cemetery away as a list, a map or a table."""
    form = TakeGravesForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        assert isinstance(request.user, User)
        rows = Grave.objects.visible_to(request.user).filter(place=one).select_related("place")
        every = graves_list.known(rows.order_by("section", "row", "number"))
        kind, language = given["form"], given["language"]
        if kind == "pdf":
            paper = papers.register(one, every, language, timezone.now(), request.user)
            data, media, name = pdf(paper), "application/pdf", f"{one.code}.{language}.pdf"
        else:
            data = graves_export.WRITERS[kind](graves_list.lines(every))
            media, name = graves_export.MEDIA[kind], f"{one.code}.{kind}"
        language = language if kind == "pdf" else ""
        perform(request, TakeGraves(place=one, form=kind, language=language, count=len(every)))
        return _file(data, media, name)

    says = tr("The file leaves this desk. That it was done is written down.")
    head = Head(tr("Carry the list away"), number=one.code, says=says)
    back = reverse("custody:cemetery", args=[one.pk])
    return take(request, form, done) or form_page(
        request, head, form, tr("Download the file"), back
    )


def _file(data: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    return response


@open_to(predicates.TAKE_GRAVES, on=Burial)
def take_burial(request: HttpRequest, one: Burial) -> HttpResponse:
    """Carry the record of a burial away."""

    def made(language: str) -> Paper:
        assert isinstance(request.user, User)
        return papers.burial(one, language, request.user)

    if one.spot is not None:
        back = reverse("custody:grave", args=[one.spot.grave_id])
    else:
        back = register_of(one.item.operation)
    return _paper(request, one, tr("Burial record"), made, back)


@open_to(predicates.TAKE_GRAVES, on=Cremation)
def take_cremation(request: HttpRequest, one: Cremation) -> HttpResponse:
    """Carry the statement of a cremation away."""

    def made(language: str) -> Paper:
        assert isinstance(request.user, User)
        return papers.cremation(one, language, request.user)

    back = reverse("custody:item", args=[one.item_id])
    return _paper(request, one, tr("Statement of cremation"), made, back)


def _paper(
    request: HttpRequest,
    of: Burial | Cremation,
    title: str,
    made: Callable[[str], Paper],
    back: str,
) -> HttpResponse:
    form = LanguageForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        language = given["language"]
        data = pdf(made(language))
        perform(request, TakePaper(of=of, language=language))
        return _file(data, "application/pdf", f"{of.item.code}.{language}.pdf")

    says = tr("The file leaves this desk. That it was done is written down.")
    head = Head(title, number=number_of(of.item), says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Download the file"), back
    )
