"""What a family chose, wishes and asks for, on one page of the missing person."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.effects_family import AskReturn, SayFurther, SayWishes
from nomina.desk.custody.effects_words import asked_name, asker_name, further_choice
from nomina.desk.custody.forms_effects import FurtherForm, ReturnForm, WishesForm
from nomina.desk.custody.models import FurtherRemains, ReturnRequest, Wishes
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def demand_missing(one: File) -> None:
    """Give no such page of another kind of file."""
    if one.kind != AM:
        raise Http404


@open_to(predicates.SEE_WISHES, on=File)
@require_safe
def wishes(request: HttpRequest, one: File) -> HttpResponse:
    """Show what the family chose and wishes, and who asks for return."""
    demand_missing(one)
    who = standing_for(request)
    acts = []
    if predicates.WRITE_WISHES(who, one.thing()):
        further = reverse("custody:further", args=[one.pk])
        acts.append(Act(tr("If more is found"), further, key="f", weight=Weight.PRIMARY))
        acts.append(Act(tr("Wishes and rites"), reverse("custody:wish", args=[one.pk]), key="w"))
    if predicates.ASK_RETURN(who, one.thing()):
        ask = reverse("custody:ask_return", args=[one.pk])
        acts.append(Act(tr("Request or objection"), ask, key="r"))
    acts.append(Act(tr("The file"), reverse("files:file", args=[one.pk])))
    rows = FurtherRemains.objects.visible_to(request.user).filter(file=one).select_related("by")
    wished = Wishes.objects.visible_to(request.user).filter(file=one).select_related("by")
    asked = ReturnRequest.objects.visible_to(request.user).filter(file=one).select_related("by")
    says = tr("Ask before the first remains are released; the last answer counts.")
    head = Head(tr("The family's wishes"), number=one.number, says=says, acts=tuple(acts))
    return page(
        request,
        head,
        _further(rows.order_by("-made_at", "-pk").first()),
        _wished(wished.order_by("-made_at", "-pk").first()),
        _asked(list(asked)),
    )


def _further(row: FurtherRemains | None) -> Facts | Empty:
    if row is None:
        return Empty(
            tr("Nobody has asked about further remains"),
            tr("More may be found later. Ask what the family wants then."),
        )
    return Facts(
        tr("If more is found later"),
        (
            Fact(tr("Choice"), further_choice(row.choice)),
            Fact(tr("Said by"), f"{row.said_by} · {row.kinship}"),
            Fact(tr("How it was asked"), row.how),
            Fact(tr("Written down"), f"{row.by.name} · {written(row.made_at)}"),
        ),
    )


def _wished(row: Wishes | None) -> Facts | Empty:
    if row is None:
        return Empty(tr("No wishes or rites are written down"))
    return Facts(
        tr("Wishes and rites"),
        (
            Fact(tr("Tradition and rite"), row.rite),
            Fact(tr("How the body is to be handled"), row.handling),
            Fact(tr("Said by"), row.said_by),
            Fact(tr("Written down"), f"{row.by.name} · {written(row.made_at)}"),
        ),
    )


def _asked(rows: list[ReturnRequest]) -> Table:
    columns = (
        Column(tr("Who")),
        Column(tr("What")),
        Column(tr("What was asked or said")),
        Column(tr("Since")),
    )
    return Table(
        tr("Requests for return and objections"),
        columns,
        tuple(
            Row(
                f"r{row.pk.hex}",
                (
                    Cell(row.name, Kind.NAME, small=asker_name(row.asker)),
                    Cell(asked_name(row.asked)),
                    Cell(row.words),
                    moment(row.made_at),
                ),
            )
            for row in rows
        ),
        Empty(tr("Nobody asks for return, and nobody objects")),
        titled=True,
    )


@open_to(predicates.WRITE_WISHES, on=File)
def further(request: HttpRequest, one: File) -> HttpResponse:
    """Write down what the family wants where more is found later."""
    demand_missing(one)
    form = FurtherForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayFurther(file=one, **given))
        return said_and_back(request, tr("It was written down."), "custody:wishes", one.pk)

    says = tr("Ask in person. It can be changed as often as the family likes.")
    head = Head(tr("If more is found"), number=one.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.WRITE_WISHES, on=File)
def wish(request: HttpRequest, one: File) -> HttpResponse:
    """Write down tradition, rite and handling."""
    demand_missing(one)
    form = WishesForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SayWishes(file=one, **given))
        return said_and_back(request, tr("It was written down."), "custody:wishes", one.pk)

    says = tr("Whoever handles the body is shown how; who said it stays here.")
    head = Head(tr("Wishes and rites"), number=one.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


@open_to(predicates.ASK_RETURN, on=File)
def ask_return(request: HttpRequest, one: File) -> HttpResponse:
    """Write down who asks for return, or objects."""
    demand_missing(one)
    form = ReturnForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        given["words"] = given.pop("words_")
        perform(request, AskReturn(file=one, **given))
        return said_and_back(request, tr("It was written down."), "custody:wishes", one.pk)

    says = tr("A request and an objection both stand; neither ends the other.")
    head = Head(tr("Request or objection"), number=one.number, says=says)
    return take(request, form, done) or form_page(
        request, head, form, tr("Write it down"), _back(one)
    )


def _back(one: File) -> str:
    return reverse("custody:wishes", args=[one.pk])
