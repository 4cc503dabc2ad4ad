"""Effects: writing them down, signing as the second, opening packets, and their register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody import effects
from nomina.desk.custody.actions.effects import (
    MakeInventory,
    OpenPacket,
    SignInventory,
    TakeList,
)
from nomina.desk.custody.effects_paper import paper
from nomina.desk.custody.effects_words import article_kind
from nomina.desk.custody.forms_effects import InventoryForm, LanguageForm, Lines, OpeningForm
from nomina.desk.custody.models import Inventory, InventorySign, Item, Movement, Opening
from nomina.desk.custody.models.items import BODY, PACKET, PART
from nomina.desk.custody.models.movements import HAND, OUT, RECEIVE
from nomina.desk.custody.papers.page import pdf
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import number_of, page, when_of, written
from nomina.desk.custody.words import move_kind, seal_state
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
from nomina.desk.people.models import Membership, Operation, User
from nomina.desk.people.models.rows import account
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
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import KEEPS_CUSTODY
from nomina.errors import InputError
from nomina.words import current, tr

HAS_EFFECTS = (BODY, PART, PACKET)


def back_to(one: Item) -> str:
    """Give the address of an item."""
    return reverse("custody:item", args=[one.pk])


@dataclass(frozen=True)
class _Asked:
    """A form with lines, as its page draws it."""

    head: Head
    form: forms.Form
    lines: Lines
    button: str
    back: str


def _lined(
    request: HttpRequest, asked: _Asked, done: Callable[[dict[str, Any]], HttpResponse]
) -> HttpResponse:
    """Draw a form with lines, do what it asks for, or give it back with all that was typed."""
    status = 200
    if request.method == "POST" and not asked.lines.more:
        status = 422
        whole = [asked.form.is_valid(), asked.lines.is_valid()]
        if not whole[1]:
            asked.form.add_error(None, tr("Some lines are to be mended"))
        if all(whole):
            try:
                return done(asked.form.cleaned_data)
            except InputError as error:
                asked.form.add_error(None, told(error))
    return render(request, "custody/effects_lines.html", vars(asked), status=status)


@open_to(predicates.KEEP_ITEMS, on=Item)
def make(request: HttpRequest, one: Item) -> HttpResponse:
    """Write down the effects of a body, or what lies in a packet that is sealed now."""
    if one.kind not in HAS_EFFECTS:
        raise Http404
    packet = one.kind == PACKET
    form = InventoryForm(sent(request), sealed=packet)
    lines = Lines(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            MakeInventory(
                item=one,
                when=when_of(given),
                articles=lines.articles(),
                none_found=given["none_found"],
                seal_number=given.get("seal_number", ""),
            ),
        )
        text = tr("Written down. It stands once a second person has signed it.")
        return said_and_back(request, text, "custody:inventory", made.pk)

    title = tr("What lies in the packet") if packet else tr("Effects")
    says = tr("One person writes down what is there; a second looks at it and signs.")
    head = Head(title, number=number_of(one), says=says)
    return _lined(request, _Asked(head, form, lines, tr("Write it down"), back_to(one)), done)


def _people(request: HttpRequest, one: Item) -> list[User]:
    rows = Membership.objects.current().filter(operation=one.operation_id, role__in=KEEPS_CUSTODY)
    people = User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name")
    return [user for user in people if user.pk != account(request.user)]


@open_to(predicates.KEEP_ITEMS, on=Item)
def open_packet(request: HttpRequest, one: Item) -> HttpResponse:
    """Write down that a packet is opened by two, what lies in it, and its new seal."""
    if one.kind != PACKET:
        raise Http404
    form = OpeningForm(sent(request), people=_people(request, one), initial={"seal_before": ""})
    lines = Lines(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            OpenPacket(
                item=one,
                when=when_of(given),
                articles=lines.articles(),
                none_found=given["none_found"],
                why=given["why"],
                second=form.people[given["second"]],
                seal_before=given["seal_before"],
                seal_after=given["seal_after"],
            ),
        )
        text = tr("Written down. It stands once {name} has signed what lies in it.")
        name = form.people[given["second"]].name
        return said_and_back(request, text.format(name=name), "custody:inventory", made.pk)

    says = tr("Two people open it, list all that lies in it, and seal it again.")
    head = Head(tr("Open a packet"), number=str(one), says=says)
    return _lined(request, _Asked(head, form, lines, tr("Write it down"), back_to(one)), done)


@open_to(predicates.SEE_CUSTODY, on=Inventory)
@require_safe
def inventory(request: HttpRequest, one: Inventory) -> HttpResponse:
    """Show an inventory, who stands for it, and how it differs from the one before."""
    sign = InventorySign.objects.filter(inventory=one).select_related("by").first()
    opening = Opening.objects.filter(contents=one).select_related("by", "second").first()
    says = tr("Two people signed it.") if sign else tr("A second person has yet to sign it.")
    head = Head(
        tr("Effects"),
        number=number_of(one.item),
        says=says,
        acts=_acts(request, one, sign, opening),
    )
    return page(request, head, _differs(one), _facts(one, sign, opening), lines_of(one))


def _acts(
    request: HttpRequest, one: Inventory, sign: InventorySign | None, opening: Opening | None
) -> tuple[Act, ...]:
    acts = []
    me = account(request.user)
    may = predicates.KEEP_ITEMS(standing_for(request), one.thing()) and me != one.by_id
    wanted = opening is None or opening.second_id == me
    listed = effects.last(one.item)
    if sign is None and may and wanted and listed is not None and listed.pk == one.pk:
        href = reverse("custody:inventory_sign", args=[one.pk])
        acts.append(Act(tr("Sign as the second"), href, key="s", weight=Weight.PRIMARY))
    acts.append(Act(tr("Print"), reverse("custody:inventory_paper", args=[one.pk]), key="p"))
    acts.append(Act(tr("The item"), back_to(one.item)))
    return tuple(acts)


def _differs(one: Inventory) -> Notice | None:
    differs = effects.compared(one)
    if not differs:
        return None
    lines = [f"− {text}" for text in differs.missing] + [f"+ {text}" for text in differs.more]
    says = tr("This is not what was listed before: {lines}").format(lines="; ".join(lines))
    return Notice(says, Way.STOP)


def _facts(one: Inventory, sign: InventorySign | None, opening: Opening | None) -> Facts:
    facts = [Fact(tr("List"), str(one.number)), Fact(tr("When"), written(one.at))]
    facts.append(Fact(tr("Made by"), f"{one.by.name} · {written(one.made_at)}"))
    signed = "" if sign is None else f"{sign.by.name} · {written(sign.made_at)}"
    waits = (
        tr("nobody yet")
        if opening is None
        else tr("waits for {name}").format(name=opening.second.name)
    )
    facts.append(Fact(tr("Signed by"), signed or waits))
    if one.item.kind == PACKET:
        facts.append(Fact(tr("Number of the seal"), one.seal_number))
    if opening is not None:
        facts += [
            Fact(tr("Opened for"), opening.why),
            Fact(tr("Number of the seal before"), opening.seal_before or tr("there was none")),
        ]
    return Facts(tr("The list"), tuple(facts))


def lines_of(one: Inventory) -> Table:
    """Give the lines of an inventory as a table."""
    rows = []
    for line in one.lines.all():
        amount = "" if line.amount is None else f"{line.amount:.2f} {line.currency}"
        details = " · ".join(x for x in (amount, line.document, line.marks) if x)
        rows.append(
            Row(
                f"l{line.pk.hex}",
                (
                    Cell(line.what, Kind.TEXT, small=article_kind(line.kind)),
                    Cell(str(line.count), Kind.NUMBER),
                    Cell(line.material or "–"),
                    Cell(details or "–"),
                ),
            )
        )
    columns = (
        Column(tr("What it is")),
        Column(tr("How many"), number=True),
        Column(tr("Material")),
        Column(tr("Marks, amount, document")),
    )
    return Table(tr("What was found"), columns, tuple(rows), Empty(tr("Nothing was found")))


@open_to(predicates.KEEP_ITEMS, on=Inventory)
def sign(request: HttpRequest, one: Inventory) -> HttpResponse:
    """Sign an inventory as the second person."""
    ask_first(request, SignInventory)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, SignInventory(inventory=one))
        text = tr("You signed it.")
        if made.incident is not None:
            text = tr(
                "You signed it. It differs from the list before, so somebody has to settle that."
            )
        return said_and_back(request, text, "custody:inventory", one.pk)

    count = sum(line.count for line in one.lines.all())
    says = tr("You saw yourself that nothing was found.")
    if count:
        says = tr("You saw yourself everything that the list says, {n} things in all.")
        says = says.format(n=count)
    head = Head(tr("Sign as the second"), number=number_of(one.item), says=says)
    back = reverse("custody:inventory", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), back)


@open_to(predicates.SEE_CUSTODY, on=Inventory)
def on_paper(request: HttpRequest, one: Inventory) -> HttpResponse:
    """Give the list as a PDF, in a language."""
    form = LanguageForm(sent(request), initial={"language": current()})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, TakeList(inventory=one, **given))
        made = pdf(paper(one, given["language"]))
        response = HttpResponse(made, content_type="application/pdf")
        name = f"{one.item.code}-{one.number}.{given['language']}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox"
        return response

    says = tr("It shows every line and both signatures. That it was printed is written down.")
    head = Head(tr("Print the list"), number=number_of(one.item), says=says)
    back = reverse("custody:inventory", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Print"), back)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def packets(request: HttpRequest, one: Operation) -> HttpResponse:
    """List every receipt and dispatch of every packet, the last first (LAW-06)."""
    rows = Movement.objects.visible_to(request.user).filter(
        item__operation=one, item__kind=PACKET, kind__in=(RECEIVE, HAND, OUT)
    )
    found, pager = paged(
        request,
        rows.select_related(
            "item", "item__parent__file", "keeper", "place", "handover__giver"
        ).order_by("-at", "-pk"),
    )
    columns = (
        Column(tr("Packet")),
        Column(tr("Of")),
        Column(tr("When")),
        Column(tr("What")),
        Column(tr("Hands")),
        Column(tr("Seal")),
    )
    table = Table(
        tr("Receipt and dispatch"),
        columns,
        tuple(_line(row) for row in found),
        Empty(
            tr("No packet was taken in yet"), tr("Take one in, seal it and list what lies in it.")
        ),
        pager,
    )
    acts = [Act(tr("Custody"), reverse("custody:operation", args=[one.pk]))]
    says = tr("Every receipt and dispatch of every packet of effects.")
    return page(request, Head(tr("Register of packets"), says=says, acts=tuple(acts)), table)


def _line(row: Movement) -> Row:
    hands = row.keeper.name
    if row.handover is not None:
        hands = f"{row.handover.giver.name} → {hands}"
    whose = row.item.parent
    seal = f"{seal_state(row.seal)} {row.seal_number}".strip()
    return Row(
        f"m{row.pk.hex}",
        (
            Cell(str(row.item), Kind.CODE),
            Cell(number_of(whose), Kind.CODE) if whose else Cell(tr("not known"), Kind.UNKNOWN),
            moment(row.at),
            Cell(move_kind(row.kind), small=row.place.code if row.place else ""),
            Cell(hands, Kind.NAME),
            Cell(seal or "–"),
        ),
        back_to(row.item),
    )
