"""What came, on pages: the list of an operation, receiving a file, one file, our receipt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina import signed
from nomina.desk.custody.exchange_papers import download
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.custody.views.exchange_lists import upload_page
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import incoming_kept
from nomina.desk.transmit.actions.incoming import Receive, TakeAway
from nomina.desk.transmit.actions.incoming_receipt import Acknowledge
from nomina.desk.transmit.forms_incoming import AcknowledgeForm, ReceiveForm
from nomina.desk.transmit.incoming_read import LARGEST
from nomina.desk.transmit.incoming_state import state_of
from nomina.desk.transmit.incoming_words import about_name, form_name, signed_name, state_name
from nomina.desk.transmit.models import Incoming, IncomingItem, IncomingReceipt
from nomina.desk.transmit.models.incoming import HEARD, LETTER, PACKAGE
from nomina.errors import InputError
from nomina.packages import Acknowledgement
from nomina.words import ntr, tr

_OPEN = Q(
    items__isnull=False,
    items__taken=None,
    items__refused=None,
    items__passed=None,
    items__read=None,
)
SHOWN = 100
"""Problems that are listed on a page."""


@open_to(predicates.SEE_INCOMING, on=Operation)
@require_safe
def incoming(request: HttpRequest, one: Operation) -> HttpResponse:
    """List what came to an operation, the last first."""
    rows = Incoming.objects.visible_to(request.user).filter(operation=one)
    counted = rows.select_related("partner").annotate(
        every=Count("items", distinct=True), waits=Count("items", filter=_OPEN, distinct=True)
    )
    shown, pager = paged(request, counted.order_by("-made_at", "-number"))
    acts = []
    if predicates.RUN_INCOMING(standing_for(request), one.thing()):
        receive_ = reverse("transmit:receive", args=[one.pk])
        letter = reverse("transmit:receive_letter", args=[one.pk])
        acts.append(Act(tr("Receive a file"), receive_, key="n", weight=Weight.PRIMARY))
        acts.append(Act(tr("Receive a letter"), letter, key="l"))
    says = tr("Nothing of it is in a file, a search or a comparison before a person took it there.")
    head = Head(tr("From other institutions"), says=says, acts=tuple(acts))
    columns = (
        Column(tr("Number")),
        Column(tr("Sent by")),
        Column(tr("What")),
        Column(tr("Waits"), number=True),
        Column(tr("Received")),
    )
    table = Table(
        tr("What came"),
        columns,
        tuple(_row(row) for row in shown),
        Empty(
            tr("Nothing came yet"),
            tr("Packages, PFIF files, tables and letters of other institutions stand here."),
        ),
        pager,
    )
    return page(request, head, table)


def _row(row: Any) -> Row:
    way = Way.PLAIN if row.signed == HEARD else Way.UNSURE
    return Row(
        row.pk.hex,
        (
            Cell(row.number, Kind.CODE),
            Cell(row.their_name, Kind.NAME, small=row.their_number),
            Cell(form_name(row.form), small=signed_name(row.signed), way=way),
            Cell(f"{row.waits} / {row.every}", Kind.NUMBER),
            moment(row.made_at),
        ),
        reverse("transmit:came", args=[row.pk]),
    )


@open_to(predicates.RUN_INCOMING, on=Operation)
def receive(request: HttpRequest, one: Operation) -> HttpResponse:
    """Receive a file; nothing of it is taken over by that."""
    posted = sent(request)
    files = request.FILES if posted is not None else None
    form = ReceiveForm(one, request.user, posted, files)

    def done(given: dict[str, Any]) -> HttpResponse:
        file = given.pop("file")
        demand_whole(file)
        data = file.read(LARGEST + 1)
        got = perform(request, Receive(operation=one, data=data, name=file.name or "", **given))
        text = came_says(got.row, again=got.again)
        return said_and_back(request, text, "transmit:came", got.row.pk)

    says = tr("Its signature is checked, and every item of it waits until somebody looked at it.")
    head = Head(tr("Receive a file"), says=says)
    back = reverse("transmit:incoming", args=[one.pk])
    return take(request, form, done) or upload_page(
        request, head, form, button=tr("Receive it"), back=back
    )


def demand_whole(file: Any) -> None:
    """Refuse a file that was larger than an upload may be; its bytes were not kept."""
    if getattr(file, "over", False):
        raise InputError(tr("this file is larger than {n} megabytes").format(n=LARGEST // 10**6))


def came_says(row: Incoming, *, again: bool) -> str:
    """Say what became of a file that was brought."""
    if again:
        return tr("This came before, as {number}. Nothing was added.").format(number=row.number)
    n = row.items.count()
    text = ntr(
        "It is here as {number}, with {n} item.", "It is here as {number}, with {n} items.", n
    )
    return text.format(number=row.number, n=n)


@open_to(predicates.SEE_INCOMING, on=Incoming)
@require_safe
def came(request: HttpRequest, one: Incoming) -> HttpResponse:
    """Show what came: from whom, whether its signature holds, its items and what is wrong."""
    head = Head(
        tr("From another institution"),
        number=one.number,
        says=signed_name(one.signed),
        acts=tuple(_acts(request, one)),
    )
    parts = [_warning(one), _items(request, one), _problems(one), _facts(request, one)]
    return page(request, head, *parts)


def _acts(request: HttpRequest, one: Incoming) -> Iterator[Act]:
    if predicates.RUN_INCOMING(standing_for(request), one.thing()):
        if one.form == LETTER:
            typed = reverse("transmit:type_item", args=[one.pk])
            yield Act(tr("Type an item"), typed, key="n", weight=Weight.PRIMARY)
        kept = incoming_kept.is_there(one)
        if one.form == PACKAGE and kept and not hasattr(one, "receipt"):
            sign = reverse("transmit:acknowledge_came", args=[one.pk])
            yield Act(tr("Acknowledge"), sign, key="a", weight=Weight.PRIMARY)
        if hasattr(one, "receipt"):
            ours = reverse("transmit:came_receipt", args=[one.receipt.pk])
            yield Act(tr("Our acknowledgement"), ours, key="a")
        if kept:
            yield Act(tr("As it came"), reverse("transmit:take_came", args=[one.pk]), key="f")
    yield Act(tr("All that came"), reverse("transmit:incoming", args=[one.operation_id]))


def _warning(one: Incoming) -> Notice | None:
    if one.signed == HEARD:
        return None
    text = {
        "unheard": tr(
            "The signature holds, but two people have not yet heard the fingerprint of this key."
        ),
        "ended": tr(
            "The signature holds, but this partner was ended, so somebody else may have its key."
            " Ask it in a way that you know whether it sent this."
        ),
        "unknown": tr(
            "Nobody can say who signed this. Ask the sender for its key, and write it down as a"
            " partner."
        ),
        "none": tr("Nothing proves who sent this. Whoever takes it over says so by that."),
    }[one.signed]
    return Notice(text, Way.UNSURE)


def _items(request: HttpRequest, one: Incoming) -> Table:
    rows = IncomingItem.objects.visible_to(request.user).filter(incoming=one)
    shown, pager = paged(
        request,
        rows.select_related("taken__file", "refused", "passed", "read").order_by("number"),
    )
    columns = (
        Column(tr("Number in it"), number=True),
        Column(tr("What it is")),
        Column(tr("Their number")),
        Column(tr("State")),
    )
    return Table(
        tr("What it holds"),
        columns,
        tuple(_item_row(row) for row in shown),
        Empty(
            tr("It holds nothing that was read"),
            tr("Of a letter they are typed; of a file none could be read."),
        ),
        pager,
        titled=True,
    )


def _item_row(row: IncomingItem) -> Row:
    state = state_of(row)
    way = Way.UNSURE if state == "open" else Way.FOR if state == "taken" else Way.PLAIN
    small = row.taken.file.number if state == "taken" else ""
    return Row(
        row.pk.hex,
        (
            Cell(str(row.number), Kind.NUMBER),
            Cell(about_name(row.about)),
            Cell(row.key, Kind.CODE),
            Cell(state_name(state), Kind.CHIP, small=small, way=way),
        ),
        reverse("transmit:came_item", args=[row.pk]),
    )


def _problems(one: Incoming) -> Table | None:
    if not one.problems:
        return None
    columns = (Column(tr("Where")), Column(tr("What is wrong")), Column(tr("What to do")))
    rows = tuple(
        Row(
            f"p{number}",
            (Cell(said["where"], Kind.CODE), Cell(said["what"]), Cell(said["todo"])),
        )
        for number, said in enumerate(one.problems[:SHOWN])
    )
    return Table(tr("What could not be read"), columns, rows, titled=True)


def _facts(request: HttpRequest, one: Incoming) -> Facts:
    facts = (
        Fact(tr("Sent by"), one.their_name),
        Fact(tr("Addressed to"), one.addressed),
        Fact(tr("Their number"), one.their_number),
        Fact(tr("Day that it bears"), one.dated.isoformat() if one.dated else ""),
        Fact(tr("Form"), form_name(one.form)),
        Fact(tr("Sealed to our key"), tr("yes") if one.sealed else tr("no")),
        Fact(tr("Signed with the key"), one.key),
        Fact(tr("Name of the file"), one.name),
        Fact(tr("SHA-256"), one.digest),
        Fact(tr("Received"), f"{one.made_by.name} · {written(one.made_at)}"),
    )
    # What such a thing has not is not unknown: a table bears no number and no key.
    return Facts(tr("What came"), tuple(fact for fact in facts if fact.value))


@open_to(predicates.RUN_INCOMING, on=Incoming)
def take_away(request: HttpRequest, one: Incoming) -> HttpResponse:
    """Carry what came away as it came."""
    ask_first(request, TakeAway)
    if request.method == "POST":
        return download(perform(request, TakeAway(incoming=one)), f"{one.number}.bin")
    says = tr("It leaves the desk as it came, with all that stands in it. That is written down.")
    head = Head(tr("Take it away as it came"), number=one.number, says=says)
    back = reverse("transmit:came", args=[one.pk])
    return form_page(request, head, forms.Form(), tr("Take it away"), back)


@open_to(predicates.RUN_INCOMING, on=Incoming)
def acknowledge(request: HttpRequest, one: Incoming) -> HttpResponse:
    """Sign that a package arrived."""
    ask_first(request, Acknowledge)
    form = AcknowledgeForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        row = perform(request, Acknowledge(incoming=one, **given))
        return said_and_back(request, tr("It is signed."), "transmit:came_receipt", row.pk)

    says = tr("It says that this package arrived, by its digest. It agrees to nothing in it.")
    head = Head(tr("Acknowledge"), number=one.number, says=says)
    back = reverse("transmit:came", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign it"), back)


@open_to(predicates.SEE_INCOMING, on=IncomingReceipt)
@require_safe
def receipt(request: HttpRequest, one: IncomingReceipt) -> HttpResponse:
    """Show what this desk signed for a package, or give it as a file."""
    made = Acknowledgement.model_validate(one.document)
    if "file" in request.GET:
        return download(signed.spelt(made), f"{one.incoming.number}-acknowledged.json")
    said = made.acknowledgement
    acts = (
        Act(tr("The signed file"), "?file", key="f", weight=Weight.PRIMARY),
        Act(tr("What came"), reverse("transmit:came", args=[one.incoming_id])),
    )
    says = tr("Give this file to who sent the package; anybody can check it with our key.")
    head = Head(tr("Our acknowledgement"), number=one.incoming.number, says=says, acts=acts)
    facts = Facts(
        tr("What was signed"),
        (
            Fact(tr("Their number"), said.number),
            Fact(tr("Digest of the package"), said.package),
            Fact(tr("Sent by"), said.sender),
            Fact(tr("Received by"), said.signer),
            Fact(tr("Received"), said.at),
            Fact(tr("Note"), said.note or "—"),
            Fact(tr("Key"), made.key),
        ),
    )
    return page(request, head, facts)
