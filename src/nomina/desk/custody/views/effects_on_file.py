"""What a family chose and wishes, on the page of the missing person's file."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody.effects_words import further_choice
from nomina.desk.custody.models import FurtherRemains, ReturnRequest, Wishes
from nomina.desk.custody.views.common import written
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.files.shapes import Line, Lines
from nomina.desk.look.shapes import Act
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import ntr, tr


def on_file(request: HttpRequest, one: File) -> Lines | None:
    """Say what was asked of a family, and lead there; to whoever sees a family's file alone."""
    if one.kind != AM or not predicates.SEE_WISHES(standing_for(request), one.thing()):
        return None
    return Lines(
        "wishes",
        tr("The family's wishes"),
        tuple(_lines(request, one)),
        empty=tr("Nobody has asked about further remains"),
        acts=(Act(tr("The family's wishes"), reverse("custody:wishes", args=[one.pk])),),
    )


def _lines(request: HttpRequest, one: File) -> Iterator[Line]:
    chosen = FurtherRemains.objects.visible_to(request.user).filter(file=one)
    last = chosen.order_by("-made_at", "-pk").first()
    if last is not None:
        small = f"{further_choice(last.choice)} · {written(last.made_at)}"
        yield Line(tr("If more is found later"), small=small)
    wished = Wishes.objects.visible_to(request.user).filter(file=one)
    if (wish := wished.order_by("-made_at", "-pk").first()) is not None:
        yield Line(tr("Wishes and rites"), small=written(wish.made_at))
    asked = ReturnRequest.objects.visible_to(request.user).filter(file=one).count()
    if asked:
        text = ntr("{n} request or objection", "{n} requests and objections", asked)
        yield Line(text.format(n=asked))
