"""One item: where it is and its way; taking in, moving, packing, taking back, finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import graves, here, legs, more
from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack, TakeBack
from nomina.desk.custody.forms import (
    BackForm,
    FindTagForm,
    MoveForm,
    PackForm,
    ReceiveForm,
    tags_in,
)
from nomina.desk.custody.models import Incident, Item, Movement, Place, Stay
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.custody.models.movements import HAND, MOVE, PACK, UNPACK
from nomina.desk.custody.shapes import Fact, Facts, Leg, TagPicture
from nomina.desk.custody.shapes import Way as WholeWay
from nomina.desk.custody.tag_photos import pictures_of
from nomina.desk.custody.views.common import (
    items_of,
    lying_down,
    number_of,
    page,
    position_of,
    reading_of,
    tags_page,
    when_of,
    written,
)
from nomina.desk.custody.views.register import incident_row
from nomina.desk.custody.words import (
    clock_name,
    item_kind,
    move_kind,
    read_how,
    seal_state,
)
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import form_page, moment, perform, said_and_back, sent, take
from nomina.desk.policy import predicates
from nomina.desk.policy.finding import Seen
from nomina.desk.policy.guard import open_to
from nomina.errors import InputError
from nomina.words import ntr, tr


@open_to(predicates.SEE_CUSTODY, on=Item)
@require_safe
def item(request: HttpRequest, one: Item) -> HttpResponse:
    """Show an item: where it is, who answers for it, what lies in it, and its way."""
    stay = here.stay_of(request, one)
    assert stay is not None, "what is in the register is somewhere, or was given out"
    head = Head(
        item_kind(one.kind).capitalize(),
        number=number_of(one),
        says=_says(stay),
        acts=tuple(_acts(request, one, stay)),
    )
    return page(
        request,
        head,
        _incidents(request, one),
        _facts(request, one, stay),
        _contents(one),
        *more.parts_of(more.ITEM, request, one),
        _way(request, one, stay),
    )


def _says(stay: Stay) -> str:
    if stay.place is None:
        return tr("Given out for good to {name}.").format(name=stay.keeper.name)
    where = stay.place.code + (f" {stay.position.label}" if stay.position else "")
    says = tr("In {where}, in the hands of {name}.").format(where=where, name=stay.keeper.name)
    if stay.offered is not None:
        says += " " + tr("It is being handed over: {number}.").format(number=stay.offered.number)
    return says


def _acts(request: HttpRequest, one: Item, stay: Stay) -> Iterator[Act]:
    who = standing_for(request)
    if _movable(stay) and predicates.KEEP_ITEMS(who, one.thing()):
        move = reverse("custody:move", args=[one.operation_id])
        yield Act(tr("Move"), f"{move}?tag={one.code}", key="m", weight=Weight.PRIMARY)
        if stay.inside_id is None:
            hand = reverse("custody:offer", args=[one.operation_id])
            yield Act(tr("Hand over"), f"{hand}?tag={one.code}", key="h")
    if stay.offered_id is not None:
        handed = reverse("custody:handover", args=[stay.offered_id])
        yield Act(tr("Handover"), handed, key="h", weight=Weight.PRIMARY)
    yield from more.acts_of(more.ITEM, request, one)
    if predicates.KEEP_ITEMS(who, one.thing()):
        report = reverse("custody:report_incident", args=[one.operation_id])
        yield Act(tr("Report what does not fit"), f"{report}?tag={one.code}")
    if stay.place_id is not None:
        place = reverse("custody:place", args=[stay.place_id])
        yield Act(tr("The place"), f"{place}?tag={one.code}")


def _movable(stay: Stay) -> bool:
    """Say whether the register moves it at all, whoever asks: it is here, free, and in no grave."""
    return stay.place_id is not None and stay.offered_id is None and graves.spot_of(stay) is None


@Seen
def _file_seen(user: object, *, file: UUID) -> QuerySet[File, Any]:
    return File.objects.visible_to(user).filter(pk=file).order_by().values_list("pk")


@Seen
def _open_incidents(user: object, *, item: UUID) -> QuerySet[Incident]:
    rows = Incident.objects.visible_to(user).current().filter(item=item)
    return rows.select_related(*Incident.beside)


def _facts(request: HttpRequest, one: Item, stay: Stay) -> Facts:
    facts = [Fact(tr("Tag"), str(one)), Fact(tr("What it is"), item_kind(one.kind))]
    if one.file is not None:
        seen = _file_seen(request.user, file=one.file.pk)
        href = reverse("files:file", args=[one.file_id]) if seen else ""
        facts.append(Fact(tr("File"), one.file.number, href))
    if one.parent is not None:
        href = reverse("custody:item", args=[one.parent_id])
        facts.append(Fact(tr("Of"), str(one.parent), href))
    if one.words or one.kind not in REMAINS:
        facts.append(Fact(tr("What it is like"), one.words))
    if stay.inside is not None:
        href = reverse("custody:item", args=[stay.inside_id])
        facts.append(Fact(tr("Lies in"), number_of(stay.inside), href))
    return Facts(tr("The item"), tuple(facts))


def _contents(one: Item) -> Table | None:
    found = here.lying_in(one)
    if not found:
        return None
    return Table(
        tr("Lies in it"),
        (Column(tr("Tag")), Column(tr("What it is")), Column(tr("Number")), Column(tr("Since"))),
        tuple(
            Row(
                f"in-{stay.pk}",
                (
                    Cell(str(stay.item), Kind.CODE),
                    Cell(item_kind(stay.item.kind)),
                    Cell(stay.item.file.number if stay.item.file else "", Kind.CODE),
                    moment(stay.since),
                ),
                reverse("custody:item", args=[stay.item_id]),
            )
            for stay in found
        ),
        titled=True,
    )


def _incidents(request: HttpRequest, one: Item) -> Table | None:
    found = _open_incidents(request.user, item=one.pk)
    if not found:
        return None
    return Table(
        tr("What does not fit"),
        (Column(tr("What")), Column(tr("Tag")), Column(tr("Place")), Column(tr("Since"))),
        tuple(incident_row(row) for row in found),
        titled=True,
    )


def _way(request: HttpRequest, one: Item, stay: Stay) -> WholeWay:
    part = legs.part_of(one, stay, request.GET.get("before", ""))
    rows = part.rows
    may = predicates.KEEP_ITEMS(standing_for(request), one.thing())
    may = may and _movable(stay) and not graves.lifted_by(stay.movement_id)
    handed = {row.handover_id for row in rows if row.kind == HAND and row.handover_id is not None}
    pictures = pictures_of(handed, request.user, request.GET.get("picture", ""))
    lines = []
    for row in rows:
        last = may and stay.movement_id == row.pk and row.kind in (MOVE, PACK, UNPACK)
        undo = reverse("custody:take_back", args=[row.pk]) if last and row.number > 1 else ""
        # What was carried along was not read.
        by = row.handover_id if row.kind == HAND else None
        shown = () if by is None else pictures.get(by, ())
        if part.before:
            shown = tuple(_kept_on(one, part.before) for one in shown)
        lines.append(_leg(row, undo, shown))
    return WholeWay(tr("Its way"), tuple(lines), part.number, part.pager)


def _kept_on(one: TagPicture, before: int) -> TagPicture:
    """Have a picture shown and hidden on this page of the way."""
    show = f"{one.show}&before={before}" if one.show else ""
    return replace(one, show=show, hide=f"?before={before}")


def _leg(row: Movement, undo: str, pictures: tuple[TagPicture, ...]) -> Leg:
    where = ""
    if row.place is not None:
        where = row.place.code + (f" {row.position.label}" if row.position else "")
    if row.inside is not None:
        where += f" · {tr('in')} {number_of(row.inside)}"
    hands = row.keeper.name
    if row.handover is not None:
        hands = f"{row.handover.giver.name} → {hands} · {row.handover.number}"
    seal = f"{seal_state(row.seal)} {row.seal_number}".strip()
    details = (read_how(row.read), seal, clock_name(row.clock), row.why)
    late = abs((row.made_at - row.at).total_seconds()) >= 60
    return Leg(
        written(row.at),
        written(row.made_at) if late else "",
        move_kind(row.kind).capitalize(),
        where,
        hands,
        tuple(line for line in (" · ".join(x for x in details[:3] if x), details[3]) if line),
        undo,
        pictures,
    )


def _back(one: Operation) -> str:
    return reverse("custody:operation", args=[one.pk])


def _places(request: HttpRequest, one: Operation) -> Any:
    return Place.objects.visible_to(request.user).filter(operation=one)


@open_to(predicates.KEEP_ITEMS, on=Operation)
def receive(request: HttpRequest, one: Operation) -> HttpResponse:
    """Take an item in."""
    start = {"file": request.GET.get("file", "")[:60], "tag": request.GET.get("tag", "")[:40]}
    start["read"] = request.GET.get("read", "")[:8]
    form = ReceiveForm(sent(request), places=_places(request, one), initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        place = given["place"]
        made = perform(
            request,
            Receive(
                operation=one,
                tag=given["tag"],
                item=given["kind"],
                place=place,
                position=position_of(place, given["position"]),
                when=when_of(given),
                reading=reading_of(given),
                file=_file(request, one, given["file"]),
                parent=_parent(request, one, given["parent"]),
                words=given["words_"],
            ),
        )
        return said_and_back(request, tr("It was taken in."), "custody:item", made.pk)

    says = tr("A tag hangs on one thing, from now until the grave.")
    head = Head(tr("Take in"), says=says)
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Take it in"), back=_back(one)
    )


def _file(request: HttpRequest, one: Operation, typed: str) -> File | None:
    number = typed.strip()
    if not number:
        return None
    rows = File.objects.visible_to(request.user).filter(operation=one, kind="pm")
    found = rows.filter(number__in={number, number.upper()}).first()
    if found is None:
        raise InputError(tr("there is no such file of a body or part"), where=number)
    return found


def _parent(request: HttpRequest, one: Operation, typed: str) -> Item | None:
    return item_of(typed, one, request.user) if typed.strip() else None


@open_to(predicates.KEEP_ITEMS, on=Operation)
def move(request: HttpRequest, one: Operation) -> HttpResponse:
    """Move items that one answers for."""
    start = {"tags": request.GET.get("tag", "")[:40]}
    form = MoveForm(sent(request), places=_places(request, one), initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        items = items_of(tags_in(given["tags"]), one, request.user)
        made = perform(
            request,
            Move(
                operation=one,
                items=tuple(lying_down(items, given["place"], given["position"])),
                place=given["place"],
                when=when_of(given),
                reading=reading_of(given),
                why=given["why"],
            ),
        )
        text = ntr("{n} item was moved.", "{n} items were moved.", len(made))
        return said_and_back(request, text.format(n=len(made)), "custody:place", given["place"].pk)

    head = Head(tr("Move"), says=tr("Read each tag where it lies; nothing is moved by its name."))
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Move"), back=_back(one)
    )


@open_to(predicates.KEEP_ITEMS, on=Operation)
def pack(request: HttpRequest, one: Operation) -> HttpResponse:
    """Put items into another."""
    form = PackForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        into = item_of(given["into"], one, request.user)
        perform(
            request,
            Pack(
                operation=one,
                items=tuple(items_of(tags_in(given["tags"]), one, request.user)),
                into=into,
                when=when_of(given),
                reading=reading_of(given),
                why=given["why"],
            ),
        )
        return said_and_back(request, tr("It lies there now."), "custody:item", into.pk)

    head = Head(tr("Put into"), says=tr("What lies in something goes with it from now on."))
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Put into"), back=_back(one)
    )


@open_to(predicates.KEEP_ITEMS, on=Movement)
def take_back(request: HttpRequest, one: Movement) -> HttpResponse:
    """Take back the last movement of an item."""
    form = BackForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(
            request,
            TakeBack(
                movement=one,
                when=when_of(given),
                reading=reading_of(given),
                why=given["why"],
            ),
        )
        text = tr("It is where it was before.")
        return said_and_back(request, text, "custody:item", one.item_id)

    says = tr("Both stay on its way: what was done, and that it was taken back.")
    head = Head(tr("Take a movement back"), number=str(one.item), says=says)
    back = reverse("custody:item", args=[one.item_id])
    return take(request, form, done) or form_page(request, head, form, tr("Take it back"), back)


@open_to(predicates.SEE_CUSTODY, on=Operation)
def find(request: HttpRequest, one: Operation) -> HttpResponse:
    """Lead to the item of a tag."""
    form = FindTagForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        return redirect("custody:item", item_of(given["tag"], one, request.user).pk)

    head = Head(tr("Find a tag"), says=one.name)
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Find"), back=_back(one)
    )
