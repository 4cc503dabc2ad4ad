"""Handovers and keepers: offering, taking, ending, and who takes things over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.handing import EndOffer, Given, Offer
from nomina.desk.custody.actions.places import AddKeeper
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.forms import BackForm, KeeperForm, OfferForm, TakeForm, tags_in
from nomina.desk.custody.models import Handover, HandoverEnd, Incident, Item, Keeper, Place
from nomina.desk.custody.picture import received
from nomina.desk.custody.shapes import Fact, Facts, TagPictures
from nomina.desk.custody.tag_photos import of_handover
from nomina.desk.custody.views.common import (
    files_of,
    items_of,
    lying_down,
    number_of,
    page,
    reading_of,
    tags_page,
    when_of,
    written,
)
from nomina.desk.custody.views.register import incident_row
from nomina.desk.custody.words import clock_name, item_kind, read_how, seal_state
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.look.shapes import Way as Meaning
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.people.models.rows import account
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    act,
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
from nomina.desk.policy.roles import KEEPS_CUSTODY
from nomina.words import tr


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def keepers(request: HttpRequest, one: Operation) -> HttpResponse:
    """List who takes things over in an operation."""
    rows, pager = paged(request, Keeper.objects.visible_to(request.user).filter(operation=one))
    may = predicates.RUN_CUSTODY(standing_for(request), one.thing())
    first = act(tr("Add a keeper"), reverse("custody:add_keeper", args=[one.pk]), "n")
    table = Table(
        tr("Keepers"),
        (Column(tr("Name")), Column(tr("Unit, firm or authority")), Column(tr("Signs"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.name, Kind.NAME),
                    Cell(row.body),
                    Cell(tr("on paper") if row.account_id is None else tr("at the desk")),
                ),
            )
            for row in rows
        ),
        empty=Empty(
            tr("No keeper yet"),
            tr("Who takes something in becomes one; drivers and laboratories are added here."),
            first if may else (),
        ),
        pager=pager,
    )
    return page(request, Head(tr("Keepers"), says=one.name, acts=first if may else ()), table)


@open_to(predicates.RUN_CUSTODY, on=Operation)
def add_keeper(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down somebody who signs on paper."""
    form = KeeperForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, AddKeeper(operation=one, **given))
        return said_and_back(request, tr("The keeper was added."), "custody:keepers", one.pk)

    head = Head(tr("Add a keeper"), says=tr("Somebody who signs on paper and has no account."))
    back = reverse("custody:keepers", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def handovers(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the handovers of an operation, the last first."""
    rows, pager = paged(
        request,
        Handover.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related(*Handover.beside, "end"),
    )
    table = Table(
        tr("Handovers"),
        (
            Column(tr("Number")),
            Column(tr("From")),
            Column(tr("To")),
            Column(tr("Handed out")),
            Column(tr("State")),
        ),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE),
                    Cell(row.giver.name, Kind.NAME),
                    Cell(row.taker.name, Kind.NAME),
                    moment(row.at),
                    state(row),
                ),
                reverse("custody:handover", args=[row.pk]),
            )
            for row in rows
        ),
        empty=Empty(tr("Nothing was handed over yet")),
        pager=pager,
    )
    return page(request, Head(tr("Handovers"), says=one.name), table)


def state(row: Handover) -> Cell:
    """Say how a handover stands."""
    end = _end(row)
    if end is None:
        return Cell(tr("waits to be taken"), Kind.CHIP, way=Meaning.UNSURE)
    if end.taken:
        return Cell(tr("taken over"), Kind.CHIP, way=Meaning.FOR)
    return Cell(tr("not taken"), Kind.CHIP, way=Meaning.AGAINST)


def _end(row: Handover) -> HandoverEnd | None:
    found: HandoverEnd | None = getattr(row, "end", None)
    return found


def _takers(request: HttpRequest, one: Operation) -> list[Keeper | User]:
    """Give whom something can be handed to: who keeps items at the desk, and who signs on paper."""
    rows = Membership.objects.current().filter(operation=one, role__in=KEEPS_CUSTODY)
    people = User.objects.filter(pk__in=rows.values("user"), is_active=True)
    paper = Keeper.objects.visible_to(request.user).filter(operation=one, account=None)
    others = [user for user in people.order_by("name") if user.pk != account(request.user)]
    return [*others, *paper]


@open_to(predicates.KEEP_ITEMS, on=Operation)
def offer(request: HttpRequest, one: Operation) -> HttpResponse:
    """Offer items to another keeper."""
    places = Place.objects.visible_to(request.user).filter(operation=one)
    start = {"tags": request.GET.get("tag", "")[:40]}
    takers = _takers(request, one)
    form = OfferForm(sent(request), files_of(request), places=places, takers=takers, initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        items = items_of(tags_in(given["tags"]), one, request.user)
        made = perform(
            request,
            Offer(
                operation=one,
                items=tuple(Given(item=item, reading=reading_of(given)) for item in items),
                taker=form.takers[given["taker"]],
                place=given["place"],
                when=when_of(given),
                because=given["because"],
                picture=received(given["picture"]),
            ),
        )
        text = tr("Handed out. It is yours until the other has read every tag and taken it.")
        return said_and_back(request, text, "custody:handover", made.pk)

    says = tr("Read each tag. Until the taker has read it too, you answer for it.")
    back = reverse("custody:operation", args=[one.pk])
    head = Head(tr("Hand over"), says=says)
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Hand out"), back=back
    )


@open_to(predicates.SEE_CUSTODY, on=Handover)
@require_safe
def handover(request: HttpRequest, one: Handover) -> HttpResponse:
    """Show a handover: both sides, its lines, and what did not fit."""
    end = _end(one)
    head = Head(
        tr("Handover"),
        number=one.number,
        says=state(one).text.capitalize() + ".",
        acts=tuple(_acts(request, one, end)),
    )
    facts = [
        Fact(tr("From"), one.giver.name),
        Fact(tr("To"), one.taker.name),
        Fact(tr("Place"), one.place.code),
        Fact(tr("Handed out"), f"{written(one.at)} · {clock_name(one.clock)}"),
    ]
    if one.because:
        facts.append(Fact(tr("What for"), one.because))
    if end is not None:
        label = tr("Taken over") if end.taken else tr("Ended")
        facts.append(Fact(label, f"{written(end.at)} · {clock_name(end.clock)}"))
        facts += [Fact(tr("Who saw it"), end.witness)] if end.witness else []
        facts += [Fact(tr("Reason"), end.why)] if end.why else []
    pictures = of_handover(one, request.user, request.GET.get("picture", ""))
    return page(
        request,
        head,
        _incidents(request, one),
        Facts(tr("Both sides"), tuple(facts)),
        _lines(one),
        TagPictures(pictures) if pictures else None,
    )


def _acts(request: HttpRequest, one: Handover, end: HandoverEnd | None) -> Iterator[Act]:
    if end is None and predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:take", args=[one.pk])
        yield Act(tr("Take over"), href, key="t", weight=Weight.PRIMARY)
        yield Act(tr("End it"), reverse("custody:end_offer", args=[one.pk]))
    yield Act(tr("Handovers"), reverse("custody:handovers", args=[one.operation_id]))


def _lines(one: Handover) -> Table:
    moved = {row.item_id: row for row in one.movements.select_related("position")}
    lines = one.lines.select_related("item__file")
    return Table(
        tr("What is handed over"),
        (
            Column(tr("Tag")),
            Column(tr("What it is")),
            Column(tr("Given")),
            Column(tr("Taken")),
        ),
        tuple(
            Row(
                line.pk.hex,
                (
                    Cell(str(line.item), Kind.CODE, small=number_of(line.item)),
                    Cell(item_kind(line.item.kind)),
                    Cell(
                        read_how(line.read),
                        small=f"{seal_state(line.seal)} {line.seal_number}".strip(),
                    ),
                    _taken(moved.get(line.item_id)),
                ),
                reverse("custody:item", args=[line.item_id]),
            )
            for line in lines
        ),
        titled=True,
    )


def _taken(row: Any) -> Cell:
    if row is None:
        return Cell(tr("not taken"), Kind.CHIP, way=Meaning.UNSURE)
    return Cell(read_how(row.read), small=f"{seal_state(row.seal)} {row.seal_number}".strip())


def _incidents(request: HttpRequest, one: Handover) -> Table | None:
    rows = Incident.objects.visible_to(request.user).current().filter(handover=one)
    found = list(rows.select_related(*Incident.beside))
    if not found:
        return None
    return Table(
        tr("What does not fit"),
        (Column(tr("What")), Column(tr("Tag")), Column(tr("Place")), Column(tr("Since"))),
        tuple(incident_row(row) for row in found),
        titled=True,
    )


@open_to(predicates.KEEP_ITEMS, on=Handover)
def take_over(request: HttpRequest, one: Handover) -> HttpResponse:
    """Take over what was offered."""
    start = {"read": request.GET.get("read", "")[:8]}
    on_paper = one.taker.account_id is None
    form = TakeForm(sent(request), files_of(request), on_paper=on_paper, initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        items: list[Item] = items_of(tags_in(given["tags"]), one.operation, request.user)
        spots = lying_down(items, one.place, given["position"])
        handed = perform(
            request,
            Take(
                handover=one,
                items=tuple(
                    Got(item=item, reading=reading_of(given), position=spot) for item, spot in spots
                ),
                when=when_of(given),
                witness=given.get("witness", ""),
                picture=received(given["picture"]),
            ),
        )
        text = tr("Taken over: {n}. What does not fit: {m}.")
        said = text.format(n=len(handed.movements), m=len(handed.incidents))
        return said_and_back(request, said, "custody:handover", one.pk)

    says = tr("Read every tag again. What you do not read stays with the giver.")
    head = Head(tr("Take over"), number=one.number, says=says)
    back = reverse("custody:handover", args=[one.pk])
    return take(request, form, done) or tags_page(
        request, one.operation, head, form, button=tr("Take over"), back=back
    )


@open_to(predicates.KEEP_ITEMS, on=Handover)
def end_offer(request: HttpRequest, one: Handover) -> HttpResponse:
    """Withdraw or refuse a handover."""
    form = BackForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndOffer(handover=one, why=given["why"], when=when_of(given)))
        text = tr("The handover is over. All of it stays with the giver.")
        return said_and_back(request, text, "custody:handover", one.pk)

    head = Head(tr("End a handover"), number=one.number)
    back = reverse("custody:handover", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("End it"), back)
