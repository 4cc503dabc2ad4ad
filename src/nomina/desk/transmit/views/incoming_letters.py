"""Letters and photos on pages: receiving a scan, typing what it says, adding a photo that came."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nomina.desk.custody.views.exchange_lists import upload_page
from nomina.desk.look.shapes import Head
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import form_page, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit.actions.incoming_items import AddItemPhoto
from nomina.desk.transmit.actions.incoming_letters import ReceiveLetter, TypeItem, typed
from nomina.desk.transmit.forms_incoming import ItemPhotoForm, LetterForm, TypedForm
from nomina.desk.transmit.incoming_read import LARGEST
from nomina.desk.transmit.models import Incoming, IncomingItem
from nomina.desk.transmit.views.incoming import came_says, demand_whole
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.RUN_INCOMING, on=Operation)
def receive_letter(request: HttpRequest, one: Operation) -> HttpResponse:
    """Receive a letter or another paper."""
    posted = sent(request)
    form = LetterForm(one, request.user, posted, request.FILES if posted is not None else None)

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given.pop("file")
        demand_whole(file)
        data = file.read(LARGEST + 1)
        got = perform(
            request, ReceiveLetter(operation=one, data=data, name=file.name or "", **given)
        )
        text = came_says(got.row, again=got.again)
        return said_and_back(request, text, "transmit:came", got.row.pk)

    says = tr("The scan is kept as it is. What it says is typed next, item by item.")
    head = Head(tr("Receive a letter"), says=says)
    back = reverse("transmit:incoming", args=[one.pk])
    return take(request, form, done) or upload_page(
        request, head, form, button=tr("Receive it"), back=back
    )


@open_to(predicates.RUN_INCOMING, on=Incoming)
def type_item(request: HttpRequest, one: Incoming) -> HttpResponse:
    """Type what a letter says of one person, or what it asks."""
    form = TypedForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        offered = typed(
            given["about"],
            given["key"],
            values=form.said() if given["about"] == "missing" else [],
            beside=[]
            if given["about"] == "missing"
            else [{"name": one["field"], "text": one["text"]} for one in form.said()],
            words=given["words_"].strip() or None,
            allowed=_allowed(given),
        )
        row = perform(request, TypeItem(incoming=one, offered=offered))
        return said_and_back(request, tr("It is written down."), "transmit:came_item", row.pk)

    says = tr("As the letter says it. What it does not say stays empty.")
    head = Head(tr("Type an item"), number=one.number, says=says)
    back = reverse("transmit:came", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


def _allowed(given: dict[str, Any]) -> dict[str, Any] | None:
    if not given["purposes"]:
        return None
    if not given["given_by"].strip() or not given["how"].strip():
        raise InputError(
            tr("it is not said who allowed this, and how that is known"),
            todo=tr("Write both as the letter says, or choose nothing"),
        )
    return {
        "purposes": given["purposes"],
        "given_by": given["given_by"],
        "how": given["how"],
        "until": None,
    }


@open_to(predicates.RUN_INCOMING, on=IncomingItem)
def add_photo(request: HttpRequest, one: IncomingItem) -> HttpResponse:
    """Add a photo that came with an item; it is not opened."""
    posted = sent(request)
    form = ItemPhotoForm(posted, request.FILES if posted is not None else None)

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        demand_whole(file)
        perform(
            request,
            AddItemPhoto(item=one, data=file.read(), name=file.name or "", alive=given["alive"]),
        )
        text = tr("It is kept. It goes into the file with the item, where that is allowed.")
        return said_and_back(request, text, "transmit:came_item", one.pk)

    says = tr("Of the missing person alone. A photo of somebody dead is not taken in.")
    head = Head(tr("Add a photo"), number=number_of(one), says=says)
    back = reverse("transmit:came_item", args=[one.pk])
    return take(request, form, done) or upload_page(
        request, head, form, button=tr("Add it"), back=back
    )


def number_of(item: IncomingItem) -> str:
    """Write which item of what it is."""
    return f"{item.incoming.number} · {item.number}"
