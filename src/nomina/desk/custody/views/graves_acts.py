"""The forms of graves: making, measuring, marking, burying, cremating, exhuming, carrying away."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nomina.desk.custody import graves
from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.actions.graves import (
    MakeGrave,
    MarkerPhoto,
    MarkGrave,
    MeasureGrave,
)
from nomina.desk.custody.actions.graves_burying import Bury, BuryAtSea, Cremate
from nomina.desk.custody.actions.graves_exhuming import Exhume
from nomina.desk.custody.actions.graves_offers import EndOffer, OfferReturn
from nomina.desk.custody.forms_graves import (
    AnswerForm,
    BuryForm,
    CremateForm,
    ExhumeForm,
    GraveForm,
    MarkForm,
    OfferReturnForm,
    PointForm,
    SeaForm,
)
from nomina.desk.custody.graves import named
from nomina.desk.custody.models import (
    Burial,
    Grave,
    GraveArrangement,
    GraveOffer,
    GraveSpot,
    Place,
)
from nomina.desk.custody.picture import received
from nomina.desk.custody.views.common import files_of, number_of, reading_of, tags_page, when_of
from nomina.desk.look.shapes import Head
from nomina.desk.people.models import Operation
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
from nomina.errors import InputError
from nomina.words import tr

_GRAVE = re.compile(r"(?:(?P<place>[A-Z0-9-]+)\s+)?G?(?P<number>[0-9]{1,7})")


@open_to(predicates.KEEP_GRAVES, on=Place)
def make_grave(request: HttpRequest, one: Place) -> HttpResponse:
    """Add a grave to a cemetery."""
    form = GraveForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            MakeGrave(
                place=one,
                grave=given["kind"],
                when=when_of(given),
                point=form.point(),
                words=given["words_"],
                **{
                    name: given[name]
                    for name in ("reason", "spots", "section", "row", "plot", "grouped")
                },
            ),
        )
        return said_and_back(request, tr("The grave was added."), "custody:grave", made.pk)

    head = Head(tr("Add a grave"), number=one.code, says=one.name)
    back = reverse("custody:cemetery", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.KEEP_GRAVES, on=Grave)
def measure_grave(request: HttpRequest, one: Grave) -> HttpResponse:
    """Write down where a grave is."""
    form = PointForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        point = form.point()
        if point is None:
            raise InputError(tr("a point needs latitude and longitude"))
        perform(request, MeasureGrave(grave=one, point=point, when=when_of(given)))
        return said_and_back(request, tr("It was written down."), "custody:grave", one.pk)

    says = tr("An earlier measurement stays in what happened here.")
    head = Head(tr("Measure a grave"), number=named(one), says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Write down"), _to(one))


def _to(one: Grave) -> str:
    return reverse("custody:grave", args=[one.pk])


@open_to(predicates.KEEP_GRAVES, on=Grave)
def mark_grave(request: HttpRequest, one: Grave) -> HttpResponse:
    """Write down how a grave is marked, with a picture or without."""
    form = MarkForm(sent(request), files_of(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        picture, photo = received(given["photo"]), None
        if picture is not None:
            photo = MarkerPhoto(picture=picture, shows=given["shows"], nobody=given["nobody"])
        action = MarkGrave(grave=one, when=when_of(given), words=given["words_"], photo=photo)
        perform(request, action)
        return said_and_back(request, tr("It was written down."), "custody:grave", one.pk)

    answer = take(request, form, done)
    if answer is not None:
        return answer
    says = tr("An earlier marking stays in what happened here.")
    context = {
        "head": Head(tr("Write down a marking"), number=named(one), says=says),
        "form": form,
        "button": tr("Write down"),
        "back": _to(one),
    }
    status = 422 if form.is_bound else 200
    return render(request, "custody/graves_upload.html", context, status=status)


def grave_of(typed: str, operation: Operation, user: object) -> Grave:
    """Give the grave that somebody typed: its cemetery and number, C1 G17.

    Raises:
        InputError: there is none, or more than one.
    """
    text = " ".join(typed.split()).upper()
    read = _GRAVE.fullmatch(text)
    rows = Grave.objects.visible_to(user).filter(operation=operation).select_related("place")
    if read is not None:
        rows = rows.filter(number=int(read["number"]))
        if read["place"]:
            rows = rows.filter(place__code=read["place"])
        found = list(rows[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                tr("several cemeteries have such a grave"),
                where=text,
                todo=tr("Write the cemetery before it: C1 G17"),
            )
    raise InputError(
        tr("there is no such grave"), where=text[:40], todo=tr("Look at the list of graves")
    )


def spot_of(grave: Grave, number: int | None) -> GraveSpot:
    """Give the spot of a grave that somebody typed; the next free one where nobody did.

    Raises:
        InputError: there is none, or none is free.
    """
    spots = grave.spots.select_related("position", "grave__place")
    if number is not None:
        found = spots.filter(number=number).first()
        if found is None:
            raise InputError(tr("this grave has no such spot"), where=f"{named(grave)}.{number}")
        return found
    taken = Burial.objects.standing().filter(spot__grave=grave).values("spot")
    free = spots.exclude(pk__in=taken).first()
    if free is None:
        raise InputError(
            tr("somebody lies in every spot of this grave"),
            where=named(grave),
            todo=tr("Choose another grave"),
        )
    return free


def register_of(one: Operation) -> str:
    """Give the address of the graves of an operation."""
    return reverse("custody:graves", args=[one.pk])


def _tagged(request: HttpRequest) -> dict[str, str]:
    return {"tag": request.GET.get("tag", "")[:40], "grave": request.GET.get("grave", "")[:40]}


@open_to(predicates.KEEP_GRAVES, on=Operation)
def bury(request: HttpRequest, one: Operation) -> HttpResponse:
    """Bury somebody in a grave."""
    ask_first(request, Bury)
    form = BuryForm(sent(request), initial=_tagged(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        grave = grave_of(given["grave"], one, request.user)
        made = perform(
            request,
            Bury(
                item=item_of(given["tag"], one, request.user),
                spot=spot_of(grave, given["spot"]),
                when=when_of(given),
                reading=reading_of(given),
                officiant=given["officiant"],
                rites=given["rites"],
            ),
        )
        assert made.spot is not None
        text = tr("The burial was written down.")
        return said_and_back(request, text, "custody:grave", made.spot.grave_id)

    says = tr("Read the tag at the grave. The dead are moved on by an exhumation alone.")
    head = Head(tr("Bury"), says=says)
    back = register_of(one)
    button = tr("Write down the burial")
    return take(request, form, done) or tags_page(
        request, one, head, form, button=button, back=back
    )


@open_to(predicates.KEEP_GRAVES, on=Operation)
def bury_at_sea(request: HttpRequest, one: Operation) -> HttpResponse:
    """Bury somebody at sea."""
    ask_first(request, BuryAtSea)
    form = SeaForm(sent(request), initial=_tagged(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        names = ("ship", "latitude", "longitude", "reason", "officiant", "rites")
        made = perform(
            request,
            BuryAtSea(
                item=item_of(given["tag"], one, request.user),
                when=when_of(given),
                reading=reading_of(given),
                **{name: given[name] for name in names},
            ),
        )
        text = tr("The burial was written down.")
        return said_and_back(request, text, "custody:item", made.item_id)

    says = tr("It leaves the register for good, with ship, position and time.")
    head = Head(tr("Bury at sea"), says=says)
    button = tr("Write down the burial")
    back = register_of(one)
    return take(request, form, done) or tags_page(
        request, one, head, form, button=button, back=back
    )


@open_to(predicates.KEEP_GRAVES, on=Operation)
def cremate(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down a cremation, with its reason."""
    ask_first(request, Cremate)
    form = CremateForm(sent(request), initial=_tagged(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            Cremate(
                item=item_of(given["tag"], one, request.user),
                when=when_of(given),
                reading=reading_of(given),
                reason=given["reason"],
                words=given["words_"],
                authority=given["authority"],
                ashes=given["ashes"],
            ),
        )
        text = tr("The cremation was written down.")
        return said_and_back(request, text, "custody:item", made.item_id)

    says = tr("Nobody is cremated but for one of three reasons; it is printed on the certificate.")
    head = Head(tr("Write down a cremation"), says=says)
    back = register_of(one)
    button = tr("Write down")
    return take(request, form, done) or tags_page(
        request, one, head, form, button=button, back=back
    )


@open_to(predicates.KEEP_GRAVES, on=Grave)
def exhume(request: HttpRequest, one: Grave) -> HttpResponse:
    """Open a grave, and lift those who are named."""
    ask_first(request, Exhume)
    places = Place.objects.visible_to(request.user).filter(operation=one.operation_id)
    arranged = GraveArrangement.objects.visible_to(request.user).filter(
        offer__place=one.place_id, accepted=False
    )
    lying = [
        (row, f"{number_of(row.item)} · {row.spot.number if row.spot else ''}")
        for row in graves.lying_in(one)
    ]
    form = ExhumeForm(
        sent(request), places=places, lying=lying, arrangements=arranged.select_related("offer")
    )

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(
            request,
            Exhume(
                grave=one,
                burials=tuple(form.lying[pk] for pk in given["who"]),
                place=given["place"],
                when=when_of(given),
                reading=reading_of(given),
                why=given["why"],
                words=given["words_"],
                authority=given["authority"],
                document=given["document"],
                notice=given["notice"],
                arrangement=form.arrangements.get(given.get("arrangement", "")),
            ),
        )
        text = tr("The exhumation was written down.")
        return said_and_back(request, text, "custody:grave", one.pk)

    says = tr("A grave is opened by an order alone. Where they lay stays in the register for good.")
    head = Head(tr("Exhume"), number=named(one), says=says)
    button = tr("Write down the exhumation")
    back = _to(one)
    return take(request, form, done) or form_page(request, head, form, button, back)


@open_to(predicates.KEEP_GRAVES, on=Place)
def offer_return(request: HttpRequest, one: Place) -> HttpResponse:
    """Write down that the return of the dead was offered."""
    form = OfferReturnForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, OfferReturn(place=one, **given))
        return said_and_back(request, tr("It was written down."), "custody:cemetery", one.pk)

    says = tr("No grave is arranged otherwise before five years have run and notice was given.")
    head = Head(tr("Offer of return"), number=one.code, says=says)
    back = reverse("custody:cemetery", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write down"), back)


@open_to(predicates.KEEP_GRAVES, on=GraveOffer)
def answer_offer(request: HttpRequest, one: GraveOffer) -> HttpResponse:
    """Write down what became of an offer."""
    ask_first(request, EndOffer)
    back = reverse("custody:cemetery", args=[one.place_id])
    if hasattr(one, "end"):
        messages.error(request, tr("This offer was ended already."))
        return redirect(back)
    form = AnswerForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(
            request,
            EndOffer(
                offer=one,
                accepted=given["accepted"] == "yes",
                words=given["words_"],
                noticed_on=given["noticed_on"],
                notice=given["notice"],
            ),
        )
        return said_and_back(request, tr("It was written down."), "custody:cemetery", one.place_id)

    due = graves.term(one.made_on).isoformat()
    says = tr("Offered to {to}; the five years run until {day}.").format(to=one.to, day=due)
    head = Head(tr("Offer of return"), number=one.place.code, says=says)
    return take(request, form, done) or form_page(request, head, form, tr("Write down"), back)
